"""The inventory of what is kept tells the truth about the real database."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from bot.domain.retention import ACTS_KEPT, AUDIT_KEPT, NOTICES_KEPT, WITHDRAWN_KEPT, RetentionClass
from bot.services.dossier_files import DOSSIER_LIFE
from bot.services.periods import CLAIMS_KEPT
from bot.storage import Store
from bot.storage.inventory import SHRED_TABLES, TABLES, Erasure, Kept, Kind
from bot.storage.inventory_notes import TIERS
from bot.storage.shredding import ShredStore

# Alembic's own note of the schema's version.
_NOT_OURS = {"alembic_version"}


@pytest.fixture
async def columns(tmp_path: Path) -> dict[str, dict[str, str]]:
    """The columns of a migrated database: table, column, type."""
    path = tmp_path / "data" / "collectif.db"
    store = await Store.open(f"sqlite:///{path}", key_check=b"\0" * 8)
    await store.close()
    return _columns(path)


@pytest.fixture
async def shred_columns(tmp_path: Path) -> dict[str, dict[str, str]]:
    """The columns of the store of shred keys."""
    path = tmp_path / "data" / "shred-keys.db"
    await (await ShredStore.open(path)).close()
    return _columns(path)


def _columns(path: Path) -> dict[str, dict[str, str]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: {row[1]: row[2] for row in connection.execute(f"PRAGMA table_info({name})")}
            for name in names
            if name not in _NOT_OURS
        }


@pytest.fixture
async def parents(tmp_path: Path, columns: object) -> dict[str, set[str]]:
    """Whose deletion takes the rows of a table along: table, tables that its foreign keys cascade from."""
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "collectif.db")) as connection:
        return {
            name: {
                row[2]
                for row in connection.execute(f"PRAGMA foreign_key_list({name})")
                if row[6] == "CASCADE"
            }
            for name in TABLES
        }


def test_every_column_is_listed_and_no_other(columns: dict[str, dict[str, str]]) -> None:
    """The inventory names exactly the tables and columns that a migrated database has."""
    listed = {name: set(note.columns) for name, note in TABLES.items()}

    assert listed == {name: set(found) for name, found in columns.items()}


def test_the_store_of_shred_keys_is_listed_too(shred_columns: dict[str, dict[str, str]]) -> None:
    """The same for the other database, and no table has the same name in both."""
    listed = {name: set(note.columns) for name, note in SHRED_TABLES.items()}

    assert listed == {name: set(found) for name, found in shred_columns.items()}
    assert not set(SHRED_TABLES) & set(TABLES)


def test_every_purpose_is_said_once_in_words() -> None:
    """Each column has a purpose, and nothing is kept for a purpose that nobody wrote down."""
    unsaid = [
        (table, column)
        for table, note in (TABLES | SHRED_TABLES).items()
        for column, (_, purpose) in note.columns.items()
        if len(purpose) < 3
    ]

    assert unsaid == []


def test_encrypted_columns_hold_bytes_and_say_so(
    columns: dict[str, dict[str, str]], shred_columns: dict[str, dict[str, str]]
) -> None:
    """A column is listed as encrypted exactly when its name says so; what is hidden holds bytes."""
    columns = columns | shred_columns
    for table, note in (TABLES | SHRED_TABLES).items():
        for column, (kind, _) in note.columns.items():
            assert (kind is Kind.ENCRYPTED) == column.endswith("_enc"), (table, column)
            if kind in (Kind.ENCRYPTED, Kind.SEALED) or column.endswith("_index"):
                assert columns[table][column] == "BLOB", (table, column)
            if columns[table][column] == "BLOB":
                assert kind is not Kind.PLAIN, (table, column)


def test_erasure_does_what_the_inventory_says(parents: dict[str, set[str]]) -> None:
    """Rows that go with a member or an account hang on it by a cascade; rows that stay do not."""
    for table, note in TABLES.items():
        hangs_on_person = bool(parents[table] & {"member", "account"})
        goes = note.erasure in (Erasure.WITH_MEMBER, Erasure.WITH_ACCOUNT, Erasure.OWN_ONLY)
        assert goes == (hangs_on_person or table == "account"), table
        if note.erasure is Erasure.WITH_MEMBER and table != "member":
            assert "member" in parents[table], table


def test_what_stays_names_no_member() -> None:
    """No table that survives an erasure has a column that points to a member or an account."""
    pointing = [
        (table, column)
        for table, note in (TABLES | SHRED_TABLES).items()
        if note.erasure not in (Erasure.WITH_MEMBER, Erasure.WITH_ACCOUNT, Erasure.OWN_ONLY)
        for column in note.columns
        if column in ("member_id", "account_id", "ref")
    ]

    assert pointing == []


def test_every_personal_field_says_tier_and_retention() -> None:
    """Each kind has its tier; what goes with a member goes by age too; every class of the clock is used."""
    goes = (Erasure.WITH_MEMBER, Erasure.WITH_ACCOUNT, Erasure.OWN_ONLY)
    tables = TABLES | SHRED_TABLES
    ages = {name: note.kept.classes for name, note in tables.items()}

    assert set(TIERS) == set(Kind)
    assert [name for name, note in tables.items() if note.erasure in goes and not ages[name]] == []
    assert {kind for kinds in ages.values() for kind in kinds} == set(RetentionClass)


def test_the_periods_in_words_are_those_of_the_clock() -> None:
    """The inventory's sentences say the numbers that the code acts by."""
    assert WITHDRAWN_KEPT.days == 365
    assert AUDIT_KEPT.days == 3 * 365
    assert f"{NOTICES_KEPT.days} days" in Kept.NOTICES
    assert f"{DOSSIER_LIFE.days} days" in Kept.DOSSIERS
    assert CLAIMS_KEPT.days == 1
    assert f"{ACTS_KEPT.days} days" in Kept.ACTS
