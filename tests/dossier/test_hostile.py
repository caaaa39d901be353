"""The table of hostile strings through everything that a dossier and a desk write; F lines by name."""

import csv
import io
import re
from pathlib import Path

import pytest

from bot.domain.checked import (
    Address,
    Checked,
    Contact,
    Identity,
    Sender,
    SenderKind,
    Senders,
    Statement,
    decode,
    encode,
    field_of,
)
from bot.domain.codes import Capacity
from bot.domain.errors import DomainError
from bot.domain.identity import check_identity
from bot.domain.inputs import clean_line
from bot.domain.member import CaseConfig
from bot.dossier.opening import open_dossier
from bot.dossier.output import write_out
from bot.dossier.papers import Desk
from bot.dossier.refusals import OpeningError
from bot.letters.clean import clean
from tests.dossier.sample import NOW, Sample, moved, sample
from tests.dossier.test_output import text_of
from tests.laws.hostile import HOSTILE, MARK, NAMES

FORMULA = re.compile(r"[\s\ufeff\u200b]*[=+\-@\t\r\n\x00＝＋－＠]")
SENDABLE = [h.text for h in HOSTILE if h.text.encode("utf-8", "ignore").decode() == h.text]


def hostile_sample(texts: list[str]) -> Sample:
    """A recipient whose members sealed these texts in every field that holds words, unchecked by any page.

    The desk cannot rely on the page: whoever has a recipient's public key can seal what they like.
    """
    found = sample(len(texts), filled=False)
    for who, text in zip(found.plan.members, texts, strict=True):
        for value in values_of(text, who.scams[0].id):
            found.say(who, value)
    return found


def values_of(text: str, scam: str) -> list[Checked]:
    """One value of each form with the text in every field."""
    contact = Contact(Address((text, text), text, text, "FR"), text, text)
    sender = Sender(scam, SenderKind.NAME, text)
    return [Identity(text), contact, Statement(text), Senders((sender,))]


def cleaned(text: str, limit: int = 200) -> str | None:
    """The string as the page would have taken it for a line, if it takes it."""
    try:
        return clean_line(text, limit=limit)
    except DomainError:
        return None


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that a desk writes of a dossier full of what the page would have let through."""
    folder = tmp_path_factory.mktemp("hostile") / "out"
    taken = [line for text in SENDABLE if (line := cleaned(text))]
    found = hostile_sample(taken[::3])
    config = CaseConfig(taken[0], taken[1], lawyer_name=taken[2], lawyer_bar=taken[3])
    found = moved(found, title=f"<b>{MARK}</b> {{0}} =1+1", lane_name=f"=cmd {MARK}", config=config)
    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        write_out(Desk(opened, "en"), folder)
    return folder


def test_f8_no_cell_of_any_table_begins_a_formula(out: Path) -> None:
    """Whatever members sealed, no cell of a CSV file is one that a spreadsheet would run."""
    cells = [
        cell
        for path in out.rglob("*.csv")
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";")
        for cell in row
    ]

    assert len(cells) > 200
    assert any(MARK in cell for cell in cells)
    assert [c for c in cells if FORMULA.match(c) and not re.fullmatch(r"[+-]?[0-9][0-9 ,.]*", c)] == []


def test_f2_f3_every_paper_is_made_and_says_what_was_typed(out: Path) -> None:
    """F2, F3: one member's unbalanced tag breaks nobody's paper: each sheet is there and has the words."""
    sheets = sorted((out / "sheets").glob("*.pdf"))

    assert len(sheets) > 20
    assert [p.name for p in sheets if MARK not in text_of(p.read_bytes())] == []
    for path in out.rglob("*.pdf"):
        data = path.read_bytes()
        assert b"/JavaScript" not in data
        assert b"/Launch" not in data
        assert b"root:x:0" not in data


def test_e16_no_name_of_a_file_comes_from_a_person(out: Path) -> None:
    """E16, G10: files are called after references and kinds, whatever anybody is called."""
    names = [p.relative_to(out).as_posix() for p in out.rglob("*")]

    assert [n for n in names if MARK in n or not re.fullmatch(r"[A-Za-z0-9._/-]+", n)] == []


def test_the_readme_is_lines_of_text(out: Path) -> None:
    """What members and organisers typed makes no heading, no control and no line of its own in the README."""
    text = (out / "README.txt").read_text("utf-8-sig")

    assert MARK in text
    assert not [c for c in text if c != "\n" and not c.isprintable() and c not in "\u00a0\u202f"]


def takes(text: str) -> bool:
    """Whether a sealed record with this text is one that a form could have made."""
    try:
        for value in values_of(text, "S"):
            decode(field_of(value), encode(value))
    except DomainError:
        return False
    return True


def test_f6_what_no_form_lets_through_is_no_sealed_record(tmp_path: Path) -> None:
    """F3, F6: sealed past the page, controls and endless words open no dossier; markup is written as text."""
    refused = [text for text in SENDABLE if not takes(text)]
    taken = [text for text in SENDABLE if takes(text)]
    for text in refused[::8]:
        found = hostile_sample([text])
        with pytest.raises(OpeningError), open_dossier(io.BytesIO(found.built()), found.key):
            pass

    found = hostile_sample(taken[::6])
    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        write_out(Desk(opened, "fr"), tmp_path / "out")
    assert (len(refused) > 10, len(taken) > 50) == (True, True)
    for path in (tmp_path / "out").rglob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), delimiter=";"):
            assert [c for c in row if FORMULA.match(c) and not re.fullmatch(r"[+-]?[0-9][0-9 ,.]*", c)] == []


@pytest.mark.needs("poppler")
def test_f7_real_names_stand_on_the_sheets_as_they_are(tmp_path: Path) -> None:
    """F7: names of many scripts are printed with glyphs and read back as typed."""
    names = [n for n in NAMES if len(n) > 1]
    found = sample(len(names), filled=False)
    for who, name in zip(found.plan.members, names, strict=True):
        checked = check_identity({"full_name": name}, today=NOW.date(), capacity=Capacity.SELF)
        assert isinstance(checked, Identity)
        found.say(who, checked)
    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        write_out(Desk(opened, "en"), tmp_path / "out")

    for who, name in zip(found.plan.members, names, strict=True):
        text = text_of((tmp_path / "out" / "sheets" / f"{who.ref}.pdf").read_bytes())
        assert _squeezed(clean(name)) in _squeezed(text), name


def _squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_desks_page_writes_text_and_no_markup() -> None:
    """The desk's page puts values into the page as text: its script has no way to write markup."""
    root = Path(__file__).parents[2] / "bot" / "desk" / "static"
    script = (root / "desk.js").read_text("utf-8")

    assert "textContent" in script
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", script
    )
