"""Tables of a case: its settings and pack, its servers, its organisers, its incidents."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from bot.domain.codes import CaseStatus
from bot.storage.tables.base import belongs, code, metadata
from bot.storage.types import Moment

# Not "case", which is a word of SQL.
case_file = Table(
    "case_file",
    metadata,
    Column("id", String, primary_key=True),
    *code("status", CaseStatus),
    Column("config", Text, nullable=False),
    Column("pack_id", String, nullable=False),
    Column("pack_version", String, nullable=False),
    Column("pack_sha256", String, nullable=False),
    Column("pack_toml", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("closed_at", Moment),
)

case_server = Table(
    "case_server",
    metadata,
    Column("case_id", String, primary_key=True),
    Column("guild_id", BigInteger, primary_key=True, autoincrement=False),
    belongs(["case_id"], "case_file", ["id"]),
    Index(None, "guild_id"),
)

organiser = Table(
    "organiser",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("user_index", LargeBinary, nullable=False),
    Column("user_enc", LargeBinary, nullable=False),
    Column("added_at", Moment, nullable=False),
    belongs(["case_id"], "case_file", ["id"]),
    UniqueConstraint("case_id", "user_index"),
)

# Used organiser codes, by the hash of their nonce; a code works once in the life of the database.
burnt_code = Table(
    "burnt_code",
    metadata,
    Column("nonce_hash", LargeBinary, primary_key=True),
    Column("burnt_at", Moment, nullable=False),
)

# The case's incidents, so that no entry can name one that the case does not have.
incident = Table(
    "incident",
    metadata,
    Column("case_id", String, primary_key=True),
    Column("incident_id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    belongs(["case_id"], "case_file", ["id"]),
)
