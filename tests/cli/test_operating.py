"""What the operator does by command: change the root key, erase for a lost account, look at what is due."""

import asyncio
import os
from pathlib import Path

import pytest

from bot.app import build
from bot.cli.exits import Exit, explain
from bot.cli.rotate_keys import change_root_key
from bot.settings import Settings
from bot.settings_file import load
from bot.storage import Store
from bot.storage.files import InstanceLock
from bot.vault import RootKey
from tests.cli.process import collectif
from tests.services.office import BEN, Office, open_office

USER = 172839405162738495
PREVIOUS = "COLLECTIF_PREVIOUS_ROOT_KEY_FILES"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a root key and a database in which two people are registered."""
    (tmp_path / "data").mkdir(mode=0o700)

    async def fill() -> None:
        async with open_office(tmp_path / "data") as office:
            case = await office.case()
            await office.concerned(case, USER)
            await office.member(case, BEN)

    asyncio.run(fill())
    return tmp_path


def _registered(home: Path) -> list[int]:
    """How many members the two accounts have."""

    async def ask(office: Office) -> list[int]:
        async with office.deps.store.reading() as tx:
            (case_id,) = await tx.cases.ids()
        members = [await office.services.enrol.members(office.actor(u), case_id) for u in (USER, BEN)]
        return [len(found) for found in members]

    async def run() -> list[int]:
        async with open_office(home / "data") as office:
            return await ask(office)

    return asyncio.run(run())


def test_i6_rotate_keys_leaves_two_keys_and_a_sheet(home: Path) -> None:
    """I6: the command names the sheet to print and the key to take away; all files are the owner's alone."""
    before = RootKey.load(home / "data/root.key").fingerprint

    done = collectif("rotate-keys", cwd=home, umask=0)

    now = RootKey.load(home / "data/root.key").fingerprint
    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert now != before
    sheet = f"data/recovery-sheet-{now}.pdf"
    assert sheet in done.stdout
    assert "root.key.previous" in done.stdout
    assert {p.stat().st_mode & 0o777 for p in (home / "data").iterdir() if p.is_file()} == {0o600}
    assert _registered(home) == [1, 1]
    again = collectif("rotate-keys", cwd=home)
    assert (again.returncode, RootKey.load(home / "data/root.key").fingerprint) == (Exit.OK, now)
    assert "Nothing was changed now" in again.stdout


def test_i6_rotate_keys_waits_for_the_bot_to_stop(home: Path) -> None:
    """I6: while the bot serves the database the command is refused as busy, before any key is made."""
    lock = InstanceLock(home / "data/collectif.db")
    lock.take()
    try:
        done = collectif("rotate-keys", cwd=home)
    finally:
        lock.release()

    assert (done.returncode, done.stdout) == (Exit.BUSY, "")
    assert not (home / "data/root.key.new").exists()


@pytest.mark.parametrize(
    ("listed", "code"),
    [
        ("data/old.key,,data/older.key", Exit.USAGE),
        ("data/old.key,data/old.key", Exit.USAGE),
        ("data/missing.key", Exit.KEY),
        ("data/short.key", Exit.KEY),
        ("data/open.key", Exit.KEY),
        ("data/root.key", Exit.KEY),
        ("data/old.key,data/short.key", Exit.KEY),
    ],
)
def test_a5_a_malformed_list_of_earlier_keys_stops_everything(home: Path, listed: str, code: Exit) -> None:
    """A5: neither the start nor a change of the key goes on with a list that holds one mistake."""
    RootKey.create(home / "data/old.key")
    RootKey.create(home / "data/open.key")
    (home / "data/open.key").chmod(0o644)
    (home / "data/short.key").write_bytes(bytes(31))
    (home / "data/short.key").chmod(0o600)
    (home / "token").write_text("not.a.token")
    before = (home / "data/collectif.db").read_bytes()
    named = ",".join(str(home / name) if name else "" for name in listed.split(","))

    problem = _refused(home / "data", named)

    assert problem[0] == code
    assert len(problem[1].splitlines()) == 1
    assert (home / "data/collectif.db").read_bytes() == before
    assert not (home / "data/root.key.new").exists()


def test_a5_the_start_is_refused_in_one_line(home: Path) -> None:
    """A5: `collectif run` ends with the code and one line."""
    (home / "token").write_text("not.a.token")
    named = {PREVIOUS: "data/missing.key", "COLLECTIF_DISCORD_TOKEN_FILE": "token"}

    done = collectif("run", cwd=home, **named)

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (Exit.KEY, "", 1)


def _refused(data: Path, named: str) -> tuple[Exit, str]:
    """How both the start and a change of the key end with this list; they end alike."""
    problems = set()
    for act in (build, change_root_key):
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("COLLECTIF_DATA_DIR", str(data))
            patched.setenv(PREVIOUS, named)
            try:
                asyncio.run(act(load(data / "none.env")))  # type: ignore[arg-type]
            except Exception as error:
                problems.add(explain(error))
    (problem,) = problems
    return problem


def test_k8_a_lost_discord_account_is_erased_by_its_number(home: Path) -> None:
    """K8: the operator erases by the account's number; its registration goes and the number with it."""
    refused = collectif("erase", "--discord-id", "12", "--yes", cwd=home)
    unsure = collectif("erase", cwd=home, stdin=f"{USER}\nn\n")
    assert (refused.returncode, unsure.returncode) == (Exit.USAGE, Exit.REFUSED)
    assert _registered(home) == [1, 1]

    done = collectif("erase", cwd=home, stdin=f"{USER}\ny\n")

    assert (done.returncode, "1 registrations in 1 cases" in done.stdout) == (Exit.OK, True)
    assert _registered(home) == [0, 1]
    again = collectif("erase", "--discord-id", str(USER), "--yes", cwd=home)
    assert (again.returncode, "0 registrations" in again.stdout) == (Exit.OK, True)
    assert collectif("due", "--confirm", cwd=home).stdout == "Nothing is due.\n"


def test_k8_nothing_asks_discord_about_accounts() -> None:
    """K8: no code fetches a user or a member, so that an account that Discord deleted breaks nothing."""
    root = Path(__file__).parents[2]
    asking = [
        (path.name, word)
        for folder in ("bot", "cogs")
        for path in (root / folder).rglob("*.py")
        if "demo" not in path.parts
        for word in ("fetch_user", "fetch_member", "get_member(", "get_user(")
        if word in path.read_text("utf-8")
    ]

    assert asking == []


async def test_a2_a_wrong_key_opens_nothing_after_a_change(tmp_path: Path) -> None:
    """A2: after a change the old key is a wrong one like any other, and changes no byte."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    async with open_office(data) as office:
        await office.case()
    await change_root_key(Settings(data_dir=data))
    old = RootKey.load(data / "root.key.previous")
    database = data / "collectif.db"
    before = database.read_bytes()

    with pytest.raises(Exception, match="root key is not the one"):
        await Store.open(f"sqlite:///{database}", key_check=old.check)

    assert database.read_bytes() == before
    assert os.stat(database).st_mode & 0o777 == 0o600  # noqa: PTH116 - nothing else runs
