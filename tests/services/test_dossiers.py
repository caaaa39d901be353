"""Dossiers: who may build one, who is in it, how it is handed over, and how it goes away."""

import asyncio
import hashlib
import io
import json
import os
import re
import stat
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.domain.access import Action
from bot.domain.checked import Contact, Identity, Statement
from bot.domain.codes import Capacity, Purpose
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
from bot.dossier.answering import Answer
from bot.dossier.notices import sentences
from bot.dossier.opening import Opened, Signed, open_dossier
from bot.dossier.papers import Desk
from bot.dossier.refusals import OtherKeyError
from bot.services.audit import Auditor
from bot.services.dossier_plan import Draft, draft, joined, proved
from bot.services.dossier_records import ChangedError, peeled
from bot.services.dossiers import DossierView
from bot.services.fingerprints import mend_fingerprints
from bot.services.views import CaseView, LaneView
from bot.services.work import reading
from bot.storage.tables import sealed_record
from tests.keyholder import KeyHolder
from tests.letters.reading import words
from tests.services.handing import ADDRESS, built, collected, contents, handed_in, put, stored
from tests.services.office import ANN, BEN, ORGANISER, OUTSIDER, Office
from tests.services.sealing import chosen, id_of, let_in, named, opened

CLARA = 1005
Act = Callable[[], Awaitable[None]]


def desk(office: Office, view: DossierView, holder: KeyHolder) -> Opened:
    """The dossier open at a key-holder's desk."""
    return open_dossier(io.BytesIO(stored(office, view)), holder.key.secret)


def names(found: Opened) -> list[str]:
    """The names in an open dossier, by reference."""
    return [p.identity.full_name for p in found.people.values() if p.identity]


def lying(office: Office) -> list[str]:
    """The names of the files in the folder of dossiers."""
    return sorted(path.name for path in office.deps.dossiers.iterdir())


async def drafted(office: Office, case: CaseView, lane: LaneView) -> Draft:
    """What a build begins with."""
    async with reading(office.deps, office.actor(ORGANISER), case.id, Action.BUILD_DOSSIER) as work:
        row = await work.tx.lanes.get(lane.id)
        assert row is not None
        holders = proved(await work.tx.lanes.holders(lane.id))
        return await draft(work, row, holders, await joined(work.tx, case.id, lane.id))


async def acts_seen(office: Office, case: CaseView) -> list[tuple[str, bool, str | None]]:
    """What a member's hub says of the organisers' acts: which, whether it is done, about whom."""
    found = await office.services.proposals.seen(office.actor(ANN), case.id)
    return [(act.act.value, act.done, act.details.get("holder")) for act in found]


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


async def told_by_all(
    office: Office, case: CaseView, ref: str, view: DossierView, holder: KeyHolder
) -> list[list[str]]:
    """The fingerprints of a member's records: on their receipts, in the manifest, in the answer to them."""
    marks = await office.services.sealed.marks(office.actor(ANN), case.id, ref)
    with desk(office, view, holder) as found:
        noted = {note.path: note.sha256 for note in found.manifest.files}
        manifest = [noted[record.path] for record in found.manifest.records]
        item = next(i for i in Answer(found, ref).items() if i.path.endswith(".json"))
        answer = [record["sha256_sealed"] for record in json.loads(item.make())["sealed"]]
    return [sorted(m.sha256 for m in marks), sorted(manifest), sorted(answer)]


async def test_the_receipt_names_what_the_dossier_and_the_answer_name(office: Office) -> None:
    """A receipt proves something: its fingerprint is the manifest's and the answer's, of every record.

    So it is for records of an earlier version, whose fingerprint was of the bytes on the server, once the
    chore has run; one that does not open any more (B11) keeps what it had and is said to be lost.
    """
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    ann = await handed_in(office, case, ANN, lane, "Zoë Canary")

    receipts, manifest, answer = await told_by_all(
        office, case, ann.ref, await built(office, case, lane), holder
    )

    assert len(receipts) == 3
    assert receipts == manifest == answer

    async with office.deps.store.transaction() as tx:
        rows = [row async for row in tx.sealed.of_lane(lane.id)]
        for row in rows:
            assert await tx.sealed.set_fingerprint(row.id, hashlib.sha256(row.blob).hexdigest())
    flipped = bytes([*rows[0].blob[:-1], rows[0].blob[-1] ^ 1])
    old = hashlib.sha256(flipped).hexdigest()
    async with office.deps.store.transaction() as tx:
        statement = update(sealed_record).where(sealed_record.c.id == rows[0].id)
        await tx.sealed._count(statement.values(blob=flipped, sha256=old))

    assert [await mend_fingerprints(office.deps) for _ in "12"] == [2, 0]

    receipts, manifest, answer = await told_by_all(
        office, case, ann.ref, await built(office, case, lane), holder
    )
    assert manifest == answer == sorted(set(receipts) - {old})
    assert len(manifest) == 2


async def test_b17_a_dossier_built_at_night_has_one_day(office: Office) -> None:
    """B17: 30 November 23:30 UTC is 1 December in the case's zone, with names and without, in every paper.

    A desk has no settings: it takes the day from the dossier, and the offset of every moment in it.
    """
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    office.now = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    ann = await handed_in(office, case, ANN, lane, "Zoë Canary")
    await handed_in(office, case, BEN, lane, "Łukasz Canary")
    gone = await handed_in(office, case, CLARA, lane, "Clara Canary")
    first = await built(office, case, lane)
    await office.services.dossiers.discard(office.actor(ORGANISER), case.id, first.id, handed_over=True)
    await office.services.rights.leave(office.actor(CLARA), case.id, gone.ref)

    view = await built(office, case, lane)

    with desk(office, view, holder) as found:
        found_by = {item.path: item for item in Desk(found, "en").items()}
        assert found.manifest.today == Desk(found).today == date(2026, 12, 1)
        (told,) = found.notices
        said = [" ".join(sentences([told], "en")), found_by["README.txt"].make().decode()]
        letters = [item.make() for path, item in found_by.items() if path.endswith(".docx")]
        assert len(letters) == 2
        for data in letters:
            with zipfile.ZipFile(io.BytesIO(data)) as docx:
                said.append(docx.read("word/document.xml").decode())
        for text in said:
            assert re.search(r"\b(1(er)? (December|décembre|Dezember)|1\. Dezember) 2026", text), text[:300]
            assert not re.search(r"30\.? (November|novembre)", text)
        assert b"2026-12-01" in found_by["tables/members.csv"].make()
        assert "1 December 2026" in words(found_by[f"sheets/{ann.ref}.pdf"].make(), raw=False)
    (owed,) = (await office.services.dossiers.owed(office.actor(ORGANISER), case.id)).values()
    text = office.services.dossiers.notices_text(owed, "", "en").decode()
    assert "1 December 2026" in text


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


async def test_h4_a_minor_is_in_it_with_their_guardian_and_by_their_own_consents_only(office: Office) -> None:
    """H4: a child goes in if it was registered to; whom its parent did not choose for it gets nothing of it.

    Each registration has consents of its own: the parent's agreement says nothing about the second child,
    for whom nobody agreed to pass the file on, nor about the complaint of the first. Nobody here can verify
    who a guardian is, so the desk names them as such, in list, sheet and table.
    """
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    ann = await handed_in(office, case, ANN, lane, "Zoë Canary")
    only = frozenset({Purpose.REGISTER})
    child = await office.member(case, capacity=Capacity.CHILD, consents=only)
    other = await office.member(case, capacity=Capacity.CHILD)
    await chosen(office, case, ANN, child.ref, lane.id)
    await put(office, case, ANN, child.ref, Identity("Mia Canary", guardian_name="Zoë Canary"))

    view = await built(office, case, lane)

    with desk(office, view, holder) as found:
        made = Desk(found, "en")
        assert {m.ref: m.capacity for m in found.members} == {
            ann.ref: Capacity.SELF, child.ref: Capacity.CHILD,
        }  # fmt: skip
        papers = {item.path: item for item in made.items()}
        table = papers["tables/members-with-names.csv"].make().decode("utf-8-sig")
        (line,) = [line for line in table.splitlines() if child.ref in line]
        said = [
            words(papers["letters/members-with-names.pdf"].make(), raw=False),
            words(papers[f"sheets/{child.ref}.pdf"].make(), raw=False),
        ]
        assert "Mia Canary" in line
        assert "Zoë Canary" in line
        assert "child" in line.lower()
        for text in said:
            assert "Mia Canary" in text
            assert re.search(r"representative\W+Zoë Canary", text), text
        assert child.ref not in [m.ref for request in made.collective() for m in request.members]
    archive = contents(office, view, holder)
    assert [name for name in archive.namelist() if other.ref.encode() in archive.read(name)] == []


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
    assert await audited(office, "build_dossier") == ["asked", "confirmed", "done", *["refused"] * 4]
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

    # Each confirmed by a second organiser: what one press asks for twice waits once.
    one, two = (office.actor(ORGANISER) for _ in range(2))
    service = office.services.dossiers
    first, second = await asyncio.gather(*(service._build(a, case.id, lane.id) for a in (one, two)))

    assert {first.number, second.number} == {1, 2}
    assert first.file_name != second.file_name
    assert await audited(office, "build_dossier") == ["done", "done"]


async def test_one_press_builds_one_dossier(office: Office) -> None:
    """The same interaction arriving twice has one effect."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    actor = office.actor(ORGANISER)

    await office.agreed(case, office.services.dossiers.build(actor, case.id, lane.id))
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

    for _ in range(5):  # with a look at the clock now and then, as a bot that runs has
        await office.services.retention.turn()
        office.now += timedelta(days=6)
    office.now -= timedelta(seconds=1)
    assert await office.services.dossiers.tidy() == 1  # the stray one
    assert (office.deps.dossiers / view.file_name).exists()
    office.now += timedelta(seconds=1)
    assert await office.services.dossiers.tidy() == 1
    assert lying(office) == []
    with pytest.raises(NotFoundError):
        await office.services.dossiers.link(office.actor(ORGANISER), case.id, view.id)


@pytest.mark.parametrize("looks", [(), ("retention",)])
async def test_k9_a_jump_of_the_clock_deletes_no_dossier(office: Office, looks: tuple[str, ...]) -> None:
    """K9: after a jump the thirty days begin anew, whichever chore is the first to see it."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    view = await built(office, case, lane)
    await office.services.retention.turn()
    office.now += timedelta(days=400)

    for chore in looks:
        await getattr(office.services, chore).turn()
    assert await office.services.dossiers.tidy() == 0
    assert (office.deps.dossiers / view.file_name).exists()
    for _ in range(6):
        await office.services.retention.turn()
        office.now += timedelta(days=6)
    assert await office.services.dossiers.tidy() == 1


@pytest.mark.parametrize("way", ["erase", "leave", "change", "withdraw", "drop field", "complaint"])
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
    elif way == "complaint":
        kept = frozenset({Purpose.REGISTER})
        await office.services.enrol.set_consents(actor, case.id, ann.ref, kept, "")
    else:
        await office.services.sealed.drop_field(actor, case.id, ann.ref, SealedField.STATEMENT)

    assert lying(office) == [other.file_name]
    with pytest.raises(DossierLinkError):
        await office.services.dossiers.fetch(token)
    again = await built(office, case, lane)
    with desk(office, again, holder) as found:
        assert len(names(found)) == (2 if way in ("drop field", "complaint") else 1)
        assert elsewhere.ref not in found.people


@asynccontextmanager
async def written(monkeypatch: pytest.MonkeyPatch, act: Act) -> AsyncIterator[None]:
    """Let somebody act when the dossier is written and its file goes to the disk, before it has a name."""
    loop, real, acted = asyncio.get_running_loop(), os.fsync, list[int]()

    def fsync(handle: int) -> None:
        if stat.S_ISREG(os.fstat(handle).st_mode) and not acted:
            acted.append(handle)
            asyncio.run_coroutine_threadsafe(act(), loop).result(20)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    yield
    assert acted


async def test_d14_a_field_replaced_while_it_is_built_is_as_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D14: what was replaced after the build had read it stays as it was; it is built once, not three times.

    The member's form is saved while the file is being flushed: nobody waits for the disk.
    """
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    ann = await handed_in(office, case, ANN, lane, "Old Canary")

    async def correct() -> None:
        await put(office, case, ANN, ann.ref, Identity("New Canary"))

    async with written(monkeypatch, correct):
        view = await built(office, case, lane)

    with desk(office, view, holder) as found:
        assert names(found) == ["Old Canary"]
    with desk(office, await built(office, case, lane), holder) as found:
        assert names(found) == ["New Canary"]
    assert await audited(office, "build_dossier") == ["asked", "confirmed", "done"] * 2


async def test_d14_a_field_replaced_before_it_was_read_is_as_it_is_now(office: Office) -> None:
    """D14: a record that was replaced before the build came to it is given once, in its new version."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    ann = await handed_in(office, case, ANN, lane, "Old Canary")
    found = await drafted(office, case, lane)
    await put(office, case, ANN, ann.ref, Identity("New Canary"))

    records = [record async for record, blob in peeled(office.deps, found) if blob]

    versions = {r.field.value: r.version for r in records}
    assert versions == {"contact": 1, "identity": 2, "statement": 1}
    assert len(records) == 3


async def test_d14_a_field_taken_back_before_it_was_read_stops_the_build(office: Office) -> None:
    """D14: what a member removed since the draft is not passed over: the build begins anew without it."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    ann = await handed_in(office, case, ANN, lane, "Zoë Canary")
    found = await drafted(office, case, lane)
    await office.services.sealed.drop_field(office.actor(ANN), case.id, ann.ref, SealedField.STATEMENT)

    with pytest.raises(ChangedError):
        [record async for record in peeled(office.deps, found)]


@pytest.mark.parametrize("way", ["erase", "leave", "change", "remove", "leave and come back"])
async def test_d14_what_is_taken_back_while_it_is_built_wins(
    office: Office, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """D14: who erases, leaves, chooses another recipient or removes a field at the last moment is not in it.

    Also who left and came back meanwhile: what was sealed before is not in it.
    """
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    second = await opened(office, case, KeyHolder(), lane_name="Cabinet Deux")
    ann = await handed_in(office, case, ANN, lane, "Old Canary")
    await handed_in(office, case, BEN, lane, "Ben Canary")

    async def take_back() -> None:
        actor = office.actor(ANN)
        if way == "erase":
            await office.services.rights.erase(actor, case.id, ann.ref)
        elif way == "change":
            await chosen(office, case, ANN, ann.ref, second.id)
        elif way == "remove":
            await office.services.sealed.drop_field(actor, case.id, ann.ref, SealedField.IDENTITY)
        else:
            await office.services.rights.leave(actor, case.id, ann.ref)
        if way == "leave and come back":
            await office.services.enrol.register(office.actor(ANN), case.id, await office.form(case))
            await chosen(office, case, ANN, ann.ref, lane.id)
            for value in (Identity("New Canary"), Contact(ADDRESS), Statement("New words.")):
                await put(office, case, ANN, ann.ref, value)

    async with written(monkeypatch, take_back):
        view = await built(office, case, lane)

    with desk(office, view, holder) as found:
        assert sorted(names(found)) == ["Ben Canary", *["New Canary"] * (way == "leave and come back")]


async def test_d14_a_dossier_that_waits_stays_when_a_field_is_replaced(office: Office) -> None:
    """D14: correcting a field, or removing one that was never there, deletes no dossier that waits."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    ann = await handed_in(office, case, ANN, lane, "Old Canary")
    view = await built(office, case, lane)

    await put(office, case, ANN, ann.ref, Identity("New Canary"))
    gone = await office.services.sealed.drop_field(office.actor(ANN), case.id, ann.ref, SealedField.SENDERS)

    assert gone == 0
    with desk(office, view, holder) as found:
        assert names(found) == ["Old Canary"]


# --------------------------------------------------- what members and recipients know of it


async def test_k6_members_are_told_of_every_dossier(office: Office) -> None:
    """K6: each dossier that a member's file went into, and each handed over, is on record for them."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    members = [await handed_in(office, case, who, lane, f"Canary {who}") for who in (ANN, BEN)]
    first, second = await built(office, case, lane), await built(office, case, lane)
    service = office.services.dossiers

    await collected(office, await service.link(office.actor(ORGANISER), case.id, first.id))
    await service.discard(office.actor(ORGANISER), case.id, second.id, handed_over=True)
    third = await built(office, case, lane)
    await service.discard(office.actor(ORGANISER), case.id, third.id)

    for member in members:
        async with office.deps.store.reading() as tx:
            found = [(o.kind.value, o.number) for o in await tx.served.openings(member.id)]
        assert found == [("built", 1), ("built", 2), ("fetched", 1), ("fetched", 2), ("built", 3)]
    assert lying(office) == []
    done = ["linked", "opened", "fetched", "handed_over", "discarded"]
    assert await audited(office, "fetch_dossier") == done


async def test_k6_the_next_dossier_tells_of_who_went_and_what_changed(office: Office) -> None:
    """K6: who erased, left or corrected after a dossier was handed over stands in the next ones.

    By reference only, with the kind, the day and the dossiers that held the file; until one was fetched.
    """
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    ann = await handed_in(office, case, ANN, lane, "Zoë Canary")
    ben = await handed_in(office, case, BEN, lane, "Ben Canary")
    clara = await handed_in(office, case, CLARA, lane, "Clara Canary")
    service, organiser = office.services.dossiers, office.actor
    first = await built(office, case, lane)
    await service.discard(organiser(ORGANISER), case.id, first.id, handed_over=True)
    office.now += timedelta(days=1)
    await office.services.rights.erase(office.actor(ANN), case.id, ann.ref)
    await office.services.lanes.choose(office.actor(BEN), case.id, ben.ref, None)
    await put(office, case, CLARA, clara.ref, Identity("Clara Neu-Canary"))
    office.now += timedelta(days=1)

    kept, again = await built(office, case, lane), await built(office, case, lane)
    for view in (kept, again):
        with desk(office, view, holder) as found:
            told = {(n.ref, n.kind.value, n.dossiers) for n in found.notices}
        assert told == {
            (ann.ref, "erased", "1"),
            (ben.ref, "left_recipient", "1"),
            (clara.ref, "corrected", "1"),
        }
    await service.discard(organiser(ORGANISER), case.id, kept.id)
    assert len((await service.owed(organiser(ORGANISER), case.id))[lane.id]) == 3
    await service.discard(organiser(ORGANISER), case.id, again.id, handed_over=True)

    assert await service.owed(organiser(ORGANISER), case.id) == {}
    with desk(office, await built(office, case, lane), holder) as found:
        assert found.notices == ()


async def test_a_notice_after_the_build_is_not_served_with_it(office: Office) -> None:
    """Handing over an older dossier serves nothing that came up after it was built."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    ann = await handed_in(office, case, ANN, lane, "Zoë Canary")
    service = office.services.dossiers
    view = await built(office, case, lane)
    await put(office, case, ANN, ann.ref, Identity("New Canary"))  # at the same moment of this clock
    await service.discard(office.actor(ORGANISER), case.id, view.id, handed_over=True)

    assert await service.owing(office.actor(ORGANISER), case.id) == {lane.id: 1}
    (owed,) = (await service.owed(office.actor(ORGANISER), case.id))[lane.id]

    async with office.deps.store.reading() as tx:
        lines = [(row.action, row.result) for row in await tx.audit.all()]
    assert lines[-1] == ("build_dossier", "notices read")  # whose, is read on record; how many, is not
    assert lines.count(lines[-1]) == 1
    assert (owed.ref, owed.kind.value, owed.dossiers) == (ann.ref, "corrected", "1")
    with pytest.raises(NotAllowedError):
        await service.owed(office.actor(ANN), case.id)


# ------------------------------------------------------------------------ whose dossier it is


async def test_a_dossier_is_signed_by_its_server(office: Office) -> None:
    """The manifest carries the server's signature and public key, which organisers can read out."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    view = await built(office, case, lane)
    key = office.services.dossiers.server_key

    with open_dossier(io.BytesIO(stored(office, view)), holder.key.secret, key) as found:
        assert found.signed is Signed.YES
        assert found.manifest.server_key == key
    with desk(office, view, holder) as found:
        assert found.signed is Signed.UNCHECKED


async def test_h10_a_new_key_holder_opens_new_dossiers_only(office: Office) -> None:
    """H10: who is let in later opens what is built from then on, all of it, and no older dossier.

    Members see it in their hubs.
    """
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
    assert ("accept_holder", True, "Me Tard") in await acts_seen(office, case)


async def test_h10_a_removed_key_holder_opens_no_new_dossier(office: Office) -> None:
    """H10: who is removed cannot open what is built afterwards, nor what it holds from before.

    Members see it in their hubs.
    """
    case, stays, goes = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, stays, goes)
    await handed_in(office, case, ANN, lane, "Zoë Canary")
    holder_id = id_of(lane, goes)
    await office.agreed(
        case, office.services.lanes.remove_holder(office.actor(ORGANISER), case.id, holder_id)
    )
    await handed_in(office, case, BEN, lane, "Ben Canary")

    view = await built(office, case, lane)

    with pytest.raises(OtherKeyError):
        desk(office, view, goes)
    with desk(office, view, stays) as found:
        assert sorted(names(found)) == ["Ben Canary", "Zoë Canary"]
        assert len({record.epoch for record in found.manifest.records}) == 2
    assert ("remove_holder", True, "Cabinet Un 2") in await acts_seen(office, case)


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
