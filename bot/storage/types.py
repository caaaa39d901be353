"""Column types: codes of the domain, sets of codes, and moments in UTC."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String, Text
from sqlalchemy.types import TypeDecorator

# SQLite numbers rows by itself in an INTEGER key only; PostgreSQL needs the 64 bits said.
ROW_NUMBER = BigInteger().with_variant(Integer(), "sqlite")


class Code(TypeDecorator[StrEnum]):
    """A code of one closed list, stored as its text; an unknown one read back is an error, not a guess."""

    impl = String
    cache_ok = True

    def __init__(self, codes: type[StrEnum]) -> None:
        super().__init__()
        self.codes = codes

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.codes(value).value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.codes(value)


class CodeSet(TypeDecorator[frozenset[StrEnum]]):
    """A set of codes, stored as a sorted JSON array, so that equal sets are equal texts."""

    impl = Text
    cache_ok = True

    def __init__(self, codes: type[StrEnum]) -> None:
        super().__init__()
        self.codes = codes

    def process_bind_param(self, value: Iterable[StrEnum] | None, dialect: Dialect) -> str:
        return json.dumps(sorted(self.codes(code).value for code in value or ()))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> frozenset[StrEnum]:
        return frozenset(self.codes(code) for code in json.loads(value or "[]"))


class Moment(TypeDecorator[datetime]):
    """A point in time: aware on both sides, stored as UTC. A naive one is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
