"""Past keys: what is still needed of root keys that were replaced.

Written out in full: later changes of the program must not change what this step makes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROW_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "past_key",
        sa.Column("seq", ROW_NUMBER, sa.Identity(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("key_enc", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_past_key"),
        sa.UniqueConstraint("root", "label", name="uq_past_key_root_label"),
    )
