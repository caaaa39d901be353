"""The collective letter as its reader gets it: read back from the PDF."""

import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.codes import Edition, FilingMode, HarmHead, LeakCategory, LetterKind
from bot.domain.errors import LetterRefusedError, NoMembersError
from bot.domain.member import CaseConfig, MemberFile
from bot.domain.pack import Pack
from bot.letters import CollectiveRequest, collective_languages, make_collective
from bot.text import label
from tests.letters.casefile import CONFIG, invented, shipped
from tests.letters.people import TODAY, crowd
from tests.letters.reading import fonts, pages, words

pytestmark = pytest.mark.needs("poppler")

MARKS = {
    "fr": "PROJET – à relire par un avocat",
    "de": "ENTWURF – von einer Anwältin oder einem Anwalt zu prüfen",
    "en": "DRAFT – to be reviewed by a lawyer",
}
MONTHS = [
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
]  # fmt: skip
MODES = list(FilingMode)
ADDRESSED = [("cnil", "fr"), ("cnpd-lu", "fr"), ("cnpd-lu", "de"), ("entidade", "en"), ("entidade", "fr")]


def request(
    authority: str, language: str, mode: FilingMode = FilingMode.INDIVIDUAL, size: int = 9
) -> CollectiveRequest:
    """A letter to one of the authorities, with a crowd of that country."""
    pack = invented() if authority == "entidade" else shipped()
    country = pack.authority(authority).country
    others = tuple(a.id for a in pack.authorities if a.id != authority)
    return CollectiveRequest(
        pack=pack,
        authority=authority,
        config=CONFIG,
        mode=mode,
        language=language,
        members=crowd(pack, size, residence=country),
        today=TODAY,
        version=3,
        parallel=others,
    )


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("authority", "language"), ADDRESSED)
def test_every_letter_is_whole(authority: str, language: str, mode: FilingMode) -> None:
    """Every authority, language and mode gives a whole letter, its mark on every page, all members in it."""
    asked = request(authority, language, mode)

    made = make_collective(asked)

    text, found = words(made.data), pages(made.data)
    assert (made.kind, made.edition, made.mode) == (LetterKind.COLLECTIVE_COMPLAINT, Edition.WORKING, mode)
    assert made.pages == len(found)
    assert all(MARKS[language] in page for page in found)
    assert all(re.search(rf"\b{n} / {len(found)}\b", page) for n, page in enumerate(found, start=1))
    assert asked.pack.authority(authority).address[0] in text
    assert all(m.ref in text for m in asked.members)
    assert all(i.title[language] in text for i in asked.pack.incidents)
    assert made.template.split(" ")[0] in text
    assert "[[" not in text
    assert "None" not in text


@pytest.mark.parametrize(("authority", "language"), ADDRESSED)
def test_citations_and_exhibits_agree(authority: str, language: str) -> None:
    """Exhibits are numbered without gaps by first citation; each is listed; each cited number exists."""
    text = words(make_collective(request(authority, language)).data)
    cited = [
        int(n) for n in re.findall(r"\((?:pièce n° ?|exhibit ?|Anlage ?)(\d+)\)", text.replace("\u00a0", " "))
    ]
    pack = request(authority, language).pack
    sources = {(f.source.title, f.source.publisher, f.source.date) for f in pack.facts}

    assert list(dict.fromkeys(cited)) == list(range(1, len(sources) + 1))
    assert all(" ".join(title.split()) in text for title, _, _ in sources)


def test_figures_equal_an_independent_recount() -> None:
    """Every figure of the tables equals what a plain recount of the members' entries gives."""
    asked = request("cnil", "fr", size=23)
    text = words(make_collective(asked).data)

    for caption, rows in _expected(asked).items():
        table = text[text.rindex(caption) + len(caption) :] + " "
        missing = [row for row in rows if not re.search(rf" {re.escape(' '.join(row))}(?=[ .])", table)]
        assert missing == [], caption
        assert rows, caption


def _expected(asked: CollectiveRequest) -> dict[str, list[list[str]]]:
    """Rows that the letter's tables must hold, counted here by other means; by the table's caption."""
    members, incident = asked.members, asked.pack.incidents[-1]
    categories, harms = [], []
    for category in LeakCategory:
        said = Counter(
            exposure.answer.value
            for one in members
            for involved in one.involvements
            for exposure in one.exposures
            if involved.incident == exposure.incident == incident.id
            and involved.concerned == "yes"
            and exposure.category == category
        )
        known = incident.categories.get(category, "not_reported") != "not_reported"
        if known or said["yes"]:
            categories.append([label(category, "fr"), str(said["yes"]), str(said["unknown"])])
    months = Counter(s.happened_on.month for m in members for s in m.scams)
    for head in sorted({h.head for m in members for h in m.harms}):
        entries = [h for m in members for h in m.harms if h.head == head]
        people = len({m.ref for m in members for h in m.harms if h.head == head})
        cents, minutes = sum(h.amount_cents or 0 for h in entries), sum(h.minutes or 0 for h in entries)
        time = f"{minutes // 60} h" + (f" {minutes % 60} min" if minutes % 60 else "") if minutes else "–"
        money = _euros(cents) if cents else "–"
        harms.append([label(head, "fr"), str(people), str(len(entries)), money, time])
    total = sum(s.loss_cents or 0 for m in members for s in m.scams)
    return {
        "selon les personnes concernées par cet incident": categories,
        "Sollicitations suspectes, par mois": [[MONTHS[m - 1], "2026", str(n)] for m, n in months.items()],
        "Conséquences déclarées Conséquence": harms,
        "personnes déclarent avoir reçu": [["s’élèvent au total à", _euros(total)]],
    }


def _euros(cents: int) -> str:
    whole = f"{cents // 100:,}".replace(",", " ")
    return f"{whole},{cents % 100:02d} €"


def test_the_annex_holds_each_members_own_facts() -> None:
    """Each member stands in the annex in order, with only what they recorded themselves."""
    asked = request("cnil", "fr", size=6)

    text = words(make_collective(asked).data)

    annex = text[text.rindex("Annexe 1 – ") :]
    places = [annex.index(m.ref) for m in sorted(asked.members, key=lambda m: m.ref)]
    assert places == sorted(places)
    for one, start, end in zip(asked.members, places, [*places[1:], len(annex)], strict=True):
        own = annex[start:end]
        assert ("Sollicitations suspectes" in own) is bool(one.scams)
        assert ("Démarches" in own) is bool(one.steps)
        for head in HarmHead:
            assert (label(head, "fr") in own) is any(h.head is head for h in one.harms)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("mode", MODES)
def test_the_neutral_letter_names_no_national_thing(language: str, mode: FilingMode) -> None:
    """Where an authority has no wording of its own, nothing of France or Luxembourg is in the letter."""
    asked = request("entidade", language, mode)
    asked = replace(asked, members=tuple(replace(m, work=None) for m in asked.members))

    text = words(make_collective(asked).data)

    for national in (
        "CNIL",
        "CNPD",
        "78-17",
        "1er août 2018",
        "santé publique",
        "Code pénal",
        "L. 11",
        "Luxemb",
    ):
        assert national not in text, national


def test_the_mark_goes_only_when_a_named_lawyer_reviewed() -> None:
    """A date of review without a name lifts nothing; both lift the mark and are named in the footer."""
    asked = request("cnil", "fr")
    dated = replace(asked, config=replace(CONFIG, lawyer_name=None, reviewed_on=TODAY))
    reviewed = replace(asked, config=replace(CONFIG, reviewed_on=TODAY))

    assert MARKS["fr"] in words(make_collective(dated).data)
    text = words(make_collective(reviewed).data)
    assert MARKS["fr"] not in text
    assert "relu par Claire Martin le 23 novembre 2026" in text


def test_same_request_same_bytes_in_two_processes() -> None:
    """Two processes with different hash seeds make the same file; another member changes it."""
    script = (
        "from tests.letters.test_collective import request; from bot.letters import make_collective;"
        "print(make_collective(request('cnil', 'fr')).sha256)"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={
                "PYTHONHASHSEED": seed,
                "PATH": "/usr/bin:/bin",
                "PYTHONPATH": str(Path(__file__).parents[2]),
            },
            capture_output=True,
            check=True,
            text=True,
            timeout=120,
        ).stdout
        for seed in ("1", "2")
    }

    assert made == {make_collective(request("cnil", "fr")).sha256 + "\n"}
    assert make_collective(request("cnil", "fr", size=8)).sha256 + "\n" not in made


def test_the_order_of_members_does_not_matter() -> None:
    """The same members in another order give the same file."""
    asked = request("cnpd-lu", "fr")

    turned = replace(asked, members=asked.members[::-1])

    assert make_collective(turned).sha256 == make_collective(asked).sha256


def test_all_fonts_are_embedded() -> None:
    """No viewer has to guess a font, and none of reportlab's own is named."""
    found = fonts(make_collective(request("cnil", "fr")).data)

    assert all(found.values())
    assert not any("Helvetica" in name for name in found)


def _refused(config: CaseConfig, mode: FilingMode) -> tuple[str, ...]:
    with pytest.raises(LetterRefusedError) as refused:
        make_collective(replace(request("cnil", "fr", mode), config=config))
    missing = refused.value.values["missing"]
    assert isinstance(missing, tuple)
    return missing


def test_what_is_missing_is_named() -> None:
    """A letter without what it needs is refused, with everything that is missing in words."""
    bare = CaseConfig("Ana Prado", "contact", place="Lisboa", send_mode="online")

    assert _refused(replace(bare, place=" ", send_mode=None), FilingMode.ALERT) == (
        "the place from which letters are sent", "how letters are sent",
    )  # fmt: skip
    assert _refused(bare, FilingMode.LAWYER) == (
        "the lawyer's name", "the lawyer's bar", "the lawyer's address",
    )  # fmt: skip
    assert _refused(replace(bare, controller_name=" "), FilingMode.INDIVIDUAL) == (
        "the name of the person or body that runs the group action",
    )
    assert _refused(bare, FilingMode.ASSOCIATION) == (
        "the association's number in its register",
        "the association's purpose, as its statutes have it",
        "what the association does for data protection",
    )


@pytest.mark.parametrize(
    ("mode", "size", "needed"),
    [(FilingMode.INDIVIDUAL, 1, 2), (FilingMode.LAWYER, 0, 2), (FilingMode.ALERT, 0, 1)],
)
def test_too_few_members_are_refused(mode: FilingMode, size: int, needed: int) -> None:
    """A collective letter joins at least two complaints; an alert speaks of at least one person."""
    with pytest.raises(NoMembersError) as refused:
        make_collective(request("cnil", "fr", mode, size))

    assert refused.value.values == {"needed": needed, "present": size}
    assert make_collective(request("cnil", "fr", mode, needed)).pages > 1


def _address_less(pack: Pack) -> Pack:
    return pack.model_copy(
        update={"organisations": [o.model_copy(update={"address": []}) for o in pack.organisations]}
    )


def test_an_unknown_address_is_visibly_open() -> None:
    """What nobody verified is printed as to be completed, never filled in."""
    asked = request("cnil", "fr")

    text = words(make_collective(replace(asked, pack=_address_less(asked.pack))).data)

    assert text.count("[à compléter]") >= len(asked.pack.organisations)


def test_languages_of_an_authority_follow_the_wording() -> None:
    """An authority is written to in its languages that have wording, its own first; else in English."""
    pack = shipped()
    speaks = pack.authorities[0].model_copy(update={"languages": ["pl"], "wording": None})

    assert collective_languages(pack, pack.authority("cnil")) == ["fr"]
    assert collective_languages(pack, pack.authority("cnpd-lu"))[:2] == ["fr", "de"]
    assert collective_languages(pack, speaks) == ["en"]


def _silent(members: tuple[MemberFile, ...]) -> tuple[MemberFile, ...]:
    return tuple(replace(m, scams=(), harms=(), steps=()) for m in members)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("authority", "language"), ADDRESSED)
def test_sections_without_entries_vanish(authority: str, language: str, mode: FilingMode) -> None:
    """Where members recorded no scam, harm or step, no table, total or empty heading speaks of them."""
    asked = request(authority, language, mode)

    text = words(make_collective(replace(asked, members=_silent(asked.members))).data)

    for word in (
        "Total",
        "Summe",
        "Sollicitations suspectes, par",
        "Suspicious contacts, by",
        "Verdächtige Kontakte",
    ):
        assert word not in text


@pytest.mark.parametrize("language", ["fr", "de", "en"])
def test_an_alert_argues_no_infringement_and_no_damage(language: str) -> None:
    """Information only: points to verify, no infringement alleged, no case-law on compensation."""
    pack = shipped()
    authority = pack.authority("cnpd-lu").model_copy(update={"wording": None})
    neutral = pack.model_copy(update={"authorities": [authority]})
    request = CollectiveRequest(
        neutral, authority.id, CONFIG, FilingMode.ALERT, language, crowd(pack, 9, residence="LU"), TODAY, 1
    )

    alert = words(make_collective(request).data)
    complaint = words(make_collective(replace(request, mode=FilingMode.INDIVIDUAL)).data)

    argued = {
        "fr": "constituer un manquement", "de": "Verstoß gegen", "en": "constituting an infringement",
    }[language]  # fmt: skip
    verified = {
        "fr": "appeler une vérification",
        "de": "eine Prüfung anhand",
        "en": "to call for verification",
    }
    assert argued not in alert
    assert argued in complaint
    assert verified[language] in alert
    assert "C-200/23" not in alert
    assert "C-200/23" in complaint or "C-340/21" in complaint
