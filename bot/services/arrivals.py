"""Joining links: who comes from chat to register on the page, written into the link itself.

Nothing about a person may be stored before their first consent, so unlike other links this one is not kept:
it holds case, Discord user and expiry, encrypted and authenticated under the root key.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.errors import LinkError
from bot.vault import Vault
from bot.vault.record import IntegrityError

# Where the value belongs, in place of a row that does not exist.
_PLACE = ("", "", "joining_link", "token", "")
_LONGEST = 1000


@dataclass(frozen=True)
class Arrival:
    """Somebody from chat: in which case they want to register, and a number that one link has."""

    case_id: str
    user_id: int
    number: str


def write(vault: Vault, case_id: str, user_id: int, until: datetime) -> str:
    """Return the token of a joining link."""
    plain = json.dumps([case_id, str(user_id), int(until.timestamp()), secrets.token_hex(8)])
    sealed: bytes = vault.seal(plain.encode(), vault.place(*_PLACE))
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def read(vault: Vault, token: str, now: datetime) -> Arrival:
    """Return whose link it is; raises LinkError for anything but a good one."""
    try:
        if len(token) > _LONGEST:
            raise LinkError
        blob = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        case_id, user_id, until, number = json.loads(vault.open(blob, vault.place(*_PLACE)))
    except (ValueError, IntegrityError):
        raise LinkError from None
    if datetime.fromtimestamp(until, UTC) <= now:
        raise LinkError
    return Arrival(case_id, int(user_id), number)
