"""Sealing: what a member hands in goes to the recipient they chose; the server can never read it again."""

import asyncio
import dataclasses
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import app
from bot.domain.access import Actor
from bot.domain.codes import Capacity, Purpose
from bot.domain.errors import (
    AlreadyDoneError,
    CaseClosedError,
    DailyLimitError,
    InvalidInputError,
    LaneNotChosenError,
    LinkError,
    NoLaneError,
    NoRoomError,
    NotFoundError,
    TooManyError,
    UploadRefusedError,
    WithdrawnError,
)
from bot.domain.identity import Address, Contact, Identity, Statement, decode, encode
from bot.domain.member import EntryId, MemberFile, new_id
from bot.domain.sealing import SealedField
from bot.services import quotas
from bot.services.erasing import replay_tombstones
from bot.services.sealed import record_place, shred_key_place
from bot.services.views import CaseView, LaneView
from bot.settings import Settings
from bot.storage import ConsentRow, SealedMark, SealedRow, Store, StoreError
from bot.storage.shredding import ShredStore
from bot.vault import IntegrityError, RootKey, Vault, age, sealing, shred
from tests.evidence.samples import picture
from tests.keyholder import KeyHolder
from tests.services.office import ANN, BEN, ORGANISER, Office, open_office
from tests.services.sealing import chosen, id_of, let_in, opened

ROOT = Path(__file__).parents[2]
FIRST, LAST = "Zoë", "Ünïque-Canary"
IDENTITY = Identity(f"{FIRST} {LAST}", date(1980, 7, 16))
CONTACT = Contact(
    Address(("12 Canarystraße",), "75011", "Canaryville", "FR"), "zoe@canary.example", "+33612345678"
)
WORDS = Statement("Canary words that nobody else would write")


@dataclasses.dataclass
class Desk:
    """A case with a recipient, and a member who chose it."""

    office: Office
    case: CaseView
    member: MemberFile
    lane: LaneView
    holder: KeyHolder

    async def put(self, value: Identity | Contact | Statement = IDENTITY, user_id: int = ANN) -> SealedMark:
        """Seal a form of the member's."""
        field = SealedField(type(value).__name__.lower())
        return await self.office.services.sealed.put(
            self.office.actor(user_id), self.case.id, self.member.ref, field, encode(value)
        )

    async def file(self, data: bytes, field: SealedField = SealedField.EVIDENCE) -> SealedMark:
        """Hand in a file of the member's."""
        actor = self.office.actor(ANN)
        return await self.office.services.sealed.put_file(actor, self.case.id, self.member.ref, field, data)

    async def marks(self) -> list[SealedMark]:
        """What is told of the member's records."""
        actor = self.office.actor(ANN)
        return await self.office.services.sealed.marks(actor, self.case.id, self.member.ref)

    async def rows(self, lane_id: str | None = None) -> list[SealedRow]:
        """The recipient's records as they are stored."""
        async with self.office.deps.store.reading() as tx:
            return [row async for row in tx.sealed.of_lane(lane_id or self.lane.id)]

    async def keys(self, holder: KeyHolder, lane_id: str | None = None) -> list[str]:
        """The recipient's private keys that a key-holder has."""
        async with self.office.deps.store.reading() as tx:
            wraps = list((await tx.lanes.wraps(lane_id or self.lane.id)).values())
        return [k for wrap in wraps for k in _opened_by(wrap, holder)]

    async def peeled(self, row: SealedRow) -> bytes:
        """The age file of a record, as the server can get down to it."""
        deps = self.office.deps
        wrapped = await deps.shreds.key(row.member_id)
        assert wrapped is not None
        key = deps.vault.open(wrapped, shred_key_place(row.case_id, row.member_id))
        return shred.peel(row.blob, key, record_place(row.case_id, row.member_id, row.id))

    async def read(self, row: SealedRow, keys: Sequence[str]) -> bytes:
        """Open a record as the dossier and the desk do together; raises CannotOpenError."""
        sealed = await self.peeled(row)
        header = sealing.SealedHeader(row.case_id, row.member_id, row.field, row.version, row.media_type)
        for lane_key in keys:
            try:
                return sealing.open_expected(sealed, lane_key, header)
            except age.CannotOpenError:
                continue
        raise age.CannotOpenError


def _opened_by(wrap: bytes, holder: KeyHolder) -> list[str]:
    try:
        return [age.decrypt(wrap, [holder.key.secret]).decode()]
    except age.CannotOpenError:
        return []


@pytest.fixture
async def desk(office: Office) -> Desk:
    """A case with a recipient, and a member who chose it."""
    case, holder = await office.case(), KeyHolder()
    member = await office.member(case)
    lane = await opened(office, case, holder)
    await chosen(office, case, ANN, member.ref, lane.id)
    return Desk(office, case, member, lane, holder)


# ---------------------------------------------------------------- in, and out at the desk


async def test_the_recipient_reads_what_was_typed_and_where_it_belongs(desk: Desk) -> None:
    """With the lane's key the form comes out as it went in, and its header names case, member and field."""
    for value in (IDENTITY, CONTACT, WORDS):
        await desk.put(value)
    keys = await desk.keys(desk.holder)

    read = [decode(row.field, await desk.read(row, keys)) for row in await desk.rows()]

    assert read == [IDENTITY, CONTACT, WORDS]


async def test_i7_nothing_on_the_server_gives_a_name_back(desk: Desk, tmp_path: Path) -> None:
    """I7: whole disk, database and root key give nothing typed before; the lane's key with them does."""
    for value in (IDENTITY, CONTACT, WORDS):
        await desk.put(value)
    await desk.file(picture())
    await desk.office.deps.store.close()
    await desk.office.deps.shreds.close()
    typed = [FIRST, LAST, "Canary", "canary.example", "33612345678", "Canaryville", "1980-07-16"]

    found = await asyncio.to_thread(_everything_a_thief_reads, tmp_path)

    assert len(found) > 20
    assert [t for t in typed for data in found if t.encode() in data] == []
    # What the thief got down to is the age files, for whom no key is on the disk.
    sealed = [data for data in found if data.startswith(b"age-encryption.org/v1\n")]
    assert len(sealed) >= 4
    stolen = [s for data in found for s in _age_secrets(data)]
    assert stolen == []
    wraps = [data for data in sealed if _opened_by(data, desk.holder)]
    lane_key = _opened_by(wraps[0], desk.holder)[0]
    read = [sealing.open_payload(data, lane_key)[1] for data in sealed if data not in wraps]
    assert any(FIRST.encode() in body for body in read)


def _everything_a_thief_reads(folder: Path) -> list[bytes]:
    """Every file, every value in every table, and whatever the root key opens of them, peeled to the end."""
    vault = Vault(RootKey.load(folder / "root.key"))
    found = [p.read_bytes() for p in folder.rglob("*") if p.is_file()]
    with closing(sqlite3.connect(folder / "shred-keys.db")) as keys:
        shred_keys = dict(keys.execute("SELECT member_id, key_enc FROM shred_key"))
    with closing(sqlite3.connect(folder / "collectif.db")) as data:
        for (table,) in data.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in data.execute(f"SELECT * FROM {table}"):
                found += [v if isinstance(v, bytes) else str(v).encode() for v in row if v is not None]
        records = data.execute("SELECT id, member_id, case_id, blob FROM sealed_record").fetchall()
    for record, member, case, blob in records:
        key = vault.open(shred_keys[member], shred_key_place(case, member))
        found += [key, shred.peel(blob, key, record_place(case, member, record))]
    return found


def _age_secrets(data: bytes) -> list[bytes]:
    at = data.upper().find(b"AGE-SECRET-KEY-1")
    return [data[at : at + 74]] if at >= 0 else []


async def test_a_lawyer_who_comes_late_reads_what_was_sealed_before(desk: Desk) -> None:
    """A key-holder let in after the sealing opens it, and nobody who was not let in does."""
    await desk.put()
    late = KeyHolder()
    await let_in(desk.office, desk.case, desk.lane, desk.holder, late)
    (row,) = await desk.rows()

    assert decode(row.field, await desk.read(row, await desk.keys(late))) == IDENTITY
    assert await desk.keys(KeyHolder()) == []


async def test_after_a_removal_new_records_go_to_the_new_key(desk: Desk) -> None:
    """What is sealed after a key-holder was removed opens with a key pair that they have no copy of."""
    second = KeyHolder()
    await let_in(desk.office, desk.case, desk.lane, desk.holder, second)
    await desk.put(IDENTITY)
    had = await desk.keys(second)
    (lane,) = await desk.office.services.lanes.lanes(desk.office.actor(ORGANISER), desk.case.id)
    removed = id_of(lane, second)
    await desk.office.agreed(
        desk.case,
        desk.office.services.lanes.remove_holder(desk.office.actor(ORGANISER), desk.case.id, removed),
    )
    await desk.put(CONTACT)

    before, after = await desk.rows()

    assert (before.epoch, after.epoch) == (1, 2)
    assert decode(before.field, await desk.read(before, had)) == IDENTITY
    with pytest.raises(age.CannotOpenError):
        await desk.read(after, had)
    assert decode(after.field, await desk.read(after, await desk.keys(desk.holder))) == CONTACT


async def test_p11_a_mark_tells_field_date_and_hash_and_nothing_else(desk: Desk) -> None:
    """P11: the mark's hash is of the age file that the recipient gets; nobody can try names against it."""
    mark = await desk.put()
    (row,) = await desk.rows()

    assert await desk.marks() == [mark]
    assert mark.sha256 == hashlib.sha256(await desk.peeled(row)).hexdigest()
    assert mark.sha256 != hashlib.sha256(encode(IDENTITY)).hexdigest()
    assert (mark.field, mark.version, mark.sealed_at) == (SealedField.IDENTITY, 1, desk.office.now)
    assert FIRST not in repr(mark)


async def test_i10_a_short_and_a_long_statement_look_alike(desk: Desk) -> None:
    """I10: what is encrypted has the same size for one character and for two hundred."""
    sizes = set()
    for words in ("a", "long " * 40):
        await desk.put(Statement(words))
        (row,) = await desk.rows()
        sizes.add(len(age.decrypt(await desk.peeled(row), await desk.keys(desk.holder))))

    assert len(sizes) == 1


# -------------------------------------------------------------- corrections, withdrawals


async def test_a_correction_replaces_and_counts_up(desk: Desk) -> None:
    """The corrected field has one record, of the next version, and other fields keep theirs."""
    await desk.put(CONTACT)
    await desk.put(Identity("Somebody Else"))

    mark = await desk.put(IDENTITY)

    assert (mark.version, [(m.field, m.version) for m in await desk.marks()]) == (
        2,
        [(SealedField.CONTACT, 1), (SealedField.IDENTITY, 2)],
    )
    row = (await desk.rows())[-1]
    assert decode(row.field, await desk.read(row, await desk.keys(desk.holder))) == IDENTITY


async def test_evidence_files_stand_beside_each_other(desk: Desk) -> None:
    """A second file is a second record; a second mandate replaces the first."""
    await desk.file(picture())
    await desk.file(picture(colour="blue"))
    await desk.file(picture(), SealedField.MANDATE)
    await desk.file(picture(colour="blue"), SealedField.MANDATE)

    assert [(m.field, m.version) for m in await desk.marks()] == [
        (SealedField.EVIDENCE, 1),
        (SealedField.EVIDENCE, 2),
        (SealedField.MANDATE, 2),
    ]


async def test_g11_the_same_file_twice_is_two_ciphertexts(desk: Desk) -> None:
    """G11: the same file of one member, or of two, has nothing in common once it is stored."""
    first, second = await desk.file(picture()), await desk.file(picture())
    ben = await desk.office.member(desk.case, BEN)
    await chosen(desk.office, desk.case, BEN, ben.ref, desk.lane.id)
    actor = desk.office.actor(BEN)
    await desk.office.services.sealed.put_file(actor, desk.case.id, ben.ref, SealedField.EVIDENCE, picture())

    rows = await desk.rows()

    assert len({first.sha256, second.sha256, *(r.sha256 for r in rows)}) == 3
    assert len({r.blob[100:132] for r in rows}) == 3


async def test_g6_the_hash_of_the_original_is_known_to_the_recipient_only(desk: Desk) -> None:
    """G6: the original is not kept; its hash stands inside the sealed record and nowhere on the server."""
    original = picture(text="canary in a note")
    await desk.file(original)
    (row,) = await desk.rows()
    digest = hashlib.sha256(original).hexdigest()
    keys = await desk.keys(desk.holder)

    header, body = sealing.open_payload(await desk.peeled(row), keys[0])

    assert header.original_sha256 == digest
    assert digest not in repr(row)
    assert body != original
    assert header.media_type == row.media_type == "image/png"


async def test_a_withdrawn_record_leaves_the_disk(desk: Desk, tmp_path: Path) -> None:
    """Deleting a record or a field leaves none of its bytes in any file, and takes nothing else along."""
    kept, gone = await desk.put(CONTACT), await desk.put(IDENTITY)
    first, second = await desk.file(picture()), await desk.file(picture(colour="blue"))
    needles = {row.blob[200:300]: row.id for row in await desk.rows()}
    service, actor = desk.office.services.sealed, desk.office.actor
    before = _found(tmp_path, needles)

    dropped = await service.drop_field(actor(ANN), desk.case.id, desk.member.ref, SealedField.IDENTITY)
    await service.drop(actor(ANN), desk.case.id, desk.member.ref, first.id)

    assert before == {kept.id, gone.id, first.id, second.id}
    assert dropped == 1
    assert _found(tmp_path, needles) == {kept.id, second.id} == {m.id for m in await desk.marks()}


def _found(folder: Path, needles: dict[bytes, str]) -> set[str]:
    data = [p.read_bytes() for p in folder.rglob("*") if p.is_file()]
    return {name for needle, name in needles.items() if any(needle in d for d in data)}


# ------------------------------------------------------------------------- who may, when


async def test_nothing_is_sealed_before_a_recipient_is_chosen(desk: Desk) -> None:
    """D12: without a choice, and for a recipient that was closed, a form is refused and leaves nothing."""
    office, case = desk.office, desk.case
    await office.member(case, BEN)
    (ben,) = await office.services.enrol.members(office.actor(BEN), case.id)

    with pytest.raises(LaneNotChosenError):
        await office.services.sealed.put(
            office.actor(BEN), case.id, ben.ref, SealedField.IDENTITY, encode(IDENTITY)
        )
    await office.agreed(case, office.services.lanes.close(office.actor(ORGANISER), case.id, desk.lane.id))
    with pytest.raises(NoLaneError):
        await desk.put()

    assert await desk.rows() == []
    assert await office.deps.shreds.key(ben.id) is None


async def test_the_ledger_decides_whether_a_recipient_is_agreed_to(desk: Desk) -> None:
    """Where the newest entry of the ledger says no, nothing is sealed, whatever the choice says."""
    member, now = desk.member, desk.office.now
    withdrawn = ConsentRow(
        EntryId(new_id()), member.id, desk.case.id, Purpose.LAWYER, False, "", "", "en", now, desk.lane.id
    )
    async with desk.office.deps.store.transaction() as tx:
        await tx.consents.add(withdrawn)

    with pytest.raises(LaneNotChosenError):
        await desk.put()


async def test_another_recipient_starts_empty(desk: Desk) -> None:
    """Who changes recipient takes nothing along: the former one has no record, the new one reads the new."""
    other = KeyHolder()
    lane = await opened(desk.office, desk.case, other, lane_name="Association")
    await desk.put()
    await chosen(desk.office, desk.case, ANN, desk.member.ref, lane.id)
    between = await desk.marks()
    await desk.put()

    assert between == []
    assert await desk.rows() == []
    (row,) = await desk.rows(lane.id)
    assert decode(row.field, await desk.read(row, await desk.keys(other, lane.id))) == IDENTITY
    with pytest.raises(age.CannotOpenError):
        await desk.read(row, await desk.keys(desk.holder))


async def test_p10_another_member_reaches_nothing(desk: Desk) -> None:
    """P10: with a session of their own, somebody else lists, seals and deletes nothing: it does not exist."""
    mark = await desk.put()
    office, case, ref = desk.office, desk.case, desk.member.ref
    ben = await office.member(case, BEN)
    await chosen(office, case, BEN, ben.ref, desk.lane.id)
    session = await office.services.page.exchange(await office.services.page.link(office.actor(BEN), case.id))
    service, requests = office.services.sealed, iter(range(100))

    def stranger() -> Actor:
        return session.actor("en", f"foreign{next(requests)}")

    for wanted in (ref, "P-00000"):
        with pytest.raises(NotFoundError):
            await service.marks(stranger(), case.id, wanted)
        with pytest.raises(NotFoundError):
            await service.put(stranger(), case.id, wanted, SealedField.IDENTITY, encode(IDENTITY))
        with pytest.raises(NotFoundError):
            await service.put_file(stranger(), case.id, wanted, SealedField.EVIDENCE, picture())
        with pytest.raises(NotFoundError):
            await service.drop(stranger(), case.id, wanted, mark.id)
        with pytest.raises(NotFoundError):
            await service.drop_field(stranger(), case.id, wanted, SealedField.IDENTITY)
        with pytest.raises(NotFoundError):
            await service.room(stranger(), case.id, wanted, SealedField.EVIDENCE)
    with pytest.raises(NotFoundError):
        await service.drop(stranger(), case.id, ben.ref, mark.id)

    assert await desk.marks() == [mark]


async def test_a_closed_case_takes_nothing_and_gives_back(desk: Desk) -> None:
    """After the case closed nothing is sealed, and what was can still be withdrawn."""
    mark = await desk.put()
    office, case = desk.office, desk.case
    await office.services.cases.close(office.actor(ORGANISER), case.id)

    with pytest.raises(CaseClosedError):
        await desk.put()
    await office.services.sealed.drop(office.actor(ANN), case.id, desk.member.ref, mark.id)

    assert await desk.marks() == []


async def test_only_checked_values_are_sealed(desk: Desk) -> None:
    """A body that the form's check cannot have made, a foreign type or a file's field is refused."""
    service, case, ref = desk.office.services.sealed, desk.case, desk.member.ref
    wrong = [
        (SealedField.IDENTITY, b"", "application/json"),
        (SealedField.IDENTITY, b"not json", "application/json"),
        (SealedField.IDENTITY, encode(WORDS), "application/json"),
        (SealedField.STATEMENT, b'{"text": "' + b"x" * (70 << 10) + b'"}', "application/json"),
        (SealedField.STATEMENT, encode(WORDS), "text/html"),
        (SealedField.EVIDENCE, encode(WORDS), "application/json"),
        (SealedField.MANDATE, b"{}", "application/json"),
    ]
    for field, body, media_type in wrong:
        with pytest.raises(InvalidInputError):
            await service.put(desk.office.actor(ANN), case.id, ref, field, body, media_type)
    with pytest.raises(InvalidInputError):
        await service.put_file(desk.office.actor(ANN), case.id, ref, SealedField.IDENTITY, picture())

    assert await desk.marks() == []


async def test_a_refused_file_leaves_nothing(desk: Desk) -> None:
    """G12: what is not accepted is neither stored nor counted, whatever the field."""
    before = await _room(desk)
    for data in (b"", b"<svg/>", picture()[:60]):
        with pytest.raises(UploadRefusedError):
            await desk.file(data)

    assert await desk.marks() == []
    assert await _room(desk) == before


async def _room(desk: Desk) -> quotas.Room:
    actor = desk.office.actor(ANN)
    return await desk.office.services.sealed.room(actor, desk.case.id, desk.member.ref, SealedField.EVIDENCE)


# ------------------------------------------------------------------------------ at once


async def test_the_same_form_sent_twice_has_one_effect(desk: Desk) -> None:
    """A repeated request is told so and adds no version."""
    actor, service = desk.office.actor(ANN, request="once"), desk.office.services.sealed
    arguments = (desk.case.id, desk.member.ref, SealedField.IDENTITY, encode(IDENTITY))
    await service.put(actor, *arguments)

    with pytest.raises(AlreadyDoneError):
        await service.put(actor, *arguments)

    assert [m.version for m in await desk.marks()] == [1]


async def test_many_at_once_leave_one_of_a_field_and_all_files(desk: Desk) -> None:
    """Twelve corrections and four files at the same moment: one record of the field, each version once."""
    puts = [desk.put(Statement(f"words {n}")) for n in range(12)]
    files = [desk.file(picture()) for _ in range(4)]

    marks = await asyncio.gather(*puts, *files)

    assert sorted(m.version for m in marks[:12]) == list(range(1, 13))
    assert sorted(m.version for m in marks[12:]) == [1, 2, 3, 4]
    (statement,) = [m for m in await desk.marks() if m.field is SealedField.STATEMENT]
    assert statement.version == 12
    keys = await desk.keys(desk.holder)
    assert all([await desk.read(row, keys) for row in await desk.rows()])


async def test_the_members_of_one_account_have_a_key_each(desk: Desk) -> None:
    """A dependant's records are under a shred key of their own."""
    child = await desk.office.member(desk.case, capacity=Capacity.CHILD)
    await chosen(desk.office, desk.case, ANN, child.ref, desk.lane.id)
    await desk.put()
    actor = desk.office.actor(ANN)
    await desk.office.services.sealed.put(
        actor, desk.case.id, child.ref, SealedField.IDENTITY, encode(IDENTITY)
    )

    keys = {await desk.office.deps.shreds.key(m) for m in (desk.member.id, child.id)}

    assert len(keys) == 2
    assert None not in keys


# ------------------------------------------------------------------------------- quotas


async def test_g1_files_records_and_bytes_are_limited(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """G1: at each limit the next one is refused and what is there stays; room is told beforehand."""
    monkeypatch.setattr(quotas, "MAX_FILES", 2)
    await desk.file(picture())
    room = await _room(desk)
    await desk.file(picture())
    with pytest.raises(TooManyError):
        await _room(desk)
    with pytest.raises(TooManyError):
        await desk.file(picture())

    monkeypatch.setattr("bot.services.sealed.MAX_BYTES", 1)
    with pytest.raises(NoRoomError):
        await desk.put()
    monkeypatch.undo()

    monkeypatch.setattr(quotas, "MAX_A_DAY", 3)
    await desk.put()
    with pytest.raises(DailyLimitError):
        await desk.put()
    desk.office.now += timedelta(days=1)
    await desk.put()

    assert room.files == 1
    assert len(await desk.marks()) == 3


async def test_a_case_takes_so_much_a_day(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the case's daily bytes nobody in it can seal until the next day."""
    await desk.put()
    monkeypatch.setattr(quotas, "MAX_CASE_BYTES_A_DAY", 100)

    with pytest.raises(DailyLimitError):
        await desk.put()
    desk.office.now += timedelta(days=1)

    assert (await desk.put()).version == 2


# ----------------------------------------------------------------------- leaving, erasing


async def test_leaving_ends_sessions_and_links_and_takes_what_was_sealed(desk: Desk) -> None:
    """P3: after leaving, neither cookie nor link of the account works, and its sealed records are gone."""
    await desk.put()
    page = desk.office.services.page
    session = await page.exchange(await page.link(desk.office.actor(ANN), desk.case.id))
    link = await page.link(desk.office.actor(ANN), desk.case.id)

    await desk.office.services.rights.leave(desk.office.actor(ANN), desk.case.id, desk.member.ref)

    with pytest.raises(LinkError):
        await page.session(session.token)
    with pytest.raises(LinkError):
        await page.look(link)
    assert await desk.rows() == []
    with pytest.raises(WithdrawnError):
        await desk.put()


async def test_coming_back_needs_a_new_choice(desk: Desk) -> None:
    """Who left and came back seals nothing until they chose again, for the same recipient too."""
    await desk.office.services.rights.leave(desk.office.actor(ANN), desk.case.id, desk.member.ref)
    await desk.office.member(desk.case)

    with pytest.raises(LaneNotChosenError):
        await desk.put()
    await chosen(desk.office, desk.case, ANN, desk.member.ref, desk.lane.id)

    assert (await desk.put()).version == 1


async def test_erasing_ends_sessions_and_links(desk: Desk) -> None:
    """P3: after erasing, neither cookie nor link works, also when a dependant stays."""
    child = await desk.office.member(desk.case, capacity=Capacity.CHILD)
    page, rights = desk.office.services.page, desk.office.services.rights
    session = await page.exchange(await page.link(desk.office.actor(ANN), desk.case.id))
    link = await page.link(desk.office.actor(ANN), desk.case.id)

    await rights.erase(desk.office.actor(ANN), desk.case.id, child.ref)

    for refused in (page.session(session.token), page.look(link)):
        with pytest.raises(LinkError):
            await refused
    fresh = await page.exchange(await page.link(desk.office.actor(ANN), desk.case.id))
    await rights.erase(desk.office.actor(ANN), desk.case.id)
    with pytest.raises(LinkError):
        await page.session(fresh.token)


async def test_i8_after_erasing_not_even_the_recipient_reads_an_old_backup(
    desk: Desk, tmp_path: Path
) -> None:
    """I8: root key, lane key and yesterday's records open nothing; with yesterday's shred keys they would."""
    await desk.put()
    keys = await desk.keys(desk.holder)
    (old,) = await desk.rows()
    backup = tmp_path / "yesterday-shred-keys.db"
    shutil.copy(tmp_path / "shred-keys.db", backup)

    await desk.office.services.rights.erase(desk.office.actor(ANN), desk.case.id)

    assert await desk.office.deps.shreds.key(desk.member.id) is None
    place = shred_key_place(desk.case.id, desk.member.id)
    record = record_place(desk.case.id, desk.member.id, old.id)
    with closing(sqlite3.connect(tmp_path / "shred-keys.db")) as now:
        assert now.execute("SELECT count(*) FROM shred_key").fetchone() == (0,)
    with closing(sqlite3.connect(backup)) as then:
        (wrapped,) = then.execute("SELECT key_enc FROM shred_key").fetchone()
    assert wrapped not in (tmp_path / "shred-keys.db").read_bytes()
    opened_then = shred.peel(old.blob, desk.office.deps.vault.open(wrapped, place), record)
    assert decode(old.field, sealing.open_payload(opened_then, keys[0])[1]) == IDENTITY
    with pytest.raises(IntegrityError):
        shred.peel(old.blob, shred.new_shred_key(), record)


async def test_k2_a_new_start_after_erasing_has_a_new_key(desk: Desk) -> None:
    """K2: who registers again after an erasure is somebody new, whom the tombstone does not hinder."""
    await desk.put()
    await desk.office.services.rights.erase(desk.office.actor(ANN), desk.case.id)
    again = await desk.office.member(desk.case)
    await chosen(desk.office, desk.case, ANN, again.ref, desk.lane.id)
    desk.member = again

    assert (await desk.put()).version == 1
    assert await replay_tombstones(desk.office.deps) == 0


async def test_k3_a_restored_backup_is_erased_again(tmp_path: Path) -> None:
    """K3: with yesterday's database put back, the start erases the erased again, and only them."""
    async with open_office(tmp_path) as office:
        case, holder = await office.case(), KeyHolder()
        ann, ben = await office.member(case), await office.member(case, BEN)
        lane = await opened(office, case, holder)
        for user_id, ref in ((ANN, ann.ref), (BEN, ben.ref)):
            await chosen(office, case, user_id, ref, lane.id)
            await office.services.sealed.put(
                office.actor(user_id), case.id, ref, SealedField.IDENTITY, encode(IDENTITY)
            )
    shutil.copy(tmp_path / "collectif.db", tmp_path / "yesterday.db")
    async with open_office(tmp_path) as office:
        await office.services.rights.erase(office.actor(ANN), case.id)
    shutil.move(tmp_path / "yesterday.db", tmp_path / "collectif.db")

    await (await app.build(Settings(data_dir=tmp_path))).close()

    async with open_office(tmp_path) as office:
        assert await replay_tombstones(office.deps) == 0
        assert await office.services.enrol.members(office.actor(ANN), case.id) == []
        assert len(await office.services.sealed.marks(office.actor(BEN), case.id, ben.ref)) == 1
        async with office.deps.store.reading() as tx:
            assert [(a.action, a.result) for a in await tx.audit.all()][-1] == ("erase", "replayed")
    assert ann.id.encode() not in (tmp_path / "collectif.db").read_bytes()


async def test_lost_shred_keys_are_noticed_and_never_replaced(tmp_path: Path) -> None:
    """Without shred-keys.db the bot does not start where there are records, and no new key is made."""
    async with open_office(tmp_path) as office:
        case, holder = await office.case(), KeyHolder()
        member = await office.member(case)
        lane = await opened(office, case, holder)
        await chosen(office, case, ANN, member.ref, lane.id)
        arguments = (case.id, member.ref, SealedField.STATEMENT, encode(WORDS))
        await office.services.sealed.put(office.actor(ANN), *arguments)
    (tmp_path / "shred-keys.db").unlink()

    with pytest.raises(StoreError, match=r"shred-keys\.db"):
        await app.build(Settings(data_dir=tmp_path))
    async with open_office(tmp_path) as office:
        with pytest.raises(IntegrityError):
            await office.services.sealed.put(office.actor(ANN), *arguments)
        assert await office.deps.shreds.key(member.id) is None


# ------------------------------------------------------------------------------- crashes


def _child(job: str, folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.services.sealing_child", job, str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


async def test_a_kill_between_key_and_record_leaves_nothing_half(tmp_path: Path) -> None:
    """After kill -9 between key and record: no record, a key that opens nothing, and sealing goes on."""
    child = await asyncio.to_thread(_child, "between", tmp_path)
    output, errors = await asyncio.to_thread(child.communicate)

    assert (errors, child.returncode) == ("", -9)
    assert output.startswith("key ")
    assert _holding(tmp_path, b"Canary words") == []
    with closing(sqlite3.connect(tmp_path / "collectif.db")) as data:
        assert data.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert data.execute("SELECT count(*) FROM sealed_record").fetchone() == (0,)
        ((ref, case),) = data.execute("SELECT ref, case_id FROM member").fetchall()
    with closing(sqlite3.connect(tmp_path / "shred-keys.db")) as keys:
        assert keys.execute("SELECT count(*) FROM shred_key").fetchone() == (1,)
    async with open_office(tmp_path) as office:
        mark = await office.services.sealed.put(
            office.actor(ANN), case, ref, SealedField.STATEMENT, encode(WORDS)
        )
        assert mark.version == 1


async def test_k4_a_killed_erasure_is_only_ever_finished(tmp_path: Path) -> None:
    """K4: after kill -9 between key and rows nothing can be read or added, and the next start goes on."""
    child = await asyncio.to_thread(_child, "erasing", tmp_path)
    _, errors = await asyncio.to_thread(child.communicate)

    assert (errors, child.returncode) == ("", -9)
    with closing(sqlite3.connect(tmp_path / "collectif.db")) as data:
        ((ref, case, member),) = data.execute("SELECT ref, case_id, id FROM member").fetchall()
        assert data.execute("SELECT count(*) FROM sealed_record").fetchone() == (1,)
    async with open_office(tmp_path) as office:
        assert await office.deps.shreds.key(member) is None
        with pytest.raises(NotFoundError):
            await office.services.sealed.put(
                office.actor(ANN), case, ref, SealedField.STATEMENT, encode(WORDS)
            )

        assert await replay_tombstones(office.deps) == 1

        assert await office.services.enrol.members(office.actor(ANN), case) == []
    assert _holding(tmp_path, member.encode(), ref.encode()) == []


async def test_a_kill_while_correcting_leaves_one_whole_record(tmp_path: Path) -> None:
    """After kill -9 in a burst of corrections: one whole record, the last acknowledged or the next."""
    child = await asyncio.to_thread(_child, "burst", tmp_path)
    assert child.stdout is not None
    secret = (await asyncio.to_thread(child.stdout.readline)).split()[1]
    acknowledged = [int((await asyncio.to_thread(child.stdout.readline)).split()[1]) for _ in range(25)]
    child.kill()
    rest, errors = await asyncio.to_thread(child.communicate)
    acknowledged += [int(line.split()[1]) for line in rest.splitlines() if line.endswith(tuple("0123456789"))]

    assert errors == ""
    vault = Vault(RootKey.load(tmp_path / "root.key"))
    shreds = await ShredStore.open(tmp_path / "shred-keys.db")
    store = await Store.open(f"sqlite:///{tmp_path / 'collectif.db'}", key_check=vault.check)
    async with store.reading() as tx:
        (lane_id,) = [r.id for c in await _cases(tmp_path) for r in await tx.lanes.of_case(c)]
        (row,) = [r async for r in tx.sealed.of_lane(lane_id)]
        (wrap,) = (await tx.lanes.wraps(lane_id)).values()
    wrapped = await shreds.key(row.member_id)
    await store.close()
    await shreds.close()
    assert wrapped is not None
    key = vault.open(wrapped, shred_key_place(row.case_id, row.member_id))
    sealed = shred.peel(row.blob, key, record_place(row.case_id, row.member_id, row.id))
    body = sealing.open_payload(sealed, age.decrypt(wrap, [secret]).decode())[1]
    assert acknowledged[-1] <= row.version <= acknowledged[-1] + 2
    assert json.loads(body) == {"text": f"Canary words {row.version}"}


def _holding(folder: Path, *needles: bytes) -> list[str]:
    files = [p for p in folder.rglob("*") if p.is_file()]
    return [p.name for p in files if any(n in p.read_bytes() for n in needles)]


async def _cases(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "collectif.db")) as data:
        return [row[0] for row in data.execute("SELECT id FROM case_file")]
