"""Tables of oversight: proposals, checkpoints, published figures, openings, notices to recipients."""

from sqlalchemy import Column, Date, Index, Integer, LargeBinary, String, Table, Text

from bot.domain.proposals import ProposalState, ProposedAct
from bot.domain.retention import WARNED, RetentionClass
from bot.domain.served import OpeningKind, RecipientNoticeKind
from bot.storage.tables.base import belongs, code, metadata, one_of, row_number
from bot.storage.types import Code, Moment

# `details_enc` holds what the act needs besides its target: a key, a name, an organiser's account.
proposal = Table(
    "proposal",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    *code("act", ProposedAct),
    Column("target", String),
    Column("details_enc", LargeBinary),
    Column("asker_index", LargeBinary, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("effective_at", Moment),
    Column("expires_at", Moment, nullable=False),
    *code("state", ProposalState),
    Column("decider_index", LargeBinary),
    Column("decided_at", Moment),
    belongs(["case_id"], "case_file", ["id"]),
    Index(None, "case_id", "state"),
)

# No foreign key: a checkpoint is about the whole trail, and outlives every case.
audit_checkpoint = Table(
    "audit_checkpoint",
    metadata,
    row_number(),
    Column("at", Moment, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("head", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
)

# One frozen set of public figures a week; `body` is the published JSON and nothing else.
published_figures = Table(
    "published_figures",
    metadata,
    Column("case_id", String, primary_key=True),
    Column("week", Date, primary_key=True),
    Column("body", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
    belongs(["case_id"], "case_file", ["id"]),
)

opening = Table(
    "opening",
    metadata,
    row_number(),
    Column("member_id", String, nullable=False),
    Column("case_id", String, nullable=False),
    Column("dossier_id", String, nullable=False),
    *code("kind", OpeningKind),
    Column("at", Moment, nullable=False),
    belongs(["member_id", "case_id"], "member", ["id", "case_id"]),
    belongs(["dossier_id"], "dossier", ["id"]),
    Index(None, "member_id"),
    Index(None, "dossier_id"),
)

# Outlives the member, because the recipient must still be told; by pseudonym, as the dossier names them.
recipient_notice = Table(
    "recipient_notice",
    metadata,
    row_number(),
    Column("id", String, nullable=False, unique=True),
    Column("case_id", String, nullable=False),
    Column("lane_id", String, nullable=False),
    Column("pseudonym", String, nullable=False),
    *code("kind", RecipientNoticeKind),
    Column("dossiers", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("served_at", Moment),
    belongs(["lane_id", "case_id"], "lane", ["id", "case_id"]),
    Index(None, "lane_id"),
)

# That organisers and members were warned before something is deleted by age.
retention_warning = Table(
    "retention_warning",
    metadata,
    Column("case_id", String, primary_key=True),
    Column("kind", Code(RetentionClass), primary_key=True),
    one_of("kind", WARNED),
    Column("warned_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    belongs(["case_id"], "case_file", ["id"]),
)
