"""Rows that storage takes and gives where the domain has no type of its own; encrypted values are bytes."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.domain.codes import CaseStatus, Edition, FilingMode, LetterKind, Purpose, StepOutcome
from bot.domain.frozen import Ground, Vote
from bot.domain.member import AccountId, CaseConfig, CaseId, EntryId, MemberId
from bot.domain.proposals import ProposalState, ProposedAct
from bot.domain.retention import RetentionClass
from bot.domain.sealing import HolderState, LaneKind, LinkPurpose, SealedField
from bot.domain.served import OpeningKind, RecipientNoticeKind

BindingKind = Literal["discord", "receipt"]


@dataclass(frozen=True)
class CaseRow:
    """A case with the text of the pack it was opened with."""

    id: CaseId
    status: CaseStatus
    config: CaseConfig
    pack_id: str
    pack_version: str
    pack_sha256: str
    pack_toml: str
    created_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True)
class OrganiserRow:
    """One organiser of a case: who it is stands in `user_enc` only."""

    id: EntryId
    index: bytes
    user_enc: bytes
    added_at: datetime


@dataclass(frozen=True)
class AccountRow:
    """One account of one case."""

    id: AccountId
    case_id: CaseId
    language: str
    created_at: datetime


@dataclass(frozen=True)
class Comer:
    """A case as somebody comes into it from a server, and what they are to it."""

    case: CaseRow
    account: AccountRow | None
    is_member: bool
    is_organiser: bool


@dataclass(frozen=True)
class BindingRow:
    """What an account is reached by: a Discord user (encrypted) or a receipt code (its keyed hash only)."""

    id: EntryId
    kind: BindingKind
    index: bytes
    value_enc: bytes | None
    created_at: datetime


@dataclass(frozen=True)
class ConsentRow:
    """One entry of the consent ledger: given or withdrawn, on which text."""

    id: EntryId
    member_id: MemberId
    case_id: str
    purpose: Purpose
    given: bool
    text_version: str
    text_sha256: str
    language: str
    at: datetime
    recipient: str | None = None


@dataclass(frozen=True)
class LetterRow:
    """That a letter was made, and its fingerprint; never its text."""

    id: EntryId
    case_id: CaseId
    member_id: MemberId | None
    kind: LetterKind
    authority: str | None
    language: str
    edition: Edition
    mode: FilingMode | None
    version: int
    template: str
    pack_version: str
    sha256: str
    pages: int
    created_at: datetime


@dataclass(frozen=True)
class FrozenRow:
    """A collective letter's text, waiting or frozen; its bytes are encrypted and read on their own."""

    id: str
    case_id: str
    kind: LetterKind
    authority: str
    language: str
    mode: FilingMode
    version: int
    members: int
    template: str
    pack_version: str
    law_as_of: date
    annex_sha256: str
    sha256: str
    pages: int
    prepared_at: datetime
    frozen_at: datetime | None = None


@dataclass(frozen=True)
class ApprovalRow:
    """A member whom a frozen text counts: their number in the annex, and what they answered."""

    frozen_id: str
    member_id: str
    case_id: str
    number: int
    answer: Vote | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True)
class ObjectionRow:
    """Why a member objects to a frozen text."""

    id: str
    frozen_id: str
    member_id: str
    case_id: str
    ground: Ground
    note_enc: bytes | None = None


@dataclass(frozen=True)
class ReminderRow:
    """A date that somebody asked to be reminded of: `who` is a member's id or an organiser's."""

    who: str
    clock: str
    case_id: str
    asked_at: datetime
    told_for: date | None = None
    waiting: bool = False


@dataclass(frozen=True)
class FilingRow:
    """What became of a frozen text; the counts are those of the copy that was printed for the authority."""

    frozen_id: str
    case_id: str
    printed_at: datetime
    approved: int
    objected: int
    gone: int
    filed_on: date | None = None
    reference_enc: bytes | None = None
    proof: bool = False
    outcome: StepOutcome = StepOutcome.WAITING
    answered_on: date | None = None


@dataclass(frozen=True)
class AuditRow:
    """One line of the audit trail, people and objects as pseudonyms."""

    seq: int
    at: datetime
    actor: str
    role: str
    action: str
    object: str | None
    result: str
    previous: bytes
    mac: bytes


@dataclass(frozen=True)
class LaneRow:
    """One recipient side of a case."""

    id: str
    case_id: str
    name: str
    kind: LaneKind
    created_at: datetime
    closed_at: datetime | None = None


@dataclass(frozen=True)
class EpochRow:
    """One key pair of a lane: its public half, and its number."""

    lane_id: str
    epoch: int
    public_key: str
    created_at: datetime


@dataclass(frozen=True)
class HolderRow:
    """A key-holder of a lane; the challenge, if one is open, by its keyed hash."""

    id: str
    lane_id: str
    name: str
    public_key: str
    state: HolderState
    added_at: datetime
    challenge_hash: bytes | None = None
    challenge_expires_at: datetime | None = None
    proved_at: datetime | None = None
    removed_at: datetime | None = None


@dataclass(frozen=True)
class SealedRow:
    """One sealed record: shred layer around an age file; the server reads where it belongs, never what."""

    id: str
    member_id: str
    case_id: str
    lane_id: str
    epoch: int
    field: SealedField
    version: int
    media_type: str
    blob: bytes
    sha256: str
    sealed_at: datetime


@dataclass(frozen=True)
class SealedMark:
    """What the server may tell about a sealed record: field, version, date, hash, never the content."""

    id: str
    field: SealedField
    version: int
    media_type: str
    sha256: str
    sealed_at: datetime


@dataclass(frozen=True)
class SealedPlace:
    """Where a sealed record belongs and how large it is, for whoever builds a dossier."""

    id: str
    member_id: str
    field: SealedField
    version: int
    media_type: str
    epoch: int
    sealed_at: datetime
    size: int


@dataclass(frozen=True)
class DossierRow:
    """A dossier that was built: which file, for which lane, and what became of it."""

    id: str
    case_id: str
    lane_id: str
    number: int
    file_name: str
    sha256: str
    size: int
    members: int
    created_at: datetime
    fetched_at: datetime | None = None
    deleted_at: datetime | None = None


@dataclass(frozen=True)
class ProposalRow:
    """An organiser's act that needs two people, or a day: what it is, and what became of it."""

    id: str
    case_id: str
    act: ProposedAct
    target: str | None
    details_enc: bytes | None
    asker_index: bytes
    asked_at: datetime
    effective_at: datetime | None
    expires_at: datetime
    state: ProposalState
    decider_index: bytes | None = None
    decided_at: datetime | None = None


@dataclass(frozen=True)
class LinkRow:
    """A one-time link, by the keyed hash of its token."""

    token_hash: bytes
    case_id: str
    purpose: LinkPurpose
    created_at: datetime
    expires_at: datetime
    account_id: str | None = None
    dossier_id: str | None = None
    used_at: datetime | None = None


@dataclass(frozen=True)
class SessionRow:
    """A page session, by the keyed hash of its cookie."""

    token_hash: bytes
    case_id: str
    account_id: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class OpeningRow:
    """One time that a member's file went into a recipient's dossier, or was handed over with it."""

    kind: OpeningKind
    at: datetime
    lane_id: str
    number: int
    dossier_id: str
    deleted_at: datetime | None = None  # when the dossier's file was deleted here


@dataclass(frozen=True)
class RecipientNoticeRow:
    """What a recipient must be told of a member whose file it was served; by pseudonym."""

    id: EntryId
    case_id: CaseId
    lane_id: str
    pseudonym: str
    kind: RecipientNoticeKind
    dossiers: str
    at: datetime
    served_at: datetime | None = None


@dataclass(frozen=True)
class FiguresRow:
    """What a case publishes from a week on: the body is the published JSON."""

    case_id: str
    week: date
    body: str
    published_at: datetime


@dataclass(frozen=True)
class CheckpointRow:
    """A signed note of how long the audit trail was and what its last line was."""

    at: datetime
    lines: int
    head: bytes
    note: str


@dataclass(frozen=True)
class WarningRow:
    """That people of a case were warned: what is deleted by age, and when."""

    case_id: str
    kind: RetentionClass
    warned_at: datetime
    due_at: datetime
