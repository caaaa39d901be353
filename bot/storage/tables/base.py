"""What all tables share: the metadata, names of constraints, columns of codes and of order."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Identity, MetaData

from bot.storage.types import ROW_NUMBER, Code

# Every constraint has a name of its own, so that a later migration can change it on both engines.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """Return the rule that the column holds one of these texts (or nothing)."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def code(name: str, codes: type[StrEnum], *, optional: bool = False) -> tuple[Column[Any], CheckConstraint]:
    """Return a column for one code of the list, and the rule that it holds no other."""
    return Column(name, Code(codes), nullable=optional), one_of(name, codes)


def not_negative(column: str) -> CheckConstraint:
    """Return the rule that an amount is not below zero."""
    return CheckConstraint(f"{column} >= 0", name=column)


def row_number() -> Column[int]:
    """Return the primary key that keeps the order in which rows were written."""
    return Column("seq", ROW_NUMBER, Identity(), primary_key=True)


def belongs(columns: list[str], table: str, targets: list[str]) -> ForeignKeyConstraint:
    """Return a foreign key whose rows go when the row they belong to goes."""
    return ForeignKeyConstraint(columns, [f"{table}.{target}" for target in targets], ondelete="CASCADE")
