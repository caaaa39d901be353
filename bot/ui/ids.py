"""The grammar of custom_ids: `v1:<door>:<argument>:…`, ASCII only, and what each argument may be.

A custom_id comes back from Discord as untrusted text. Anything that this grammar does not spell is
treated as a message of another version: refused kindly, never interpreted.
"""

import re
import secrets
from dataclasses import dataclass

from bot.domain.codes import Capacity, PaperKind, Route, StepKind
from bot.domain.reminders import DIGEST
from bot.text import LANGUAGES

VERSION = "v1"
LONGEST = 100  # Discord's limit for a custom_id
# Eight characters make two openings of the same form distinct; the grammar needs no more.
NONCE_LENGTH = 8

_BASE32 = "0-9A-HJKMNP-TV-Z"


@dataclass(frozen=True)
class Kind:
    """What one argument may be; `sample` is a well-formed value that names nothing."""

    name: str
    pattern: str
    sample: str

    def accepts(self, text: str) -> bool:
        """Whether the whole text is such a value; ASCII only, so no other digits slip through."""
        return re.fullmatch(self.pattern, text, re.ASCII) is not None


CASE = Kind("case", f"[{_BASE32}]{{26}}", "0" * 26)
ENTRY = Kind("entry", f"[{_BASE32}]{{26}}", "0" * 26)
LANE = Kind("lane", f"[{_BASE32}]{{26}}", "0" * 26)
HOLDER = Kind("holder", f"[{_BASE32}]{{26}}", "0" * 26)
DOSSIER = Kind("dossier", f"[{_BASE32}]{{26}}", "0" * 26)
PROPOSAL = Kind("proposal", f"[{_BASE32}]{{26}}", "0" * 26)
DRAFT = Kind("draft", f"[{_BASE32}]{{26}}", "0" * 26)
FROZEN = Kind("frozen", f"[{_BASE32}]{{26}}", "0" * 26)
CLOCK = Kind("clock", f"[0-9a-f]{{26}}|{DIGEST}", DIGEST)
REF = Kind("ref", f"P-[{_BASE32}]{{5}}", "P-00000")
# "-" where the person has not chosen: the first member, the client's language, no country, every pack.
REF_OR_ALL = Kind("ref_or_all", f"P-[{_BASE32}]{{5}}|-", "-")
INCIDENT = Kind("incident", r"INC-[0-9]{4}-[0-9]{2}[a-z]?", "INC-2000-01")
LANGUAGE = Kind("language", "|".join(LANGUAGES), "en")
LANGUAGE_OR_OWN = Kind("language_or_own", "|".join(LANGUAGES) + "|-", "-")
COUNTRY = Kind("country", "[A-Z]{2}|-", "-")
CAPACITY = Kind("capacity", "|".join(Capacity), Capacity.SELF)
STEP = Kind("step", "|".join(StepKind) + "|-", "-")
ROUTE = Kind("route", "|".join(Route), Route.AUTHORITY)
PAPER = Kind("paper", "|".join(PaperKind), PaperKind.MANDATE)
PAGE = Kind("page", "[0-9]{1,3}", "0")
NOTICE_VERSION = Kind("version", "[0-9a-f]{16}", "0" * 16)
PACK = Kind("pack", "[a-z0-9][a-z0-9-]{0,47}|-", "-")
COMMAND = Kind("command", "[a-z]{2,12}", "me")
NONCE = Kind("nonce", f"[a-z0-9]{{{NONCE_LENGTH}}}", "0" * NONCE_LENGTH)


def new_nonce() -> str:
    """Draw what tells two openings of the same form apart; it is no secret."""
    return secrets.token_hex(NONCE_LENGTH // 2)


def compose(door: str, arguments: tuple[str, ...]) -> str:
    """Return the custom_id of a door; raises ValueError when it would be longer than Discord allows."""
    custom_id = ":".join((VERSION, door, *arguments))
    if len(custom_id) > LONGEST:
        raise ValueError(f"custom_id of {door} is too long")
    return custom_id


def split(custom_id: object) -> tuple[str, tuple[str, ...]] | None:
    """Return door and arguments of a custom_id of this version; None for anything else."""
    if not isinstance(custom_id, str) or len(custom_id) > LONGEST or not custom_id.isascii():
        return None
    version, *rest = custom_id.split(":")
    if version != VERSION or not rest or not rest[0]:
        return None
    return rest[0], tuple(rest[1:])
