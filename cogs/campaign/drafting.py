"""`/case draft`: the collective letter as PDF and DOCX, shown to the organiser alone."""

import io
from collections.abc import Sequence

import discord

from bot.domain.access import Action
from bot.domain.codes import FilingMode, LetterKind, PaperKind
from bot.domain.figures import FEWEST
from bot.domain.marks import N_
from bot.services.kept_files import is_twin
from bot.services.views import CaseView, LetterFile
from bot.ui import doors
from bot.ui.awaiting import Awaiting
from bot.ui.context import Context
from bot.ui.feature import Feature
from bot.ui.forms import Form
from bot.ui.layout import Page, Press, Tone, primary
from bot.ui.payload import Answers
from bot.ui.router import builds, pressed, receives, starts
from cogs.campaign.forms import draft_form

COPIES = N_("Reading copies, non-confidential edition")
NOT_SENT = N_(
    "Reading copies say in another language what the letter says; nobody sends them. The non-confidential "
    "edition gives ranges instead of figures and designates nobody: read it before you show it to anybody."
)
KIT = N_(
    "The guide says where and how to file, lists the files with their fingerprints, and says what to keep "
    "and what comes next. The texts are for the authority's web form. None of it names a member; the guide "
    "itself is not sent."
)
TOO_FEW = N_("There is no non-confidential edition of fewer than {limit} persons: it would hide nobody.")


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
            ctx.actor,
            case.id,
            answers.value("authority") or "",
            mode,
            answers.value("language"),
            Awaiting(ctx),
        )
        page = Page(Tone.DONE).text(
            f"### {ctx.tr('Draft of the collective letter')}",
            ctx.tr(
                "Working edition with references instead of names. Read every sentence before anybody sends "
                "it; a lawyer should too."
            ),
        )
        lawyer = Press(ctx.label(PaperKind.LAWYER_LETTER), doors.CASE_FOR_LAWYER.id(case.id))
        kit = Press(ctx.label(LetterKind.FILING_KIT), doors.CASE_KIT.id(case.id, file.draft))
        await _hand_over(ctx, page, file, *_next(ctx, case, file.draft), kit, lawyer)

    @pressed(doors.CASE_COPIES)
    async def copies(self, ctx: Context, case: CaseView, draft: str) -> None:
        """Draw what goes with the draft: reading copies, and the edition without what is confidential."""
        await ctx.think()
        files = await self.services.letters.companions(ctx.actor, case.id, draft, Awaiting(ctx))
        await show_copies(ctx, [(f.filename, f.data) for f in files], *_next(ctx, case, draft)[:1])

    @pressed(doors.CASE_KIT)
    async def kit(self, ctx: Context, case: CaseView, draft: str) -> None:
        """Make the guide to filing the draft, once it is frozen, and the texts for the web form."""
        await ctx.think()
        files = await self.services.group_kits.of_draft(ctx.actor, case.id, draft, Awaiting(ctx))
        await show_kit(ctx, files, *_next(ctx, case, draft))

    @pressed(doors.CASE_FREEZE)
    async def freeze(self, ctx: Context, case: CaseView, draft: str) -> None:
        """Ask that the text be frozen; that it waits, or was frozen already, is answered as a refusal is."""
        await ctx.think()
        await self.services.freezing.freeze(ctx.actor, case.id, draft, Awaiting(ctx))
        await ctx.show(
            Page(Tone.DONE)
            .text(ctx.tr("Frozen. Members can read it now and say whether they approve it."))
            .row(Press(ctx.tr("The group's letters"), doors.FILINGS.id(case.id)))
        )

    @pressed(doors.CASE_FOR_LAWYER)
    async def for_lawyer(self, ctx: Context, case: CaseView) -> None:
        """Draw the group's cover letter to its lawyer, with the list of exhibits."""
        await ctx.think()
        file = await self.services.letters.for_lawyer(ctx.actor, case.id, told=Awaiting(ctx))
        page = Page(Tone.DONE).text(
            f"### {ctx.label(PaperKind.LAWYER_LETTER)}",
            ctx.tr(
                "It holds figures and names nobody, and says how many agreed that their file goes to a "
                "lawyer. The time limits in it are for the lawyer to confirm."
            ),
        )
        await _hand_over(ctx, page, file, *_next(ctx, case, file.draft))


def _next(ctx: Context, case: CaseView, draft: str) -> tuple[Press, Press]:
    """What can be done with a draft that was read."""
    return (
        primary(ctx.tr("Freeze this text"), doors.CASE_FREEZE.id(case.id, draft)),
        Press(ctx.tr(COPIES), doors.CASE_COPIES.id(case.id, draft)),
    )


async def show_copies(ctx: Context, files: Sequence[tuple[str, bytes]], *presses: Press) -> None:
    """Hand over what goes with a letter of the group, and say what it is for."""
    page = Page(Tone.DONE).text(f"### {ctx.tr(COPIES)}", ctx.tr(NOT_SENT))
    if not any(is_twin(name) for name, _ in files):
        page.text(ctx.tr(TOO_FEW, limit=FEWEST))
    await _show(ctx, page, files, *presses)


async def show_kit(ctx: Context, files: Sequence[LetterFile], *presses: Press) -> None:
    """Hand over the kit, and say what it is for."""
    page = Page(Tone.DONE).text(f"### {ctx.label(LetterKind.FILING_KIT)}", ctx.tr(KIT))
    await _show(ctx, page, [(file.filename, file.data) for file in files], *presses)


async def _hand_over(ctx: Context, page: Page, file: LetterFile, *presses: Press) -> None:
    files = ((file.filename, file.data), (file.editable_name, file.editable))
    await _show(ctx, page, files, *presses)


async def _show(ctx: Context, page: Page, files: Sequence[tuple[str, bytes]], *presses: Press) -> None:
    for name, _ in files:
        page.file(name)
    await ctx.show(page.row(*presses), [discord.File(io.BytesIO(data), name) for name, data in files])
