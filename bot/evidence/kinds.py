"""Which kinds of file are taken in, told by the first bytes and by nothing that a sender claims."""

from enum import StrEnum


class Kind(StrEnum):
    """A kind of file that may be taken in, by the name of its format."""

    PNG = "PNG"
    JPEG = "JPEG"
    WEBP = "WEBP"
    PDF = "PDF"


def kind_of(data: bytes) -> Kind | None:
    """Tell the kind by the bytes that each format must begin with; None for everything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Kind.WEBP
    # Readers find this line within the first 1024 bytes; what stands before it would be another file.
    return Kind.PDF if data.startswith((b"%PDF-1.", b"%PDF-2.")) else None
