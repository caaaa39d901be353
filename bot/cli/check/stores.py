"""What the two stores are like: whole, of this program's version, of this key, and fitting each other."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, make_url

from bot.backup.swapping import is_under_way
from bot.cli.check.finding import Finding, error, fine, warning
from bot.cli.exits import Exit
from bot.domain.errors import BusyError
from bot.services.halting import HALT
from bot.settings import Settings
from bot.storage import DamagedError, StoreError, schema, snapshot
from bot.storage.errors import UnfinishedError
from bot.storage.files import SHRED_KEYS
from bot.storage.sqlite import uri
from bot.vault import KeyFileError, RootKey

# Asks the database and returns all rows.
Ask = Callable[[str], list[tuple[Any, ...]]]

_RESTORE = "Stop the bot and put a backup back: docs/operators.md, section 6."


def look(settings: Settings) -> Iterator[Finding]:
    """Give the findings about what is stored."""
    if is_under_way(settings.data_dir):
        todo = "Run: collectif restore --finish"
        yield error("restore", "a restore was interrupted", todo, Exit.INTEGRITY)
        return
    if (settings.data_dir / HALT).exists():
        yield warning("intake", "it is stopped (collectif panic)", "When all is well: collectif panic --over")
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite":
        yield from _file(settings, Path(url.database or ""))
    else:
        yield from asyncio.run(_server(settings))
    yield from _shred_keys(settings)


def _file(settings: Settings, path: Path) -> Iterator[Finding]:
    if not path.exists() or path.stat().st_size == 0:
        yield fine("database", "there is none yet; the first start makes it")
        return
    facts = _looked_through("database", path)
    if isinstance(facts, Finding):
        yield facts
        return
    with closing(sqlite3.connect(uri(path, "ro"), uri=True)) as db:
        ask: Ask = lambda statement: db.execute(statement).fetchall()  # noqa: E731
        yield from _records(settings, facts.revision, facts.key_check, ask, "whole; ")


def _records(
    settings: Settings, revision: str | None, key_check: bytes | None, ask: Ask, whole: str = ""
) -> Iterator[Finding]:
    """Give what is found in the tables of either engine."""
    if revision is None or key_check is None:
        todo = "Check COLLECTIF_DATABASE_URL; if it is right, put a backup back."
        yield error("database", "this is none of Collectif, or a broken one", todo, Exit.INTEGRITY)
        return
    yield _version(revision, whole, int(ask("SELECT count(*) FROM member")[0][0]))
    yield from _key(settings, key_check)
    if revision == schema.revisions()[-1]:  # an older one may lack the tables that are compared
        yield from _fit(ask, settings.data_dir / SHRED_KEYS)
        yield from _holders(ask)


async def _server(settings: Settings) -> list[Finding]:
    from bot.storage import postgres
    from bot.storage.connecting import connected
    from bot.storage.faults import DATABASE_ERRORS

    engine = postgres.make_engine(make_url(settings.database))
    try:
        async with connected(engine, writing=False) as connection, connection.begin():
            await postgres.begin_reading(connection)
            return await connection.run_sync(partial(_of_server, settings))
    except (*DATABASE_ERRORS, StoreError, BusyError, OSError) as reason:
        text = f"the server's database cannot be read ({type(reason).__name__})"
        return [error("database", text, "Check COLLECTIF_DATABASE_URL, and whether the server runs.")]
    finally:
        await engine.dispose()


def _of_server(settings: Settings, connection: Connection) -> list[Finding]:
    if not inspect(connection).get_table_names():
        return [fine("database", "there is none yet on the server; the first start makes it")]
    revision, key_check = schema.noted(connection)
    ask: Ask = lambda statement: list(map(tuple, connection.exec_driver_sql(statement)))  # noqa: E731
    return list(_records(settings, revision, key_check, ask, "on a PostgreSQL server; "))


def _version(revision: str | None, whole: str, members: int) -> Finding:
    known = schema.revisions()
    if revision == known[-1]:
        return fine("database", f"{whole}{members} members; schema {revision}")
    if revision in known:
        return warning(
            "database",
            f"{whole}schema {revision} is older than the program's",
            "Make a backup; the next start brings it up to date.",
        )
    todo = "Update the program, or put back a backup of its own time."
    return error("database", "a newer version of Collectif wrote it", todo, Exit.INTEGRITY)


def _key(settings: Settings, key_check: bytes | None) -> Iterator[Finding]:
    try:
        root = RootKey.load(settings.root_key)
    except KeyFileError:
        return  # told already
    if key_check != root.check:
        todo = "Put the right key in place: collectif init --restore with its sheet; or finish rotate-keys."
        yield error("root key", "it is not the key of this database", todo, Exit.KEY)


def _shred_keys(settings: Settings) -> Iterator[Finding]:
    path = settings.data_dir / SHRED_KEYS
    if not path.exists():
        yield fine("shred keys", "there are none yet")
        return
    facts = _looked_through("shred keys", path)
    if isinstance(facts, Finding):
        yield facts
        return
    keys, stones = facts.rows.get("shred_key", 0), facts.rows.get("tombstone", 0)
    yield fine("shred keys", f"whole; {keys} keys, {stones} erased")


def _looked_through(name: str, path: Path) -> snapshot.Facts | Finding:
    """Return what a store is, or what is wrong with it; one that a kill left half-written is whole."""
    try:
        return snapshot.look_through(path, in_use=True)
    except UnfinishedError as reason:
        return warning(name, str(reason), "Start the bot, then check again.")
    except DamagedError as reason:
        return error(name, str(reason), _RESTORE, Exit.INTEGRITY)


def _fit(ask: Ask, keys: Path) -> Iterator[Finding]:
    """Compare both stores: sealed records without a key are lost, keys of nobody do no harm (B12)."""
    if not keys.exists():
        return
    try:
        with closing(sqlite3.connect(uri(keys, "ro"), uri=True)) as store:
            known = {row[0] for row in store.execute("SELECT member_id FROM shred_key")}
    except sqlite3.DatabaseError:
        return  # what is wrong with that store is a finding of its own
    sealed = {row[0] for row in ask("SELECT DISTINCT member_id FROM sealed_record")}
    members = {row[0] for row in ask("SELECT id FROM member")}
    if lost := len(sealed - known):
        todo = (
            "Put back the newest backup of the shred keys, with the data as it is: restore needs both files."
        )
        yield error("shred keys", f"{lost} members' sealed files have no key", todo, Exit.INTEGRITY)
    if stray := len(known - members):
        yield fine("shred keys", f"{stray} keys belong to nobody; they open nothing")


def _holders(ask: Ask) -> Iterator[Finding]:
    rows = ask(
        "SELECT lane.id, count(key_holder.id) FROM lane LEFT JOIN key_holder ON key_holder.lane_id = lane.id "
        "AND key_holder.state = 'proved' WHERE lane.closed_at IS NULL GROUP BY lane.id"
    )
    alone, none = sum(n == 1 for _, n in rows), sum(n == 0 for _, n in rows)
    if alone:
        todo = "Let the organisers add a second one: when the only key is lost, nobody can open the files."
        yield warning("key-holders", f"{alone} recipients have one key-holder only", todo)
    if none:
        todo = "Members cannot choose it until a key-holder has proved the key (/case keys)."
        yield warning("key-holders", f"{none} recipients have no key-holder yet", todo)
    if rows and not alone and not none:
        yield fine("key-holders", f"{len(rows)} recipients, each with two or more")
