"""Copying a whole database: every table and column, between both engines and into a file of its own."""

import contextlib
import shutil
import sqlite3
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import Boolean, Date, Integer, LargeBinary, Table, make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage import DamagedError, Store, copying, postgres, snapshot, sqlite
from bot.storage.connecting import connected
from bot.storage.copying import CopyError
from bot.storage.errors import StoreError, UnfinishedError
from bot.storage.moving import move_store
from bot.storage.tables import meta, metadata
from bot.storage.types import Code, CodeSet, Moment
from tests.storage.sample import KEY_CHECK, NOW

ROWS = 3


def value(table: Table, name: str, row: int) -> object:
    """Some value of the column's type, the same as in the parent's row of that number for a foreign key."""
    column = table.columns[name]
    for constraint in table.foreign_key_constraints:
        for key in constraint.elements:
            if key.parent is column:
                return value(key.column.table, key.column.name, row)
    if (table.name, name) == ("binding", "kind"):
        return ("discord", "receipt")[row % 2]
    kinds: dict[type, object] = {
        Moment: NOW + timedelta(seconds=row, microseconds=row),
        Date: date(2026, 1, 1 + row),
        Boolean: row % 2 == 0,
        Integer: row + 1,
        LargeBinary: bytes([row]) * 9 + b"\0\xff",
    }
    if isinstance(column.type, Code):
        codes = list(column.type.codes)
        return codes[row % len(codes)] if column.primary_key else codes[0]
    if isinstance(column.type, CodeSet):
        return frozenset(list(column.type.codes)[:row])
    found = next((v for kind, v in kinds.items() if isinstance(column.type, kind)), None)
    return found if found is not None else f"{table.name} {name} {row} é\u202e'"


async def fill(connection: AsyncConnection) -> None:
    """Put rows into every table."""
    for table in metadata.sorted_tables:
        if table is not meta:
            rows = [{c.name: value(table, c.name, n) for c in table.columns} for n in range(ROWS)]
            await connection.execute(table.insert(), rows)


def files(folder: Path) -> list[Path]:
    """What lies in a folder."""
    return sorted(folder.iterdir())


@contextlib.asynccontextmanager
async def writer(url: str) -> AsyncIterator[AsyncConnection]:
    """A connection that may write, on either engine; commits at the end."""
    parsed = make_url(url)
    engine = (
        sqlite.make_engine(Path(parsed.database or ""))
        if parsed.get_backend_name() == "sqlite"
        else postgres.make_engine(parsed)
    )
    try:
        async with connected(engine, writing=True) as connection, connection.begin():
            yield connection
    finally:
        await engine.dispose()


async def made(url: str) -> str:
    """Make an empty database and return its URL."""
    await (await Store.open(url, key_check=KEY_CHECK)).close()
    return url


async def filled(url: str) -> str:
    """Make a database with rows in every table and return its URL."""
    await made(url)
    async with writer(url) as connection:
        await fill(connection)
    return url


@pytest.mark.needs("postgres")
async def test_every_row_of_every_table_goes_there_and_back(tmp_path: Path, postgres_url: str) -> None:
    """From SQLite to PostgreSQL and back to another file, nothing is lost, added or changed."""
    first = await filled(f"sqlite:///{tmp_path / 'one' / 'a.db'}")
    second, third = await made(postgres_url), await made(f"sqlite:///{tmp_path / 'two' / 'b.db'}")

    async with writer(first) as source, writer(second) as target:
        moved = await copying.copy(source, target)
    async with writer(second) as source, writer(third) as target:
        await copying.copy(source, target)
    async with writer(first) as source, writer(third) as target:
        compared = await copying.compare(source, target)

    assert compared == moved
    assert {name for name, rows in moved.items() if rows != ROWS} <= {"meta"}
    assert set(moved) == set(metadata.tables)


@pytest.mark.needs("postgres")
async def test_a_server_may_sort_texts_as_its_language_does(tmp_path: Path, postgres_url: str) -> None:
    """Keys that a server made for a language sorts otherwise than by bytes are compared all the same."""
    url = make_url(postgres_url)
    name = f"{url.database}_icu"
    admin = await asyncpg.connect(url.render_as_string(hide_password=False))
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'fr-FR'")
    await admin.close()
    first = await made(f"sqlite:///{tmp_path / 'one' / 'a.db'}")
    second = await made(url.set(database=name).render_as_string(hide_password=False))
    async with writer(first) as source:
        await source.execute(meta.insert(), [{"name": n, "value": b""} for n in ("x:1", "x_1", "X-1", "xa")])

    async with writer(first) as source, writer(second) as target:
        await copying.copy(source, target)
        assert (await copying.compare(source, target))["meta"] == 5


@pytest.mark.needs("postgres")
async def test_new_rows_are_numbered_after_the_copied_ones(tmp_path: Path, postgres_url: str) -> None:
    """A row written to PostgreSQL after the move gets a number of its own."""
    first, second = await filled(f"sqlite:///{tmp_path / 'one' / 'a.db'}"), await made(postgres_url)
    async with writer(first) as source, writer(second) as target:
        await copying.copy(source, target)

    async with writer(second) as target:
        for table in metadata.sorted_tables:
            if table is not meta:
                numbered = {c.name for c in table.columns if c.identity is not None}
                names = [c.name for c in table.columns if c.name not in numbered]
                await target.execute(table.insert(), [{n: value(table, n, ROWS) for n in names}])


async def test_a_mistyped_source_is_not_made_and_moved(tmp_path: Path) -> None:
    """Where the settings name no database, nothing appears in either place; no address is no riddle."""
    source, target = tmp_path / "one" / "a.db", tmp_path / "two" / "b.db"
    for there, here in (
        (f"sqlite:///{source}", f"sqlite:///{target}"),
        ("mysql://a/b", f"sqlite:///{target}"),
    ):
        with pytest.raises(StoreError, match=r"no such database|must be sqlite"):
            await move_store(there, here, KEY_CHECK)

    assert files(tmp_path) == []


async def test_a_target_with_data_is_left_alone(tmp_path: Path) -> None:
    """A database that holds rows takes no copy, and keeps its own."""
    first = await filled(f"sqlite:///{tmp_path / 'one' / 'a.db'}")
    second = await filled(f"sqlite:///{tmp_path / 'two' / 'b.db'}")

    with pytest.raises(CopyError, match="empty"):
        async with writer(first) as source, writer(second) as target:
            await copying.copy(source, target)

    async with writer(first) as source, writer(second) as target:
        assert (await copying.compare(source, target))["member"] == ROWS


@pytest.mark.parametrize("change", ["less", "more", "other"])
async def test_a_difference_is_found(tmp_path: Path, change: str) -> None:
    """One row less, one more, or one changed value: the comparison names the table."""
    first = await filled(f"sqlite:///{tmp_path / 'one' / 'a.db'}")
    second = await made(f"sqlite:///{tmp_path / 'two' / 'b.db'}")
    async with writer(first) as source, writer(second) as target:
        await copying.copy(source, target)
    statement = {
        "less": "DELETE FROM harm WHERE seq = 3",
        "more": "INSERT INTO seen_request VALUES ('zz', '2026-01-01')",
        "other": "UPDATE scam_contact SET loss_cents = 7 WHERE seq = 2",
    }[change]
    with contextlib.closing(sqlite3.connect(tmp_path / "two" / "b.db")) as connection:
        connection.execute(statement)
        connection.commit()

    with pytest.raises(CopyError, match=r"harm|seen_request|scam_contact"):
        async with writer(first) as source, writer(second) as target:
            await copying.compare(source, target)


async def test_k10_a_picture_of_a_database_in_use_is_whole(database_url: str, tmp_path: Path) -> None:
    """K10: taken in the middle of another's work, it holds what was committed, is checked and private."""
    await filled(database_url)
    target = tmp_path / "copy.db"

    async with writer(database_url) as busy:
        await busy.execute(metadata.tables["seen_request"].delete())
        if busy.dialect.name == "sqlite":
            await busy.rollback()
        await snapshot.take(database_url, target)
    facts = snapshot.look_through(target)

    assert {facts.rows[name] for name in metadata.tables if name != "meta"} == {ROWS}
    assert facts.key_check == KEY_CHECK
    assert facts.revision is not None
    assert target.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in files(tmp_path) if p.name.startswith("copy")] == ["copy.db"]


async def test_a_damaged_page_is_noticed(tmp_path: Path) -> None:
    """B9: a page that counting never reads is found, and the message holds no value."""
    await filled(f"sqlite:///{tmp_path / 'one' / 'a.db'}")
    path = tmp_path / "copy.db"
    await snapshot.take(f"sqlite:///{tmp_path / 'one' / 'a.db'}", path)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"scam_contact sender") if b"scam_contact sender" in data else len(data) // 2
    data[at - at % 4096 : at - at % 4096 + 64] = b"\x77" * 64
    path.write_bytes(data)

    with pytest.raises(DamagedError, match=r"copy\.db"):
        snapshot.look_through(path)


async def test_b1_what_a_kill_left_half_written_is_not_damage(tmp_path: Path) -> None:
    """B1: after a kill in the middle of a commit a look changes and condemns nothing; a backup undoes it."""
    await filled(f"sqlite:///{tmp_path / 'one' / 'a.db'}")
    left = tmp_path / "left"
    with contextlib.closing(sqlite3.connect(tmp_path / "one" / "a.db", isolation_level=None)) as writer:
        writer.executescript("PRAGMA journal_mode=DELETE; PRAGMA cache_size=1; BEGIN IMMEDIATE")
        for _ in range(12):  # more than fits into the cache: pages go into the file before the commit
            writer.execute("INSERT INTO meta SELECT hex(randomblob(9)), zeroblob(4000)")
        shutil.copytree(tmp_path / "one", left)

    with pytest.raises(UnfinishedError):
        snapshot.look_through(left / "a.db", in_use=True)
    assert (left / "a.db-journal").exists()
    await snapshot.take(f"sqlite:///{left / 'a.db'}", tmp_path / "copy.db")

    rows = snapshot.look_through(tmp_path / "copy.db").rows
    assert rows == snapshot.look_through(left / "a.db", in_use=True).rows
    assert rows["meta"] < 12


async def test_a_picture_never_replaces_a_file(tmp_path: Path) -> None:
    """A file that exists is left as it is."""
    url = await filled(f"sqlite:///{tmp_path / 'one' / 'a.db'}")
    target = tmp_path / "copy.db"
    target.write_bytes(b"mine")

    with pytest.raises(Exception, match="exists"):
        await snapshot.take(url, target)

    assert target.read_bytes() == b"mine"
