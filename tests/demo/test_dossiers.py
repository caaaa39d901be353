"""The dossiers that the demonstration leaves: who is in them, who opens them, and where names stand."""

import csv
import hashlib
import html
import json
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.domain.pack import Pack
from bot.packs import load_pack
from tests.cli.process import collectif
from tests.demo.playing import INVENTED, SHIPPED, Run
from tests.demo.reading import PrintedLetter

pytestmark = pytest.mark.needs("poppler")

Entered = dict[str, Any]


def entered(run: Run) -> list[Entered]:
    """Who the members said they are, by the demonstration's own record."""
    found: list[Entered] = json.loads((run.out / "dossiers" / "entered.json").read_text("utf-8"))["sealed"]
    return found


def opened(run: Run, dossier: dict[str, Any]) -> Path:
    """The folder that a desk made of a dossier."""
    return run.out / str(dossier["path"]).removesuffix(".zip.age")


def names_in(folder: Path) -> dict[str, str]:
    """Reference and name of everybody in an opened dossier, from its table."""
    text = (folder / "tables" / "members-with-names.csv").read_text("utf-8-sig")
    return {row[0]: row[1] for row in list(csv.reader(text.splitlines(), delimiter=";"))[1:]}


def test_the_manifest_describes_every_dossier(run: Run) -> None:
    """One dossier a recipient, with path, fingerprint, number of members and recipient."""
    dossiers = run.manifest["dossiers"]

    assert len(dossiers) == 3
    for dossier in dossiers:
        assert set(dossier) == {"path", "sha256", "members", "recipient"}
        data = (run.out / dossier["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == dossier["sha256"]
        assert data.startswith(b"age-encryption.org/v1\n")
        assert (
            f"{opened(run, dossier).relative_to(run.out).as_posix()}/MANIFEST.sha256"
            in run.manifest["opened"]
        )
    assert all((run.out / path).is_file() for path in run.manifest["opened"])


def test_a_dossier_holds_exactly_who_chose_its_recipient(run: Run) -> None:
    """Members, names and documents of each opened dossier are those that the ledger notes for it."""
    by_recipient: dict[str, list[Entered]] = {}
    for one in entered(run):
        by_recipient.setdefault(one["recipient"], []).append(one)

    assert set(by_recipient) == {dossier["recipient"] for dossier in run.manifest["dossiers"]}
    for dossier in run.manifest["dossiers"]:
        mine, folder = by_recipient[dossier["recipient"]], opened(run, dossier)
        assert names_in(folder) == {one["ref"]: one["full_name"] for one in mine}
        assert {p.stem for p in (folder / "sheets").iterdir()} == {one["ref"] for one in mine}
        documents = Counter(p.parent.name for p in (folder / "documents").rglob("*.png"))
        assert documents == Counter({one["ref"]: one["evidence"] for one in mine if one["evidence"]})
        assert dossier["members"] == len(mine)


def test_named_letters_name_the_members_of_the_dossier(run: Run) -> None:
    """The annexes of the named letters hold the names of the dossier's members and nobody else's."""
    everybody = entered(run)
    for dossier in run.manifest["dossiers"]:
        folder = opened(run, dossier)
        letters = sorted((folder / "letters").glob("collective-complaint-*-named.pdf"))
        printed = [PrintedLetter(path, path.name.split("-")[-4]) for path in letters]
        assert printed != []
        refs = names_in(folder)
        for one in everybody:
            # Scripts that are written from the right come back from a PDF in another order.
            if one["full_name"].isascii() or one["full_name"][0] < "\u0590":
                named = any(letter.says(one["full_name"]) for letter in printed)
                listed = any(one["ref"] in letter.refs() for letter in printed)
                assert named == (one["ref"] in refs and listed)


def test_names_stand_with_the_key_holders_and_in_ones_own_letters_only(run: Run) -> None:
    """No name is in any other file: not in the ledger, not in the letters of the group, not in clear text."""
    names = [one["full_name"] for one in entered(run)]
    own = {one["ref"]: one["full_name"] for one in entered(run)}
    for path in run.out.rglob("*"):
        where = path.relative_to(run.out).parts
        if not path.is_file() or (where[0] == "dossiers" and not path.name.endswith(".age")):
            continue
        data = path.read_bytes()
        text = _text(path) if path.suffix in (".pdf", ".docx") else data.decode("utf-8", errors="replace")
        allowed = own.get(where[1]) if where[0] == "members" and "named" in where else None
        assert [n for n in names if n in text and n != allowed] == [], path
    printed = run.done.stdout + run.done.stderr
    assert [name for name in names if name in printed] == []


def _text(path: Path) -> str:
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as parts:
            return html.unescape(" ".join(parts.read(name).decode() for name in parts.namelist()))
    command = ["pdftotext", str(path), "-"]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    return " ".join(done.stdout.decode("utf-8").split())


def test_members_saved_their_own_named_letters(run: Run) -> None:
    """Letters with the name filled in were saved from the page, each under its member's reference."""
    own = {one["ref"]: one["full_name"] for one in entered(run)}
    named = list((run.out / "members").glob("*/named/complaint-*.pdf"))

    assert len(named) >= 2
    for path in named:
        assert own[path.parts[-3]] in _text(path)


def test_a_newcomer_opens_a_dossier_with_the_key_beside_it(shipped: Run, tmp_path: Path) -> None:
    """`collectif desk open` on a copied file gives the same names; another recipient's key opens nothing."""
    first, second, _ = shipped.manifest["dossiers"]
    keys = [shipped.out / key for key in shipped.manifest["keys"]]
    shutil.copy(shipped.out / first["path"], tmp_path / "a.zip.age")

    done = collectif("desk", "open", "a.zip.age", "--key", str(keys[0]), "--out", "mine", cwd=tmp_path)
    other = collectif("desk", "open", "a.zip.age", "--key", str(keys[1]), "--out", "no", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert names_in(tmp_path / "mine") == names_in(opened(shipped, first))
    assert second["sha256"] != first["sha256"]
    assert other.returncode != 0
    assert not (tmp_path / "no").exists()


def test_the_second_group_used_the_page_alone(run: Run) -> None:
    """Its members are counted apart, in their own dossier, with everything that they entered on the page."""
    ledger = json.loads((run.out / "ledger.json").read_text("utf-8"))
    second = ledger["second_case"]["members"]
    folder = opened(run, run.manifest["dossiers"][2])

    assert run.manifest["second_case"] == {"members": len(second)}
    assert set(names_in(folder)) == {record["ref"] for record in second}
    assert {record["ref"] for record in second}.isdisjoint(r["ref"] for r in run.ledger)
    members = json.loads((folder / "case" / "members.json").read_text("utf-8"))
    found = members if isinstance(members, list) else members["members"]
    assert sorted(len(m["scams"]) for m in found) == sorted(len(r["scams"]) for r in second)
    assert all(record["scams"] and record["harms"] and record["steps"] for record in second)


def test_both_packs_are_other_packs() -> None:
    """The two cases that these tests play differ in country and authority."""

    def countries(pack: Pack) -> set[str]:
        return {authority.country for authority in pack.authorities}

    assert countries(load_pack(SHIPPED)) != countries(load_pack(INVENTED))
