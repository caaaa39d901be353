"""What is asked of the letter engine, and what it hands back; all of it can travel between processes."""

from dataclasses import dataclass, field
from datetime import date

from bot.domain.codes import Edition, FilingMode, LetterKind, PaperKind
from bot.domain.law import Laws
from bot.domain.member import CaseConfig, MemberFile
from bot.domain.pack import Pack
from bot.letters.bundle import Made
from bot.letters.crowd import Crowd


@dataclass(frozen=True)
class CollectiveRequest:
    """A collective letter to one authority.

    `members` are those who agreed to the complaint and are routed to the authority; where they are too many
    to be at hand, they stand together in `crowd`. `parallel` names the other authorities that receive a
    letter of the same case. `refs` is the fingerprint of who they are.
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
    crowd: Crowd | None = None
    refs: str = ""

    @property
    def n(self) -> int:
        """How many members the letter counts."""
        return self.crowd.n if self.crowd else len(self.members)


@dataclass(frozen=True)
class NamedParty:
    """Who a member is, for documents with names: known at a desk, or on the page for one request.

    `guardian` is the legal representative of a member who does not act alone; `address` is as it goes on
    an envelope. Where letters in several languages name the same party, the country is left out of it and
    stands in `country` (ISO 3166-1 alpha-2), so that each letter names it in its own.
    """

    full_name: str
    birth_date: date | None = None
    address: tuple[str, ...] = ()
    email: str | None = None
    phone: str | None = None
    statement: str | None = None
    guardian: str | None = None
    country: str | None = None


@dataclass(frozen=True)
class MemberRequest:
    """One member's own letters; `language` is the one that the member reads.

    `confirmed`: the member has read the letters and made them theirs, which lifts the draft mark; the footer
    goes on saying that no lawyer reviewed the model. With `identity`, name and address are printed where the
    letters otherwise have blank fields; place, date and signature stay for the pen.
    """

    pack: Pack
    config: CaseConfig
    member: MemberFile
    language: str
    today: date
    confirmed: bool = False
    identity: NamedParty | None = field(default=None, repr=False)  # never in a message


@dataclass(frozen=True)
class PaperRequest:
    """A document that one member asks for beside their letters; the rest is as in `MemberRequest`."""

    kind: PaperKind
    pack: Pack
    config: CaseConfig
    member: MemberFile
    language: str
    today: date
    laws: Laws = ()
    confirmed: bool = False
    identity: NamedParty | None = field(default=None, repr=False)


@dataclass(frozen=True)
class LawyerRequest:
    """The group's cover letter to its lawyer; `members` are those whom a collective letter may count."""

    pack: Pack
    config: CaseConfig
    members: tuple[MemberFile, ...]
    language: str
    today: date
    laws: Laws = ()
    version: int = 0  # of a draft that may be frozen
    refs: str = ""  # fingerprint of who the members are
    made: tuple[Made, ...] = ()  # files of the group's frozen texts, to be listed


@dataclass(frozen=True)
class Rendered:
    """A finished document; `pages` is 0 for plain text, `sha256` is of `data`.

    `editable` is the same letter as DOCX, for those who go on writing in it; empty where none is offered.
    `copy_of`: of a reading copy, the SHA-256 of the document that it accompanies.
    """

    kind: LetterKind | PaperKind
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
    editable: bytes = b""
    copy_of: str = ""

    @property
    def editable_name(self) -> str:
        """The file name of the DOCX."""
        return editable_name(self.filename)


def editable_name(filename: str) -> str:
    """The name of the DOCX that stands beside the PDF of that name."""
    return f"{filename.removesuffix('.pdf')}.docx"
