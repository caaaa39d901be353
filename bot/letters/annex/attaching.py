"""Volumes in the file of their letter: a PDF carries them along, and readers show them as attachments."""

import io
from collections.abc import Sequence
from datetime import date

from bot.letters.annex.volumes import Drawn
from bot.letters.pdf import archive


def attach(data: bytes, volumes: Sequence[Drawn], day: date) -> bytes:
    """Return the archived PDF with the volumes in it; same volumes, same bytes."""
    from pikepdf import Pdf

    with Pdf.open(io.BytesIO(data)) as document:
        for volume in volumes:
            said = f"{volume.first[0]}–{volume.last[0]}"
            archive.enclose(
                document, volume.filename, said, volume.data, day,
                media_type="application/pdf", relationship="/Supplement",
            )  # fmt: skip
        return archive.saved(document)
