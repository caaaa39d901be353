"""Copies of sources that lie beside a pack: measured, and held against what the pack says of them."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

from bot.domain.pack import KeptFile, Pack


def pages_of(data: bytes) -> int | None:
    """How many pages a file has: of a PDF its own, of anything else one; None for a PDF that is broken."""
    if not data.startswith(b"%PDF-"):
        return 1
    from pikepdf import PdfError
    from pikepdf import open as opened  # only who has a document to count loads it

    try:
        with opened(io.BytesIO(data)) as pdf:
            return len(pdf.pages)
    except PdfError:
        return None


def kept_files(pack: Pack) -> dict[str, KeptFile]:
    """The copies that the pack speaks of, by the place where it does."""
    return {f"facts.{fact.id}.source.kept": fact.source.kept for fact in pack.facts if fact.source.kept}


def kept_errors(pack: Pack, folder: Path) -> Iterator[str]:
    """What the pack says wrongly of a copy beside it, with what is true of it, ready to be put in."""
    for where, kept in kept_files(pack).items():
        path = folder / kept.file
        if not path.is_file():
            continue
        data = path.read_bytes()
        sha256, pages = hashlib.sha256(data).hexdigest(), pages_of(data)
        if (sha256, pages) != (kept.sha256, kept.pages):
            found = f'{{ file = "{kept.file}", pages = {pages or "?"}, sha256 = "{sha256}" }}'
            yield f"{where}: the file is not as it says; of this file it would be: {found}"


def kept_warnings(pack: Pack, folder: Path) -> Iterator[str]:
    """Which copies do not lie beside the pack, so that nothing could be compared."""
    for where, kept in kept_files(pack).items():
        if not (folder / kept.file).is_file():
            yield f"{where}: {kept.file} does not lie beside the pack; its pages and SHA-256 were not checked"
