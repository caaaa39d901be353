"""Tables of reminders that people asked for: of which date, and whether they were told of it."""

from sqlalchemy import Boolean, Column, Date, Index, String, Table

from bot.storage.tables.base import belongs, metadata
from bot.storage.types import Moment

# `told_for` is the date that the person was told of last: one date is told of once. `waiting` until they
# looked at it: what a closed direct message did not tell them, their next command does.
reminder = Table(
    "reminder",
    metadata,
    Column("member_id", String, primary_key=True),
    Column("clock", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("told_for", Date),
    Column("waiting", Boolean, nullable=False),
    belongs(["member_id", "case_id"], "member", ["id", "case_id"]),
    Index(None, "case_id"),
)

organiser_reminder = Table(
    "organiser_reminder",
    metadata,
    Column("organiser_id", String, primary_key=True),
    Column("clock", String, primary_key=True),
    Column("case_id", String, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("told_for", Date),
    Column("waiting", Boolean, nullable=False),
    belongs(["organiser_id"], "organiser", ["id"]),
    belongs(["case_id"], "case_file", ["id"]),
    Index(None, "case_id"),
)
