"""Inserts with nothing around them: SQLAlchemy and aiosqlite as they come, one commit a step."""

import asyncio
import secrets
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Table, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bench.burst.wave import Wave, at_once
from bot.storage.sqlite import _set_pragmas
from bot.storage.tables import (
    account,
    audit_line,
    binding,
    case_file,
    consent,
    member,
    metadata,
    seen_request,
)

_AT, _HASH = datetime(2026, 11, 25, tzinfo=UTC), b"\x01" * 32


def _id() -> str:
    return secrets.token_hex(10)


def _engine(path: Path) -> AsyncEngine:
    """Return an engine with the bot's promises: `synchronous=FULL`, foreign keys, freed space zeroed."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}", pool_size=1, max_overflow=0, pool_timeout=600)

    def connected(connection: object, _record: object) -> None:
        connection.isolation_level = None  # type: ignore[attr-defined]
        _set_pragmas(connection)

    event.listen(engine.sync_engine, "connect", connected)
    event.listen(engine.sync_engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


async def inserts(folder: Path, people: int) -> tuple[Wave, Wave]:
    """Insert the rows of a join for each, then those of a receipt code; return both bursts."""
    engine = _engine(folder / "bare.db")
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
        pack = {"pack_id": "p", "pack_version": "1", "pack_sha256": "0", "pack_toml": ""}
        case = {"id": "C", "status": "open", "config": "{}", "created_at": _AT}
        await connection.execute(case_file.insert(), [case | pack])
    number = iter(range(1, 10 * people))
    turn = asyncio.Lock()  # as fair as the pool is not

    async def step(rows: list[tuple[Table, list[dict[str, object]]]]) -> None:
        async with turn, engine.begin() as connection:
            for table, values in rows:
                await connection.execute(table.insert(), values)

    accounts = [_id() for _ in range(people)]
    joined = await at_once([step(_join(a, next(number))) for a in accounts])
    received = await at_once([step(_receipt(a, next(number))) for a in accounts])
    await engine.dispose()
    return joined, received


def _join(owner: str, number: int) -> list[tuple[Table, list[dict[str, object]]]]:
    who = _id()
    own = {"account_id": owner, "case_id": "C"}
    person = own | {"id": who, "ref": who[:8], "capacity": "self", "residence": "FR", "status": "registered"}
    given = {"member_id": who, "case_id": "C", "given": True, "text_version": "1", "text_sha256": "0"}
    purposes = ("register", "complaint", "statistics")
    return [
        (seen_request, [{"request_id": _id(), "seen_at": _AT}]),
        (account, [{"id": owner, "case_id": "C", "language": "fr", "created_at": _AT}]),
        (binding, [_binding(owner, "discord")]),
        (member, [person | {"status_at": _AT, "registered_at": _AT}]),
        (consent, [given | {"id": _id(), "purpose": p, "language": "fr", "at": _AT} for p in purposes]),
        (audit_line, [_line(number)]),
    ]


def _receipt(owner: str, number: int) -> list[tuple[Table, list[dict[str, object]]]]:
    return [
        (seen_request, [{"request_id": _id(), "seen_at": _AT}]),
        (binding, [_binding(owner, "receipt")]),
        (audit_line, [_line(number)]),
    ]


def _binding(owner: str, kind: str) -> dict[str, object]:
    own = {"id": _id(), "account_id": owner, "case_id": "C", "kind": kind, "created_at": _AT}
    return own | {"value_index": secrets.token_bytes(32), "value_enc": _HASH}


def _line(number: int) -> dict[str, object]:
    who = {"actor": "u", "role": "anyone", "action": "register", "object": None, "result": "done"}
    return who | {"seq": number, "at": _AT, "previous": _HASH, "mac": _HASH}
