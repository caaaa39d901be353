"""The server's signature: by it a desk tells a dossier of this server from one that anybody could make.

A dossier is encrypted to public keys, which says nothing of who made it. The key pair is Ed25519 (RFC 8032),
derived from the root key; its public half is written as `ed25519-` and 64 hexadecimal digits.
"""

import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bot.vault.derive import join

_PUBLIC = re.compile(r"ed25519-([0-9a-f]{64})")
# What is signed begins with its kind, so that no signature is good for anything else.
DOSSIER = b"collectif dossier manifest 1"


class BadServerKeyError(ValueError):
    """The text is not a server's public key."""


def public_of(seed: bytes) -> str:
    """Return the public half of the key pair with this seed (32 bytes)."""
    return "ed25519-" + Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def check_public(text: str) -> str:
    """Return a server's public key as the program writes it; raises BadServerKeyError."""
    found = _PUBLIC.fullmatch("".join(text.split()).lower())
    if found is None:
        raise BadServerKeyError("this is not a server's public key (ed25519-…)")
    return found[0]


def sign(seed: bytes, kind: bytes, data: bytes) -> str:
    """Return the signature in hexadecimal digits."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(join(kind, data)).hex()


def is_signed(public: str, kind: bytes, data: bytes, signature: str) -> bool:
    """Say whether the signature was made with the private half; raises BadServerKeyError."""
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(check_public(public).removeprefix("ed25519-")))
    try:
        key.verify(bytes.fromhex(signature), join(kind, data))
    except (InvalidSignature, ValueError):
        return False
    return True
