"""What a dossier is to hold, as the server hands it to the process that builds it: no key, no name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.codes import FilingMode, Purpose
from bot.domain.member import CaseConfig, MemberFile
from bot.domain.pack import Pack
from bot.domain.routing import authority_for, routed_to
from bot.domain.sealing import LaneKind, SealedField
from bot.domain.served import RecipientNoticeKind
from bot.letters import CollectiveRequest, collective_languages


@dataclass(frozen=True)
class Holder:
    """A key-holder of the recipient who proved that they hold their key."""

    id: str
    name: str
    public_key: str


@dataclass(frozen=True)
class KeyPair:
    """One key pair of the recipient, with its private half encrypted to key-holders, by their id."""

    epoch: int
    public_key: str
    copies: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Consent:
    """One entry of the consent ledger."""

    ref: str
    purpose: Purpose
    given: bool
    text_sha256: str
    language: str
    at: datetime
    to_recipient: bool  # about this dossier's recipient by name


@dataclass(frozen=True)
class Notice:
    """What the recipient must be told of somebody whose file an earlier dossier held (GDPR art. 19)."""

    ref: str
    kind: RecipientNoticeKind
    at: datetime
    dossiers: str  # the numbers of the dossiers that held the file


@dataclass(frozen=True)
class FrozenText:
    """A letter of the group whose text is frozen, with its members here by their number in its annex.

    The text itself stays out: its annex speaks of members who chose another recipient, or none.
    """

    to: str
    language: str
    version: int
    sha256: str
    counted: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Record:
    """A sealed record that follows: where it belongs, not what it says."""

    member: str
    field: SealedField
    version: int
    media_type: str
    epoch: int
    sealed_at: datetime


@dataclass(frozen=True)
class Plan:
    """Everything about a dossier but the sealed records themselves.

    `members` are those who chose the recipient and agree to it; `today` is the day in the letters' zone;
    `server_key` is the public key of whoever signs the manifest.
    """

    case_id: str
    title: str
    opened_on: date
    config: CaseConfig
    pack: Pack
    pack_toml: str
    pack_sha256: str
    lane_id: str
    lane_name: str
    lane_kind: LaneKind
    number: int
    created: datetime
    today: date
    members: tuple[MemberFile, ...]
    consents: tuple[Consent, ...]
    holders: tuple[Holder, ...]
    keys: tuple[KeyPair, ...]
    notices: tuple[Notice, ...] = ()
    server_key: str | None = None
    frozen: tuple[FrozenText, ...] = ()

    @property
    def language(self) -> str:
        """The language of tables and explanations: that of the case's first authority."""
        return main_language(self.pack)


def main_language(pack: Pack) -> str:
    """The language in which the case's first authority is written to."""
    return collective_languages(pack, pack.authorities[0])[0]


def collective_requests(
    pack: Pack,
    config: CaseConfig,
    members: Sequence[MemberFile],
    *,
    today: date,
    version: int,
    opened_on: date,
) -> list[CollectiveRequest]:
    """The collective letters that these members can send, one an authority that any is routed to.

    The same for the server, which makes the edition with references, and for a desk, which adds names.
    """
    joining = [m for m in members if counts(pack, m)]
    chosen = [a for a in pack.authorities if routed_to(pack, a, joining)]
    return [
        CollectiveRequest(
            pack=pack,
            authority=authority.id,
            config=config,
            mode=FilingMode(config.mode),
            language=collective_languages(pack, authority)[0],
            members=tuple(routed_to(pack, authority, joining)),
            today=today,
            version=version,
            parallel=tuple(a.id for a in chosen if a is not authority),
            case_opened_on=opened_on,
        )
        for authority in chosen
    ]


def counts(pack: Pack, member: MemberFile) -> bool:
    """Whether a collective letter may count the member."""
    concerned = any(member.concerned_by(i.id) for i in pack.incidents)
    routed = authority_for(pack, member.residence, member.work) is not None
    return concerned and routed and Purpose.COMPLAINT in member.consents
