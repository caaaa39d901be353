"""Deriving keys from the root key: HKDF-SHA256, one label and so one key for each job."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

# Every derived key is as long as the root key.
KEY_BYTES = 32

# Labels carry the application and a format number, so that no other use of the root key can ever collide.
_NAMESPACE = "collectif/1/"

RECEIPT = "receipt"
RESUMING = "resuming"
AUDIT_MAC = "audit-mac"
ORGANISER_CODE = "organiser-code"
LOG_PSEUDONYM = "log-pseudonym"
JOINING_LINK = "joining-link"
DOSSIER_SIGNATURE = "dossier-signature"
AUDIT_CHECKPOINT = "audit-checkpoint"
KEY_ID = "key-id"
FINGERPRINT = "fingerprint"


def kek(key_id: bytes) -> str:
    """Return the label of the key that wraps the record keys made under this root key."""
    return f"kek/{key_id.hex()}"


def tombstone(case_id: str) -> str:
    """Return the label of the key of a case's tombstones, by which an erased member is known again."""
    return f"tombstone/{case_id}"


def index(case_id: str) -> str:
    """Return the label of a case's blind-index key: the same person has unrelated indexes in two cases.

    The one key with two jobs: tombstones are made with it too, apart from indexes by their first part. Each
    stone of an erased member is all that is left to know them by, so those of before can never be made anew.
    """
    return f"index/{case_id}"


def derive(root: bytes, label: str) -> bytes:
    """Return the 32-byte key for one job (RFC 5869 with SHA-256, no salt, the label as info).

    No salt: the root key is already uniformly random (RFC 5869, 3.1).
    """
    info = (_NAMESPACE + label).encode()
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(root)


def join(*parts: bytes) -> bytes:
    """Join parts so that no two different lists give the same bytes: each part after its 4-byte length."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)
