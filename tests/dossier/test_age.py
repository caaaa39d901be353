"""The standard age program opens a dossier and what is in it, without Collectif (security brief H3)."""

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from bot.dossier.format import Manifest, read_manifest
from tests.dossier.sample import NAMES, PNG, sample
from tests.keyholder import KeyHolder

pytestmark = pytest.mark.needs("age")


def age(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run Debian's age."""
    program = shutil.which("age")
    assert program is not None
    return subprocess.run([program, *map(str, arguments)], input=stdin, capture_output=True, check=False)


def decrypted(file: Path, key: Path) -> bytes:
    """What the program makes of a file with a key file."""
    done = age("-d", "-i", key, file)
    assert done.returncode == 0, done.stderr
    return done.stdout


def unpacked(data: bytes, folder: Path) -> tuple[Path, Manifest]:
    """Unpack the archive as any program does."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    return folder, read_manifest((folder / "manifest.json").read_bytes())


def test_h3_age_opens_the_dossier_and_every_sealed_record(tmp_path: Path) -> None:
    """H3: with the key file alone: dossier, copy of the lane's key, sealed records, in three steps."""
    found = sample(2)
    file, key = found.lying(tmp_path)

    folder, manifest = unpacked(decrypted(file, key), tmp_path / "inside")
    (copy,) = manifest.copies
    lane_key = tmp_path / "lane.txt"
    lane_key.write_bytes(decrypted(folder / copy.path, key))
    bodies = {}
    for record in manifest.records:
        line, _, rest = decrypted(folder / record.path, lane_key).partition(b"\n")
        header = json.loads(line)
        assert (header["member"], header["field"], header["version"]) == (
            record.member,
            record.field,
            record.version,
        )
        bodies[record.path] = rest[: header["length"]]

    assert json.loads(bodies["sealed/P-00001/identity-1.age"])["full_name"] == NAMES[0]
    assert bodies["sealed/P-00002/evidence-1.age"] == PNG


def test_h3_each_key_holder_opens_it_and_nobody_else(tmp_path: Path) -> None:
    """H3: every key-holder's key file opens the dossier in the age program; a stranger's does not."""
    found = sample(1, 3)
    file, _ = found.lying(tmp_path)
    for number, holder in enumerate((*found.holders, KeyHolder())):
        holder.key.write(tmp_path / f"{number}.txt", found.plan.created)

    codes = [age("-d", "-i", tmp_path / f"{number}.txt", file).returncode for number in range(4)]

    assert codes[:3] == [0, 0, 0]
    assert codes[3] != 0


@pytest.mark.parametrize("cut", [1, 200])
def test_h3_age_refuses_what_was_cut(tmp_path: Path, cut: int) -> None:
    """H3: the age program fails for a dossier that lost its end."""
    file, key = sample(1).lying(tmp_path)
    file.write_bytes(file.read_bytes()[:-cut])

    assert age("-d", "-i", key, file).returncode != 0


@pytest.mark.parametrize("language", ["README.txt", "LISEZMOI.txt", "LIESMICH.txt"])
def test_the_explanations_inside_name_the_commands_that_work(tmp_path: Path, language: str) -> None:
    """Whoever unpacks a dossier without Collectif finds in their language what to type next."""
    file, key = sample(1).lying(tmp_path)
    folder, _ = unpacked(decrypted(file, key), tmp_path / "inside")

    text = " ".join((folder / language).read_text("utf-8-sig").split())
    assert "age -d -i" in text
    assert "keys/" in text
    assert "collectif desk open" in text
