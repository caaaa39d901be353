"""The boxes of a JPEG 2000 file, as documents may hold one: taking the notes off without decoding it."""

_BARE_START = b"\xff\x4f\xff\x51"  # a code stream alone, without boxes
_NOTES = frozenset({b"xml ", b"uuid", b"uinf", b"jp2i", b"asoc", b"nlst", b"lbl "})


class NotJpxError(ValueError):
    """The bytes are not the boxes of a JPEG 2000 file."""


def without_notes(data: bytes) -> bytes:
    """Return the picture without its boxes of text and metadata; raises NotJpxError."""
    if data.startswith(_BARE_START):
        return data
    kept, at = [], 0
    while at < len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16], "big")
        end = len(data) if length == 0 else at + length
        if end < at + 8 or end > len(data):
            raise NotJpxError
        if name not in _NOTES:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)
