"""A second look at what a child wrote, without decoding it: the file may have taken the child over."""

from collections.abc import Callable

from bot.evidence.jpeg import is_bare

_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})


def is_plain(data: bytes, media_type: str) -> bool:
    """Whether the bytes have the outline of a file that was written anew, with nothing beside the picture."""
    check = _CHECKS.get(media_type)
    return check is not None and check(data)


def _png(data: bytes) -> bool:
    at, name = len(_PNG_START), b""
    if not data.startswith(_PNG_START):
        return False
    while name != b"IEND":
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        at += 12 + length
        if name not in _PNG_CHUNKS or at > len(data):
            return False
    return at == len(data)


def _pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-") and data.endswith(b"%%EOF\n") and b"/Encrypt" not in data[-4096:]


_CHECKS: dict[str, Callable[[bytes], bool]] = {
    "image/png": _png,
    "image/jpeg": is_bare,
    "application/pdf": _pdf,
}
