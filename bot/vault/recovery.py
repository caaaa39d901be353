"""A key on paper: groups of letters, each with a check letter, so that a typing error is named."""

import base64
import hashlib

# RFC 4648 base 32: no 0, 1, 8 or 9, so those cannot be mistaken for O, I, B or g.
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_DATA = 4  # letters of key in a group; a fifth one checks them
# Odd, so that a change of any one letter always changes the sum modulo 32.
_WEIGHTS = (1, 3, 5, 7)
# A group's number enters its check: swapped groups are noticed.
_STEP = 11

# What the last group checks besides the key: a sheet of one kind is not taken for one of another.
ROOT_SHEET = b"collectif recovery sheet"
HOLDER_SHEET = b"collectif key-holder sheet"

KEY_BYTES = 32
_KEY_GROUPS = 13  # 52 letters hold 260 bits: the key and four zeros
GROUPS = _KEY_GROUPS + 1  # the last group checks all


class RecoveryError(Exception):
    """What was typed is not the recovery sheet asked for; the text says which group to look at."""


def to_groups(key: bytes, sheet: bytes = ROOT_SHEET) -> list[str]:
    """Return 14 groups of 5 letters: 13 hold the key, the last is a checksum of the whole."""
    letters = base64.b32encode(key).decode().rstrip("=") + _total(key, sheet)
    chunks = [letters[i : i + _DATA] for i in range(0, len(letters), _DATA)]
    return [chunk + _check(number, chunk) for number, chunk in enumerate(chunks, 1)]


def from_groups(text: str, sheet: bytes = ROOT_SHEET) -> bytes:
    """Return the key; spaces, line ends, hyphens and small letters do not matter.

    Raises RecoveryError naming the first group that cannot be right.
    """
    letters = "".join(text.upper().replace("-", " ").split())
    size = _DATA + 1
    groups = [letters[i : i + size] for i in range(0, len(letters), size)]
    for number, group in enumerate(groups[:GROUPS], 1):
        if any(letter not in _ALPHABET for letter in group):
            raise RecoveryError(f"group {number} holds a character that no group has (A-Z and 2-7 only)")
        if len(group) == size and _check(number, group[:_DATA]) != group[_DATA]:
            raise RecoveryError(f"group {number} is mistyped, or a letter before it is missing or too many")
    if len(letters) != GROUPS * size:
        raise RecoveryError(
            f"{GROUPS} groups of {size} letters are needed, {len(letters)} letters were given"
        )
    data = "".join(group[:_DATA] for group in groups[:_KEY_GROUPS])
    key = base64.b32decode(data + "====")
    if base64.b32encode(key).decode().rstrip("=") != data or _total(key, sheet) != groups[-1][:_DATA]:
        raise RecoveryError("the groups are each well formed but do not belong together: compare all of them")
    return key


def _check(number: int, chunk: str) -> str:
    total = _STEP * number + sum(w * _ALPHABET.index(c) for w, c in zip(_WEIGHTS, chunk, strict=True))
    return _ALPHABET[total % 32]


def _total(key: bytes, sheet: bytes) -> str:
    digest = hashlib.sha256(sheet + key).digest()
    return base64.b32encode(digest).decode()[:_DATA]
