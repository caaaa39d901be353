"""Dossiers of many members, and what is left when the bot is killed while it builds one."""

import subprocess
import sys
import time
import zipfile
from pathlib import Path

import psutil
import pytest

from bot.domain.codes import Purpose
from bot.dossier.opening import open_dossier
from tests.cli.process import ROOT, clean_environment
from tests.keyholder import KeyHolder
from tests.laws.canaries import every_file
from tests.services.building_child import FILES, MEMBERS
from tests.services.crowd import crowd
from tests.services.handing import built, stored
from tests.services.office import Office
from tests.services.sealing import let_in, opened

_PATIENCE = 180


async def test_a_lawyer_who_comes_after_a_thousand_opens_all_of_them(office: Office, tmp_path: Path) -> None:
    """Let in after a thousand registrations, a lawyer opens every member of the lane and nobody else's."""
    case, first, late, other = await office.case(), KeyHolder(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, first)
    elsewhere = await opened(office, case, other, lane_name="Cabinet Deux")
    names = await crowd(office, case, lane.id, 1000)
    theirs = await crowd(office, case, elsewhere.id, 20)

    await let_in(office, case, lane, first, late)
    view = await built(office, case, lane)

    file = office.deps.dossiers / view.file_name
    with open_dossier(file, late.key.secret) as found:
        opened_names = {ref: p.identity.full_name for ref, p in found.people.items() if p.identity}
        assert opened_names == names
        assert found.locked == []
        assert all(Purpose.LAWYER in m.consents for m in found.members)
        inside = {record.path.split("/")[1] for record in found.manifest.records}
    assert inside == set(names)
    assert not inside & set(theirs)
    assert view.members == 1000
    assert len(stored(office, view)) < 3_000_000


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A bot's folder with many sealed files, and a folder of its own for temporary files."""
    (tmp_path / "temp").mkdir()
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    _child(data, "prepare").communicate(timeout=_PATIENCE)
    return data


def _child(data: Path, what: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.services.building_child", str(data), what],
        cwd=ROOT,
        env=clean_environment(TMPDIR=str(data.parent / "temp")),
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc for the file without a name")
def test_h7_a_kill_leaves_neither_plaintext_nor_half_a_file(prepared: Path) -> None:
    """H7: killed while the dossier is written, nothing of it is left, and the next build works."""
    building = _child(prepared, "build")
    assert building.stdout is not None
    assert building.stdout.readline() == "under way\n"
    building.kill()
    building.communicate(timeout=_PATIENCE)
    _wait_for_orphans(prepared)

    assert sorted(p.name for p in (prepared / "dossiers").iterdir()) == []
    assert sorted(p.name for p in (prepared.parent / "temp").iterdir()) == []
    assert [
        name for name, data in every_file(prepared.parent) if b"CANARY" in data or b"Canary Person" in data
    ] == []

    out, _ = _child(prepared, "build").communicate(timeout=_PATIENCE)
    (file,) = (prepared / "dossiers").iterdir()
    assert out.endswith(f"done {file.name}\n")
    key = next(line for line in (prepared / "holder.txt").read_text().splitlines() if line.startswith("AGE-"))
    with open_dossier(file, key) as found:
        assert len(found.members) == MEMBERS
        assert len(found.documents) == MEMBERS * FILES
    assert [
        name for name, data in every_file(prepared.parent) if b"CANARY" in data or b"Canary Person" in data
    ] == []
    assert not zipfile.is_zipfile(file)


def _wait_for_orphans(data: Path) -> None:
    """The building process ends by itself when its parent is gone."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        left = [p for p in psutil.process_iter(["cmdline"]) if _is_ours(p, data)]
        if not left:
            return
        time.sleep(0.1)
    pytest.fail("the building process outlived its parent")


def _is_ours(process: psutil.Process, data: Path) -> bool:
    try:
        return "bot.dossier.child" in " ".join(process.info["cmdline"] or []) and any(
            str(data) in str(fd.readlink()) for fd in Path(f"/proc/{process.pid}/fd").iterdir()
        )
    except OSError:
        return False
