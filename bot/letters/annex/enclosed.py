"""The rows of a volume as CSV inside its file: written while they are drawn, packed, read by machines."""

import re
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.letters.sheets.cells import safe_cell

FILENAME, MEDIA_TYPE = "table.csv", "text/csv"
_LEVEL = 1  # the pages take most of the time already
_TOGETHER = 1000  # rows packed by one call
_PIECE = 1 << 16  # bytes unpacked by one call
# A line of cells that begin with a letter or a digit and hold plain punctuation: as nearly all are.
_PLAIN = re.compile(r'"(?:[^\W_][\w .,:/()’–-]*)?(?:";"(?:[^\W_][\w .,:/()’–-]*)?)*"\r\n')


class Enclosed:
    """The file as it grows: as `bot.letters.sheets` writes it, with no cell that a spreadsheet calculates."""

    def __init__(self, head: Sequence[str]) -> None:
        self._deflate = zlib.compressobj(_LEVEL)
        self._packed: list[bytes] = []
        self.size = 0  # bytes, unpacked
        self.odd: dict[int, tuple[str, ...]] = {}  # by number, rows whose cells stand otherwise in the file
        self._add(["\ufeff" + _line(head)])

    def through(self, rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
        """The rows again, after each is written."""
        lines: list[str] = []
        for number, row in enumerate(rows):
            line = '"' + '";"'.join(row) + '"\r\n'
            if _PLAIN.fullmatch(line) is None:
                line = _line(row)
                self.odd[number] = tuple(row)
            lines.append(line)
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


@dataclass(frozen=True)
class Packed:
    """A file that is written already, for another process: its rows, and itself to go along with them."""

    data: bytes
    size: int
    odd: Mapping[int, tuple[str, ...]]

    def rows(self) -> Iterator[Sequence[str]]:
        """The rows as they were, of any text."""
        lines = _lines(self.data)
        next(lines)
        for number, line in enumerate(lines):
            yield self.odd.get(number) or line[1:-1].split('";"')

    def through(self, rows: Iterable[Sequence[str]]) -> Iterable[Sequence[str]]:
        """The rows: they are written."""
        return rows

    def packed(self) -> bytes:
        """The file, as `Enclosed.packed` gave it."""
        return self.data


def pack(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Packed:
    """Write the whole file at once."""
    file = Enclosed(head)
    deque(file.through(rows), maxlen=0)
    return Packed(file.packed(), file.size, file.odd)


def _lines(data: bytes) -> Iterator[str]:
    """Unpack line by line; a cell may hold a line feed, never both signs of a line's end."""
    unpack, rest = zlib.decompressobj(), b""
    for start in range(0, len(data), _PIECE):
        whole, end, rest = (rest + unpack.decompress(data[start : start + _PIECE])).rpartition(b"\r\n")
        if end:
            yield from whole.decode().split("\r\n")
    assert not rest


def _line(row: Sequence[str]) -> str:
    return '"' + '";"'.join(safe_cell(cell).replace('"', '""') for cell in row) + '"\r\n'
