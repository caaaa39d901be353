"""Migrations: from nothing to exactly the schema that the program knows, again and again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

import bot.storage
from bot.storage import Store, schema
from bot.storage.tables import metadata
from tests.storage.sample import KEY_CHECK, add_case, add_full_member

MIGRATIONS = Path(bot.storage.__file__).with_name("migrations")


def _rules(connection: Connection) -> dict[str, object]:
    """Return what alembic does not compare: checks, keys and what their rows do on deletion."""
    found = inspect(connection)
    rules: dict[str, object] = {}
    for name in metadata.tables:
        keys = [(k["name"], k["options"]) for k in found.get_foreign_keys(name)]
        checks = [(c["name"], c["sqltext"]) for c in found.get_check_constraints(name)]
        unique = [c["name"] for c in found.get_unique_constraints(name)]
        primary = found.get_pk_constraint(name)
        rules[name] = (sorted(keys, key=str), sorted(checks), sorted(unique, key=str), primary)
    return rules


@asynccontextmanager
async def _outside(url: str) -> AsyncIterator[AsyncConnection]:
    """Connect to the database of a closed store, without the store's limits."""
    store = await Store.open(url, key_check=KEY_CHECK)
    await store.close()
    driver = url.replace("sqlite:", "sqlite+aiosqlite:").replace("postgresql:", "postgresql+asyncpg:")
    engine = create_async_engine(driver)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


async def test_migrating_makes_the_schema_of_the_program(database_url: str) -> None:
    """A database migrated from nothing differs in nothing from the tables that the program declares."""

    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with _outside(database_url) as connection:
        assert await connection.run_sync(differences) == []


async def test_migrating_makes_every_rule_of_the_program(database_url: str) -> None:
    """Every check, key and deletion rule of the migrated database is that of the declared tables."""
    async with _outside(database_url) as connection:
        migrated = await connection.run_sync(_rules)
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
        assert await connection.run_sync(_rules) == migrated


async def test_opening_again_changes_nothing(database_url: str) -> None:
    """A second start finds nothing to do and everything in its place."""
    store = await Store.open(database_url, key_check=KEY_CHECK)
    async with store.transaction() as tx:
        await add_case(tx)
        member = await add_full_member(tx)
    await store.close()

    store = await Store.open(database_url, key_check=KEY_CHECK)
    async with store.reading() as tx:
        found = await tx.members.by_ref("CASE", member.ref)
        assert found is not None
        assert len(found[0].scams) == 1
        assert (
            await tx.cases._connection.execute(text("SELECT count(*) FROM alembic_version"))
        ).scalar() == 1
    await store.close()


@pytest.mark.needs("postgres")
async def test_two_processes_that_start_at_once_migrate_once(postgres_url: str) -> None:
    """On PostgreSQL, concurrent first starts queue: both open, the schema is made once."""
    stores = await asyncio.gather(*(Store.open(postgres_url, key_check=KEY_CHECK) for _ in range(3)))
    async with stores[0].transaction() as tx:
        await add_case(tx)
    for store in stores:
        async with store.reading() as tx:
            assert await tx.cases.get("CASE") is not None
        await store.close()


def test_history_is_one_line() -> None:
    """Migrations follow one another, and their files' names tell it: a start asks no more than the names."""
    scripts = ScriptDirectory(MIGRATIONS)

    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == schema.revisions()


def test_another_programs_database_names_no_version_and_no_key() -> None:
    """A look at tables that are not of Collectif ends in no error of the database: it says neither."""
    with create_engine("sqlite://").begin() as connection:
        connection.execute(text("CREATE TABLE other (i INTEGER)"))
        assert (schema.noted(connection), schema.outdated(connection)) == ((None, None), None)
