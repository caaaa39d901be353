"""What is asked of the letter engine, and what it hands back; all of it can travel between processes."""

from dataclasses import dataclass
from datetime import date

from bot.domain.codes import Edition, FilingMode, LetterKind
from bot.domain.member import CaseConfig, MemberFile
from bot.domain.pack import Pack


@dataclass(frozen=True)
class CollectiveRequest:
    """A collective letter to one authority.

    `members` are those who agreed to the complaint and are routed to the authority; `parallel` names the
    other authorities that receive a letter of the same case.
    """

    pack: Pack
    authority: str
    config: CaseConfig
    mode: FilingMode
    language: str
    members: tuple[MemberFile, ...]
    today: date
    version: int
    parallel: tuple[str, ...] = ()
    case_opened_on: date | None = None


@dataclass(frozen=True)
class MemberRequest:
    """One member's own letters; `language` is the one that the member reads.

    `confirmed`: the member has read the letters and made them theirs, which lifts the draft mark; the footer
    goes on saying that no lawyer reviewed the model.
    """

    pack: Pack
    config: CaseConfig
    member: MemberFile
    language: str
    today: date
    confirmed: bool = False


@dataclass(frozen=True)
class NamedParty:
    """Who a member is, for documents with names: known at a desk, or on the page for one request.

    `guardian` is the legal representative of a member who does not act alone; `address` is as it goes on
    an envelope.
    """

    full_name: str
    birth_date: date | None = None
    address: tuple[str, ...] = ()
    email: str | None = None
    phone: str | None = None
    statement: str | None = None
    guardian: str | None = None


@dataclass(frozen=True)
class Rendered:
    """A finished document; `pages` is 0 for plain text, `sha256` is of `data`."""

    kind: LetterKind
    filename: str
    media_type: str
    data: bytes
    language: str
    edition: Edition
    mode: FilingMode | None
    authority: str | None
    organisation: str | None
    pages: int
    sha256: str
    template: str
