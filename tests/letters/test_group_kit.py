"""The organisers' filing kit of the group's letter, read back from the finished files."""

import hashlib
import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from bot.domain.codes import FilingMode
from bot.letters import make_collective
from bot.letters.bundle import LIGHT, MEDIUM, Made, Part, SizeClass, measured, size_class
from bot.letters.crowd import Gathering
from bot.letters.group_kit import DraftKitRequest, KitRequest, make_draft_kit, make_group_kit
from bot.letters.requests import Rendered
from tests.letters.casefile import CONFIG, shipped
from tests.letters.people import TODAY
from tests.letters.reading import pages, words
from tests.letters.test_companions import request

pytestmark = pytest.mark.needs("poppler")

# What every guide says, by language: where, who, what to keep, what comes and when, no limit invented.
SAID = {
    "fr": (r"Où déposer", r"qui signe", r"Noter le dépôt", r"23 février 2027", r"n’a pu être vérifiée"),
    "de": (r"Wo einreichen", r"Wer einreicht", r"Einreichung fest", r"23\. Februar 2027", r"überprüfen"),
    "en": (r"Where to file", r"Who files", r"Record the filing", r"23 February 2027", r"could be verified"),
}  # fmt: skip
MODES = {
    FilingMode.INDIVIDUAL: r"unterschriebenen Einzelbeschwerden",
    FilingMode.LAWYER: r"Anhang 2: die unterschriebenen Vollmachten\.",
    FilingMode.ASSOCIATION: r"Anhang 2: die unterschriebenen Vollmachten, die Satzung",
    FilingMode.ALERT: r"niemandes Beschwerde",
}


@cache
def kit() -> tuple[Rendered, ...]:
    """The kit of its draft, in French."""
    return make_draft_kit(DraftKitRequest(request(), "fr")).files


@cache
def drawn() -> bytes:
    """The letter itself."""
    return make_collective(request()).data


def asked(**changes: object) -> KitRequest:
    """A kit of files that need no drawing."""
    one = Made("letter.pdf", Part.LETTER, drawn())
    mode, text = FilingMode.INDIVIDUAL, "Objet : X\n\nY\n"
    wanted = KitRequest(shipped(), CONFIG, "cnpd-lu", mode, "fr", "de", TODAY, 3, 6, text, (one,))
    return replace(wanted, **changes)  # type: ignore[arg-type]


def test_a_draft_s_kit_lists_the_files_of_the_draft_and_names_nobody() -> None:
    """Pages and fingerprint are those of the letter as handed over; no reference in guide or texts."""
    guide, short, full = kit()
    said = words(guide.data)
    digest = hashlib.sha256(drawn()).hexdigest()
    assert all(digest[i : i + 16] in said for i in range(0, 64, 16))
    assert "Ceci est un projet" in said
    assert digest in short.data.decode()
    assert f"{len(pages(drawn()))} pages" in " ".join(short.data.decode().split())
    for text in (said, short.data.decode(), full.data.decode()):
        assert not re.search(r"\bP-\w{5}\b", text)
        assert not any(member.ref in text for member in request().members)
    # Whoever fills in the form chooses by what the guide says of the texts' length.
    assert f"{len(short.data.decode().rstrip())}caractères" in "".join(said.split())


@pytest.mark.parametrize("language", SAID)
def test_a_kit_says_where_how_what_to_keep_and_what_comes_when(language: str) -> None:
    """Where, who signs, sizes as far as known, the button that records it, the day three months on."""
    said = words(make_group_kit(asked(spoken=language))[0].data)
    assert [part for part in SAID[language] if not re.search(part, said)] == []
    assert "Boulevard du Jazz" in said


@pytest.mark.parametrize("mode", MODES)
def test_each_filing_mode_has_its_own_annexes(mode: FilingMode) -> None:
    """Mandates for a lawyer, statutes for an association, else signed complaints; an alert is none."""
    said = words(make_group_kit(asked(mode=mode))[0].data)
    assert [m for m, part in MODES.items() if re.search(part, said)] == [mode]


def test_once_filed_the_days_count_from_the_filing() -> None:
    """The next day is three months after the recorded one, not after today."""
    said = words(make_group_kit(asked(frozen=True, printed=True, filed_on=date(2026, 11, 20)))[0].data)
    assert "20. Februar 2027" in said
    assert "23. Februar 2027" not in said


def test_volumes_inside_a_letter_are_measured_too() -> None:
    """A letter of very many carries its annex along: the list has each volume by itself."""
    few = request(9)
    gathering = Gathering([i.id for i in few.pack.incidents], TODAY)
    gathering.add(few.members)
    made = make_collective(replace(few, members=(), crowd=gathering.crowd()))
    found = measured([Made(made.filename, Part.LETTER, made.data)])
    assert [f.part for f in found] == [Part.LETTER, Part.VOLUME]
    assert found[0].pages == made.pages
    assert found[1].sha256 in words(made.data).replace(" ", "")


def test_size_classes_have_their_limits() -> None:
    """Up to 2 MB, up to 10 MB, above."""
    found = [size_class(n) for n in (LIGHT, LIGHT + 1, MEDIUM, MEDIUM + 1)]
    assert found == [SizeClass.LIGHT, SizeClass.MEDIUM, SizeClass.MEDIUM, SizeClass.HEAVY]
