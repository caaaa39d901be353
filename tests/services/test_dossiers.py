"""Dossiers: who may build one, who is in it, how it is handed over, and how it goes away."""

import asyncio
import hashlib
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.checked import Identity
from bot.domain.errors import (
    AlreadyDoneError,
    DossierLinkError,
    NobodyChoseError,
    NoLaneError,
    NotAllowedError,
    NotFoundError,
)
from bot.domain.member import EntryId, new_id
from bot.domain.sealing import SealedField
from bot.dossier.opening import Opened, open_dossier
from bot.dossier.refusals import OtherKeyError
from bot.services.audit import Auditor
from bot.services.dossiers import DossierView
from tests.keyholder import KeyHolder
from tests.services.handing import built, collected, contents, handed_in, put, stored
from tests.services.office import ANN, BEN, ORGANISER, OUTSIDER, Office
from tests.services.sealing import chosen, id_of, let_in, named, opened

CLARA = 1005


def desk(office: Office, view: DossierView, holder: KeyHolder) -> Opened:
    """The dossier open at a key-holder's desk."""
    return open_dossier(io.BytesIO(stored(office, view)), holder.key.secret)


def names(found: Opened) -> list[str]:
    """The names in an open dossier, by reference."""
    return [p.identity.full_name for p in found.people.values() if p.identity]


def lying(office: Office) -> list[str]:
    """The names of the files in the folder of dossiers."""
    return sorted(path.name for path in office.deps.dossiers.iterdir())


async def audited(office: Office, action: str) -> list[str]:
    """What the trail says of an action, oldest first; the whole chain holds."""
    async with office.deps.store.reading() as tx:
        assert await Auditor(office.deps.vault, tx).broken_at() is None
        return [row.result for row in await tx.audit.all() if row.action == action]


async def test_a_key_holder_opens_what_members_sealed(office: Office) -> None:
    """What members sealed on the server comes out, by name, with the key that never was on the server."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    await handed_in(office, case, BEN, lane, "Łukasz Canary")

    view = await built(office, case, lane)

    assert (view.number, view.members, view.waiting) == (1, 2, True)
    assert hashlib.sha256(stored(office, view)).hexdigest() == view.sha256
    assert len(stored(office, view)) == view.size
    with desk(office, view, holder) as found:
        assert sorted(names(found)) == ["Zoë Canary", "Łukasz Canary"]
        assert [len(found.manifest.letters), len(found.manifest.lacking), found.locked] == [1, 0, []]


async def test_h3_each_key_holder_opens_it_and_nobody_else(office: Office) -> None:
    """H3: every proved key-holder of the recipient opens the dossier alone; another recipient's cannot."""
    case, one, two, other = await office.case(), KeyHolder(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, one, two)
    await opened(office, case, other, lane_name="Cabinet Deux")
    await handed_in(office, case, ANN, lane, "Zoë Canary")

    view = await built(office, case, lane)

    for holder in (one, two):
        with desk(office, view, holder) as found:
            assert names(found) == ["Zoë Canary"]
    for stranger in (other, KeyHolder()):
        with pytest.raises(OtherKeyError):
            desk(office, view, stranger)


async def test_h3_without_a_proved_key_holder_it_is_refused(office: Office) -> None:
    """H3: a recipient whose key-holder has only been named gets no dossier, and the refusal is on record."""
    case = await office.case()
    waiting = await named(office, case, KeyHolder())

    with pytest.raises(NoLaneError):
        await office.services.dossiers.build(office.actor(ORGANISER), case.id, waiting.lane_id)

    assert await audited(office, "build_dossier") == ["refused"]
    assert not office.deps.dossiers.exists()


async def test_h4_only_members_of_the_recipient_are_in_it(office: Office) -> None:
    """H4: nobody is in it who chose another recipient, chose nobody, withdrew, or left."""
    case, holder, other = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, holder)
    second = await opened(office, case, other, lane_name="Cabinet Deux")
    ann = await handed_in(office, case, ANN, lane, "Zoë Canary")
    ben = await handed_in(office, case, BEN, second, "Ben Canary")
    clara = await handed_in(office, case, CLARA, lane, "Clara Canary")
    await office.concerned(case, 1006)  # registered, chose nobody
    left = await handed_in(office, case, 1007, lane, "Lea Canary")
    await office.services.lanes.choose(office.actor(CLARA), case.id, clara.ref, None)
    await office.services.rights.leave(office.actor(1007), case.id, left.ref)

    view = await built(office, case, lane)

    with desk(office, view, holder) as found:
        assert [m.ref for m in found.members] == [ann.ref]
        assert names(found) == ["Zoë Canary"]
    archive = contents(office, view, holder)
    inside = b"".join(archive.read(name) for name in archive.namelist())
    assert [m.ref for m in (ben, clara, left) if m.ref.encode() in inside] == []


async def test_h4_a_choice_without_agreement_counts_for_nothing(office: Office) -> None:
    """H4: what the ledger says last decides, even where the choice itself was left standing."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    ann = await handed_in(office, case, ANN, lane, "Zoë Canary")
    async with office.deps.store.transaction() as tx:
        (given,) = [c for c in await tx.consents.history(ann.id) if c.recipient == lane.id]
        await tx.consents.add(replace(given, id=EntryId(new_id()), given=False))

    with pytest.raises(NobodyChoseError):
        await built(office, case, lane)


async def test_h4_an_agreement_to_another_recipient_is_none(office: Office) -> None:
    """H4: a member who agreed to another recipient by name is in no dossier of this one."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    second = await opened(office, case, KeyHolder(), lane_name="Cabinet Deux")
    ann = await handed_in(office, case, ANN, second, "Zoë Canary")
    async with office.deps.store.transaction() as tx:
        await tx.lanes.choose(ann.id, case.id, lane.id, office.now)

    with pytest.raises(NobodyChoseError):
        await built(office, case, lane)


async def test_a_dossier_of_nobody_is_refused(office: Office) -> None:
    """With no member there is nothing to hand over, and nothing is built."""
    case = await office.case()
    lane = await opened(office, case, KeyHolder())

    with pytest.raises(NobodyChoseError):
        await built(office, case, lane)


async def test_only_organisers_build_and_hand_over(office: Office) -> None:
    """A member and a stranger may neither build, list, link nor delete; each refusal is on record."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    view = await built(office, case, lane)
    service = office.services.dossiers

    for user in (ANN, OUTSIDER):
        with pytest.raises(NotAllowedError):
            await service.build(office.actor(user), case.id, lane.id)
        with pytest.raises(NotAllowedError):
            await service.list(office.actor(user), case.id)
        with pytest.raises(NotAllowedError):
            await service.link(office.actor(user), case.id, view.id)
        with pytest.raises(NotAllowedError):
            await service.discard(office.actor(user), case.id, view.id)

    assert (await service.list(office.actor(ORGANISER), case.id)) == [view]
    assert await audited(office, "build_dossier") == ["done", *["refused"] * 4]
    assert await audited(office, "fetch_dossier") == ["refused"] * 4


async def test_another_cases_recipient_and_dossier_do_not_exist(office: Office) -> None:
    """An organiser reaches neither recipients nor dossiers of another case."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    view = await built(office, case, lane)
    other = await office.case(222, 9002)
    outside = office.actor(9002, 222)

    with pytest.raises(NotFoundError):
        await office.services.dossiers.build(outside, other.id, lane.id)
    with pytest.raises(NotFoundError):
        await office.services.dossiers.link(office.actor(9002, 222), other.id, view.id)
    assert await office.services.dossiers.list(office.actor(9002, 222), other.id) == []


async def test_h8_builds_stand_in_a_row(office: Office) -> None:
    """H8: two builds at once give two dossiers with numbers of their own, each with one line on record."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")

    first, second = await asyncio.gather(built(office, case, lane), built(office, case, lane))

    assert {first.number, second.number} == {1, 2}
    assert first.file_name != second.file_name
    assert await audited(office, "build_dossier") == ["done", "done"]


async def test_one_press_builds_one_dossier(office: Office) -> None:
    """The same interaction arriving twice has one effect."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    actor = office.actor(ORGANISER)

    await office.services.dossiers.build(actor, case.id, lane.id)
    with pytest.raises(AlreadyDoneError):
        await office.services.dossiers.build(actor, case.id, lane.id)

    assert len(await office.services.dossiers.list(office.actor(ORGANISER), case.id)) == 1


async def test_files_are_the_operators_only(office: Office) -> None:
    """Folder and dossier are readable by the bot's user alone, and nothing unfinished lies beside."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    view = await built(office, case, lane)

    assert office.deps.dossiers.stat().st_mode & 0o777 == 0o700
    assert (office.deps.dossiers / view.file_name).stat().st_mode & 0o777 == 0o600
    assert lying(office) == [view.file_name]


async def test_a_link_gives_the_dossier_once(office: Office) -> None:
    """Looking changes nothing; the first use gives every byte, then link and file are gone, on record."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    view = await built(office, case, lane)
    whole = stored(office, view)
    token = await office.services.dossiers.link(office.actor(ORGANISER), case.id, view.id)

    for _ in range(3):
        assert (await office.services.dossiers.look(token)).sha256 == view.sha256
    received = await collected(office, token)

    assert received == whole
    assert not (office.deps.dossiers / view.file_name).exists()
    with pytest.raises(DossierLinkError):
        await office.services.dossiers.look(token)
    with pytest.raises(DossierLinkError):
        await office.services.dossiers.fetch(token)
    (gone,) = await office.services.dossiers.list(office.actor(ORGANISER), case.id)
    assert (gone.waiting, gone.fetched_at) == (False, office.now)
    assert await audited(office, "fetch_dossier") == ["linked", "opened", "fetched"]


async def test_two_at_once_cannot_use_one_link(office: Office) -> None:
    """Of two uses of one link at the same time, one gets the dossier."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    view = await built(office, case, lane)
    token = await office.services.dossiers.link(office.actor(ORGANISER), case.id, view.id)

    fetch = office.services.dossiers.fetch
    found = await asyncio.gather(fetch(token), fetch(token), return_exceptions=True)

    assert sorted(type(f).__name__ for f in found) == ["DossierLinkError", "Parcel"]
    for parcel in found:
        if not isinstance(parcel, BaseException):
            parcel.close()


async def test_a_broken_download_keeps_the_file(office: Office) -> None:
    """When the transfer breaks off, the link is used but the dossier stays for a new link."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    view = await built(office, case, lane)
    service = office.services.dossiers
    token = await service.link(office.actor(ORGANISER), case.id, view.id)

    parcel = await service.fetch(token)
    async for _piece in parcel.pieces():
        break
    parcel.close()

    with pytest.raises(DossierLinkError):
        await service.fetch(token)
    again = await service.link(office.actor(ORGANISER), case.id, view.id)
    assert hashlib.sha256(await collected(office, again)).hexdigest() == view.sha256


async def test_a_link_ends(office: Office) -> None:
    """A link stops with its time, with a newer link, and for a guess; all with the same answer."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    view = await built(office, case, lane)
    service = office.services.dossiers
    first = await service.link(office.actor(ORGANISER), case.id, view.id)
    second = await service.link(office.actor(ORGANISER), case.id, view.id)
    own = await office.services.page.link(office.actor(ANN), case.id)

    for bad in (first, "", "x" * 32, own, second[:-1]):
        with pytest.raises(DossierLinkError):
            await service.look(bad)
    office.now += timedelta(days=3)
    with pytest.raises(DossierLinkError):
        await service.fetch(second)


async def test_a_dossiers_link_opens_no_members_page(office: Office) -> None:
    """A dossier's link lets nobody into a member's page."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    view = await built(office, case, lane)
    token = await office.services.dossiers.link(office.actor(ORGANISER), case.id, view.id)

    with pytest.raises(Exception, match="LinkError"):
        await office.services.page.exchange(token)
    assert (await office.services.dossiers.look(token)).id == view.id


async def test_what_nobody_fetched_goes_with_time(office: Office) -> None:
    """A dossier lies on the server for thirty days and not for a second longer; a stray file goes too."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    view = await built(office, case, lane)
    (office.deps.dossiers / "stray").write_bytes(b"x")

    office.now += timedelta(days=30, seconds=-1)
    assert await office.services.dossiers.tidy() == 1  # the stray one
    assert (office.deps.dossiers / view.file_name).exists()
    office.now += timedelta(seconds=1)
    assert await office.services.dossiers.tidy() == 1
    assert lying(office) == []
    with pytest.raises(NotFoundError):
        await office.services.dossiers.link(office.actor(ORGANISER), case.id, view.id)


@pytest.mark.parametrize("way", ["erase", "leave", "change", "withdraw", "drop field"])
async def test_k6_a_waiting_dossier_goes_with_what_a_member_takes_back(office: Office, way: str) -> None:
    """K6: whoever erases, leaves, changes recipient or removes a file is not left lying in a dossier."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    second = await opened(office, case, KeyHolder(), lane_name="Cabinet Deux")
    ann = await handed_in(office, case, ANN, lane, "Zoë Canary")
    await handed_in(office, case, BEN, lane, "Ben Canary")
    elsewhere = await handed_in(office, case, CLARA, second, "Clara Canary")
    view, other = await built(office, case, lane), await built(office, case, second)
    token = await office.services.dossiers.link(office.actor(ORGANISER), case.id, view.id)

    actor = office.actor(ANN)
    if way == "erase":
        await office.services.rights.erase(actor, case.id, ann.ref)
    elif way == "leave":
        await office.services.rights.leave(actor, case.id, ann.ref)
    elif way == "change":
        await chosen(office, case, ANN, ann.ref, second.id)
    elif way == "withdraw":
        await office.services.lanes.choose(actor, case.id, ann.ref, None)
    else:
        await office.services.sealed.drop_field(actor, case.id, ann.ref, SealedField.STATEMENT)

    assert lying(office) == [other.file_name]
    with pytest.raises(DossierLinkError):
        await office.services.dossiers.fetch(token)
    again = await built(office, case, lane)
    with desk(office, again, holder) as found:
        assert names(found) == ["Ben Canary"] if way != "drop field" else len(names(found)) == 2
        assert elsewhere.ref not in found.people


async def test_a_correction_made_while_it_is_built_is_in_it(office: Office) -> None:
    """A member who corrects a name while the dossier is built finds the new one in it, never the old one."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    ann = await handed_in(office, case, ANN, lane, "Old Canary")

    building = asyncio.create_task(built(office, case, lane))
    await asyncio.sleep(0.05)
    await put(office, case, ANN, ann.ref, Identity("New Canary"))

    with desk(office, await building, holder) as found:
        assert names(found) == ["New Canary"]


async def test_leaving_while_it_is_built_wins(office: Office) -> None:
    """Who leaves while the dossier is built is not in it."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    ann = await handed_in(office, case, ANN, lane, "Zoë Canary")
    await handed_in(office, case, BEN, lane, "Ben Canary")

    building = asyncio.create_task(built(office, case, lane))
    await asyncio.sleep(0.05)
    await office.services.rights.leave(office.actor(ANN), case.id, ann.ref)

    with desk(office, await building, holder) as found:
        assert names(found) == ["Ben Canary"]


async def test_h10_a_new_key_holder_opens_new_dossiers_only(office: Office) -> None:
    """H10: who is let in later opens what is built from then on, all of it, and no older dossier."""
    case, first, late = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, first)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    before = await built(office, case, lane)
    await let_in(office, case, lane, first, late)
    await handed_in(office, case, BEN, lane, "Ben Canary")

    after = await built(office, case, lane)

    with pytest.raises(OtherKeyError):
        desk(office, before, late)
    with desk(office, after, late) as found:
        assert sorted(names(found)) == ["Ben Canary", "Zoë Canary"]


async def test_h10_a_removed_key_holder_opens_no_new_dossier(office: Office) -> None:
    """H10: who is removed cannot open what is built afterwards, nor what it holds from before."""
    case, stays, goes = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, stays, goes)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    holder_id = id_of(lane, goes)
    await office.services.lanes.remove_holder(office.actor(ORGANISER), case.id, holder_id)
    await handed_in(office, case, BEN, lane, "Ben Canary")

    view = await built(office, case, lane)

    with pytest.raises(OtherKeyError):
        desk(office, view, goes)
    with desk(office, view, stays) as found:
        assert sorted(names(found)) == ["Ben Canary", "Zoë Canary"]
        assert len({record.epoch for record in found.manifest.records}) == 2


async def test_a_record_whose_key_is_lost_does_not_stop_the_rest(office: Office) -> None:
    """When a shred key is gone, the dossier says which record is lost and holds everything else."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    ann = await handed_in(office, case, ANN, lane, "Zoë Canary")
    await handed_in(office, case, BEN, lane, "Ben Canary")
    await office.deps.shreds.shred(ann.id, b"another", office.now)

    view = await built(office, case, lane)

    with desk(office, view, holder) as found:
        assert names(found) == ["Ben Canary"]
        assert {note.member for note in found.manifest.lost} == {ann.id}
        assert len(found.manifest.lost) == 3


async def test_the_ledger_in_it_is_about_this_recipient(office: Office) -> None:
    """The consents handed over name no other recipient that a member had chosen before."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    second = await opened(office, case, KeyHolder(), lane_name="Cabinet Deux")
    ann = await handed_in(office, case, ANN, second, "Zoë Canary")
    await chosen(office, case, ANN, ann.ref, lane.id)

    view = await built(office, case, lane)

    table = contents(office, view, holder).read("tables/consents.csv").decode()
    assert table.count("\r\n") - 1 == 4  # three at registration, one for this recipient
    manifest = json.loads(contents(office, view, holder).read("manifest.json"))
    assert "Deux" not in table + json.dumps(manifest)
