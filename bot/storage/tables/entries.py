"""Tables of what a member records: incidents, categories, scam contacts, harms, steps. Codes only."""

from sqlalchemy import BigInteger, Column, Date, Index, LargeBinary, String, Table

from bot.domain.codes import (
    Answer,
    AskedFor,
    Channel,
    HarmHead,
    KnownBy,
    LeakCategory,
    Pretext,
    Proof,
    ReportedTo,
    ScamOutcome,
    StepKind,
    StepOutcome,
)
from bot.storage.tables.base import belongs, code, metadata, not_negative, one_of, row_number
from bot.storage.types import Code, CodeSet

involvement = Table(
    "involvement",
    metadata,
    Column("member_id", String, primary_key=True),
    Column("incident_id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    *code("concerned", Answer),
    Column("organisation", String),
    *code("learned_how", KnownBy, optional=True),
    Column("learned_on", Date),
    *code("notice", Answer),
    Column("notice_on", Date),
    belongs(["member_id", "case_id"], "member", ["id", "case_id"]),
    belongs(["case_id", "incident_id"], "incident", ["case_id", "incident_id"]),
)

exposure = Table(
    "exposure",
    metadata,
    Column("member_id", String, primary_key=True),
    Column("incident_id", String, primary_key=True),
    Column("category", Code(LeakCategory), primary_key=True),
    one_of("category", LeakCategory),
    Column("case_id", String, nullable=False),
    *code("answer", Answer),
    *code("known_by", KnownBy, optional=True),
    belongs(["member_id", "case_id"], "member", ["id", "case_id"]),
    belongs(["case_id", "incident_id"], "incident", ["case_id", "incident_id"]),
)

# `sender_*`: a sender as displayed, encrypted, and its blind index; chat never fills them.
scam_contact = Table(
    "scam_contact",
    metadata,
    row_number(),
    Column("id", String, nullable=False, unique=True),
    Column("member_id", String, nullable=False),
    *code("channel", Channel),
    *code("pretext", Pretext),
    Column("happened_on", Date, nullable=False),
    Column("knew", CodeSet(LeakCategory), nullable=False),
    Column("asked_for", CodeSet(AskedFor), nullable=False),
    *code("outcome", ScamOutcome, optional=True),
    Column("loss_cents", BigInteger),
    not_negative("loss_cents"),
    Column("reported_to", CodeSet(ReportedTo), nullable=False),
    Column("sender_enc", LargeBinary),
    Column("sender_index", LargeBinary),
    belongs(["member_id"], "member", ["id"]),
    Index(None, "member_id"),
)

harm = Table(
    "harm",
    metadata,
    row_number(),
    Column("id", String, nullable=False, unique=True),
    Column("member_id", String, nullable=False),
    *code("head", HarmHead),
    Column("amount_cents", BigInteger),
    not_negative("amount_cents"),
    Column("minutes", BigInteger),
    not_negative("minutes"),
    Column("since", Date),
    *code("proof", Proof),
    belongs(["member_id"], "member", ["id"]),
    Index(None, "member_id"),
)

step = Table(
    "step",
    metadata,
    row_number(),
    Column("id", String, nullable=False, unique=True),
    Column("member_id", String, nullable=False),
    Column("case_id", String, nullable=False),
    Column("incident_id", String, nullable=False),
    *code("kind", StepKind),
    Column("sent_on", Date, nullable=False),
    Column("organisation", String),
    *code("outcome", StepOutcome),
    Column("answered_on", Date),
    belongs(["member_id", "case_id"], "member", ["id", "case_id"]),
    belongs(["case_id", "incident_id"], "incident", ["case_id", "incident_id"]),
    Index(None, "member_id"),
)
