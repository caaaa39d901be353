"""Leaving, coming back, erasing."""

from pathlib import Path

import pytest

from bot.domain.codes import Capacity, MemberStatus
from bot.domain.errors import BusyError, NotFoundError, NotRegisteredError, WithdrawnError
from tests.services.office import ANN, BEN, OTHER_SERVER, Office
from tests.services.test_entries import HARM, SCAM


async def test_leaving_keeps_entries_and_coming_back_finds_them(office: Office) -> None:
    """Who leaves has no consents and takes no entries; who registers again has the same file."""
    case = await office.case()
    member = await office.concerned(case)
    service = office.services
    await service.entries.add_harm(office.actor(ANN), case.id, member.ref, HARM)

    await service.rights.leave(office.actor(ANN), case.id, member.ref)
    gone = await service.entries.file(office.actor(ANN), case.id, member.ref)
    with pytest.raises(WithdrawnError):
        await service.entries.add_scam(office.actor(ANN), case.id, member.ref, SCAM)
    back = await office.member(case)

    assert gone.status is MemberStatus.WITHDRAWN
    assert gone.consents == frozenset()
    assert back.ref == member.ref
    assert len(back.harms) == 1
    assert back.consents


async def test_erasing_leaves_nothing_and_a_new_start_is_new(office: Office) -> None:
    """After erasing nothing is left, others keep theirs, and a new registration has a new reference."""
    case = await office.case()
    member = await office.concerned(case)
    other = await office.concerned(case, BEN)

    receipt = await office.services.rights.erase(office.actor(ANN), case.id)

    assert receipt.refs == (member.ref,)
    with pytest.raises(NotRegisteredError):
        await office.services.entries.file(office.actor(ANN), case.id, member.ref)
    assert (await office.services.entries.file(office.actor(BEN), case.id, other.ref)).involvements
    again = await office.member(case)
    assert again.ref != member.ref
    assert again.involvements == ()


async def test_a_log_in_use_does_not_make_an_erasure_fail(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An erasure that is committed is answered with its receipt, though the log cannot be emptied now."""

    async def busy() -> None:
        raise BusyError

    case = await office.case()
    member = await office.concerned(case)
    monkeypatch.setattr(office.deps.store, "compact", busy)
    monkeypatch.setattr(office.deps.shreds, "compact", busy)

    receipt = await office.services.rights.erase(office.actor(ANN), case.id)

    assert receipt.refs == (member.ref,)


async def test_erasing_one_dependant_keeps_the_rest(office: Office) -> None:
    """Erasing one registration by reference leaves the account's others; a foreign one is not found."""
    case = await office.case()
    mine = await office.member(case)
    child = await office.member(case, capacity=Capacity.CHILD)
    theirs = await office.member(case, BEN)

    await office.services.rights.erase(office.actor(ANN), case.id, child.ref)

    assert [m.ref for m in await office.services.enrol.members(office.actor(ANN), case.id)] == [mine.ref]
    with pytest.raises(NotFoundError):
        await office.services.rights.erase(office.actor(ANN), case.id, theirs.ref)


async def test_erasing_in_one_server_leaves_the_other(office: Office) -> None:
    """The same person in two servers has two lives: erasing one leaves the other."""
    here = await office.case()
    there = await office.case(OTHER_SERVER)
    await office.member(here)
    notice = await office.services.notice.notice(office.actor(ANN, OTHER_SERVER), there.id, "en")
    form = await office.form(here, notice_version=notice.version)
    kept = await office.services.enrol.register(office.actor(ANN, OTHER_SERVER), there.id, form)

    await office.services.rights.erase(office.actor(ANN), here.id)

    own = await office.services.enrol.members(office.actor(ANN, OTHER_SERVER), there.id)
    assert [m.ref for m in own] == [kept.ref]


async def test_erased_bytes_are_gone_from_the_disk(office: Office, tmp_path: Path) -> None:
    """The reference and the link to Discord are in the files before erasing and nowhere after."""
    case = await office.case()
    member = await office.concerned(case)
    index = office.deps.vault.index(case.id, "discord", str(ANN))

    def found() -> set[bytes]:
        needles = {member.ref.encode(), member.id.encode(), index}
        files = [p for p in tmp_path.rglob("*") if p.is_file()]
        return {n for n in needles for p in files if n in p.read_bytes()}

    before = found()
    await office.services.rights.erase(office.actor(ANN), case.id)

    assert len(before) == 3
    assert found() == set()


async def test_leaving_twice_gives_no_second_receipt(office: Office) -> None:
    """A receipt says what was done that day: who left before is told so, and the ledger gets no line."""
    case = await office.case()
    member = await office.member(case)
    rights = office.services.rights
    await rights.leave(office.actor(ANN), case.id, member.ref)
    before = await rights.ledger(office.actor(ANN), case.id, member.ref)

    with pytest.raises(WithdrawnError):
        await rights.leave(office.actor(ANN), case.id, member.ref)

    assert await rights.ledger(office.actor(ANN), case.id, member.ref) == before
