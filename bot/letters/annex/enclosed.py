"""The rows of a volume as CSV inside its file: written while they are drawn, packed, read by machines."""

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence

from bot.letters.sheets.cells import safe_cell

FILENAME, MEDIA_TYPE = "table.csv", "text/csv"
_LEVEL = 1  # the pages take most of the time already
_TOGETHER = 1000  # rows packed by one call
# A line of cells that begin with a letter or a digit and hold plain punctuation: as nearly all are.
_PLAIN = re.compile(r'"(?:[^\W_][\w .,:/()’–-]*)?(?:";"(?:[^\W_][\w .,:/()’–-]*)?)*"')


class Enclosed:
    """The file as it grows: as `bot.letters.sheets` writes it, with no cell that a spreadsheet calculates."""

    def __init__(self, head: Sequence[str]) -> None:
        self._deflate = zlib.compressobj(_LEVEL)
        self._packed: list[bytes] = []
        self.size = 0  # bytes, unpacked
        self._add(["\ufeff" + _line(head)])

    def through(self, rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
        """The rows again, after each is written."""
        lines: list[str] = []
        for row in rows:
            lines.append(_line(row))
            if len(lines) >= _TOGETHER:
                self._add(lines)
                lines = []
            yield row
        self._add(lines)

    def _add(self, lines: list[str]) -> None:
        data = "".join(lines).encode()
        self.size += len(data)
        self._packed.append(self._deflate.compress(data))

    def packed(self) -> bytes:
        """The whole file, deflated with zlib's frame; to be asked once, after the last row."""
        self._packed.append(self._deflate.flush())
        return b"".join(self._packed)


def _line(row: Sequence[str]) -> str:
    line = '"' + '";"'.join(row) + '"'
    if _PLAIN.fullmatch(line) is None:
        line = '"' + '";"'.join(safe_cell(cell).replace('"', '""') for cell in row) + '"'
    return f"{line}\r\n"
