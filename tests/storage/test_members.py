"""Members, and their files put together from every table."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.domain.codes import Capacity, MemberStatus, Purpose
from bot.domain.errors import NotFoundError
from bot.domain.member import AccountId, CaseId, MemberFile
from bot.storage import AccountRow, ConstraintError, DuplicateError, Store
from tests.storage.sample import (
    EXPOSURE,
    HARM,
    INVOLVEMENT,
    NOW,
    SCAM,
    STEP,
    add_case,
    add_full_member,
    add_member,
    consent_row,
    member_file,
)


def _expected(added: MemberFile, found: MemberFile) -> MemberFile:
    """Return what a full sample member must come back as; entry ids are drawn by the sample."""
    return replace(
        added,
        consents=frozenset({Purpose.REGISTER}),
        involvements=(INVOLVEMENT,),
        exposures=(EXPOSURE,),
        scams=(replace(SCAM, id=found.scams[0].id),),
        harms=(replace(HARM, id=found.harms[0].id),),
        steps=(replace(STEP, id=found.steps[0].id),),
    )


async def test_a_file_holds_everything_recorded(store: Store) -> None:
    """A member's file comes back complete, whichever way it is asked for."""
    async with store.transaction() as tx:
        await add_case(tx)
        added = await add_full_member(tx)

    async with store.reading() as tx:
        found = await tx.members.by_ref("CASE", added.ref)
        assert found is not None
        file, account_id = found
        assert file == _expected(added, file)
        assert await tx.members.of_account(account_id) == [file]
        assert await tx.members.in_case("CASE") == [file]


async def test_files_of_different_members_never_mix(store: Store) -> None:
    """Each of many members has exactly their own entries."""
    async with store.transaction() as tx:
        await add_case(tx)
        full = [await add_full_member(tx) for _ in range(5)]
        bare = [await add_member(tx) for _ in range(5)]

    async with store.reading() as tx:
        found = await tx.members.in_case("CASE")
    by_id = {file.id: file for file in found}
    assert [file.ref for file in found] == sorted(file.ref for file in found)
    assert len(found) == 10
    assert all(by_id[m.id] == _expected(m, by_id[m.id]) for m in full)
    assert all(by_id[m.id] == m for m in bare)
    entry_ids = [entry.id for file in found for entry in (*file.scams, *file.harms, *file.steps)]
    assert len(set(entry_ids)) == 15


async def test_an_account_lists_itself_and_its_dependants(store: Store) -> None:
    """An account's members come in the order of registration, and no other account's."""
    account = AccountRow(AccountId("FAMILY"), CaseId("CASE"), "fr", NOW)
    child = member_file(minutes=2, capacity=Capacity.CHILD)
    parent = member_file(minutes=1)
    async with store.transaction() as tx:
        await add_case(tx)
        await tx.accounts.add(account)
        for file in (child, parent):
            await tx.members.add(file, account.id, "CASE")
        await add_member(tx)

    async with store.reading() as tx:
        assert await tx.members.of_account("FAMILY") == [parent, child]
        assert await tx.members.of_account("NONE") == []


async def test_references_are_unique_in_a_case(store: Store) -> None:
    """A reference clashes in its own case only, and the transaction goes on to draw another."""
    async with store.transaction() as tx:
        await add_case(tx)
        await add_case(tx, "OTHER", 2)
        await add_member(tx, member_file("P-AAAAA"))
        await add_member(tx, member_file("P-AAAAA"), "OTHER")
        with pytest.raises(DuplicateError):
            await add_member(tx, member_file("P-AAAAA"))
        await add_member(tx, member_file("P-BBBBB"))

    async with store.reading() as tx:
        assert [file.ref for file in await tx.members.in_case("CASE")] == ["P-AAAAA", "P-BBBBB"]
        assert await tx.members.count("CASE") == 2
        assert await tx.members.count("OTHER") == 1
        assert await tx.members.by_ref("OTHER", "P-BBBBB") is None


async def test_a_member_belongs_to_the_case_of_its_account(store: Store) -> None:
    """An account of one case cannot have a member in another."""
    async with store.transaction() as tx:
        await add_case(tx)
        await add_case(tx, "OTHER", 2)
        await tx.accounts.add(AccountRow(AccountId("A"), CaseId("CASE"), "fr", NOW))

    with pytest.raises(ConstraintError):
        async with store.transaction() as tx:
            await tx.members.add(member_file(), "A", "OTHER")


async def test_a_withdrawn_member_is_counted_apart(store: Store) -> None:
    """Who left is not among the registered, and is again after coming back."""
    async with store.transaction() as tx:
        await add_case(tx)
        file = await add_member(tx)
        await tx.members.set_status(file.id, MemberStatus.WITHDRAWN, NOW + timedelta(days=1))

        assert await tx.members.in_case("CASE") == []
        assert await tx.members.count("CASE") == 0
        gone = await tx.members.in_case("CASE", MemberStatus.WITHDRAWN)
        assert gone == [replace(file, status=MemberStatus.WITHDRAWN)]
        assert await tx.members.count("CASE", MemberStatus.WITHDRAWN) == 1

        await tx.members.set_status(file.id, MemberStatus.REGISTERED, NOW + timedelta(days=2))
        assert await tx.members.in_case("CASE") == [file]


async def test_countries_can_be_corrected(store: Store) -> None:
    """Countries are replaced, the one of work also by nothing."""
    async with store.transaction() as tx:
        await add_case(tx)
        file = await add_member(tx)
        await tx.members.set_places(file.id, "LU", None)

        assert await tx.members.in_case("CASE") == [replace(file, residence="LU", work=None)]


async def test_changing_a_member_that_is_not_there_is_refused(store: Store) -> None:
    """A change that would touch no row is an error, not silence."""
    async with store.transaction() as tx:
        with pytest.raises(NotFoundError):
            await tx.members.set_places("NONE", "FR", None)
        with pytest.raises(NotFoundError):
            await tx.members.set_status("NONE", MemberStatus.WITHDRAWN, NOW)
        assert await tx.members.delete("NONE") is False


async def test_consents_of_a_new_member_come_from_the_ledger_only(store: Store) -> None:
    """A consent that is only claimed in the file added is not stored: the ledger has no entry of it."""
    async with store.transaction() as tx:
        await add_case(tx)
        claimed = replace(member_file(), consents=frozenset({Purpose.COMPLAINT}))
        await add_member(tx, claimed)
        await tx.consents.add(consent_row(claimed.id, Purpose.STATISTICS))

        (found,) = await tx.members.in_case("CASE")
        assert found.consents == {Purpose.STATISTICS}


async def test_the_number_of_queries_does_not_grow_with_the_members(store: Store) -> None:
    """A case's files are read in the same number of queries for one member as for forty."""

    async def queries() -> int:
        seen: list[str] = []

        def note(*arguments: object) -> None:
            seen.append(str(arguments[2]))

        async with store.reading() as tx:
            engine = store._engine.sync_engine
            event.listen(engine, "before_cursor_execute", note)
            await tx.members.in_case("CASE")
            event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    async with store.transaction() as tx:
        await add_case(tx)
        await add_full_member(tx)
    one = await queries()
    async with store.transaction() as tx:
        for _ in range(39):
            await add_full_member(tx)

    assert await queries() == one == 7
