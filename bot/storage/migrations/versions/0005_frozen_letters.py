"""Frozen letters: the text, who is counted in it and what they answered, what became of it.

Written out in full, codes included: later changes of the program must not change what this step makes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KINDS = (
    "collective_complaint",
    "individual_complaint",
    "access_request",
    "filing_kit",
)
MODES = ("individual", "lawyer", "association", "alert")
OUTCOMES = ("waiting", "no_answer", "partial", "full", "refused")


def upgrade() -> None:
    """Add the tables."""
    _letters()
    _answers()
    _filings()


def _moment(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.String(), nullable=nullable)


def _bytes(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def _whole(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.Integer(), nullable=False)


def _belongs(table: str, columns: list[str], parent: str, targets: list[str]) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{'_'.join(columns)}"
    return sa.ForeignKeyConstraint(columns, [f"{parent}.{t}" for t in targets], name=name, ondelete="CASCADE")


def _one_of(table: str, column: str, *codes: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{code}'" for code in codes)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def _letters() -> None:
    op.create_table(
        "frozen_letter",
        _text("id"),
        _text("case_id"),
        _text("kind"),
        _text("authority"),
        _text("language"),
        _text("mode"),
        _whole("version"),
        _whole("members"),
        _text("template"),
        _text("pack_version"),
        sa.Column("law_as_of", sa.Date(), nullable=False),
        _text("annex_sha256"),
        _text("sha256"),
        _whole("pages"),
        _bytes("pdf_enc"),
        _bytes("text_enc"),
        _moment("prepared_at"),
        _moment("frozen_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_frozen_letter"),
        sa.UniqueConstraint(
            "case_id", "kind", "authority", "version", name="uq_frozen_letter_case_id_kind_authority_version"
        ),
        sa.CheckConstraint("members >= 0", name=op.f("ck_frozen_letter_members")),
        _one_of("frozen_letter", "kind", *KINDS),
        _one_of("frozen_letter", "mode", *MODES),
        _belongs("frozen_letter", ["case_id"], "case_file", ["id"]),
    )


def _answers() -> None:
    op.create_table(
        "approval",
        _text("frozen_id"),
        _text("member_id"),
        _text("case_id"),
        _whole("number"),
        _text("answer", nullable=True),
        _moment("answered_at", nullable=True),
        sa.PrimaryKeyConstraint("frozen_id", "member_id", name="pk_approval"),
        _one_of("approval", "answer", "approve", "object"),
        _belongs("approval", ["frozen_id"], "frozen_letter", ["id"]),
        _belongs("approval", ["member_id", "case_id"], "member", ["id", "case_id"]),
    )
    op.create_index("ix_approval_member_id", "approval", ["member_id"])


def _filings() -> None:
    op.create_table(
        "filing",
        _text("frozen_id"),
        _text("case_id"),
        _moment("printed_at"),
        _whole("approved"),
        _whole("objected"),
        _whole("gone"),
        sa.Column("filed_on", sa.Date(), nullable=True),
        _bytes("reference_enc", nullable=True),
        sa.Column("proof", sa.Boolean(), nullable=False),
        _text("outcome"),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("frozen_id", name="pk_filing"),
        _one_of("filing", "outcome", *OUTCOMES),
        _belongs("filing", ["frozen_id"], "frozen_letter", ["id"]),
        _belongs("filing", ["case_id"], "case_file", ["id"]),
    )
