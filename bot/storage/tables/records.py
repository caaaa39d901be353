"""Tables of what was done: letters made, the audit trail, interactions seen; and the database's own notes."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, UniqueConstraint, text

from bot.domain.codes import Edition, FilingMode, LetterKind
from bot.storage.tables.base import belongs, code, metadata, row_number
from bot.storage.types import ROW_NUMBER, Moment

# Notes about the database itself, such as which root key it belongs to.
meta = Table(
    "meta",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# What is still needed of root keys that were replaced, encrypted under the present one, the oldest first.
past_key = Table(
    "past_key",
    metadata,
    row_number(),
    Column("root", String, nullable=False),
    Column("label", String, nullable=False),
    Column("key_enc", LargeBinary, nullable=False),
    UniqueConstraint("root", "label"),
)

letter = Table(
    "letter",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("member_id", String),
    *code("kind", LetterKind),
    Column("authority", String),
    Column("language", String, nullable=False),
    *code("edition", Edition),
    *code("mode", FilingMode, optional=True),
    Column("version", Integer, nullable=False),
    Column("template", String, nullable=False),
    Column("pack_version", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    belongs(["case_id"], "case_file", ["id"]),
    # A member's own letters are forgotten with the member; a collective one names nobody and stays.
    belongs(["member_id", "case_id"], "member", ["id", "case_id"]),
    Index(None, "member_id"),
    # Two collective letters never carry the same version number.
    Index(
        "uq_letter_collective_version",
        "case_id",
        "kind",
        "authority",
        "edition",
        "version",
        unique=True,
        sqlite_where=text("member_id IS NULL"),
        postgresql_where=text("member_id IS NULL"),
    ),
)

# No foreign key: the trail outlives what it speaks of, and holds pseudonyms only.
audit_line = Table(
    "audit_line",
    metadata,
    Column("seq", ROW_NUMBER, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", String, nullable=False),
    Column("role", String, nullable=False),
    Column("action", String, nullable=False),
    Column("object", String),
    Column("result", String, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("mac", LargeBinary, nullable=False),
)

# Interactions that already had their effect, so that one delivered twice has one.
seen_request = Table(
    "seen_request",
    metadata,
    Column("request_id", String, primary_key=True),
    Column("seen_at", Moment, nullable=False),
    Index(None, "seen_at"),
)
