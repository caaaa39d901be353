"""`/case letters`: frozen letters, how many approved, the copy for the authority, the filing, its answer."""

import io
from collections.abc import Sequence

import discord

from bot.domain.access import Action
from bot.domain.codes import Answer, LetterKind, StepOutcome
from bot.domain.frozen import TO_LAWYER, Objections
from bot.domain.reminders import Reminder
from bot.services import reminder_words
from bot.services.frozen_views import TextView
from bot.services.text_words import TITLE, heading, objections, so_far, status
from bot.services.views import CaseView
from bot.ui import doors, ids
from bot.ui.context import Context
from bot.ui.entries import question
from bot.ui.feature import Feature
from bot.ui.fields import chosen, codes, day
from bot.ui.forms import Choice, Form, Line, Option, form
from bot.ui.layout import Page, Press, Tone, primary, split
from bot.ui.markup import plain
from bot.ui.payload import Answers
from bot.ui.router import builds, pressed, receives, starts
from bot.ui.speech import Speaker
from cogs.campaign.drafting import COPIES, show_copies, show_kit

_REFERENCE = 80
# Characters of reasons and notes on one page.
MOST_WHY = 1800


class Filings(Feature):
    """For organisers: counts, never who answered what."""

    @starts("filings")
    async def start(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await self._list(ctx, case)

    @pressed(doors.FILINGS)
    async def open(self, ctx: Context, case: CaseView) -> None:
        """List the frozen letters."""
        await self._list(ctx, case)

    async def _list(self, ctx: Context, case: CaseView, note: str = "") -> None:
        views = await self.services.filings.texts(ctx.actor, case.id)
        dates = await self.services.reminders.of_group(ctx.actor, case.id)
        await ctx.show(filings_page(ctx, case, views, dates, note))

    @pressed(doors.FILING_REMIND)
    async def remind(self, ctx: Context, case: CaseView) -> None:
        """Remind the organiser of the date chosen."""
        await self.services.reminders.ask_for_group(ctx.actor, case.id, ctx.picked(ids.CLOCK))
        await self._list(ctx, case, ctx.tr(reminder_words.KEPT))

    @pressed(doors.FILING_FORGET)
    async def forget(self, ctx: Context, case: CaseView) -> None:
        """Remind the organiser of it no more."""
        await self.services.reminders.stop_for_group(ctx.actor, case.id, ctx.picked(ids.CLOCK))
        await self._list(ctx, case, ctx.tr(reminder_words.NO_LONGER))

    @pressed(doors.FILING_SELECT)
    async def select(self, ctx: Context, case: CaseView) -> None:
        """Show the one chosen."""
        await self._show(ctx, case, ctx.picked(ids.FROZEN))

    @pressed(doors.FILING)
    async def one(self, ctx: Context, case: CaseView, frozen_id: str) -> None:
        """Show one letter."""
        await self._show(ctx, case, frozen_id)

    async def _show(self, ctx: Context, case: CaseView, frozen_id: str, note: str = "") -> None:
        view = await self.services.filings.text(ctx.actor, case.id, frozen_id)
        why = await self.services.filings.objections(ctx.actor, case.id, frozen_id)
        await ctx.show(filing_page(ctx, case, view, note, why))

    @pressed(doors.FILING_READ)
    async def read(self, ctx: Context, case: CaseView, frozen_id: str) -> None:
        """Hand over the frozen document."""
        await ctx.think()
        view, data = await self.services.filings.document(ctx.actor, case.id, frozen_id)
        page = filing_page(ctx, case, view).file(view.filename)
        await ctx.show(page, [discord.File(io.BytesIO(data), view.filename)])

    @pressed(doors.FILING_COPIES)
    async def copies(self, ctx: Context, case: CaseView, frozen_id: str) -> None:
        """Hand over the reading copies and the edition without what is confidential."""
        await ctx.think()
        files = await self.services.filings.companions(ctx.actor, case.id, frozen_id)
        await show_copies(ctx, files, Press(ctx.tr("Back"), doors.FILING.id(case.id, frozen_id)))

    @pressed(doors.FILING_KIT)
    async def kit(self, ctx: Context, case: CaseView, frozen_id: str) -> None:
        """Hand over the guide to filing the text, and the texts for the web form."""
        await ctx.think()
        files = await self.services.group_kits.of_text(ctx.actor, case.id, frozen_id)
        await show_kit(ctx, files, Press(ctx.tr("Back"), doors.FILING.id(case.id, frozen_id)))

    @pressed(doors.FILING_PRINT)
    async def ask_print(self, ctx: Context, case: CaseView, frozen_id: str) -> None:
        """Ask before the answers are counted, unless they were."""
        view = await self.services.filings.text(ctx.actor, case.id, frozen_id)
        text = ctx.tr(
            "The answers are counted once, now, for the copy that goes to the authority: after that no "
            "member can answer this text or change an answer. Count them?"
        )
        yes = primary(ctx.tr("Count and print"), doors.FILING_PRINT_YES.id(case.id, view.id))
        await ctx.show(question(ctx, text, yes, doors.FILING.id(case.id, view.id)))

    @pressed(doors.FILING_PRINT_YES)
    async def print(self, ctx: Context, case: CaseView, frozen_id: str) -> None:
        """Hand over the letter and the sheet with the count."""
        await ctx.think()
        printed = await self.services.filings.print(ctx.actor, case.id, frozen_id)
        note = ctx.tr(
            "File both: the letter as it was approved, and the sheet that says how many approved it. Then "
            "record the filing, and keep the proof."
        )
        page = filing_page(ctx, case, printed.view, note)
        for name, _ in printed.files:
            page.file(name)
        await ctx.show(page, [discord.File(io.BytesIO(data), name) for name, data in printed.files])

    @pressed(doors.FILING_FILED)
    async def ask_filed(self, ctx: Context, case: CaseView, frozen_id: str) -> None:
        """Open the form of a filing."""
        await ctx.open(doors.FILING_FILED_FORM, case.id, frozen_id)

    @builds(doors.FILING_FILED_FORM)
    async def filed_form(self, ctx: Context, case: CaseView, frozen_id: str) -> Form:
        """Build the form with what is recorded."""
        await self.services.cases.admit(ctx.actor, case.id, Action.FILE_LETTER)
        filing = (await self.services.filings.text(ctx.actor, case.id, frozen_id)).filing
        proofs = (Option(Answer.YES, ctx.label(Answer.YES)), Option(Answer.NO, ctx.label(Answer.NO)))
        kept = filing is not None and filing.filed_on is not None
        proof = frozenset({Answer.YES if filing and filing.proof else Answer.NO}) if kept else frozenset()
        return form(
            ctx.tr("Record the filing"),
            [
                day(ctx, "on", ctx.tr("Filed on"), filing.filed_on if filing else None, required=True),
                Line(
                    "reference",
                    ctx.tr("The authority's number"),
                    hint=ctx.tr("As on its receipt; no name of a person."),
                    value=filing.reference if filing else "",
                    limit=_REFERENCE,
                    required=False,
                ),
                Choice(
                    "proof",
                    ctx.tr("Is a proof of filing kept?"),
                    proofs,
                    hint=ctx.tr("The receipt of the web form, or of the registered letter."),
                    chosen=proof,
                    style="radio",
                ),
            ],
        )

    @receives(doors.FILING_FILED_FORM)
    async def filed(self, ctx: Context, answers: Answers, case: CaseView, frozen_id: str) -> None:
        """Record the filing."""
        proof = answers.one("proof", Answer) is Answer.YES
        on, reference = answers.needed_day("on"), answers.text("reference")
        view = await self.services.filings.filed(ctx.actor, case.id, frozen_id, on, reference, proof=proof)
        await ctx.show(filing_page(ctx, case, view, ctx.tr("Saved.")))

    @pressed(doors.FILING_ANSWERED)
    async def ask_answered(self, ctx: Context, case: CaseView, frozen_id: str) -> None:
        """Open the form of the authority's answer."""
        await ctx.open(doors.FILING_ANSWERED_FORM, case.id, frozen_id)

    @builds(doors.FILING_ANSWERED_FORM)
    async def answered_form(self, ctx: Context, case: CaseView, frozen_id: str) -> Form:
        """Build the form with what is recorded."""
        filing = (await self.services.filings.text(ctx.actor, case.id, frozen_id)).filing
        return form(
            ctx.tr("Record the authority's answer"),
            [
                Choice(
                    "outcome",
                    ctx.tr("What came of it"),
                    codes(ctx, StepOutcome),
                    chosen=chosen(filing.outcome if filing else None),
                ),
                day(ctx, "on", ctx.tr("Answered on"), filing.answered_on if filing else None, required=False),
            ],
        )

    @receives(doors.FILING_ANSWERED_FORM)
    async def answered(self, ctx: Context, answers: Answers, case: CaseView, frozen_id: str) -> None:
        """Record the answer."""
        outcome = answers.one("outcome", StepOutcome)
        view = await self.services.filings.answered(ctx.actor, case.id, frozen_id, outcome, answers.day("on"))
        await ctx.show(filing_page(ctx, case, view, ctx.tr("Saved.")))


def filings_page(
    speaker: Speaker, case: CaseView, views: Sequence[TextView], dates: Sequence[Reminder], note: str = ""
) -> Page:
    """List the frozen letters, newest first, and the dates that an organiser can be reminded of."""
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note, f"### {speaker.tr(TITLE)}")
    told = reminder_words.waiting(speaker, case.pack, [one for one in dates if one.waiting])
    page.text("\n- ".join(told))
    if not views:
        page.text(speaker.tr("No text is frozen yet: draft the letter, read it, then freeze it."))
    for view in [v for v in views if v.latest][:3]:
        said = "\n".join([_now(speaker, view), *status(speaker, case.pack, view)])
        press = Press(speaker.tr("Open"), doors.FILING.id(case.id, view.id))
        page.section(f"**{heading(speaker, view)}**\n{said}", press)
    options = [Option(v.id, heading(speaker, v)) for v in views]
    page.menu(doors.FILING_SELECT.id(case.id), speaker.tr("Open a text"), options)
    for door, title, asked in (
        (doors.FILING_REMIND, speaker.tr("Remind me of …"), False),
        (doors.FILING_FORGET, speaker.tr("No longer of …"), True),
    ):
        words = [(d.key, reminder_words.said(speaker, case.pack, d)) for d in dates if d.asked is asked]
        page.menu(door.id(case.id), title, [Option(*one) for one in words])
    return page.row(
        Press(speaker.tr("Draft the collective letter"), doors.CASE_DRAFT.id(case.id)),
        Press(speaker.tr("What waits"), doors.WAITING.id(case.id)),
    )


def filing_page(
    speaker: Speaker, case: CaseView, view: TextView, note: str = "", why: Objections | None = None
) -> Page:
    """Show one letter with what can be done next."""
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note, f"### {heading(speaker, view)}")
    page.text(_now(speaker, view), "\n".join(status(speaker, case.pack, view)))
    if why is not None and why.grounds:
        lines = [f"- {plain(line)}" for line in objections(speaker, why)]
        page.text(f"**{speaker.tr('Why members object')}**\n" + "\n".join(split(lines, MOST_WHY)[:1]))
    page.text(f"SHA-256: `{view.sha256}`")
    at, printed = (case.id, view.id), view.filing is not None
    filed = view.filing is not None and view.filing.filed_on is not None
    again = Press(speaker.tr("Letter and sheet again"), doors.FILING_PRINT_YES.id(*at))
    ask = primary(speaker.tr("Print for the authority"), doors.FILING_PRINT.id(*at)) if view.latest else None
    return page.row(
        Press(speaker.tr("Read the text"), doors.FILING_READ.id(*at)),
        again if printed else ask,
        Press(speaker.tr("Record the filing"), doors.FILING_FILED.id(*at)) if printed else None,
        Press(speaker.tr("Record the answer"), doors.FILING_ANSWERED.id(*at)) if filed else None,
        Press(speaker.tr("Back"), doors.FILINGS.id(case.id)),
    ).row(
        Press(speaker.tr(COPIES), doors.FILING_COPIES.id(*at)),
        Press(speaker.label(LetterKind.FILING_KIT), doors.FILING_KIT.id(*at))
        if view.authority != TO_LAWYER
        else None,
    )


def _now(speaker: Speaker, view: TextView) -> str:
    """The count as it is, as long as it was not counted for the authority."""
    if view.tally is None or view.filing is not None:
        return ""
    return so_far(speaker, view.tally)
