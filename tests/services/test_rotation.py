"""Changing the root key: nothing is lost, whatever the moment of a crash, on both databases."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import build
from bot.cli.rotate_keys import change_root_key, sheet_of
from bot.domain.errors import BadCodeError, NotAllowedError
from bot.domain.fault_points import FaultPoint
from bot.domain.identity import Statement, decode, encode
from bot.domain.member import MemberFile, new_id
from bot.domain.sealing import SealedField
from bot.services.audit import Auditor, OwnAct
from bot.services.erasing import is_erased, replay_tombstones
from bot.services.sealed import record_place, shred_key_place
from bot.services.views import CaseView
from bot.settings import Settings
from bot.storage import Store, StoreError, WrongKeyError
from bot.storage.inventory import SHRED_TABLES, TABLES, Kind
from bot.storage.keyed import TURNS, Turn
from bot.vault import KeyFileError, RootKey, Vault, age, derive, past, sealing, shred
from tests.frozen import DOCUMENT, frozen_text
from tests.keyholder import KeyHolder
from tests.services.office import ANN, BEN, ORGANISER, OTHER_SERVER, OUTSIDER, Office, open_office
from tests.services.sealing import chosen, named, opened
from tests.storage.sample import NOW

ROOT = Path(__file__).parents[2]
WORDS = Statement("Canary words")
REFERENCE = "SAISINE 7"
ELSEWHERE = (
    "act_",
    "seal_",
    "schema_",
    "dossier_",
    "backup_",
    "shredded",
    "rows_deleted",
    "erased",
    "restore_",
)
POINTS = [point for point in FaultPoint if not point.value.startswith(ELSEWHERE)]


@dataclass(frozen=True)
class Made:
    """What was stored under the first root key, as far as people know it."""

    case: str
    ref: str
    member: str
    erased: str
    receipt: str
    invitation: str
    secret: str  # of the key-holder
    code: str


async def _make(folder: Path, database: str | None = None) -> Made:
    """Fill a database with one of everything that depends on the root key; leave it closed."""
    async with open_office(folder, database) as office:
        case, holder = await office.case(), KeyHolder()
        member = await office.concerned(case)
        gone = await office.member(case, BEN)
        lane = await opened(office, case, holder)
        await chosen(office, case, ANN, member.ref, lane.id)
        await office.services.sealed.put(
            office.actor(ANN), case.id, member.ref, SealedField.STATEMENT, encode(WORDS)
        )
        receipt = await office.services.enrol.receipt(office.actor(ANN), case.id)
        invitation = await office.services.page.invitation(office.actor(ORGANISER), case.id)
        await _filed(office, case, member)
        await named(office, case, KeyHolder(), lane_name="Cabinet Deux")  # its challenge stays open
        if database is None:
            shutil.copy(folder / "collectif.db", folder / "before.db")
        await office.services.rights.erase(office.actor(BEN), case.id)
        return Made(
            case.id, member.ref, member.id, gone.id, receipt, invitation, holder.key.secret, office.code()
        )


async def _filed(office: Office, case: CaseView, member: MemberFile) -> None:
    """Freeze a letter that counts the member, and file it under a number."""
    row = await frozen_text(office.deps, case.id, [member], case.pack.authorities[0].id)
    filings, day = office.services.filings, office.deps.today()
    await filings.print(office.actor(ORGANISER), case.id, row.id)
    await filings.filed(office.actor(ORGANISER), case.id, row.id, day, REFERENCE, proof=True)


async def _whole(office: Office, made: Made) -> None:
    """Everything of before is readable and does its work, and what was erased is known to be."""
    deps, services = office.deps, office.services
    (own,) = await services.enrol.members(office.actor(ANN), made.case)
    assert own.ref == made.ref
    with pytest.raises(NotAllowedError):
        await services.cases.progress(office.actor(OUTSIDER), made.case)
    assert (await services.cases.progress(office.actor(ORGANISER), made.case)).registered == 1
    assert await services.page.invitation(office.actor(ORGANISER), made.case) == made.invitation
    assert (await services.page.enter(made.invitation, made.receipt)).case_id == made.case
    assert await _statement(office, made) == WORDS
    (text,) = await services.texts.seen(office.actor(ANN), made.case, made.ref)
    assert text.filing is not None
    assert text.filing.reference == REFERENCE
    assert (await services.texts.read(office.actor(ANN), made.case, made.ref, text.id))[1] == DOCUMENT
    assert (await services.texts.changes(office.actor(ANN), made.case, made.ref, text.id))[1] is None
    assert await is_erased(deps, made.case, made.erased)
    assert not await is_erased(deps, made.case, made.member)
    async with deps.store.reading() as tx:
        assert await Auditor(deps.vault, tx).broken_at() is None
    await services.sealed.put(
        office.actor(ANN), made.case, made.ref, SealedField.SENDERS, encode(Statement("after"))
    )
    (again,) = await services.enrol.recover(office.actor(OUTSIDER), made.case, made.receipt)
    assert again.ref == made.ref


async def _statement(office: Office, made: Made) -> object:
    deps = office.deps
    async with deps.store.reading() as tx:
        lanes = [lane.id for lane in await tx.lanes.of_case(made.case)]
        rows = [row for lane_id in lanes async for row in tx.sealed.of_lane(lane_id)]
        (row,) = [row for row in rows if row.field is SealedField.STATEMENT]
        wraps = (await tx.lanes.wraps(row.lane_id)).values()
    wrapped = await deps.shreds.key(made.member)
    assert wrapped is not None
    key = deps.vault.open(wrapped, shred_key_place(made.case, made.member))
    sealed = shred.peel(row.blob, key, record_place(row.case_id, row.member_id, row.id))
    keys = [age.decrypt(wrap, [made.secret]).decode() for wrap in wraps]
    return decode(row.field, sealing.open_payload(sealed, keys[0])[1])


def _settings(folder: Path, database: str = "", previous: tuple[Path, ...] = ()) -> Settings:
    return Settings(data_dir=folder, database_url=SecretStr(database), previous_root_key_files=previous)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Made]:
    """A filled folder, copied by each test."""
    folder = tmp_path_factory.mktemp("rotation") / "data"
    folder.mkdir(mode=0o700)
    return folder, asyncio.run(_make(folder))


@pytest.fixture
def copied(template: tuple[Path, Made], tmp_path: Path) -> tuple[Path, Made]:
    """A copy of the filled folder."""
    shutil.copytree(template[0], tmp_path / "data")
    return tmp_path / "data", template[1]


def _child(folder: Path, point: str, database: str = "") -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.services.rotating_child", str(folder), database, point],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


async def test_i6_everything_lives_on_under_a_new_root_key(copied: tuple[Path, Made]) -> None:
    """I6: codes, links, sealed records, receipts, tombstones, the audit trail: all as before, and again."""
    folder, made = copied
    old = RootKey.load(folder / "root.key")
    before = _values(folder)

    await change_root_key(_settings(folder))

    new = RootKey.load(folder / "root.key")
    assert new.fingerprint != old.fingerprint
    assert RootKey.load(folder / "root.key.previous").fingerprint == old.fingerprint
    assert sheet_of(folder / "root.key", new.fingerprint).read_bytes().startswith(b"%PDF")
    after = _values(folder)
    changing = {place for place, turn in TURNS.items() if turn in (Turn.REWRAPPED, Turn.MAPPED)}
    changing -= {("proposal", "target")}  # only of acts about organisers
    same = [place for place in changing & before.keys() if before[place] & after[place]]
    assert same == []
    async with open_office(folder) as office:
        await _whole(office, made)
        with pytest.raises(BadCodeError):
            office.deps.vault.read_organiser_code(made.code, office.now)

    (folder / "root.key.previous").unlink()
    await change_root_key(_settings(folder))  # a second change, from what the first one left
    async with open_office(folder) as office:
        (own,) = await office.services.enrol.members(office.actor(OUTSIDER), made.case)
        assert own.ref == made.ref
        assert await _statement(office, made) == WORDS
        assert await is_erased(office.deps, made.case, made.erased)
        assert len(office.deps.vault.receipt_hashes(made.case, made.receipt)) == 3
        async with office.deps.store.reading() as tx:
            assert await Auditor(office.deps.vault, tx).broken_at() is None


@pytest.mark.parametrize("point", POINTS)
async def test_i6_a_kill_at_any_point_is_made_good(copied: tuple[Path, Made], point: FaultPoint) -> None:
    """I6: after kill -9 the bot refuses to start or is whole, and running it again completes the change."""
    folder, made = copied
    old = RootKey.load(folder / "root.key")

    code, errors = await asyncio.to_thread(_child, folder, point)

    assert (code, errors) == (-9, "")
    if point is not FaultPoint.KEY_REPLACED:
        with pytest.raises(KeyFileError, match="rotate-keys"):
            await build(_settings(folder))
    code, errors = await asyncio.to_thread(_child, folder, "")
    assert (code, errors) == (0, "")
    now = RootKey.load(folder / "root.key")
    assert now.fingerprint != old.fingerprint
    assert sheet_of(folder / "root.key", now.fingerprint).exists()
    (folder / "root.key.previous").unlink()  # the old key is not needed any more
    async with open_office(folder) as office:
        await _whole(office, made)


async def test_i6_a_finished_change_is_not_begun_again(
    copied: tuple[Path, Made], capsys: pytest.CaptureFixture[str]
) -> None:
    """Running the command twice changes the key once: the old file has to be moved away first."""
    folder, _ = copied
    await change_root_key(_settings(folder))
    key = RootKey.load(folder / "root.key").fingerprint

    await change_root_key(_settings(folder))

    assert RootKey.load(folder / "root.key").fingerprint == key
    assert "Nothing was changed now" in capsys.readouterr().out


async def test_without_its_database_the_key_is_not_changed(copied: tuple[Path, Made]) -> None:
    """Where the database is not, as on a disk that is not mounted, nothing is made and no key changed."""
    folder, _ = copied
    (folder / "collectif.db").unlink()
    before = sorted(path.name for path in folder.iterdir())

    with pytest.raises(StoreError, match="there is no database"):
        await change_root_key(_settings(folder))

    assert sorted(path.name for path in folder.iterdir()) == before


def _damage(folder: Path, file: str, table: str, column: str, *, at: int = -1) -> str:
    """Flip one bit of one value; the row that has it."""
    with closing(sqlite3.connect(folder / file)) as data:
        row, value = data.execute(
            f"SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL LIMIT 1"
        ).fetchone()
        spoiled = bytearray(value)
        spoiled[at] ^= 1
        data.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (bytes(spoiled), row))
        data.commit()
        key = [name for _, name, *_, primary in data.execute(f"PRAGMA table_info({table})") if primary]
        (found,) = data.execute(f"SELECT {key[0]} FROM {table} WHERE rowid = ?", (row,)).fetchone()
        return str(found)


@pytest.mark.parametrize(
    ("file", "table", "column", "at"),
    [
        ("collectif.db", "binding", "value_enc", -1),
        ("collectif.db", "case_invitation", "token_enc", 50),  # the wrapped key: bodies are not touched
        ("shred-keys.db", "shred_key", "key_enc", 50),
    ],
)
async def test_i6_a_change_that_cannot_be_completed_is_not_begun(
    copied: tuple[Path, Made], file: str, table: str, column: str, at: int
) -> None:
    """I6: one flipped bit stops the change before a key is written, says which row, and the bot starts."""
    folder, _ = copied
    row = _damage(folder, file, table, column, at=at)
    before = sorted(path.name for path in folder.iterdir())
    stored = _values(folder)

    with pytest.raises(StoreError, match=f"{table}, row {row}"):
        await change_root_key(_settings(folder))

    assert sorted(path.name for path in folder.iterdir()) == before
    assert _values(folder) == stored
    await (await build(_settings(folder))).close()


async def test_i6_a_change_that_was_begun_in_vain_is_taken_back(copied: tuple[Path, Made]) -> None:
    """I6: killed before anything was turned, and damaged since: the new key goes again, the bot starts."""
    folder, _ = copied
    await asyncio.to_thread(_child, folder, FaultPoint.SHEET_WRITTEN)
    assert (folder / "root.key.new").exists()
    row = _damage(folder, "collectif.db", "binding", "value_enc")

    with pytest.raises(StoreError, match=row):
        await change_root_key(_settings(folder))

    assert not (folder / "root.key.new").exists()
    assert not list(folder.glob("recovery-sheet-*"))
    await (await build(_settings(folder))).close()


async def test_i6_keys_of_no_case_stop_no_change(copied: tuple[Path, Made]) -> None:
    """I6: an older copy of the records lacks a case that has shred keys: the key changes, again and again."""
    folder, made = copied
    shutil.copy(folder / "collectif.db", folder / "older.db")
    async with open_office(folder) as office:
        case = await office.case(OTHER_SERVER)
        there = new_id()
        sealed = office.deps.vault.seal(shred.new_shred_key(), shred_key_place(case.id, there))
        await office.deps.shreds.keep(there, sealed, office.now)
    shutil.copy(folder / "older.db", folder / "collectif.db")

    for _ in range(2):
        await change_root_key(_settings(folder))
        (folder / "root.key.previous").replace(folder / "paper.key")

    async with open_office(folder) as office:
        await _whole(office, made)
        assert await office.deps.shreds.key(there) == sealed  # for a newer copy that may come back


async def test_a_key_of_an_earlier_change_is_never_overwritten(copied: tuple[Path, Made]) -> None:
    """A change that finds another key in the place of the old one stops until that one is moved away."""
    folder, made = copied
    await asyncio.to_thread(_child, folder, FaultPoint.RECORDS_COMMITTED)
    RootKey.create(folder / "root.key.previous")
    kept = (folder / "root.key.previous").read_bytes()

    with pytest.raises(KeyFileError, match="earlier change"):
        await change_root_key(_settings(folder))

    assert (folder / "root.key.previous").read_bytes() == kept
    (folder / "root.key.previous").unlink()
    await change_root_key(_settings(folder))
    async with open_office(folder) as office:
        await _whole(office, made)


async def test_i6_the_wrong_order_is_refused(copied: tuple[Path, Made]) -> None:
    """I6: taking the old key away before the change is done is refused, with both stores as they were."""
    folder, made = copied
    await asyncio.to_thread(_child, folder, FaultPoint.SHRED_KEYS_COMMITTED)
    stores = [folder / "collectif.db", folder / "shred-keys.db"]
    before = [store.read_bytes() for store in stores]
    old = (folder / "root.key").read_bytes()

    (folder / "root.key").unlink()
    with pytest.raises(KeyFileError, match="missing while it is being changed"):
        await change_root_key(_settings(folder))
    (folder / "root.key.new").rename(folder / "root.key")
    with pytest.raises(WrongKeyError):
        await change_root_key(_settings(folder))
    with pytest.raises(WrongKeyError):
        await build(_settings(folder))

    assert [store.read_bytes() for store in stores] == before
    (folder / "root.key").rename(folder / "root.key.new")
    (folder / "root.key").write_bytes(old)
    (folder / "root.key").chmod(0o600)
    await change_root_key(_settings(folder))
    async with open_office(folder) as office:
        await _whole(office, made)


async def test_k3_a_copy_of_before_the_change_comes_back_under_the_new_key(
    copied: tuple[Path, Made],
) -> None:
    """K3: an older copy is refused, then brought under the new key; who was erased since goes again."""
    folder, made = copied
    await change_root_key(_settings(folder))
    earlier = folder / "root.key.previous"
    away = folder / "paper.key"
    earlier.rename(away)
    shutil.copy(folder / "before.db", folder / "collectif.db")

    with pytest.raises(WrongKeyError):
        await build(_settings(folder))
    await change_root_key(_settings(folder, previous=(away,)))

    async with open_office(folder) as office:
        assert await replay_tombstones(office.deps) == 1
        await _whole(office, made)


async def test_a_copy_of_the_shred_keys_of_before_is_told(copied: tuple[Path, Made]) -> None:
    """Older shred keys beside newer records stop the start in one line, and come under the key again."""
    folder, made = copied
    shutil.copy(folder / "shred-keys.db", folder / "older.db")
    await change_root_key(_settings(folder))
    shutil.copy(folder / "older.db", folder / "shred-keys.db")

    with pytest.raises(StoreError, match="another root key than the records") as told:
        await build(_settings(folder))
    assert "\n" not in str(told.value)
    (folder / "root.key.previous").rename(folder / "paper.key")
    with pytest.raises(WrongKeyError, match="nothing was touched"):
        await change_root_key(_settings(folder))
    await change_root_key(_settings(folder, previous=(folder / "paper.key",)))

    async with open_office(folder) as office:
        await _whole(office, made)


async def test_i11_an_old_root_key_writes_no_line(copied: tuple[Path, Made]) -> None:
    """I11: after a change, lines that somebody forges with the stolen old key are found."""
    folder, made = copied
    thief = Vault(RootKey.load(folder / "root.key"))
    await change_root_key(_settings(folder))
    async with open_office(folder) as office:
        await office.services.cases.progress(office.actor(ORGANISER), made.case)
        async with office.deps.store.transaction() as tx:
            last = (await tx.audit.all())[-1].seq
            await Auditor(thief, tx).write_own(office.now, made.case, OwnAct.ERASE_ACCOUNT, None, "done")
        async with office.deps.store.reading() as tx:
            assert await Auditor(office.deps.vault, tx).broken_at() == last + 1
    with closing(sqlite3.connect(folder / "collectif.db")) as data:  # leave the change out, and all after it
        data.execute(
            "DELETE FROM audit_line WHERE seq >= (SELECT seq FROM audit_line WHERE action='change_root_key')"
        )
        data.commit()
    async with open_office(folder) as office, office.deps.store.reading() as tx:
        assert await Auditor(office.deps.vault, tx).broken_at() is not None


@pytest.mark.needs("postgres")
@pytest.mark.parametrize("point", [FaultPoint.RECORDS_HALF, FaultPoint.RECORDS_COMMITTED])
async def test_i6_on_postgresql_a_process_of_the_old_key_writes_nothing_more(
    tmp_path: Path,
    postgres_url: str,
    point: FaultPoint,
) -> None:
    """I6: on PostgreSQL too a killed change completes; another process may write until then, never after."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    made = await _make(folder, postgres_url)
    other = await Store.open(postgres_url, key_check=RootKey.load(folder / "root.key").check)

    code, errors = await asyncio.to_thread(_child, folder, point, postgres_url)

    assert (code, errors) == (-9, "")
    if point is FaultPoint.RECORDS_HALF:
        async with other.transaction() as tx:
            await tx.requests.claim("still", NOW)
    assert (await asyncio.to_thread(_child, folder, "", postgres_url)) == (0, "")
    with pytest.raises(WrongKeyError):
        async with other.transaction() as tx:
            await tx.requests.claim("late", NOW)
    await other.close()
    async with open_office(folder, postgres_url) as office:
        await _whole(office, made)


# ------------------------------------------------------------------------------------ laws


def test_a_column_that_the_change_does_not_know_fails() -> None:
    """Every column that is encrypted, an index or otherwise of bytes says what a change does with it."""
    from bot.storage.shredding import _metadata as shreds
    from bot.storage.tables import metadata

    tables = TABLES | SHRED_TABLES
    hidden = {
        (table.name, column.name)
        for table in (*metadata.sorted_tables, *shreds.sorted_tables)
        for column in table.columns
        if tables[table.name].columns[column.name][0] in (Kind.ENCRYPTED, Kind.INDEX, Kind.SEALED)
        or str(column.type) in ("BLOB", "BYTEA")
    }

    assert hidden - TURNS.keys() == set()
    assert TURNS.keys() - hidden == {("proposal", "target")}
    encrypted = {place for place in hidden if tables[place[0]].columns[place[1]][0] is Kind.ENCRYPTED}
    rewrapped = {place for place, turn in TURNS.items() if turn in (Turn.REWRAPPED, Turn.REFUSED)}
    assert encrypted <= rewrapped


def test_every_label_says_whether_its_key_is_kept() -> None:
    """A key derived for a new job is kept at a change of the root key, or it is written down why not."""
    labels = {value for name, value in vars(derive).items() if name.isupper() and isinstance(value, str)}

    assert labels - {derive._NAMESPACE} == {*past.KEPT, *past.ENDING}
    assert not set(past.KEPT) & set(past.ENDING)


def _values(folder: Path) -> dict[tuple[str, str], set[bytes]]:
    """The filled values of every column that the change touches."""
    found = {}
    for name, file in (("collectif.db", TABLES), ("shred-keys.db", SHRED_TABLES)):
        with closing(sqlite3.connect(folder / name)) as data:
            for table, column in TURNS:
                if table in file:
                    rows = data.execute(f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL")
                    found[table, column] = {
                        bytes(v) if isinstance(v, bytes) else str(v).encode() for (v,) in rows
                    }
    return found
