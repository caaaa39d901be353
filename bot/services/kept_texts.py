"""What is kept of a frozen text beside its document: its words, reading copies, the twin for other eyes.

All of it is drawn in the moment of the draft that is frozen, from the very same files, and kept in one
encrypted piece: drawn later, a copy could say something else than the text that it accompanies.
"""

import io
import zipfile
from collections.abc import Iterator

from bot.letters.freezing import Drawn

_WORDS = "words.txt"
_ZIP = b"PK\x03\x04"
_ZERO = (1980, 1, 1, 0, 0, 0)


def packed(drawn: Drawn) -> bytes:
    """Return the words and the companions as one piece."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(_WORDS, _ZERO), drawn.text.encode())
        for companion in (*drawn.copies, *([drawn.twin] if drawn.twin else [])):
            archive.writestr(zipfile.ZipInfo(companion.filename, _ZERO), companion.data)
    return target.getvalue()


def words_in(kept: bytes) -> str:
    """Return the words; a piece of before there were companions is nothing else."""
    if not kept.startswith(_ZIP):
        return kept.decode()
    with zipfile.ZipFile(io.BytesIO(kept)) as archive:
        return archive.read(_WORDS).decode()


def companions_in(kept: bytes) -> list[tuple[str, bytes]]:
    """Return the companions by file name, reading copies first."""
    return list(_companions(kept))


def _companions(kept: bytes) -> Iterator[tuple[str, bytes]]:
    if kept.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(kept)) as archive:
            for name in archive.namelist():
                if name != _WORDS:
                    yield name, archive.read(name)
