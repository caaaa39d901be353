"""The database: Store opens it, a Tx is one transaction, rows and repositories are what it speaks."""

from bot.storage.errors import (
    ConstraintError,
    DamagedError,
    DuplicateError,
    InUseError,
    SchemaError,
    StoreError,
    WrongKeyError,
)
from bot.storage.rows import (
    AccountRow,
    AuditRow,
    BindingKind,
    BindingRow,
    CaseRow,
    ConsentRow,
    DossierRow,
    EpochRow,
    HolderRow,
    LaneRow,
    LetterRow,
    LinkRow,
    OrganiserRow,
    SealedMark,
    SealedRow,
    SessionRow,
)
from bot.storage.store import Store
from bot.storage.tx import Tx

__all__ = [
    "AccountRow",
    "AuditRow",
    "BindingKind",
    "BindingRow",
    "CaseRow",
    "ConsentRow",
    "ConstraintError",
    "DamagedError",
    "DossierRow",
    "DuplicateError",
    "EpochRow",
    "HolderRow",
    "InUseError",
    "LaneRow",
    "LetterRow",
    "LinkRow",
    "OrganiserRow",
    "SchemaError",
    "SealedMark",
    "SealedRow",
    "SessionRow",
    "Store",
    "StoreError",
    "Tx",
    "WrongKeyError",
]
