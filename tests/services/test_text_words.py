"""Frozen texts in words: what each month brought, and how a filed letter stands."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from bot.domain.codes import FilingMode, StepOutcome
from bot.domain.frozen import Tally
from bot.packs import parse_pack
from bot.services.filing_clocks import clocks_of
from bot.services.frozen_views import FilingView, TextView
from bot.services.text_words import digest, status
from bot.storage import FilingRow
from bot.web.words import Words

TODAY = date(2027, 1, 15)
PACK = parse_pack((Path(__file__).parent / "small_pack.toml").read_text("utf-8"), "small")
FRENCH = PACK.authority("fr-one").model_copy(update={"silence_months": 3, "appeal_months": 2})
FILED = FilingRow("0" * 26, "C", datetime(2026, 11, 24, tzinfo=UTC), 1, 0, 1, filed_on=date(2026, 11, 30))


def view(filed: FilingRow) -> TextView:
    """A text that three members were counted in, printed and filed."""
    filing = FilingView(
        printed_on=date(2026, 11, 24),
        tally=Tally(3, filed.approved, filed.objected, filed.gone),
        filed_on=filed.filed_on,
        reference="",
        proof=filed.proof,
        outcome=filed.outcome,
        answered_on=filed.answered_on,
        clocks=clocks_of(FRENCH, filed, TODAY),
    )
    frozen = datetime(2026, 11, 20, tzinfo=UTC)
    return TextView(
        "0" * 26, "fr-one", "ONE", "fr", FilingMode.ALERT, 1, 3, 4, "ab", frozen, filing, number=2
    )


def test_a_month_without_news_says_so() -> None:
    """The last three months, the newest first; one in which nothing happened says so."""
    found = digest(Words("en"), [view(FILED)], TODAY)

    assert [month for month, _ in found] == ["January 2027", "December 2026", "November 2026"]
    assert [lines for _, lines in found[:2]] == [["Nothing new."], ["Nothing new."]]
    assert [line.partition(" · ")[0] for line in found[2][1]] == [
        "30 November 2026",
        "24 November 2026",
        "20 November 2026",
    ]


def test_from_the_filing_on_the_authoritys_days_run() -> None:
    """Once filed, the days that follow from it stand there; who left is said; an answer ends the silence."""
    filed = "\n".join(status(Words("en"), PACK, view(FILED)))
    unfiled = replace(FILED, filed_on=None)
    answered = replace(FILED, outcome=StepOutcome.REFUSED, answered_on=date(2027, 1, 4))

    assert "1 of 3 approved" in filed
    assert "No longer taking part: 1." in filed
    assert "has not answered yet" in filed
    assert next(c.earliest for c in clocks_of(FRENCH, FILED, TODAY)) == date(2027, 2, 28)
    assert clocks_of(FRENCH, unfiled, TODAY) == ()
    assert "silence" not in {c.kind for c in clocks_of(FRENCH, answered, TODAY)}
    assert "answered on 4 January 2027" in "\n".join(status(Words("en"), PACK, view(answered)))
