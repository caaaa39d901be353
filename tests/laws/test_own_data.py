"""A person's own copy, compared with the inventory: no readable column of theirs is forgotten."""

from pathlib import Path

from bot.services.own_fields import NOT_COPIED, PARTS
from bot.storage.inventory import SHRED_TABLES, TABLES, Erasure, Kind

ROOT = Path(__file__).parents[2]
# Tables whose rows are about one person, and the notices that recipients are owed of them.
OF_A_PERSON = {Erasure.WITH_MEMBER, Erasure.WITH_ACCOUNT, Erasure.OWN_ONLY, Erasure.UNTIL_SERVED}
# Columns that others' tables lend to a part: the dossier behind an opening, and the audit trail's own acts.
JOINED = {"opening.lane_id", "opening.number"}


def _readable() -> set[str]:
    return {
        f"{table}.{column}"
        for table, note in (TABLES | SHRED_TABLES).items()
        if note.erasure in OF_A_PERSON
        for column, (kind, _) in note.columns.items()
        if kind in (Kind.PLAIN, Kind.ENCRYPTED)
    }


def _copied() -> set[str]:
    return {item.column for part in PARTS for item in part.items}


def test_every_readable_column_of_a_person_is_copied_or_explained() -> None:
    """H11: each PLAIN or ENCRYPTED column of a person's tables is in the copy, or the list says why not."""
    unsaid = _readable() - _copied() - set(NOT_COPIED)

    assert unsaid == set()


def test_no_reason_is_given_for_what_is_copied_or_not_there() -> None:
    """The list of reasons names columns that exist, are readable, and are not in the copy."""
    assert set(NOT_COPIED) & _copied() == set()
    assert set(NOT_COPIED) - _readable() == set()
    assert [column for column, reason in NOT_COPIED.items() if len(reason) < 10] == []


def test_nothing_else_is_copied() -> None:
    """What the copy lists exists in the inventory; no index, secret or sealed column is in it."""
    everything = {
        f"{table}.{column}": kind
        for table, note in TABLES.items()
        for column, (kind, _) in note.columns.items()
    }
    copied = _copied() - JOINED

    assert copied - set(everything) == set()
    assert {c for c in copied if everything[c] in (Kind.INDEX, Kind.SEALED)} == set()


def test_a_column_that_nothing_writes_is_written_by_nothing() -> None:
    """The one column left out because nothing writes it is named by its table and by no other code."""
    naming = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "bot").rglob("*.py")
        if "sender_enc" in path.read_text("utf-8") and "migrations" not in path.parts
    ]

    # `keyed.py` lists it to refuse a change of the root key, should anything ever stand in it.
    tables = {"bot/storage/inventory.py", "bot/storage/keyed.py", "bot/storage/tables/entries.py"}
    assert set(naming) <= tables | {"bot/services/own_fields.py"}


def test_the_schema_is_documented() -> None:
    """docs/own-data.md names every part of the JSON file and the version that the code writes."""
    from bot.services.own_print import SCHEMA, SCHEMA_VERSION

    text = (ROOT / "docs/own-data.md").read_text("utf-8")

    assert f"`{SCHEMA}`" in text
    assert f"version {SCHEMA_VERSION}" in text
    assert [part.key for part in PARTS if f"`{part.key}`" not in text] == []
    missing = {
        f"{part.key}.{item.key}" for part in PARTS for item in part.items if f"`{item.key}`" not in text
    }
    assert missing == set()
