"""One-time codes with which the operator lets somebody open a case: signed, expiring, kept nowhere."""

import base64
import binascii
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from bot.domain.errors import BadCodeError

# 8 + 4 + 8 bytes: 20 bytes are exactly 32 letters of base 32, without padding.
_NONCE_BYTES = 8
_EXPIRY_BYTES = 4  # Unix seconds, good until 2106
_MAC_BYTES = 8  # one guess in 2^64; guesses cost a Discord interaction each
_LETTERS = 32
_GROUP = 4


def make_code(key: bytes, now: datetime, valid: timedelta) -> str:
    """Return a code of eight groups of four letters that is good until `now + valid`."""
    expiry = int((now + valid).timestamp()).to_bytes(_EXPIRY_BYTES, "big")
    body = secrets.token_bytes(_NONCE_BYTES) + expiry
    letters = base64.b32encode(body + _mac(key, body)).decode()
    return "-".join(letters[i : i + _GROUP] for i in range(0, _LETTERS, _GROUP))


def read_code(key: bytes, code: str, now: datetime) -> bytes:
    """Return the code's nonce, which the caller burns; raises BadCodeError if forged, mistyped or expired."""
    letters = "".join(code.upper().replace("-", " ").split())
    if len(letters) != _LETTERS:
        raise BadCodeError
    try:
        raw = base64.b32decode(letters)
    except (binascii.Error, ValueError):
        raise BadCodeError from None
    body, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(key, body)):
        raise BadCodeError
    if now.timestamp() >= int.from_bytes(body[_NONCE_BYTES:], "big"):
        raise BadCodeError
    return body[:_NONCE_BYTES]


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.new(key, body, hashlib.sha256).digest()[:_MAC_BYTES]
