"""Rows that storage takes and gives where the domain has no type of its own; encrypted values are bytes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.codes import CaseStatus, Edition, FilingMode, LetterKind, Purpose
from bot.domain.member import AccountId, CaseConfig, CaseId, EntryId, MemberId

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
