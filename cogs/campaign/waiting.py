"""`/case waiting`: acts that take two organisers, for the one who confirms and the one who takes back."""

import io
from collections.abc import Sequence
from datetime import date

import discord

from bot.domain.errors import NotFoundError
from bot.domain.proposals import ProposalState, ProposedAct
from bot.services.act_words import DONE, WAITING, named
from bot.services.frozen_views import letter_name
from bot.services.proposals import ProposalView
from bot.services.views import CaseView, Named
from bot.ui import doors, ids
from bot.ui.awaiting import Awaiting
from bot.ui.context import Context
from bot.ui.feature import Feature
from bot.ui.forms import Option
from bot.ui.layout import Page, Press, Tone, danger, primary
from bot.ui.markup import Markdown
from bot.ui.router import pressed, starts
from bot.ui.speech import Speaker

# In the text; the menu holds all that can wait.
_WAITING_SHOWN, _DECIDED_SHOWN = 10, 6


class Waiting(Feature):
    """Lists what waits; the services decide who may confirm, and whether it can still be done."""

    @starts("waiting")
    async def start(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await self._show(ctx, case)

    @pressed(doors.WAITING)
    async def open(self, ctx: Context, case: CaseView) -> None:
        """Show what waits."""
        await self._show(ctx, case)

    async def _show(self, ctx: Context, case: CaseView, note: str = "") -> None:
        await ctx.show(
            waiting_page(ctx, case, await self.services.proposals.waiting(ctx.actor, case.id), note)
        )

    @pressed(doors.WAITING_SELECT)
    async def select(self, ctx: Context, case: CaseView) -> None:
        """Show the one chosen."""
        await self._show_one(ctx, case, ctx.picked(ids.PROPOSAL))

    @pressed(doors.WAITING_ONE)
    async def one(self, ctx: Context, case: CaseView, proposal_id: str) -> None:
        """Show one act that waits."""
        await self._show_one(ctx, case, proposal_id)

    async def _show_one(self, ctx: Context, case: CaseView, proposal_id: str) -> None:
        for view in await self.services.proposals.waiting(ctx.actor, case.id):
            if view.id == proposal_id:
                await ctx.show(one_page(ctx, case, view))
                return
        raise NotFoundError

    @pressed(doors.WAITING_READ)
    async def read(self, ctx: Context, case: CaseView, proposal_id: str) -> None:
        """Hand over the text that waits to be frozen."""
        await ctx.think()
        row, data = await self.services.freezing.waiting(ctx.actor, case.id, proposal_id)
        name = letter_name(row)
        page = Page().text(f"`{row.sha256}`").file(name)
        page.row(Press(ctx.tr("Back"), doors.WAITING_ONE.id(case.id, proposal_id)))
        await ctx.show(page, [discord.File(io.BytesIO(data), name)])

    @pressed(doors.WAITING_CONFIRM)
    async def confirm(self, ctx: Context, case: CaseView, proposal_id: str) -> None:
        """Do it; a dossier takes a while."""
        await ctx.think()
        confirmed = await self.services.proposals.confirm(ctx.actor, case.id, proposal_id, Awaiting(ctx))
        note = sentence(ctx, confirmed.view)
        if isinstance(confirmed.result, Named):
            asks = ctx.tr("Open the key-holder under Recipients and key-holders and ask for a new challenge.")
            note = f"{note} {asks}"
        await self._show(ctx, case, note)

    @pressed(doors.WAITING_REFUSE)
    async def refuse(self, ctx: Context, case: CaseView, proposal_id: str) -> None:
        """Refuse it, or take back one's own."""
        view = await self.services.proposals.refuse(ctx.actor, case.id, proposal_id)
        await self._show(
            ctx, case, ctx.tr("Taken back.") if view.mine else ctx.tr("Refused: it is not done.")
        )


def waiting_page(speaker: Speaker, case: CaseView, views: Sequence[ProposalView], note: str = "") -> Page:
    """List what waits, and what was decided lately."""
    waiting = [view for view in views if view.state is ProposalState.OPEN]
    decided = [view for view in views if view.state is not ProposalState.OPEN][:_DECIDED_SHOWN]
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note, f"### {speaker.tr('What waits')}")
    page.text(
        speaker.tr(
            "Organisers, key-holders, dossiers and frozen letters take two organisers: one asks, another "
            "confirms. Where there is only one, it takes effect after 24 hours. Members can see what waits "
            "and what was done."
        )
    )
    page.text("\n".join(f"- {sentence(speaker, v)} {_until(speaker, v)}" for v in waiting[:_WAITING_SHOWN]))
    if not waiting:
        page.text(speaker.tr("Nothing waits."))
    options = [Option(v.id, sentence(speaker, v, markup=False)[:100]) for v in waiting]
    page.menu(doors.WAITING_SELECT.id(case.id), speaker.tr("Confirm, refuse or take back …"), options)
    page.text("\n".join(f"- {speaker.date(_day(speaker, v))} · {_decided(speaker, v)}" for v in decided))
    return page.row(
        Press(speaker.tr("Recipients and key-holders"), doors.KEYS_PAGE.id(case.id)),
        Press(speaker.tr("Settings"), doors.CASE_SETTINGS.id(case.id)),
    )


def one_page(speaker: Speaker, case: CaseView, view: ProposalView) -> Page:
    """Show one act with all that a second organiser must look at before they confirm it."""
    page = Page().text(f"### {speaker.tr('What waits')}", sentence(speaker, view))
    page.text(_until(speaker, view) if view.state is ProposalState.OPEN else speaker.label(view.state))
    if key := view.details.get("key"):
        page.text(
            f"`{key}`",
            speaker.tr("Compare this public key with the key-holder by telephone before you confirm."),
        )
    waits = view.state is ProposalState.OPEN
    at = (case.id, view.id)
    if view.act is ProposedAct.FREEZE_LETTER and waits:
        page.text(speaker.tr("Read this very text before you confirm it: from then on nothing changes it."))
        page.row(Press(speaker.tr("Read the text"), doors.WAITING_READ.id(*at)))
    return page.row(
        primary(speaker.tr("Confirm"), doors.WAITING_CONFIRM.id(*at)) if waits and not view.mine else None,
        danger(speaker.tr("Take back") if view.mine else speaker.tr("Refuse"), doors.WAITING_REFUSE.id(*at))
        if waits
        else None,
        Press(speaker.tr("Back"), doors.WAITING.id(case.id)),
    )


def sentence(speaker: Speaker, view: ProposalView, *, markup: bool = True) -> str:
    """Say what it is; to organisers, of whom."""
    texts = DONE if view.state is ProposalState.DONE else WAITING
    said = speaker.tr(texts[view.act], **named(view.details))
    about = view.act in (ProposedAct.ADD_ORGANISER, ProposedAct.REMOVE_ORGANISER)
    if about and (user := view.details.get("user")):
        return f"{said} ({Markdown(f'<@{user}>') if markup else user})"
    return said


def _until(speaker: Speaker, view: ProposalView) -> str:
    if view.effective_at is not None:
        effective = speaker.day(view.effective_at)
        said = speaker.tr("Takes effect on {day} unless it is taken back.", day=effective)
    else:
        said = speaker.tr("Waits for another organiser until {day}.", day=speaker.day(view.expires_at))
    return f"*{said}*"


def _decided(speaker: Speaker, view: ProposalView) -> str:
    return f"{sentence(speaker, view)} ({speaker.label(view.state)})"


def _day(speaker: Speaker, view: ProposalView) -> date:
    return speaker.day(view.decided_at or view.asked_at)
