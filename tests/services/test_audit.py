"""The audit trail shows what was done to it, by whoever has the database or an older copy of it."""

import contextlib
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.cli.exits import Exit
from bot.domain.access import Action
from bot.domain.errors import BusyError, NotAllowedError
from bot.services.audit import Auditor, Flaw
from bot.services.witness import (
    CheckpointError,
    CheckpointView,
    ForeignCheckpointError,
    TooOldError,
    TrailDamagedError,
    read_checkpoint,
    verify,
)
from bot.storage import AuditRow
from bot.storage.repositories.audit import Audit
from bot.vault import RootKey, Vault, notes
from tests.cli.process import collectif
from tests.services.office import ANN, ORGANISER, OUTSIDER, Office, open_office

Tamper = Callable[[sqlite3.Connection], object]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """Services in the data folder of an operator, so that the command line finds them."""
    (tmp_path / "data").mkdir(mode=0o700)
    async with open_office(tmp_path / "data") as opened:
        yield opened


async def act(office: Office, case_id: str, times: int = 4) -> None:
    """Let an organiser look at the figures, and somebody be refused."""
    for _ in range(times):
        await office.services.cases.progress(office.actor(ORGANISER), case_id)
        with pytest.raises(NotAllowedError):
            await office.services.cases.progress(office.actor(OUTSIDER), case_id)


async def flaw(office: Office, checkpoint: CheckpointView | None = None) -> Flaw | None:
    """What is found wrong."""
    vault = office.deps.vault
    claim = read_checkpoint(vault, checkpoint.note) if checkpoint else None
    async with office.deps.store.reading() as tx:
        return (await verify(vault, tx, claim)).flaw


def copied(folder: Path, name: str) -> Path:
    """A copy of the data folder as it is now, inside a folder of this name."""
    (folder / name).mkdir()
    shutil.copytree(folder / "data", folder / name / "data", ignore=shutil.ignore_patterns("*.lock"))
    return folder / name


def tampered(office_folder: Path, change: Tamper) -> None:
    """Change the database beside the bot, as somebody without its key can."""
    with contextlib.closing(sqlite3.connect(office_folder / "data" / "collectif.db")) as connection:
        change(connection)
        connection.commit()


def swap(connection: sqlite3.Connection) -> None:
    """Let two neighbours change places."""
    for old, new in ((3, -1), (4, 3), (-1, 4)):
        connection.execute("UPDATE audit_line SET seq = ? WHERE seq = ?", (new, old))


def write_anew(connection: sqlite3.Connection) -> None:
    """Give a line another result and chain the following ones to it, without the key."""
    connection.execute("UPDATE audit_line SET result = 'done', mac = x'00' WHERE seq = 3")
    connection.execute("UPDATE audit_line SET previous = x'00' WHERE seq = 4")


# What somebody who has the database, but not the key, can do to the trail.
TAMPERINGS: dict[str, tuple[Tamper, Flaw]] = {
    "edit the act": (
        lambda c: c.execute("UPDATE audit_line SET action = 'close_case' WHERE seq = 3"),
        Flaw.BROKEN,
    ),
    "edit the person": (
        lambda c: c.execute("UPDATE audit_line SET actor = 'u:0' WHERE seq = 3"),
        Flaw.BROKEN,
    ),
    "edit the time": (
        lambda c: c.execute("UPDATE audit_line SET at = '2026-01-01 00:00:00.000000' WHERE seq = 3"),
        Flaw.BROKEN,
    ),
    "edit and chain anew": (write_anew, Flaw.BROKEN),
    "delete one": (lambda c: c.execute("DELETE FROM audit_line WHERE seq = 3"), Flaw.BROKEN),
    "delete the first": (lambda c: c.execute("DELETE FROM audit_line WHERE seq = 1"), Flaw.BROKEN),
    "reorder": (swap, Flaw.BROKEN),
    "cut off the last": (lambda c: c.execute("DELETE FROM audit_line WHERE seq = 9"), Flaw.SHORTENED),
    "cut off the last five": (lambda c: c.execute("DELETE FROM audit_line WHERE seq > 4"), Flaw.SHORTENED),
    "delete all": (lambda c: c.execute("DELETE FROM audit_line"), Flaw.SHORTENED),
    "delete all with the seal": (
        lambda c: c.executescript("DELETE FROM audit_line; DELETE FROM meta WHERE name = 'audit_seal'"),
        Flaw.SHORTENED,
    ),
    "cut off the last with the seal": (
        lambda c: c.executescript(
            "DELETE FROM audit_line WHERE seq = 9; DELETE FROM meta WHERE name = 'audit_seal'"
        ),
        Flaw.SHORTENED,
    ),
}


async def test_i11_whoever_has_the_database_alone_is_found_out(office: Office, tmp_path: Path) -> None:
    """I11: an edit, a deletion, another order and a cut-off end are seen without any checkpoint."""
    case = await office.case()
    await act(office, case.id)
    assert await flaw(office) is None

    found = {}
    for number, (name, (change, _)) in enumerate(TAMPERINGS.items()):
        copy = copied(tmp_path, f"copy-{number}")
        tampered(copy, change)
        async with open_office(copy / "data") as again:
            found[name] = await flaw(again)

    assert found == {name: expected for name, (_, expected) in TAMPERINGS.items()}


async def test_i11_a_rolled_back_or_replaced_trail_differs_from_its_checkpoint(
    office: Office, tmp_path: Path
) -> None:
    """I11: yesterday's database, and a new trail under the same key, are whole: the checkpoint tells."""
    case = await office.case()
    await act(office, case.id, 1)
    yesterday = copied(tmp_path, "yesterday")
    await act(office, case.id, 2)
    checkpoint = await office.services.witness.checkpoint(office.actor(ORGANISER), case.id)
    await act(office, case.id, 1)
    assert await flaw(office, checkpoint) is None

    async with open_office(yesterday / "data") as back:
        assert await flaw(back) is None
        assert await flaw(back, checkpoint) is Flaw.ROLLED_BACK

        back.now += timedelta(hours=1)
        await act(back, case.id, 5)
        assert await flaw(back) is None
        assert await flaw(back, checkpoint) is Flaw.REPLACED


async def test_i11_the_command_tells_by_exit_code(office: Office, tmp_path: Path) -> None:
    """I11: `collectif verify-audit` ends with 0, with 4 for a broken trail, with 5 for another key."""
    case = await office.case()
    await act(office, case.id, 1)
    checkpoint = await office.services.witness.checkpoint(office.actor(ORGANISER), case.id)
    await office.services.cases.progress(office.actor(ORGANISER), case.id)
    await office.deps.store.close()
    (tmp_path / "note.txt").write_text(checkpoint.note, "utf-8")
    other = Vault(RootKey.create(tmp_path / "other.key"))
    (tmp_path / "foreign.txt").write_text(other.sign_checkpoint("x\n4\nAAAA\n2026\n"), "utf-8")
    (tmp_path / "odd.txt").write_text("nothing of the kind", "utf-8")

    good = collectif("verify-audit", "--checkpoint", "note.txt", "--json", cwd=tmp_path)
    foreign = collectif("verify-audit", "--checkpoint", "foreign.txt", cwd=tmp_path)
    odd = collectif("verify-audit", "--checkpoint", "odd.txt", cwd=tmp_path)
    tampered(tmp_path, lambda c: c.execute("DELETE FROM audit_line WHERE seq > 2"))
    cut = collectif("verify-audit", "--json", cwd=tmp_path)
    nothing = collectif("verify-audit", cwd=tmp_path, COLLECTIF_DATA_DIR="none")

    assert (good.returncode, foreign.returncode, odd.returncode) == (Exit.OK, Exit.KEY, Exit.USAGE)
    assert json.loads(good.stdout) == {
        "ok": True,
        "first_line": 1,
        "last_line": 5,
        "flaw": None,
        "at_line": None,
        "checkpoint_line": checkpoint.lines,
    }
    assert cut.returncode == Exit.INTEGRITY
    assert json.loads(cut.stdout)["flaw"] == Flaw.SHORTENED
    assert "cut off" in cut.stderr
    assert nothing.returncode == Exit.KEY
    assert not (tmp_path / "none").exists()


async def test_i13_a_line_names_nobody(office: Office) -> None:
    """I13: a line has pseudonyms and codes only, and the same person has unrelated ones in two cases."""
    case = await office.case()
    await act(office, case.id, 1)
    async with office.deps.store.reading() as tx:
        rows = await tx.audit.all()

    assert {row.action for row in rows} <= {action.value for action in Action}
    assert all(row.actor.startswith("u:") and len(row.actor) == 18 for row in rows)
    assert str(ORGANISER) not in "".join(map(str, rows))
    vault = office.deps.vault
    assert vault.pseudonym(case.id, str(ORGANISER)) != vault.pseudonym("other", str(ORGANISER))


async def test_i13_after_an_erasure_the_trail_still_holds(office: Office) -> None:
    """I13: erasing takes no line out, and no line names whom it was about."""
    case = await office.case()
    member = await office.member(case)
    before = await rows(office)
    await office.services.rights.erase(office.actor(ANN), case.id, None)

    after = await rows(office)
    assert after[: len(before)] == before
    assert member.ref not in "".join(map(str, after))
    assert await flaw(office) is None


async def rows(office: Office) -> list[AuditRow]:
    """Every line."""
    async with office.deps.store.reading() as tx:
        return await tx.audit.all()


async def test_i12_what_cannot_be_written_down_is_not_done(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I12: when the line cannot be written the act has no effect, and its line stands beside its effect."""
    case = await office.case()

    async def full(self: Audit, row: AuditRow) -> None:
        raise BusyError

    with monkeypatch.context() as broken:
        broken.setattr(Audit, "add", full)
        with pytest.raises(BusyError):
            await office.services.cases.close(office.actor(ORGANISER), case.id)
    assert (await office.services.cases.view(office.actor(ORGANISER), case.id)).status == case.status

    await office.services.cases.close(office.actor(ORGANISER), case.id)
    assert [(r.action, r.result) for r in await rows(office)].count(("close_case", "done")) == 1


async def test_lines_go_by_age_and_the_rest_stays_verifiable(office: Office, tmp_path: Path) -> None:
    """Deleting old lines leaves a trail that vouches for its beginning; deleting more by hand does not."""
    case = await office.case()
    await act(office, case.id, 2)
    old = await office.services.witness.checkpoint(office.actor(ORGANISER), case.id)
    office.now += timedelta(days=400)
    await act(office, case.id, 1)
    kept = await office.services.witness.checkpoint(office.actor(ORGANISER), case.id)

    async with office.deps.store.transaction() as tx:
        auditor = Auditor(office.deps.vault, tx)
        gone = await auditor.forget(office.now, office.now - timedelta(days=365), case.id)
        assert await auditor.forget(office.now, office.now - timedelta(days=365), case.id) == 0

    assert gone == old.lines
    assert await flaw(office) is None
    assert await flaw(office, kept) is None
    assert await flaw(office, old) is None  # the first line that is left follows that one
    await act(office, case.id, 1)
    tampered(tmp_path, lambda c: c.execute("DELETE FROM audit_line WHERE seq <= ?", (old.lines + 1,)))
    assert await flaw(office) is Flaw.BROKEN


async def test_a_checkpoint_of_deleted_lines_is_too_old(office: Office) -> None:
    """What cannot be compared any more is said, not taken for good."""
    case = await office.case()
    old = await office.services.witness.checkpoint(office.actor(ORGANISER), case.id)
    await act(office, case.id, 2)
    office.now += timedelta(days=400)
    await act(office, case.id, 1)
    async with office.deps.store.transaction() as tx:
        await Auditor(office.deps.vault, tx).forget(office.now, office.now - timedelta(days=9), case.id)

    with pytest.raises(TooOldError):
        await flaw(office, old)


async def test_a_note_is_signed_once_a_day_if_there_is_something_new(office: Office, tmp_path: Path) -> None:
    """The clock signs a day's trail, not one without new lines, and never one that does not hold."""
    keep = office.services.witness.keep

    async def signed() -> list[int]:
        with contextlib.closing(sqlite3.connect(tmp_path / "data" / "collectif.db")) as connection:
            return [lines for (lines,) in connection.execute("SELECT lines FROM audit_checkpoint")]

    await keep()
    assert await signed() == []
    case = await office.case()
    await keep()
    await act(office, case.id, 1)
    await keep()
    assert await signed() == [1]
    office.now += timedelta(days=1)
    await keep()
    office.now += timedelta(days=1)
    await keep()
    assert await signed() == [1, 3]

    await act(office, case.id, 1)
    tampered(tmp_path, lambda c: c.execute("UPDATE audit_line SET actor = 'u:0' WHERE seq = 2"))
    office.now += timedelta(days=1)
    await keep()
    assert await signed() == [1, 3]
    with pytest.raises(TrailDamagedError):
        await office.services.witness.checkpoint(office.actor(ORGANISER), case.id)


async def test_a_checkpoint_is_the_organisers_and_says_nothing_of_anybody(office: Office) -> None:
    """Others are refused and that is audited; the note holds a name, a number, a mac and a time."""
    case = await office.case()
    with pytest.raises(NotAllowedError):
        await office.services.witness.checkpoint(office.actor(ANN), case.id)
    found = await office.services.witness.checkpoint(office.actor(ORGANISER), case.id)

    name, lines, head, at, empty, _, _ = found.note.split("\n")
    assert (int(lines), empty) == (found.lines, "")
    assert len(head) == 44
    assert at == "2026-11-24T12:00:00Z"
    assert name == office.deps.vault.checkpoint_name
    assert [(r.action, r.result) for r in await rows(office)][-2:] == [
        ("read_checkpoint", "refused"),
        ("read_checkpoint", "done"),
    ]


async def test_a_changed_checkpoint_is_nobodys(office: Office) -> None:
    """Any other number, mac or signature makes the note worthless; other text is no note at all."""
    case = await office.case()
    found = await office.services.witness.checkpoint(office.actor(ORGANISER), case.id)
    vault = office.deps.vault

    for good, bad in (
        (f"\n{found.lines}\n", "\n1\n"),
        ("2026", "2025"),
        (
            " ",
            " A",
        ),
    ):
        changed = found.note.replace(good, bad, 1)
        with pytest.raises((ForeignCheckpointError, CheckpointError)):
            read_checkpoint(vault, changed)
    for odd in ("", "x", "a\n\nb", found.note * 100, found.note.replace("— ", "- ")):
        with pytest.raises(CheckpointError):
            read_checkpoint(vault, odd)
    assert notes.read(found.note).is_by(notes.NoteKey(*_key(found.public_key)))


def _key(text: str) -> tuple[str, bytes]:
    """A public key as a reader of the format takes it apart."""
    import base64

    name, _, public = text.split("+", 2)
    return name, base64.b64decode(public)[1:]


async def test_the_trail_in_a_copy_is_the_persons_own(office: Office) -> None:
    """I13: short pseudonyms of before are found and verify; a line of another with that start is not."""
    case = await office.case()
    await office.member(case)
    vault = office.deps.vault
    mine, short = vault.pseudonyms(case.id, str(ANN))
    almost = short + ("0" if mine[len(short)] != "0" else "1") + mine[len(short) + 1 :]
    async with office.deps.store.transaction() as tx:
        for who in (mine, short, almost):
            trail = Auditor(vault, tx)
            await trail._append(office.now, case.id, who, "member", "register", None, "seen-" + who)

    machine, _ = await office.services.export.own(office.actor(ANN), case.id, "en")
    found = json.loads(machine.data)

    said = {row["result"] for row in found["audit_trail"] if row["result"].startswith("seen-")}
    assert said == {"seen-" + mine, "seen-" + short}
    async with office.deps.store.reading() as tx:
        assert await Auditor(vault, tx).broken_at() is None
