"""A13: what an older version wrote is copied, whole and compared, before it is changed; on PostgreSQL too."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from bot.domain.fault_points import FaultPoint, on_reaching
from bot.storage import Store, StoreError, schema, snapshot
from tests.storage.older import OLD, write_older
from tests.storage.sample import KEY_CHECK, add_case, add_full_member


@contextmanager
def _broken() -> Iterator[None]:
    """Let the change of the schema fail before it is committed."""

    def reached(here: FaultPoint) -> None:
        if here is FaultPoint.SCHEMA_CHANGED:
            raise InterruptedError

    on_reaching(reached)
    try:
        yield
    finally:
        on_reaching(None)


async def _version(url: str) -> str:
    engine = create_async_engine(url.replace("postgresql:", "postgresql+asyncpg:"))
    async with engine.connect() as connection:
        found = str(
            (await connection.exec_driver_sql("SELECT version_num FROM alembic_version")).scalar_one()
        )
    await engine.dispose()
    return found


def _of_copy(path: Path) -> str:
    with closing(sqlite3.connect(path)) as db:
        return str(db.execute("SELECT version_num FROM alembic_version").fetchone()[0])


@pytest.mark.needs("postgres")
async def test_a13_a_servers_database_is_copied_before_its_upgrade(
    postgres_url: str, sqlite_path: Path, tmp_path: Path
) -> None:
    """A13: refused where no copy can be kept; broken in the change, it is as it was; the copy goes back."""
    store = await Store.open(f"sqlite:///{sqlite_path}", key_check=KEY_CHECK)
    async with store.transaction() as tx:
        await add_case(tx)
        ref = (await add_full_member(tx)).ref
        member = await tx.members.by_ref("CASE", ref)
    await store.close()
    await write_older(postgres_url, sqlite_path)
    copies = tmp_path / "copies"
    copies.mkdir(mode=0o700)
    copy = copies / f"before-upgrade-{OLD}.db"

    with pytest.raises(StoreError, match="start the bot"):
        await Store.open(postgres_url, key_check=KEY_CHECK)
    with pytest.raises(StoreError, match="older version"):
        await snapshot.take(postgres_url, tmp_path / "picture.db")
    with pytest.raises(StoreError, match="cannot be copied"):
        await Store.open(postgres_url, key_check=KEY_CHECK, copies=tmp_path / "nowhere")
    assert list(copies.iterdir()) == []
    with _broken(), pytest.raises(InterruptedError):
        await Store.open(postgres_url, key_check=KEY_CHECK, copies=copies)
    assert (await _version(postgres_url), _of_copy(copy)) == (OLD, OLD)
    store = await Store.open(postgres_url, key_check=KEY_CHECK, copies=copies)
    async with store.reading() as tx:
        found = await tx.members.by_ref("CASE", ref)
    await store.close()

    assert found == member
    assert await _version(postgres_url) == schema.revisions()[-1]
    assert [p.name for p in copies.iterdir()] == [copy.name]
    assert copy.stat().st_mode & 0o777 == 0o600
    # The copy is a database that the older version opens; so does this one, which brings it up to date.
    again = tmp_path / "again" / "collectif.db"
    again.parent.mkdir(mode=0o700)
    await asyncio.to_thread(shutil.copy, copy, again)
    store = await Store.open(f"sqlite:///{again}", key_check=KEY_CHECK)
    async with store.reading() as tx:
        assert await tx.members.by_ref("CASE", ref) == member
    await store.close()
