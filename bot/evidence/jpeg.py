"""The segments of a JPEG file: telling a bare one, and taking the notes off one without decoding it."""

import re

_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_SOS = 0xDA
# Frames, tables, restart interval: what decoding needs. APP14 says how colours are coded.
_DRAWING = frozenset({*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDD})
_APP0, _APP14 = 0xE0, 0xEE
# Within the picture's data only stuffed bytes and restart marks follow 0xFF; anything else ends it.
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


class NotJpegError(ValueError):
    """The bytes are not the segments of a JPEG file."""


def segments(data: bytes) -> tuple[list[tuple[int, bytes]], int]:
    """Return marker and bytes of each segment, picture data with the one before it, and where the file ends.

    Raises NotJpegError.
    """
    if not data.startswith(_SOI):
        raise NotJpegError
    found, at = [], 2
    while not data.startswith(_EOI, at):
        if len(data) < at + 4 or data[at] != 0xFF:
            raise NotJpegError
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + length
        if marker == _SOS:
            following = _MARKER.search(data, end)
            if following is None:
                raise NotJpegError
            end = following.start()
        if length < 2 or end > len(data):
            raise NotJpegError
        found.append((marker, data[at:end]))
        at = end
    return found, at + 2


def is_bare(data: bytes) -> bool:
    """Whether the file holds a picture and nothing about it: no note, no thumbnail, nothing behind it."""
    try:
        found, end = segments(data)
    except NotJpegError:
        return False
    # The JFIF header as encoders write it has 16 bytes after the marker; a longer one holds a thumbnail.
    headers = (m in _DRAWING or (m == _APP0 and len(s) == 18 and s[4:9] == b"JFIF\0") for m, s in found)
    return end == len(data) and all(headers)


def without_notes(data: bytes) -> bytes:
    """Return the picture without comments, Exif, profiles and what follows its end; raises NotJpegError."""
    found, _ = segments(data)
    return b"".join((_SOI, *(s for m, s in found if m in _DRAWING or m == _APP14), _EOI))
