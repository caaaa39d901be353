"""Reminders that people asked for, and why members object to a frozen text.

Written out in full, codes included: later changes of the program must not change what this step makes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None

GROUNDS = (
    "fact_wrong",
    "about_me",
    "too_much",
    "missing",
    "demands",
    "addressee",
    "timing",
    "other",
)


def upgrade() -> None:
    """Add the tables."""
    listed = ", ".join(f"'{code}'" for code in GROUNDS)
    op.create_table(
        "objection",
        _text("id"),
        _text("frozen_id"),
        _text("member_id"),
        _text("case_id"),
        _text("ground"),
        sa.Column("note_enc", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_objection"),
        sa.UniqueConstraint("frozen_id", "member_id", name="uq_objection_frozen_id_member_id"),
        sa.CheckConstraint(f"ground IN ({listed})", name=op.f("ck_objection_ground")),
        _belongs("objection", ["frozen_id"], "frozen_letter", ["id"]),
        _belongs("objection", ["member_id", "case_id"], "member", ["id", "case_id"]),
    )
    op.create_index("ix_objection_member_id", "objection", ["member_id"])
    of_member = _belongs("reminder", ["member_id", "case_id"], "member", ["id", "case_id"])
    _reminders("reminder", "member_id", of_member)
    _reminders(
        "organiser_reminder",
        "organiser_id",
        _belongs("organiser_reminder", ["organiser_id"], "organiser", ["id"]),
        _belongs("organiser_reminder", ["case_id"], "case_file", ["id"]),
    )


def _reminders(table: str, person: str, *keys: sa.ForeignKeyConstraint) -> None:
    op.create_table(
        table,
        _text(person),
        _text("clock"),
        _text("case_id"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_for", sa.Date(), nullable=True),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(person, "clock", name=f"pk_{table}"),
        *keys,
    )
    op.create_index(f"ix_{table}_case_id", table, ["case_id"])


def _text(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.String(), nullable=False)


def _belongs(table: str, columns: list[str], parent: str, targets: list[str]) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{'_'.join(columns)}"
    return sa.ForeignKeyConstraint(columns, [f"{parent}.{t}" for t in targets], name=name, ondelete="CASCADE")
