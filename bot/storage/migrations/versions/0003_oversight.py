"""Oversight: proposals, checkpoints, published figures, openings, notices to recipients, warnings.

Written out in full, codes included: later changes of the program must not change what this step makes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables."""
    _proposals()
    _published()
    _served()
    _warnings()


def _moment(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.String(), nullable=nullable)


def _bytes(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def _number() -> "sa.Column[object]":
    return sa.Column("seq", ROW_NUMBER, sa.Identity(), nullable=False)


def _belongs(table: str, columns: list[str], parent: str, targets: list[str]) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{'_'.join(columns)}"
    return sa.ForeignKeyConstraint(columns, [f"{parent}.{t}" for t in targets], name=name, ondelete="CASCADE")


def _one_of(table: str, column: str, *codes: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{code}'" for code in codes)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def _proposals() -> None:
    op.create_table(
        "proposal",
        _text("id"),
        _text("case_id"),
        _text("act"),
        _text("target", nullable=True),
        _bytes("details_enc", nullable=True),
        _bytes("asker_index"),
        _moment("asked_at"),
        _moment("effective_at", nullable=True),
        _moment("expires_at"),
        _text("state"),
        _bytes("decider_index", nullable=True),
        _moment("decided_at", nullable=True),
        _one_of(
            "proposal",
            "act",
            "add_organiser",
            "remove_organiser",
            "add_holder",
            "accept_holder",
            "remove_holder",
            "close_lane",
            "build_dossier",
            "freeze_letter",
        ),
        _one_of("proposal", "state", "open", "done", "refused", "expired", "failed"),
        _belongs("proposal", ["case_id"], "case_file", ["id"]),
        sa.PrimaryKeyConstraint("id", name="pk_proposal"),
    )
    op.create_index("ix_proposal_case_id_state", "proposal", ["case_id", "state"])


def _published() -> None:
    op.create_table(
        "audit_checkpoint",
        _number(),
        _moment("at"),
        sa.Column("lines", sa.Integer(), nullable=False),
        _bytes("head"),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_checkpoint"),
    )
    op.create_table(
        "published_figures",
        _text("case_id"),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _moment("published_at"),
        _belongs("published_figures", ["case_id"], "case_file", ["id"]),
        sa.PrimaryKeyConstraint("case_id", "week", name="pk_published_figures"),
    )


def _served() -> None:
    op.create_table(
        "opening",
        _number(),
        _text("member_id"),
        _text("case_id"),
        _text("dossier_id"),
        _text("kind"),
        _moment("at"),
        _one_of("opening", "kind", "built", "fetched"),
        _belongs("opening", ["member_id", "case_id"], "member", ["id", "case_id"]),
        _belongs("opening", ["dossier_id"], "dossier", ["id"]),
        sa.PrimaryKeyConstraint("seq", name="pk_opening"),
    )
    op.create_index("ix_opening_member_id", "opening", ["member_id"])
    op.create_index("ix_opening_dossier_id", "opening", ["dossier_id"])
    op.create_table(
        "recipient_notice",
        _number(),
        _text("id"),
        _text("case_id"),
        _text("lane_id"),
        _text("pseudonym"),
        _text("kind"),
        _text("dossiers"),
        _moment("at"),
        _moment("served_at", nullable=True),
        _one_of("recipient_notice", "kind", "erased", "withdrawn", "left_recipient", "corrected"),
        _belongs("recipient_notice", ["lane_id", "case_id"], "lane", ["id", "case_id"]),
        sa.PrimaryKeyConstraint("seq", name="pk_recipient_notice"),
        sa.UniqueConstraint("id", name="uq_recipient_notice_id"),
    )
    op.create_index("ix_recipient_notice_lane_id", "recipient_notice", ["lane_id"])


def _warnings() -> None:
    op.create_table(
        "retention_warning",
        _text("case_id"),
        _text("kind"),
        _moment("warned_at"),
        _moment("due_at"),
        _one_of(
            "retention_warning",
            "kind",
            "registrations",
            "withdrawn",
            "audit",
            "requests",
            "links",
            "dossiers",
            "notices",
        ),
        _belongs("retention_warning", ["case_id"], "case_file", ["id"]),
        sa.PrimaryKeyConstraint("case_id", "kind", name="pk_retention_warning"),
    )
