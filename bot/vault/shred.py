"""The shred layer: one key a member around everything sealed of that member.

Deleting the key makes every copy of the member's sealed records unreadable, for the lane's key-holders
too and in every older backup of the records. That is worth something only because the keys live in a
store of their own with shorter-lived backups.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.vault.place import Place
from bot.vault.record import IntegrityError

KEY_BYTES = 32
_NONCE_BYTES = 12
_MAGIC = b"CSHR\x01"


def new_shred_key() -> bytes:
    """Draw a member's shred key (32 bytes)."""
    return secrets.token_bytes(KEY_BYTES)


def cover(sealed: bytes, key: bytes, place: Place) -> bytes:
    """Wrap a sealed record for its place. A member has few records: random 96-bit nonces do not repeat."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _MAGIC + nonce + AESGCM(key).encrypt(nonce, sealed, _MAGIC + place.aad())


def peel(blob: bytes, key: bytes, place: Place) -> bytes:
    """Return the sealed record; raises IntegrityError for another key, place or a changed byte."""
    head = len(_MAGIC) + _NONCE_BYTES
    if not blob.startswith(_MAGIC) or len(blob) < head:
        raise IntegrityError("unknown format of a shred layer")
    nonce = blob[len(_MAGIC) : head]
    try:
        return AESGCM(key).decrypt(nonce, blob[head:], _MAGIC + place.aad())
    except InvalidTag as error:
        raise IntegrityError("a shred layer does not open here") from error
