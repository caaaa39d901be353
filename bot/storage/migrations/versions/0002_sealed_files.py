"""Sealed files: lanes, key-holders, sealed records, dossiers, links to the page.

Written out in full, codes included: later changes of the program must not change what this step makes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the tables and the recipient of a consent."""
    op.add_column("consent", sa.Column("recipient", sa.String(), nullable=True))
    _lanes()
    _records()
    _page()


def _moment(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.String(), nullable=nullable)


def _belongs(table: str, columns: list[str], parent: str, targets: list[str]) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{'_'.join(columns)}"
    return sa.ForeignKeyConstraint(columns, [f"{parent}.{t}" for t in targets], name=name, ondelete="CASCADE")


def _lanes() -> None:
    op.create_table(
        "lane",
        _text("id"),
        _text("case_id"),
        _text("name"),
        _text("kind"),
        _moment("created_at"),
        _moment("closed_at", nullable=True),
        sa.CheckConstraint("kind IN ('lawyer', 'association', 'organiser')", name=op.f("ck_lane_kind")),
        _belongs("lane", ["case_id"], "case_file", ["id"]),
        sa.PrimaryKeyConstraint("id", name="pk_lane"),
        sa.UniqueConstraint("id", "case_id", name="uq_lane_id_case_id"),
    )
    op.create_index("ix_lane_case_id", "lane", ["case_id"])
    op.create_table(
        "lane_epoch",
        _text("lane_id"),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        _text("public_key"),
        _moment("created_at"),
        _belongs("lane_epoch", ["lane_id"], "lane", ["id"]),
        sa.PrimaryKeyConstraint("lane_id", "epoch", name="pk_lane_epoch"),
    )
    op.create_table(
        "key_holder",
        _text("id"),
        _text("lane_id"),
        _text("name"),
        _text("public_key"),
        _text("state"),
        sa.Column("challenge_hash", sa.LargeBinary(), nullable=True),
        _moment("challenge_expires_at", nullable=True),
        _moment("added_at"),
        _moment("proved_at", nullable=True),
        _moment("removed_at", nullable=True),
        sa.CheckConstraint("state IN ('named', 'proved', 'removed')", name=op.f("ck_key_holder_state")),
        _belongs("key_holder", ["lane_id"], "lane", ["id"]),
        sa.PrimaryKeyConstraint("id", name="pk_key_holder"),
    )
    op.create_index("ix_key_holder_lane_id", "key_holder", ["lane_id"])
    op.create_table(
        "lane_wrap",
        _text("lane_id"),
        sa.Column("epoch", sa.Integer(), autoincrement=False, nullable=False),
        _text("holder_id"),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        _belongs("lane_wrap", ["lane_id", "epoch"], "lane_epoch", ["lane_id", "epoch"]),
        _belongs("lane_wrap", ["holder_id"], "key_holder", ["id"]),
        sa.PrimaryKeyConstraint("lane_id", "epoch", "holder_id", name="pk_lane_wrap"),
    )


def _records() -> None:
    op.create_table(
        "member_lane",
        _text("member_id"),
        _text("case_id"),
        _text("lane_id"),
        _moment("chosen_at"),
        _belongs("member_lane", ["member_id", "case_id"], "member", ["id", "case_id"]),
        _belongs("member_lane", ["lane_id", "case_id"], "lane", ["id", "case_id"]),
        sa.PrimaryKeyConstraint("member_id", name="pk_member_lane"),
    )
    op.create_index("ix_member_lane_lane_id", "member_lane", ["lane_id"])
    op.create_table(
        "sealed_record",
        sa.Column("seq", ROW_NUMBER, sa.Identity(always=False), nullable=False),
        _text("id"),
        _text("member_id"),
        _text("case_id"),
        _text("lane_id"),
        sa.Column("epoch", sa.Integer(), nullable=False),
        _text("field"),
        sa.Column("version", sa.Integer(), nullable=False),
        _text("media_type"),
        sa.Column("blob", sa.LargeBinary(), nullable=False),
        _text("sha256"),
        _moment("sealed_at"),
        sa.CheckConstraint(
            "field IN ('identity', 'contact', 'statement', 'senders', 'mandate', 'evidence')",
            name=op.f("ck_sealed_record_field"),
        ),
        _belongs("sealed_record", ["member_id", "case_id"], "member", ["id", "case_id"]),
        _belongs("sealed_record", ["lane_id", "case_id"], "lane", ["id", "case_id"]),
        sa.PrimaryKeyConstraint("seq", name="pk_sealed_record"),
        sa.UniqueConstraint("id", name="uq_sealed_record_id"),
    )
    op.create_index("ix_sealed_record_member_id_field", "sealed_record", ["member_id", "field"])
    op.create_index("ix_sealed_record_lane_id", "sealed_record", ["lane_id"])
    op.create_table(
        "dossier",
        _text("id"),
        _text("case_id"),
        _text("lane_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("file_name"),
        _text("sha256"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("fetched_at", nullable=True),
        _moment("deleted_at", nullable=True),
        _belongs("dossier", ["lane_id", "case_id"], "lane", ["id", "case_id"]),
        sa.PrimaryKeyConstraint("id", name="pk_dossier"),
        sa.UniqueConstraint("lane_id", "number", name="uq_dossier_lane_id_number"),
    )


def _page() -> None:
    op.create_table(
        "page_link",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        _text("case_id"),
        _text("account_id", nullable=True),
        _text("dossier_id", nullable=True),
        _text("purpose"),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
        sa.CheckConstraint("purpose IN ('own_file', 'dossier')", name=op.f("ck_page_link_purpose")),
        _belongs("page_link", ["account_id", "case_id"], "account", ["id", "case_id"]),
        _belongs("page_link", ["dossier_id"], "dossier", ["id"]),
        sa.PrimaryKeyConstraint("token_hash", name="pk_page_link"),
    )
    op.create_index("ix_page_link_account_id", "page_link", ["account_id"])
    op.create_index("ix_page_link_expires_at", "page_link", ["expires_at"])
    op.create_table(
        "page_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        _text("case_id"),
        _text("account_id"),
        _moment("created_at"),
        _moment("expires_at"),
        _belongs("page_session", ["account_id", "case_id"], "account", ["id", "case_id"]),
        sa.PrimaryKeyConstraint("token_hash", name="pk_page_session"),
    )
    op.create_index("ix_page_session_account_id", "page_session", ["account_id"])
    op.create_index("ix_page_session_expires_at", "page_session", ["expires_at"])
    op.create_table(
        "case_invitation",
        _text("case_id"),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("token_enc", sa.LargeBinary(), nullable=False),
        _moment("created_at"),
        _belongs("case_invitation", ["case_id"], "case_file", ["id"]),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_case_invitation_token_hash"),
    )
