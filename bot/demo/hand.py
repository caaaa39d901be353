"""Filling in forms as people do: what is asked, sometimes mistyped first, and then corrected."""

from typing import Any

from bot.demo.ledger import Ledger
from bot.demo.people import Person, Seen
from bot.demo.tales import Told

# What people really type first: a day that is none, a day to come, another calendar; an amount that is none.
BAD_DATES = ("31/02/2024", "01/01/2999", "hier", "12/13/2023", "1/1/1899", "16/07/21")
BAD_AMOUNTS = ("beaucoup", "-5", "99999999999", "1.2.3", "12,345,6", "1e3")

Mistake = tuple[str, tuple[str, ...]]  # a field, and what is typed there first


class DemoError(Exception):
    """The bot did something else than the play expects; the text says what."""


class Hand:
    """One person's way with forms; what the bot refuses is noted in the ledger."""

    def __init__(self, person: Person, account: str, ledger: Ledger, *, mistypes: bool) -> None:
        self._person = person
        self._account = account
        self._ledger = ledger
        self._mistypes = mistypes

    async def fill(self, form: Seen, told: Told, mistake: Mistake | None = None) -> Seen:
        """Fill the form with what it asks for; who mistypes does so first, is refused and helped.

        Raises DemoError when a mistake is taken or a good answer refused.
        """
        asked = {control.custom_id for control in form.fields}
        answers = {key: value for key, value in told.answers.items() if key in asked}
        if mistake and self._mistypes and mistake[0] in answers:
            form = await self._mistype(form, answers, *mistake)
        return went_well(await self._person.fill(form, answers))

    async def _mistype(self, form: Seen, answers: dict[str, Any], field: str, bad: tuple[str, ...]) -> Seen:
        typed = bad[len(self._ledger.refused) % len(bad)]
        seen = await self._person.fill(form, {**answers, field: typed})
        if not (seen.refused and seen.offers("again")):
            raise DemoError(f"a {field} that cannot be was taken: {typed!r}")
        assert form.form is not None
        self.note_refusal(form.form["custom_id"].split(":")[1], field, typed)
        return await self._person.press(seen, "again")

    def note_refusal(self, form: str, field: str, typed: str) -> None:
        """Note what the bot refused."""
        self._ledger.refused.append({"account": self._account, "form": form, "field": field, "typed": typed})


def counted(form: Seen, told: Told) -> dict[str, Any]:
    """What of the tale counts: a form asks for no organisation where there is none, or far too many."""
    asked = {control.custom_id for control in form.fields}
    left_out = {} if "organisation" in asked else {"organisation": None}
    return {**told.counts, **left_out}


def went_well(seen: Seen) -> Seen:
    """Return the page if it is no refusal; raises DemoError with its words otherwise."""
    if seen.refused or not (seen.messages or seen.form):
        raise DemoError(f"refused: {seen.text[:500]}")
    return seen
