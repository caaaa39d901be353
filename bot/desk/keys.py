"""A key-holder's key at the desk, for commands and page alike: made with its paper copy, proved, shared."""

import contextlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.vault import age, exchange, lane
from bot.vault.holder_key import HolderKey, HolderKeyError, write_private

# An answer is read over the telephone too.
_GROUP = 4


# A line that a key-holder writes into their key file; the age programs take it for a comment.
_PINNED = re.compile(rb"^# server key:? (ed25519-[0-9a-f]{64})\s*$", re.MULTILINE)


class NoChallengeError(Exception):
    """The file holds key copies and no challenge."""


class NotForMeError(Exception):
    """None of the copies in the file was made for this key, or the challenge was not."""


class OwnKeyError(Exception):
    """The new key-holder's public key is one's own."""


@dataclass(frozen=True)
class Made:
    """A new key: its public half, and where key and paper copy lie."""

    public: str
    key: Path
    sheet: Path


@dataclass(frozen=True)
class Shared:
    """Copies of a recipient's keys for a new key-holder: texts that each fit a form, the newest first."""

    public: str
    copies: int
    texts: tuple[str, ...]

    @property
    def text(self) -> str:
        """All of them as one text."""
        return "\n".join(self.texts)


def pinned(key_file: bytes) -> str | None:
    """Return the server's public key that the key file names, to check dossiers with."""
    found = _PINNED.search(key_file)
    return found[1].decode() if found else None


def sheet_of(key: Path) -> Path:
    """Where the recovery sheet of a key file goes."""
    return key.with_name(f"{key.stem}-recovery-sheet.pdf")


def make_key(path: Path, language: str, now: datetime) -> Made:
    """Make a key file and its recovery sheet, both or none; raises HolderKeyError, nothing is overwritten."""
    from bot.desk.holder_sheet import holder_wording
    from bot.letters.recovery_sheet import draw

    sheet = sheet_of(path)
    for target in (path, sheet):
        if target.exists() or target.is_symlink():
            raise HolderKeyError(f"{target} exists already; keygen overwrites nothing")
    key = HolderKey.make()
    drawn = draw(holder_wording(key.public, now.astimezone().date(), language), key.recovery_groups)
    key.write(path, now)
    try:
        write_private(sheet, drawn)
    except HolderKeyError:
        with contextlib.suppress(OSError):  # a key without paper would be lost one day
            path.unlink()
        raise
    return Made(key.public, path, sheet)


def prove(text: str, key: HolderKey) -> str:
    """Return the answer to a challenge, in groups.

    Raises BadExchangeError, NoChallengeError, NotForMeError.
    """
    found = exchange.read(text)
    if found.challenge is None:
        raise NoChallengeError
    lane_keys = exchange.opened(found.copies, key.secret)
    if found.copies and not lane_keys:
        raise NotForMeError
    try:
        answer = lane.read_challenge(found.challenge, key.secret, *lane_keys.values())
    except age.CannotOpenError:
        raise NotForMeError from None
    return "-".join(answer[i : i + _GROUP] for i in range(0, len(answer), _GROUP))


def share(text: str, key: HolderKey, newcomer: str) -> Shared:
    """Copy a recipient's keys for a newcomer's public key.

    Raises BadExchangeError, AgeKeyError (the public key), OwnKeyError, NotForMeError.
    """
    found = exchange.read(text)
    public = age.check_public(newcomer)
    if public == key.public:
        raise OwnKeyError
    keys = exchange.opened(found.copies, key.secret)
    if not keys:
        raise NotForMeError
    copies = tuple((epoch, age.encrypt(secret.encode(), [public])) for epoch, secret in sorted(keys.items()))
    parts = exchange.Exchange(found.lane_id, copies).parts(exchange.PASTED)
    return Shared(public, len(copies), tuple(parts))
