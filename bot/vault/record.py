"""The record format: `magic | version | algorithm | key id | wrap nonce | wrapped DEK | nonce | ciphertext`.

AES-256-GCM throughout. The body is encrypted under a data key (DEK) drawn for this record alone, so a nonce
never repeats under it. The DEK is wrapped by the key-encryption key (KEK) that the key id names; random
nonces allow 2^32 wraps under one KEK (NIST SP 800-38D, 8.3), far more than any case makes. Both carry the
place as authenticated data; the wrap also carries the key id, the body does not, so that changing the
root key re-wraps DEKs and leaves bodies as they are.
"""

import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.vault.derive import KEY_BYTES, join
from bot.vault.padding import PaddingError, pad, unpad
from bot.vault.place import Place

MAGIC = b"CLF"
VERSION = 1
AES_256_GCM = 1
KEY_ID_BYTES = 4
_NONCE_BYTES = 12  # 96 bits, the size that GCM is specified for (NIST SP 800-38D)
_TAG_BYTES = 16
_WRAPPED_BYTES = KEY_BYTES + _TAG_BYTES

_KEY_ID_AT = len(MAGIC) + 2
_WRAP_AT = _KEY_ID_AT + KEY_ID_BYTES
_BODY_AT = _WRAP_AT + _NONCE_BYTES + _WRAPPED_BYTES


class IntegrityError(Exception):
    """An encrypted value is not what its place requires; the text is a reason and nothing of the value."""


def seal_record(plain: bytes, place: Place, kek: bytes, key_id: bytes) -> bytes:
    """Return the record of the plaintext for this place."""
    fixed = MAGIC + bytes([VERSION, AES_256_GCM])
    aad = place.aad()
    dek = secrets.token_bytes(KEY_BYTES)
    wrapped = _encrypt(kek, dek, join(b"wrap", fixed, key_id, aad))
    return fixed + key_id + wrapped + _encrypt(dek, pad(plain), join(b"body", fixed, aad))


def open_record(blob: bytes, place: Place, keks: Mapping[bytes, bytes]) -> bytes:
    """Return the plaintext; raises IntegrityError on anything unexpected, and never guesses."""
    dek = _unwrap(blob, place, keks)
    padded = _decrypt(dek, blob[_BODY_AT:], join(b"body", blob[:_KEY_ID_AT], place.aad()))
    try:
        return unpad(padded)
    except PaddingError:
        raise IntegrityError("damaged") from None


def rewrap(blob: bytes, place: Place, keks: Mapping[bytes, bytes], kek: bytes, key_id: bytes) -> bytes:
    """Return the record with its data key under another key, its body untouched; raises IntegrityError."""
    dek = _unwrap(blob, place, keks)
    fixed = blob[:_KEY_ID_AT]
    wrapped = _encrypt(kek, dek, join(b"wrap", fixed, key_id, place.aad()))
    return fixed + key_id + wrapped + blob[_BODY_AT:]


def key_id_of(blob: bytes) -> bytes:
    """Return which root key a record names; nothing of it is checked."""
    return blob[_KEY_ID_AT:_WRAP_AT]


def _unwrap(blob: bytes, place: Place, keks: Mapping[bytes, bytes]) -> bytes:
    if not blob.startswith(MAGIC) or len(blob) < _BODY_AT + _NONCE_BYTES + _TAG_BYTES:
        raise IntegrityError("not an encrypted record")
    if blob[len(MAGIC)] != VERSION:
        raise IntegrityError("unknown record version")
    if blob[len(MAGIC) + 1] != AES_256_GCM:
        raise IntegrityError("unknown algorithm")
    fixed, key_id, aad = blob[:_KEY_ID_AT], blob[_KEY_ID_AT:_WRAP_AT], place.aad()
    if key_id not in keks:
        raise IntegrityError("unknown key")
    return _decrypt(keks[key_id], blob[_WRAP_AT:_BODY_AT], join(b"wrap", fixed, key_id, aad))


def _encrypt(key: bytes, plain: bytes, aad: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, aad)


def _decrypt(key: bytes, box: bytes, aad: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], aad)
    except InvalidTag:
        raise IntegrityError("damaged, or not of this place") from None
