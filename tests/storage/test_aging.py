"""Warnings, withdrawn members and notes of the clock, on both engines."""

from datetime import timedelta

from bot.domain.codes import MemberStatus
from bot.domain.retention import RetentionClass
from bot.storage import Store, WarningRow
from tests.storage.sample import NOW, add_case, add_full_member

DAY = timedelta(days=1)


async def test_a_warning_is_replaced_and_taken_back(store: Store) -> None:
    """One warning a kind: a later one takes its place, and none is left when nothing is due."""
    async with store.transaction() as tx:
        await add_case(tx)
        for days in (1, 2):
            due = NOW + days * DAY
            await tx.aging.warn(WarningRow("CASE", RetentionClass.REGISTRATIONS, NOW, due))
        assert await tx.aging.warnings("CASE") == [
            WarningRow("CASE", RetentionClass.REGISTRATIONS, NOW, NOW + 2 * DAY)
        ]
        await tx.aging.unwarn("CASE", RetentionClass.REGISTRATIONS)
        assert await tx.aging.warnings("CASE") == []


async def test_who_withdrew_is_found_to_the_second(store: Store) -> None:
    """A withdrawn member counts from the moment of leaving on; who came back does not."""
    async with store.transaction() as tx:
        await add_case(tx)
        member = await add_full_member(tx)
        await add_full_member(tx)
        assert await tx.aging.withdrawn_first("CASE") is None

        await tx.members.set_status(member.id, MemberStatus.WITHDRAWN, NOW)

        assert await tx.aging.withdrawn_first("CASE") == NOW
        assert await tx.aging.withdrawn_until("CASE", NOW - timedelta(seconds=1)) == []
        (found,) = await tx.aging.withdrawn_until("CASE", NOW)
        assert found == await tx.members.whereabouts(member.id)
        assert await tx.aging.is_withdrawn(member.id)
        assert len(await tx.aging.all_of("CASE")) == await tx.aging.size_of("CASE") == 2


async def test_notes_are_kept_replaced_and_dropped(store: Store) -> None:
    """What the program notes of itself outlives the transaction; a note that is not there is none."""
    async with store.transaction() as tx:
        await tx.aging.set_note("clock", "one")
        await tx.aging.set_note("clock", "two")
    async with store.transaction() as tx:
        assert await tx.aging.note("clock") == "two"
        await tx.aging.drop_note("clock")
        assert await tx.aging.note("clock") is None
