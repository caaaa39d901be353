"""Volumes in the file of their letter: a PDF carries them along, and readers show them as attachments."""

import io
from collections.abc import Sequence
from datetime import date

from bot.letters.annex.volumes import Drawn
from bot.letters.pdf import conform


def attach(data: bytes, volumes: Sequence[Drawn], day: date) -> bytes:
    """Return the archived PDF with the volumes in it; same volumes, same bytes."""
    from pikepdf import Array, AttachedFileSpec, Name, ObjectStreamMode, Pdf

    target, when = io.BytesIO(), conform.pdf_moment(day)
    with Pdf.open(io.BytesIO(data)) as document:
        for volume in volumes:
            document.attachments[volume.filename] = AttachedFileSpec(
                document,
                volume.data,
                filename=volume.filename,
                mime_type="application/pdf",
                description=f"{volume.first[0]}–{volume.last[0]}",
                relationship=Name.Supplement,
                creation_date=when,
                mod_date=when,
            )
        # PDF/A-3 wants each attachment named by what it belongs to.
        document.Root.AF = Array([document.attachments[key].obj for key in sorted(document.attachments)])
        document.save(
            target,
            min_version="1.7",
            deterministic_id=True,
            object_stream_mode=ObjectStreamMode.generate,
        )
    return target.getvalue()
