"""Facts, verbs and what may be argued: nothing is said more surely than its source."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.codes import Answer, FilingMode, StepKind, StepOutcome
from bot.domain.deadlines import add_months, answer_due, answered_late, overdue
from bot.domain.member import EntryId, Involvement, MemberFile, Step
from bot.letters.context import Matter, Views
from bot.letters.wording import WORDING, load_phrases
from bot.letters.words import Words
from tests.letters.casefile import CONFIG, invented, shipped
from tests.letters.people import TODAY, member

INCIDENT = "INC-2024-01"


def _views(members: Iterable[MemberFile], language: str = "en", *, own: bool = False) -> Views:
    pack = invented()
    matter = Matter(pack, CONFIG, pack.authorities[0], FilingMode.INDIVIDUAL, tuple(members), TODAY, own=own)
    return Views(matter, Words(load_phrases(WORDING, language)))


def _concerned(number: int, notice: Answer = Answer.UNKNOWN, *steps: Step) -> MemberFile:
    involvement = Involvement(INCIDENT, Answer.YES, "clinica", notice=notice)
    return member(number, involvements=(involvement,), steps=steps)


def _step(outcome: StepOutcome, days: int, kind: StepKind = StepKind.ACCESS_REQUEST, **more: object) -> Step:
    sent = TODAY - timedelta(days=days)
    return Step(EntryId("S"), INCIDENT, kind, sent, "clinica", outcome, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_the_sentence_names_who_says_so(language: str) -> None:
    """Each certainty has its own words, every sentence names its source, none ends with a full stop."""
    pack = shipped()
    words = Words(load_phrases(WORDING, language))
    everybody = (member(1, involvements=tuple(Involvement(i.id, Answer.YES) for i in pack.incidents)),)
    matter = Matter(pack, CONFIG, pack.authorities[0], FilingMode.INDIVIDUAL, everybody, TODAY)

    facts = Views(matter, words).facts

    assert len(facts) == len(pack.facts)
    for fact, view in facts:
        assert fact.by in view.sentence
        assert view.text in view.sentence
        assert not view.sentence.endswith(".")
        assert view.sentence[0].isupper() or not view.sentence[0].isalpha()
    frames: dict[str, set[str]] = {}
    for fact, view in facts:
        frames.setdefault(fact.certainty, set()).add(_frame(view.sentence, view.text, fact.by))
    assert len(frames) == 3
    assert len({frame for found in frames.values() for frame in found}) == 3


def _frame(sentence: str, clause: str, by: str) -> str:
    """What the phrase itself says, whatever the conjunction became."""
    bare = sentence.lower().replace(clause.lower(), "").replace(by.lower(), "")
    return bare.replace("qu’", "que ").strip()


@pytest.mark.parametrize(
    ("clause", "joined"),
    [
        ("un serveur", "qu’"),
        ("les données", "que "),
        ("elle savait", "qu’"),
        ("Île-de-France", "qu’"),
        ("onze laboratoires", "que "),
        ("28 laboratoires", "que "),
        ("huit personnes", "que "),
    ],
)
def test_french_elides_que(clause: str, joined: str) -> None:
    """« que » becomes « qu’ » before a vowel, and stays before a consonant, a figure or « onze »."""
    assert Words(load_phrases(WORDING, "fr")).that(clause) == joined


def test_facts_stand_by_date() -> None:
    """A date known only to the month stands after the days of that month."""
    pack = shipped()
    everybody = (member(1, involvements=tuple(Involvement(i.id, Answer.YES) for i in pack.incidents)),)
    matter = Matter(pack, CONFIG, pack.authorities[0], FilingMode.INDIVIDUAL, everybody, TODAY)

    found = [fact.date.text for fact, _ in Views(matter, Words(load_phrases(WORDING, "fr"))).facts]

    assert found == sorted(found, key=lambda text: text.ljust(10, "~"))
    assert any(len(text) == 7 for text in found)


def test_incidents_without_members_are_not_in_the_letter() -> None:
    """Neither an incident that concerns nobody nor its facts are spoken of."""
    views = _views([_concerned(1)])

    assert [i.id for i in views.incidents] == [INCIDENT]
    assert {view.incident for _, view in views.facts} == {INCIDENT}


def test_only_supported_duties_are_argued() -> None:
    """An infringement without a fact behind it is not offered to the wording."""
    assert set(_views([_concerned(1)]).supported) == {"security"}


def test_members_who_were_not_told_support_article_34() -> None:
    """The duty to tell people is argued with the count of concerned members who were not told."""
    members = [_concerned(1, Answer.NO), _concerned(2, Answer.NO), _concerned(3, Answer.YES)]
    aside = member(4, involvements=(Involvement(INCIDENT, Answer.NO, notice=Answer.NO),))

    supported = _views([*members, aside]).supported

    (fact,) = supported["communication"]
    assert fact.certainty == "member"
    assert re.match(r"2 .*\b3\b", fact.sentence)
    assert "communication" not in _views([_concerned(1, Answer.YES), aside]).supported


@pytest.mark.parametrize(
    ("step", "argued"),
    [
        (_step(StepOutcome.WAITING, 20), False),
        (_step(StepOutcome.NO_ANSWER, 20), False),
        (_step(StepOutcome.WAITING, 60), True),
        (_step(StepOutcome.NO_ANSWER, 60), True),
        (_step(StepOutcome.REFUSED, 20), True),
        (_step(StepOutcome.PARTIAL, 20), True),
        (_step(StepOutcome.FULL, 60), False),
        (_step(StepOutcome.WAITING, 60, StepKind.BREACH_QUESTION), False),
        (_step(StepOutcome.WAITING, 60, StepKind.POLICE_COMPLAINT), False),
        (_step(StepOutcome.REFUSED, 60, StepKind.BANK_CONTEST), False),
    ],
)
def test_when_the_right_of_access_is_argued(step: Step, argued: bool) -> None:
    """Articles 12 and 15 are argued only after a month without answer, a refusal or a partial answer."""
    assert ("access" in _views([_concerned(1, Answer.UNKNOWN, step)]).supported) is argued


def test_own_letters_speak_in_the_first_person() -> None:
    """In a member's own letter the count of one is replaced by a statement."""
    (fact,) = _views([_concerned(1, Answer.NO)], own=True).supported["communication"]

    assert not fact.sentence[0].isdigit()


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (date(2026, 1, 10), date(2026, 2, 13)),
        (date(2026, 1, 28), date(2026, 3, 2)),  # 28 February is a Saturday
        (date(2024, 1, 28), date(2024, 2, 29)),
        (date(2026, 12, 30), date(2027, 2, 2)),
    ],
)
def test_the_month_is_a_calendar_month_from_arrival(sent: date, due: date) -> None:
    """The answer is due one calendar month after the request arrived, three days after it was sent."""
    step = Step(EntryId("S"), INCIDENT, StepKind.ACCESS_REQUEST, sent)

    assert answer_due(step) == due
    assert not overdue(step, due)
    assert overdue(step, due + timedelta(days=1))
    assert not answered_late(replace(step, answered_on=due))
    assert answered_late(replace(step, answered_on=due + timedelta(days=1)))


def test_adding_months_keeps_to_the_calendar() -> None:
    """The last day of a month stays the last day where the next month is shorter."""
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 11, 23), 3) == date(2027, 2, 23)
