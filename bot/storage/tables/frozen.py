"""Tables of frozen letters: the text, who is counted in it, what they answered and why, what became of it."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, String, Table, UniqueConstraint

from bot.domain.codes import FilingMode, LetterKind, StepOutcome
from bot.domain.frozen import Ground, Vote
from bot.storage.tables.base import belongs, code, metadata, not_negative
from bot.storage.types import Moment

# A text waits with no `frozen_at` until a second organiser or a day has passed. The bytes are encrypted,
# because they name members by reference; `sha256` is of the plain bytes.
frozen_letter = Table(
    "frozen_letter",
    metadata,
    Column("id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    *code("kind", LetterKind),
    Column("authority", String, nullable=False),
    Column("language", String, nullable=False),
    *code("mode", FilingMode),
    Column("version", Integer, nullable=False),
    Column("members", Integer, nullable=False),
    Column("template", String, nullable=False),
    Column("pack_version", String, nullable=False),
    Column("law_as_of", Date, nullable=False),
    Column("annex_sha256", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("pdf_enc", LargeBinary, nullable=False),
    Column("text_enc", LargeBinary, nullable=False),
    Column("prepared_at", Moment, nullable=False),
    Column("frozen_at", Moment),
    belongs(["case_id"], "case_file", ["id"]),
    UniqueConstraint("case_id", "kind", "authority", "version"),
    not_negative("members"),
)

approval = Table(
    "approval",
    metadata,
    Column("frozen_id", String, primary_key=True),
    Column("member_id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("number", Integer, nullable=False),
    *code("answer", Vote, optional=True),
    Column("answered_at", Moment),
    belongs(["frozen_id"], "frozen_letter", ["id"]),
    belongs(["member_id", "case_id"], "member", ["id", "case_id"]),
    Index(None, "member_id"),
)

# Why a member objects. The note is for organisers of the case alone, who do not see whose it is.
objection = Table(
    "objection",
    metadata,
    Column("id", String, primary_key=True),
    Column("frozen_id", String, nullable=False),
    Column("member_id", String, nullable=False),
    Column("case_id", String, nullable=False),
    *code("ground", Ground),
    Column("note_enc", LargeBinary),
    belongs(["frozen_id"], "frozen_letter", ["id"]),
    belongs(["member_id", "case_id"], "member", ["id", "case_id"]),
    UniqueConstraint("frozen_id", "member_id"),
    Index(None, "member_id"),
)

# Of no member: how many answered what, and the way of the letter.
filing = Table(
    "filing",
    metadata,
    Column("frozen_id", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("printed_at", Moment, nullable=False),
    Column("approved", Integer, nullable=False),
    Column("objected", Integer, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("filed_on", Date),
    Column("reference_enc", LargeBinary),
    Column("proof", Boolean, nullable=False),
    *code("outcome", StepOutcome),
    Column("answered_on", Date),
    belongs(["frozen_id"], "frozen_letter", ["id"]),
    belongs(["case_id"], "case_file", ["id"]),
)
