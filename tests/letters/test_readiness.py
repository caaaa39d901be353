"""What each route asks for: phrased as a demand of the route, never as advice; the missing letter first."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.codes import (
    Answer,
    HarmHead,
    KnownBy,
    LeakCategory,
    LetterKind,
    PaperKind,
    Proof,
    Purpose,
    Route,
    StepKind,
)
from bot.domain.member import EntryId, Exposure, Harm, Involvement, MemberFile, Step
from bot.domain.papers import Situation, paper_gaps
from bot.domain.readiness import ItemState, RouteReadiness, readiness
from bot.packs import shipped_laws
from bot.services.route_words import clock_line, standing
from bot.text import tr
from bot.ui.speech import Speaker
from tests.letters.casefile import invented, shipped
from tests.letters.people import TODAY, crowd, member

JULY = "INC-2021-07"
LAWS = shipped_laws()


def _concerned(residence: str = "FR", **changes: object) -> MemberFile:
    involved = Involvement(JULY, Answer.YES, "cerba", KnownBy.PRESS, date(2021, 7, 20))
    return member(1, residence=residence, involvements=(involved,), **changes)


def _route(who: MemberFile, route: Route, today: date = TODAY) -> RouteReadiness:
    return next(r for r in readiness(shipped(), who, LAWS, today) if r.route is route)


def _states(route: RouteReadiness) -> dict[str, ItemState]:
    return {item.text: item.state for item in route.items}


def test_every_route_is_there_for_everybody() -> None:
    """Four routes for each member of each pack, whatever they recorded."""
    for pack in (shipped(), invented()):
        for who in (*crowd(pack, 6), member(9), member(9, residence="BR")):
            assert [r.route for r in readiness(pack, who, LAWS, TODAY)] == list(Route)


def test_prior_contact_is_asked_for_where_the_authority_asks_for_it() -> None:
    """B.2: the CNPD asks for prior contact, and the access request is the first document offered."""
    cnil, cnpd = _route(_concerned(), Route.AUTHORITY), _route(_concerned("LU"), Route.AUTHORITY)
    prior = "that you wrote to the organisation first, or why you could not"

    assert prior not in _states(cnil)
    assert _states(cnpd)[prior] is ItemState.MISSING
    assert cnpd.documents[0] is LetterKind.ACCESS_REQUEST
    asked = Step(EntryId("S"), JULY, StepKind.ACCESS_REQUEST, date(2026, 11, 1), "cerba")
    answered = _route(_concerned("LU", steps=(asked,)), Route.AUTHORITY)
    assert _states(answered)[prior] is ItemState.THERE
    assert LetterKind.ACCESS_REQUEST not in answered.documents


def test_what_is_recorded_counts_and_names_stay_for_the_pen() -> None:
    """Codes, days and amounts are there or missing; identity is never: it stands on paper."""
    bare = _states(_route(_concerned(), Route.CIVIL))
    harm = Harm(EntryId("H"), HarmHead.M_FIN, 1000, None, None, Proof.DOCUMENT)
    full = _states(_route(_concerned(harms=(harm,)), Route.CIVIL))

    assert bare["a damage of your own, head by head"] is ItemState.MISSING
    assert full["a damage of your own, head by head"] is ItemState.THERE
    assert full["that you contested the payment with your bank"] is ItemState.MISSING
    assert "that you contested the payment with your bank" not in bare
    for route in readiness(shipped(), _concerned(), LAWS, TODAY):
        named = [i for i in route.items if "name and how" in i.text or "civil status" in i.text]
        assert all(i.state is ItemState.PEN for i in named)


def test_leaks_and_consents_turn_items() -> None:
    """A leaked category and a consent each turn their own item and no other."""
    leaked = _concerned(exposures=(Exposure(JULY, LeakCategory.HE_RESULT, Answer.YES),))
    before, after = (_states(_route(w, Route.AUTHORITY)) for w in (_concerned(), leaked))
    changed = {text for text, state in after.items() if before[text] is not state}
    assert changed == {"which kinds of data leaked"}
    alone = replace(_concerned(), consents=frozenset({Purpose.REGISTER}))
    assert _states(_route(alone, Route.ASSOCIATION))["your consent that your file is passed on"] is (
        ItemState.MISSING
    )


@pytest.mark.parametrize("kind", [k for k in PaperKind if k is not PaperKind.CALENDAR])
def test_only_what_can_be_made_is_offered(kind: PaperKind) -> None:
    """A document is among the offers exactly when nothing of what it needs is missing."""
    for who in (*crowd(shipped(), 8), *crowd(shipped(), 8, residence="LU"), member(3)):
        offered = {d for r in readiness(shipped(), who, LAWS, TODAY) for d in r.documents}
        assert (kind in offered) is not bool(paper_gaps(kind, Situation(shipped(), who, LAWS, TODAY)))


def test_no_item_advises() -> None:
    """Nothing that the routes say tells a person what to do: no "should", no "we recommend", no promise."""
    items = {i.text for r in readiness(shipped(), _concerned("LU"), LAWS, TODAY) for i in r.items}
    items |= {i.text for r in readiness(shipped(), _concerned(), LAWS, TODAY) for i in r.items}
    advice = ("should", "recommend", "you must", "win", "conseill", "devriez", "sollten", "empfehl")

    for text in items:
        for language in ("en", "fr", "de"):
            said = tr(text, language).lower()
            assert not any(word in said for word in advice), said


def test_a_clock_is_said_with_day_text_and_state() -> None:
    """A line names the day, what ends, the text it rests on and how it stands in the worst reading."""
    route = _route(_concerned(), Route.CIVIL)
    line = clock_line(Speaker("fr"), shipped(), route.clocks[0])

    assert "6 juillet 2026" in line
    assert "article 2224 du code civil" in line
    assert "20 juillet 2026" in line
    assert line.endswith("probablement expirée")
    assert "manquant" in standing(Speaker("fr"), route)
