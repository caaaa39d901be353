"""What the page does with keys, by the commands' code: make one, answer a challenge, let somebody in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.desk import keys
from bot.desk.state import BAD_FOLDER, NOT_WRITTEN, DeskError
from bot.domain.marks import N_
from bot.vault import age, exchange
from bot.vault.holder_key import HolderKey, HolderKeyError

KEY_EXISTS = N_("This file or its recovery sheet exists already; nothing was changed. Write another path.")
NO_FOLDER = N_("There is no such folder on this machine. Write the path of a file in one that exists.")
NO_CHALLENGE = N_(
    "There is no challenge in this file: it holds copies of keys, for letting a new key-holder in. Ask the "
    "organisers for the challenge."
)
NO_EXCHANGE = N_(
    "This is not a file of the organisers, or it is incomplete. Take the whole file as they sent it."
)
NOT_FOR_ME = N_(
    "Your key does not open this file: it was made for another key, or is damaged. Compare your public key "
    "with the one that the organisers registered, and ask for a new file."
)
OWN_KEY = N_("This public key is your own: write the new key-holder's public key.")
BAD_PUBLIC = N_(
    "This is not a public key: it begins with age1 and is given by the new key-holder themselves."
)


def make(path: str, language: str, now: datetime) -> dict[str, Any]:
    """Make a key file and its recovery sheet; raises DeskError."""
    target = Path(path.strip()).expanduser()
    if not path.strip() or not target.is_absolute() or "\0" in path:
        raise DeskError(BAD_FOLDER)
    if not target.parent.is_dir():
        raise DeskError(NO_FOLDER)
    if any(p.exists() or p.is_symlink() for p in (target, keys.sheet_of(target))):
        raise DeskError(KEY_EXISTS)
    try:
        made = keys.make_key(target, language, now)
    except HolderKeyError as error:
        raise DeskError(NOT_WRITTEN, reason=str(error)) from None
    return {"public": made.public, "key": str(made.key), "sheet": str(made.sheet)}


def prove(text: str, key: HolderKey) -> dict[str, Any]:
    """Answer a challenge; raises DeskError."""
    with _told():
        return {"answer": keys.prove(text, key)}


def share(text: str, key: HolderKey, newcomer: str) -> dict[str, Any]:
    """Copy a recipient's keys for a new key-holder; raises DeskError."""
    with _told():
        shared = keys.share(text, key, newcomer)
    return {"public": shared.public, "copies": shared.copies, "texts": list(shared.texts)}


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the commands raise into sentences for the page."""
    try:
        yield
    except keys.NoChallengeError:
        raise DeskError(NO_CHALLENGE) from None
    except keys.NotForMeError:
        raise DeskError(NOT_FOR_ME) from None
    except keys.OwnKeyError:
        raise DeskError(OWN_KEY) from None
    except exchange.BadExchangeError:
        raise DeskError(NO_EXCHANGE) from None
    except age.AgeKeyError:
        raise DeskError(BAD_PUBLIC) from None
