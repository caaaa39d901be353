"""Time limits: counted as the law counts them, the worst reading first, and said to need a lawyer."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.calendar_days import add_months, add_years, easter, holiday, working_day
from bot.domain.calendar_file import Entry, calendar_file
from bot.domain.clocks import Clock, ClockKind, ClockState, clocks, open_for
from bot.domain.codes import Answer, FilingMode, KnownBy, Route, StepKind, StepOutcome
from bot.domain.law import CountryLaw, LimitationRule
from bot.domain.member import EntryId, Involvement, MemberFile, Step
from bot.letters.context import Matter, Views
from bot.letters.wording import WORDING, load_phrases
from bot.letters.words import Words
from bot.packs import shipped_laws
from tests.letters.casefile import CONFIG, shipped
from tests.letters.people import TODAY, member

FEBRUARY, JULY = "INC-2021-02", "INC-2021-07"
LAWS = shipped_laws()


def _member(*, residence: str = "FR", learned: date | None = None, **changes: object) -> MemberFile:
    involved = tuple(
        Involvement(i, Answer.YES, "cerba" if i == JULY else "laboratoire-2021-02", KnownBy.PRESS, learned)
        for i in (FEBRUARY, JULY)
    )
    return member(1, residence=residence, involvements=involved, **changes)


def _limit(who: MemberFile, rule: str, incident: str, today: date = TODAY) -> Clock:
    found = clocks(shipped(), who, LAWS, today)
    return next(c for c in found if c.rule and c.rule.id == rule and c.incident == incident)


def _filed(outcome: StepOutcome = StepOutcome.WAITING, answered: date | None = None) -> Step:
    return Step(EntryId("F"), JULY, StepKind.COMPLAINT_FILED, date(2026, 7, 1), None, outcome, answered)


def _kinds(who: MemberFile, today: date = TODAY) -> dict[ClockKind, Clock]:
    return {c.kind: c for c in clocks(shipped(), who, LAWS, today) if c.kind is not ClockKind.LIMITATION}


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 2, date(2027, 2, 15)),
    ],
)
def test_a_month_ends_on_the_same_date_or_the_last_day(start: date, months: int, end: date) -> None:
    """Regulation 1182/71, article 3(2)(c): the same date of the last month, else that month's last day."""
    assert add_months(start, months) == end


def test_years_from_a_leap_day_end_on_the_28th() -> None:
    """A period of years from 29 February ends on 28 February where there is no 29th."""
    assert add_years(date(2024, 2, 29), 5) == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("day", "country", "then"),
    [
        (date(2026, 11, 27), "FR", date(2026, 11, 27)),  # a Friday
        (date(2026, 11, 28), "FR", date(2026, 11, 30)),  # a Saturday
        (date(2026, 12, 25), "FR", date(2026, 12, 28)),  # Christmas, then a weekend
        (date(2026, 4, 6), "FR", date(2026, 4, 7)),  # Easter Monday
        (date(2026, 6, 23), "LU", date(2026, 6, 24)),  # national day of Luxembourg
        (date(2026, 6, 23), "FR", date(2026, 6, 23)),
        (date(2026, 6, 23), None, date(2026, 6, 24)),  # not known where: any holiday puts it off
    ],
)
def test_what_others_owe_is_not_due_on_a_day_off(day: date, country: str | None, then: date) -> None:
    """Regulation 1182/71, article 3(4): a period that ends on a day off ends on the next working day."""
    assert working_day(day, country) == then


def test_easter_is_where_the_calendar_has_it() -> None:
    """Easter Sundays of years on both ends of the range, and the days that follow from them."""
    assert [easter(y) for y in (2024, 2025, 2026, 2038)] == [
        date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2038, 4, 25),
    ]  # fmt: skip
    assert holiday(date(2026, 5, 14), "LU")  # Ascension


def test_the_limitation_table_of_the_demo_case() -> None:
    """Legal brief 0.1: on 23 November 2026 French civil claims look barred, prosecution not yet."""
    who = _member()

    assert _limit(who, "fr-civil", FEBRUARY).state is ClockState.EXPIRED
    assert _limit(who, "fr-civil", JULY).earliest == date(2026, 7, 6)
    assert _limit(who, "fr-criminal", FEBRUARY).state is ClockState.SOON
    assert _limit(who, "fr-criminal", JULY).state is ClockState.OPEN
    in_luxembourg = _member(residence="LU")
    assert _limit(in_luxembourg, "lu-criminal", JULY).state is ClockState.EXPIRED
    assert _limit(in_luxembourg, "lu-civil", JULY).state is ClockState.OPEN
    assert _limit(in_luxembourg, "lu-authority", JULY).state is ClockState.EXPIRED


def test_the_worst_reading_decides_and_the_best_is_kept_for_the_lawyer() -> None:
    """Learned late, the period may still run: it depends, and both days are shown."""
    clock = _limit(_member(learned=date(2023, 3, 10)), "fr-civil", JULY)

    assert (clock.state, clock.earliest, clock.latest) == (
        ClockState.DEPENDS, date(2026, 7, 6), date(2028, 3, 10),
    )  # fmt: skip


def test_knowledge_before_the_announcement_shortens_nothing() -> None:
    """A day of knowledge before the public announcement leaves one reading."""
    clock = _limit(_member(learned=date(2021, 7, 5)), "fr-civil", JULY)

    assert clock.earliest == date(2026, 7, 6)
    assert clock.latest is None


def test_less_than_six_months_is_soon() -> None:
    """The last half year is shown as such, to the day."""
    end = _limit(_member(), "fr-criminal", JULY).earliest
    half = add_months(end, -6)

    assert _limit(_member(), "fr-criminal", JULY, half - timedelta(days=1)).state is ClockState.OPEN
    assert _limit(_member(), "fr-criminal", JULY, half + timedelta(days=1)).state is ClockState.SOON
    assert _limit(_member(), "fr-criminal", JULY, end).state is ClockState.SOON
    assert _limit(_member(), "fr-criminal", JULY, end + timedelta(days=1)).state is ClockState.EXPIRED


def test_silence_and_appeal_run_from_the_filing() -> None:
    """Filed on 1 July: three months of silence, then two months to appeal; the latter never put off."""
    found = _kinds(_member(steps=(_filed(),)))

    assert found[ClockKind.SILENCE].earliest == date(2026, 10, 1)
    assert found[ClockKind.SILENCE].state is ClockState.EXPIRED
    assert found[ClockKind.APPEAL].earliest == date(2026, 12, 1)
    assert found[ClockKind.APPEAL].state is ClockState.SOON


def test_a_decision_starts_the_appeal_and_news_makes_it_depend() -> None:
    """A decision counts from its answer and ends silence; news in between leaves it to a lawyer."""
    decided = _kinds(_member(steps=(_filed(StepOutcome.REFUSED, date(2026, 11, 2)),)))
    informed = _kinds(_member(steps=(_filed(StepOutcome.PARTIAL, date(2026, 9, 1)),)))

    assert ClockKind.SILENCE not in decided
    assert decided[ClockKind.APPEAL].earliest == date(2027, 1, 2)  # a Saturday, and no day later
    assert informed[ClockKind.SILENCE].state is informed[ClockKind.APPEAL].state is ClockState.DEPENDS


def test_an_answer_without_a_day_leaves_no_false_silence() -> None:
    """A decision whose day nobody noted is no silence: the strictest day for an appeal, and it depends."""
    undated = _kinds(_member(steps=(_filed(StepOutcome.FULL),)))
    asked = Step(EntryId("A"), JULY, StepKind.ACCESS_REQUEST, date(2026, 9, 1), "cerba", StepOutcome.FULL)

    assert ClockKind.SILENCE not in undated
    assert undated[ClockKind.APPEAL].earliest == date(2026, 9, 1)
    assert undated[ClockKind.APPEAL].state is ClockState.DEPENDS
    assert ClockKind.ANSWER not in _kinds(_member(steps=(asked,)))
    waiting = _kinds(_member(steps=(replace(asked, outcome=StepOutcome.NO_ANSWER),)))
    assert waiting[ClockKind.ANSWER].state is ClockState.EXPIRED


def test_luxembourg_has_no_appeal_clock_that_nobody_verified() -> None:
    """How long an appeal may wait after the CNPD's silence is for a lawyer: no day is invented."""
    found = _kinds(_member(residence="LU", steps=(_filed(),)))

    assert ClockKind.SILENCE in found
    assert ClockKind.APPEAL not in found


def test_the_most_pressing_comes_first() -> None:
    """What still runs comes before what may be over, each in the order of its last day."""
    found = clocks(shipped(), _member(steps=(_filed(),)), LAWS, TODAY)
    ahead = [c.earliest for c in found if c.earliest >= TODAY]

    assert found[0].kind is ClockKind.APPEAL
    assert [c.earliest for c in found[: len(ahead)]] == sorted(ahead)


def test_a_route_is_closed_only_when_every_reading_is_over() -> None:
    """Prosecution of a member under two laws is open while one of them leaves it open."""
    found = clocks(shipped(), _member(residence="LU"), LAWS, TODAY)

    assert open_for(found, Route.CRIMINAL, JULY)  # French law, by the organisation's country
    assert not open_for([c for c in found if c.rule and c.rule.id.startswith("lu")], Route.CRIMINAL, JULY)
    assert open_for([], Route.CRIMINAL)


def test_unverified_law_is_never_cited() -> None:
    """A period that nobody read in a source may run as a clock, but its text is not printed."""
    rule = LAWS[0].rules[0]
    unseen = LimitationRule.model_validate(rule.model_dump(by_alias=True) | {"mark": "unverified"})

    assert rule.cited("fr") == "article 2224 du code civil"
    assert unseen.cited("fr") == ""


def test_each_country_says_as_of_when_its_law_was_checked() -> None:
    """A clock carries the day on which its law was checked; a longer period is not shorter than the short."""
    found = clocks(shipped(), _member(), LAWS, TODAY)

    assert {c.law_as_of for c in found if c.rule} == {law.law_as_of for law in LAWS}
    with pytest.raises(ValueError, match="longest_years"):
        CountryLaw.model_validate(
            {
                "country": "FR", "law_as_of": "2026-11-23",
                "rules": [
                    {"id": "x", "route": "civil", "years": 5, "longest_years": 2, "from": "offence",
                     "mark": "verified", "cites": {"fr": "x"}},
                ],
            }
        )  # fmt: skip


def test_a_calendar_file_is_what_rfc_5545_wants() -> None:
    """CRLF, lines of at most 75 octets without torn characters, escaped text, whole days, stable ids."""
    now = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    entry = Entry("a@b", date(2026, 12, 31), "Réponse; due, vite\\\n" + "é" * 90, "x\x07y")

    data = calendar_file([entry], now, "fr")

    lines = data.decode().split("\r\n")
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = data.decode().replace("\r\n ", "")
    assert "SUMMARY:Réponse\\; due\\, vite\\\\\\n" + "é" * 90 in unfolded
    assert "DESCRIPTION:xy\r\n" in unfolded
    assert "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in unfolded
    assert "DTSTAMP:20261124T220000Z" in unfolded
    assert data == calendar_file([replace(entry)], now, "fr")


def test_the_groups_clocks_are_one_line_each_from_the_earliest_to_the_latest_day() -> None:
    """Members who learned on different days share a line: the worst day of all, the best of all."""
    people = tuple(_member(learned=day) for day in (date(2021, 7, 20), date(2023, 3, 10), None))
    matter = Matter(shipped(), CONFIG, shipped().authorities[0], FilingMode.ALERT, people, TODAY, laws=LAWS)

    shown = Views(matter, Words(load_phrases(WORDING, "fr"))).clocks()

    july = [c for c in shown if c.basis == "article 2224 du code civil" and "juillet" in (c.incident or "")]
    assert [(c.earliest, c.latest, c.state) for c in july] == [
        (date(2026, 7, 6), date(2028, 3, 10), ClockState.DEPENDS)
    ]
