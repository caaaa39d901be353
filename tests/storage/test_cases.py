"""Cases, their servers, incidents, organisers and one-time codes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.codes import CaseStatus
from bot.domain.errors import BadCodeError, NotFoundError
from bot.domain.member import CaseConfig, EntryId
from bot.storage import DuplicateError, OrganiserRow, Store
from tests.storage.sample import FEBRUARY, JULY, NOW, add_case, case_row


async def test_a_case_comes_back_as_it_was_added(store: Store) -> None:
    """A case is read back with its settings, its pack's text and its incidents in the pack's order."""
    async with store.transaction() as tx:
        await tx.cases.add(case_row(), [JULY, FEBRUARY])

    async with store.reading() as tx:
        assert await tx.cases.get("CASE") == case_row()
        assert await tx.cases.incidents("CASE") == [JULY, FEBRUARY]
        assert await tx.cases.get("OTHER") is None


async def test_a_server_lists_its_own_cases_newest_first(store: Store) -> None:
    """A server sees the cases it runs and no other, the newest first, each once."""
    async with store.transaction() as tx:
        for number, (name, guild) in enumerate([("A", 1), ("B", 1), ("C", 2)]):
            await tx.cases.add(case_row(name, at=NOW + timedelta(days=number)), [])
            await tx.cases.add_server(name, guild)
        await tx.cases.add_server("A", 1)

    async with store.reading() as tx:
        assert [row.id for row in await tx.cases.in_server(1)] == ["B", "A"]
        assert [row.id for row in await tx.cases.in_server(2)] == ["C"]
        assert await tx.cases.in_server(3) == []


async def test_a_discord_snowflake_fits(store: Store) -> None:
    """The largest server id that Discord can give is stored exactly."""
    largest = 2**63 - 1
    async with store.transaction() as tx:
        await add_case(tx, guild_id=largest)

    async with store.reading() as tx:
        assert [row.id for row in await tx.cases.in_server(largest)] == ["CASE"]


async def test_settings_and_status_change(store: Store) -> None:
    """New settings replace the old ones; closing keeps its moment and opening again forgets it."""
    plain = CaseConfig("Autre", "autre@example.org")
    async with store.transaction() as tx:
        await add_case(tx)
        await tx.cases.save_config("CASE", plain)
        await tx.cases.set_status("CASE", CaseStatus.CLOSED, NOW)
        closed = await tx.cases.get("CASE")
        await tx.cases.set_status("CASE", CaseStatus.OPEN, NOW)
        opened = await tx.cases.get("CASE")

    changed = replace(case_row(), config=plain)
    assert closed == replace(changed, status=CaseStatus.CLOSED, closed_at=NOW)
    assert opened == changed


async def test_changing_a_case_that_is_not_there_is_refused(store: Store) -> None:
    """A change that would touch no row is an error, not silence."""
    async with store.transaction() as tx:
        with pytest.raises(NotFoundError):
            await tx.cases.save_config("NONE", case_row().config)
        with pytest.raises(NotFoundError):
            await tx.cases.set_status("NONE", CaseStatus.CLOSED, NOW)


async def test_organisers_are_listed_once_and_can_be_removed(store: Store) -> None:
    """An organiser is added once, found in the order of adding, and removed by index."""
    first = OrganiserRow(EntryId("ONE"), b"1" * 16, b"sealed one", NOW)
    second = OrganiserRow(EntryId("TWO"), b"2" * 16, b"sealed two", NOW + timedelta(seconds=1))
    async with store.transaction() as tx:
        await add_case(tx)
        await add_case(tx, "OTHER", 2)
        for row in (second, first):
            await tx.cases.add_organiser("CASE", row.id, row.index, row.user_enc, row.added_at)
        with pytest.raises(DuplicateError):
            await tx.cases.add_organiser("CASE", "THREE", first.index, b"", NOW)
        await tx.cases.add_organiser("OTHER", "FOUR", first.index, b"", NOW)
        assert await tx.cases.organisers("CASE") == [first, second]

        assert await tx.cases.remove_organiser("CASE", first.index) is True
        assert await tx.cases.remove_organiser("CASE", first.index) is False

    async with store.reading() as tx:
        assert await tx.cases.organisers("CASE") == [second]
        assert len(await tx.cases.organisers("OTHER")) == 1


async def test_an_organiser_code_works_once(store: Store) -> None:
    """The second use of a code is refused, and the transaction of the first stands."""
    async with store.transaction() as tx:
        await tx.cases.burn_code(b"nonce", NOW)

    with pytest.raises(BadCodeError):
        async with store.transaction() as tx:
            await tx.cases.burn_code(b"nonce", NOW)
    async with store.transaction() as tx:
        await tx.cases.burn_code(b"another", NOW)
