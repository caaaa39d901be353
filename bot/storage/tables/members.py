"""Tables of people: accounts, what they are reached by, members, the consent ledger."""

from sqlalchemy import Boolean, Column, Index, LargeBinary, String, Table, UniqueConstraint

from bot.domain.codes import Capacity, MemberStatus, Purpose
from bot.storage.tables.base import belongs, code, metadata, one_of, row_number
from bot.storage.types import Moment

account = Table(
    "account",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("language", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    belongs(["case_id"], "case_file", ["id"]),
    # What the tables below point to, so that a row can never belong to an account of another case.
    UniqueConstraint("id", "case_id"),
    Index(None, "case_id"),
)

binding = Table(
    "binding",
    metadata,
    Column("id", String, primary_key=True),
    Column("account_id", String, nullable=False),
    Column("case_id", String, nullable=False),
    Column("kind", String, nullable=False),
    one_of("kind", ("discord", "receipt")),
    Column("value_index", LargeBinary, nullable=False),
    Column("value_enc", LargeBinary),
    Column("created_at", Moment, nullable=False),
    belongs(["account_id", "case_id"], "account", ["id", "case_id"]),
    UniqueConstraint("account_id", "kind"),
    UniqueConstraint("case_id", "kind", "value_index"),
)

member = Table(
    "member",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("account_id", String, nullable=False),
    Column("ref", String, nullable=False),
    *code("capacity", Capacity),
    Column("residence", String, nullable=False),
    Column("work", String),
    *code("status", MemberStatus),
    Column("status_at", Moment, nullable=False),
    Column("registered_at", Moment, nullable=False),
    belongs(["account_id", "case_id"], "account", ["id", "case_id"]),
    UniqueConstraint("case_id", "ref"),
    UniqueConstraint("id", "case_id"),
    Index(None, "account_id"),
    Index(None, "case_id", "status"),
)

# A ledger: entries are added, never changed; they go with their member, the audit line of the erasure stays.
consent = Table(
    "consent",
    metadata,
    row_number(),
    Column("id", String, nullable=False, unique=True),
    Column("member_id", String, nullable=False),
    Column("case_id", String, nullable=False),
    *code("purpose", Purpose),
    Column("given", Boolean, nullable=False),
    Column("text_version", String, nullable=False),
    Column("text_sha256", String, nullable=False),
    Column("language", String, nullable=False),
    # The lane that the consent speaks of: one recipient, one consent.
    Column("recipient", String),
    Column("at", Moment, nullable=False),
    belongs(["member_id", "case_id"], "member", ["id", "case_id"]),
    Index(None, "member_id", "purpose", "seq"),
)
