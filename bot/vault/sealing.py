"""Sealed records: what the server writes and only a lane's key-holders read.

The plaintext of the age file is one line of JSON, the body's bytes, and zeros up to a bucket. The line
repeats where the record belongs (case, member, field, version), so that a record moved elsewhere is
noticed at the desk even though the server that moved it cannot read it.
"""

import json
from dataclasses import asdict, dataclass, replace

from bot.vault import age
from bot.vault.padding import bucket

_FORMAT = "collectif-sealed-1"
# The header takes most of the smallest bucket; below this size, names of any length look alike.
_LEAST = 1024


class ForeignRecordError(Exception):
    """The record opens but is not one of this place, or not of this format."""


@dataclass(frozen=True)
class SealedHeader:
    """Where a sealed record belongs; `version` grows with each correction of the field.

    Of a file that was written anew, `original_sha256` is the hash of what was handed in.
    """

    case: str
    member: str
    field: str
    version: int
    media_type: str = "application/json"
    original_sha256: str = ""


def seal_payload(header: SealedHeader, body: bytes, lane_public: str) -> bytes:
    """Encrypt a body to the lane; raises AgeKeyError."""
    line = {"format": _FORMAT, "length": len(body), **asdict(header)}
    plain = json.dumps(line, sort_keys=True).encode() + b"\n" + body
    return age.encrypt(plain.ljust(bucket(max(len(plain), _LEAST)), b"\0"), [lane_public])


def open_payload(blob: bytes, lane_identity: str) -> tuple[SealedHeader, bytes]:
    """Return header and body; raises CannotOpenError, ForeignRecordError."""
    plain = age.decrypt(blob, [lane_identity])
    first, _, rest = plain.partition(b"\n")
    try:
        line = json.loads(first)
        length = line.pop("length")
        known = line.pop("format") == _FORMAT
        header = SealedHeader(**line)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ForeignRecordError("this is not a sealed record of Collectif") from error
    if not known or not isinstance(length, int) or not 0 <= length <= len(rest):
        raise ForeignRecordError("this sealed record has an unknown format")
    return header, rest[:length]


def open_expected(blob: bytes, lane_identity: str, expected: SealedHeader) -> bytes:
    """Return the body of the record that belongs here; raises ForeignRecordError for any other.

    The original's hash is no part of the place: it stands in the record only.
    """
    header, body = open_payload(blob, lane_identity)
    if replace(header, original_sha256=expected.original_sha256) != expected:
        raise ForeignRecordError("this sealed record belongs to another place")
    return body
