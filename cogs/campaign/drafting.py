"""`/case draft`: the collective letter as PDF and DOCX, shown to the organiser alone."""

import io

import discord

from bot.domain.access import Action
from bot.domain.codes import FilingMode, PaperKind
from bot.services.views import CaseView, LetterFile
from bot.ui import doors
from bot.ui.context import Context
from bot.ui.feature import Feature
from bot.ui.forms import Form
from bot.ui.layout import Page, Press, Tone, primary
from bot.ui.payload import Answers
from bot.ui.router import builds, pressed, receives, starts
from cogs.campaign.forms import draft_form


class Drafting(Feature):
    """The working edition: figures and references, no name."""

    @starts("draft")
    async def start(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await self._open(ctx, case)

    @pressed(doors.CASE_DRAFT)
    async def open(self, ctx: Context, case: CaseView) -> None:
        """Ask which letter."""
        await self._open(ctx, case)

    async def _open(self, ctx: Context, case: CaseView) -> None:
        await ctx.open(doors.CASE_DRAFT_FORM, case.id)

    @builds(doors.CASE_DRAFT_FORM)
    async def form(self, ctx: Context, case: CaseView) -> Form:
        """Build the form for an organiser."""
        await self.services.cases.admit(ctx.actor, case.id, Action.DRAFT_LETTER)
        authorities = await self.services.letters.authorities(ctx.actor, case.id)
        return draft_form(ctx, authorities, FilingMode(case.config.mode))

    @receives(doors.CASE_DRAFT_FORM)
    async def draft(self, ctx: Context, answers: Answers, case: CaseView) -> None:
        """Draw the letter and hand it over."""
        mode = answers.one("mode", FilingMode)
        await ctx.think()
        file = await self.services.letters.collective(
            ctx.actor, case.id, answers.value("authority") or "", mode, answers.value("language")
        )
        page = Page(Tone.DONE).text(
            f"### {ctx.tr('Draft of the collective letter')}",
            ctx.tr(
                "Working edition with references instead of names. Read every sentence before anybody sends "
                "it; a lawyer should too."
            ),
        )
        await _hand_over(
            ctx,
            page,
            file,
            primary(ctx.tr("Freeze this text"), doors.CASE_FREEZE.id(case.id, file.draft)),
            Press(ctx.label(PaperKind.LAWYER_LETTER), doors.CASE_FOR_LAWYER.id(case.id)),
        )

    @pressed(doors.CASE_FREEZE)
    async def freeze(self, ctx: Context, case: CaseView, draft: str) -> None:
        """Ask that the text be frozen; that it waits, or was frozen already, is answered as a refusal is."""
        await ctx.think()
        await self.services.freezing.freeze(ctx.actor, case.id, draft)
        await ctx.show(
            Page(Tone.DONE)
            .text(ctx.tr("Frozen. Members can read it now and say whether they approve it."))
            .row(Press(ctx.tr("The group's letters"), doors.FILINGS.id(case.id)))
        )

    @pressed(doors.CASE_FOR_LAWYER)
    async def for_lawyer(self, ctx: Context, case: CaseView) -> None:
        """Draw the group's cover letter to its lawyer, with the list of exhibits."""
        await ctx.think()
        file = await self.services.routes.for_lawyer(ctx.actor, case.id)
        page = Page(Tone.DONE).text(
            f"### {ctx.label(PaperKind.LAWYER_LETTER)}",
            ctx.tr(
                "It holds figures and names nobody, and says how many agreed that their file goes to a "
                "lawyer. The time limits in it are for the lawyer to confirm."
            ),
        )
        await _hand_over(ctx, page, file)


async def _hand_over(ctx: Context, page: Page, file: LetterFile, *presses: Press) -> None:
    files = ((file.filename, file.data), (file.editable_name, file.editable))
    for name, _ in files:
        page.file(name)
    await ctx.show(page.row(*presses), [discord.File(io.BytesIO(data), name) for name, data in files])
