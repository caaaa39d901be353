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
    LetterRow,
    OrganiserRow,
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
    "DuplicateError",
    "InUseError",
    "LetterRow",
    "OrganiserRow",
    "SchemaError",
    "Store",
    "StoreError",
    "Tx",
    "WrongKeyError",
]
