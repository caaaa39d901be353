"""Tables of what is sealed: lanes, their key-holders and wraps, sealed records, dossiers, page links."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from bot.domain.sealing import HolderState, LaneKind, LinkPurpose, SealedField
from bot.storage.tables.base import belongs, code, metadata, row_number
from bot.storage.types import Moment

lane = Table(
    "lane",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("name", String, nullable=False),
    *code("kind", LaneKind),
    Column("created_at", Moment, nullable=False),
    Column("closed_at", Moment),
    belongs(["case_id"], "case_file", ["id"]),
    UniqueConstraint("id", "case_id"),
    Index(None, "case_id"),
)

# A new epoch is a new key pair of the lane: made when the lane opens and after a key-holder is removed.
lane_epoch = Table(
    "lane_epoch",
    metadata,
    Column("lane_id", String, primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("public_key", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    belongs(["lane_id"], "lane", ["id"]),
)

key_holder = Table(
    "key_holder",
    metadata,
    Column("id", String, primary_key=True),
    Column("lane_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("public_key", String, nullable=False),
    *code("state", HolderState),
    Column("challenge_hash", LargeBinary),
    Column("challenge_expires_at", Moment),
    Column("added_at", Moment, nullable=False),
    Column("proved_at", Moment),
    Column("removed_at", Moment),
    belongs(["lane_id"], "lane", ["id"]),
    Index(None, "lane_id"),
)

lane_wrap = Table(
    "lane_wrap",
    metadata,
    Column("lane_id", String, primary_key=True),
    Column("epoch", Integer, primary_key=True, autoincrement=False),
    Column("holder_id", String, primary_key=True),
    Column("wrap", LargeBinary, nullable=False),
    belongs(["lane_id", "epoch"], "lane_epoch", ["lane_id", "epoch"]),
    belongs(["holder_id"], "key_holder", ["id"]),
)

# Which lane a member's file goes to; the consent that says so stands in the ledger.
member_lane = Table(
    "member_lane",
    metadata,
    Column("member_id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("lane_id", String, nullable=False),
    Column("chosen_at", Moment, nullable=False),
    belongs(["member_id", "case_id"], "member", ["id", "case_id"]),
    belongs(["lane_id", "case_id"], "lane", ["id", "case_id"]),
    Index(None, "lane_id"),
)

# `blob` = shred layer around an age file for the lane's epoch; `sha256` is of that age file.
sealed_record = Table(
    "sealed_record",
    metadata,
    row_number(),
    Column("id", String, nullable=False, unique=True),
    Column("member_id", String, nullable=False),
    Column("case_id", String, nullable=False),
    Column("lane_id", String, nullable=False),
    Column("epoch", Integer, nullable=False),
    *code("field", SealedField),
    Column("version", Integer, nullable=False),
    Column("media_type", String, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("sha256", String, nullable=False),
    Column("sealed_at", Moment, nullable=False),
    belongs(["member_id", "case_id"], "member", ["id", "case_id"]),
    belongs(["lane_id", "case_id"], "lane", ["id", "case_id"]),
    Index(None, "member_id", "field"),
    Index(None, "lane_id"),
)

dossier = Table(
    "dossier",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("lane_id", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("file_name", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("members", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("fetched_at", Moment),
    Column("deleted_at", Moment),
    belongs(["lane_id", "case_id"], "lane", ["id", "case_id"]),
    UniqueConstraint("lane_id", "number"),
)

# One-time links and the sessions that they are exchanged for; only keyed hashes of both.
page_link = Table(
    "page_link",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("account_id", String),
    Column("dossier_id", String),
    *code("purpose", LinkPurpose),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    belongs(["account_id", "case_id"], "account", ["id", "case_id"]),
    belongs(["dossier_id"], "dossier", ["id"]),
    Index(None, "account_id"),
    Index(None, "expires_at"),
)

page_session = Table(
    "page_session",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("account_id", String, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    belongs(["account_id", "case_id"], "account", ["id", "case_id"]),
    Index(None, "account_id"),
    Index(None, "expires_at"),
)

# What a case's public invitation link carries; a new one replaces it.
case_invitation = Table(
    "case_invitation",
    metadata,
    Column("case_id", String, primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("token_enc", LargeBinary, nullable=False),
    Column("created_at", Moment, nullable=False),
    belongs(["case_id"], "case_file", ["id"]),
)
