"""Padding plaintexts to a few sizes, so that the length of a ciphertext tells almost nothing."""

# Sizes in bytes, the length field included (security brief 2.4); beyond the last they double.
_BUCKETS = (256, 512, 1024, 4096)
_LENGTH_BYTES = 4


class PaddingError(ValueError):
    """The padded text is not one that `pad` can have made."""


def bucket(size: int) -> int:
    """Return the smallest bucket that holds this many bytes."""
    for limit in _BUCKETS:
        if size <= limit:
            return limit
    limit = _BUCKETS[-1]
    while limit < size:
        limit *= 2
    return limit


def pad(plain: bytes) -> bytes:
    """Return length, text and zeros up to the bucket; the length is explicit, never guessed."""
    body = len(plain).to_bytes(_LENGTH_BYTES, "big") + plain
    return body.ljust(bucket(len(body)), b"\0")


def unpad(padded: bytes) -> bytes:
    """Return the text; raises PaddingError for any bytes that `pad` does not produce."""
    length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
    plain = padded[_LENGTH_BYTES : _LENGTH_BYTES + length]
    if pad(plain) != padded:
        raise PaddingError
    return plain
