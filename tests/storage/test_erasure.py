"""Erasure: rows go with what they belong to, on every engine, and from the file's bytes."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.domain.codes import Purpose
from bot.storage import Store, Tx
from bot.storage.tables import metadata
from tests.storage.sample import NOW, add_case, add_full_member, consent_row
from tests.storage.test_ledgers import _letter, _line

# Tables whose rows belong to a person, and go with them.
PERSONAL = {
    "account",
    "binding",
    "member",
    "consent",
    "involvement",
    "exposure",
    "scam_contact",
    "harm",
    "step",
    "letter",
}


async def _person(tx: Tx, name: str) -> tuple[str, str, str]:
    """Add somebody with a row in every personal table; return account, member and reference."""
    file = await add_full_member(tx)
    found = await tx.members.by_ref("CASE", file.ref)
    assert found is not None
    account = found[1]
    await tx.accounts.bind(name, account, "CASE", "discord", name.encode(), value_enc=b"sealed", at=NOW)
    await tx.consents.add(consent_row(file.id, Purpose.LAWYER, given=False))
    await tx.letters.add(_letter(member=file.id))
    return account, file.id, file.ref


async def _rows(tx: Tx) -> dict[str, int]:
    counts = {}
    for table in metadata.sorted_tables:
        statement = select(func.count()).select_from(table)
        counts[table.name] = await tx.members._scalar(statement)
    return counts


async def test_deleting_a_member_leaves_only_the_account(store: Store) -> None:
    """Every row of the erased member goes; the account, others, collective letters and the trail stay."""
    async with store.transaction() as tx:
        await add_case(tx)
        await _person(tx, "neighbour")
        await tx.audit.add(_line(1))
        await tx.letters.add(_letter())
        before = await _rows(tx)
        account, member, _ = await _person(tx, "leaver")
        full = await _rows(tx)

        assert await tx.members.delete(member)
        after = await _rows(tx)

        assert {name for name in full if full[name] > before[name]} == PERSONAL
        assert after == before | {"account": 2, "binding": 2}
        assert await tx.accounts.delete(account)
        assert await _rows(tx) == before


async def test_deleting_an_account_takes_its_members_along(store: Store) -> None:
    """Erasing the account leaves no row in any personal table."""
    async with store.transaction() as tx:
        await add_case(tx)
        empty = await _rows(tx)
        account, _, _ = await _person(tx, "leaver")

        assert await tx.accounts.delete(account)
        assert await _rows(tx) == empty


@pytest.mark.parametrize("journal", ["delete", "wal"])
async def test_erased_bytes_are_gone_from_the_file(
    sqlite_path: Path, journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """K1: after erasing and compacting, no byte of the person's ids is in any file of the database."""
    monkeypatch.setattr("bot.storage.sqlite.journal_mode", lambda: journal)
    store = await Store.open(f"sqlite:///{sqlite_path}", key_check=b"\x01" * 8)
    try:
        async with store.transaction() as tx:
            await add_case(tx)
            account, member, ref = await _person(tx, "leaver-discord-index")
            await _person(tx, "neighbour")
        needles = [text.encode() for text in (account, member, ref, "leaver-discord-index")]
        assert all(needle in _bytes(sqlite_path.parent) for needle in needles)

        async with store.transaction() as tx:
            await tx.accounts.delete(account)
        await store.compact()

        assert [needle for needle in needles if needle in _bytes(sqlite_path.parent)] == []
    finally:
        await store.close()


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))
