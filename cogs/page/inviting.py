"""`/case page`: the invitation for people who are not on Discord, as a link and as a QR code."""

import io

import discord

from bot.domain.access import Action
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.context import Context
from bot.ui.entries import question
from bot.ui.feature import Feature
from bot.ui.layout import Link, Page, Press, Tone, danger
from bot.ui.router import pressed, starts

QR_FILE = "invitation.png"


class Inviting(Feature):
    """The link is the same for everybody and registers nobody by itself."""

    @starts("page")
    async def start(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await self._show(ctx, case)

    @pressed(doors.CASE_PAGE)
    async def open(self, ctx: Context, case: CaseView) -> None:
        """Show the invitation."""
        await self._show(ctx, case)

    @pressed(doors.CASE_PAGE_RENEW)
    async def ask_renew(self, ctx: Context, case: CaseView) -> None:
        """Say what a new invitation means."""
        await self.services.cases.admit(ctx.actor, case.id, Action.INVITE)
        text = ctx.tr(
            "Make a new invitation? The present link and QR code stop working at once. Whoever registered "
            "with it keeps their file; to come back they need the new invitation and their receipt code."
        )
        yes = danger(ctx.tr("Make a new invitation"), doors.CASE_PAGE_RENEW_YES.id(case.id))
        await ctx.show(question(ctx, text, yes, doors.CASE_PAGE.id(case.id)))

    @pressed(doors.CASE_PAGE_RENEW_YES)
    async def renew(self, ctx: Context, case: CaseView) -> None:
        """Make the old invitation worthless and show the new one."""
        await self._show(ctx, case, renew=True)

    @pressed(doors.CASE_PAGE_PLACE)
    async def place(self, ctx: Context, case: CaseView) -> None:
        """Make a link that passes the queue."""
        service = self.services.page
        url = service.url(f"/j/{await service.place(ctx.actor, case.id)}")
        page = Page().text(
            f"### {ctx.tr('Personal link')}",
            ctx.tr(
                "It registers one person without Discord, once, within twelve hours, and does not wait in "
                "any queue. Send it to that person alone: whoever registers with it first uses it up."
            ),
            f"`{url}`",
        )
        await ctx.show(page.row(Press(ctx.tr("Back"), doors.CASE_PAGE.id(case.id))))

    @pressed(doors.CASE_PAGE_END)
    async def ask_end(self, ctx: Context, case: CaseView) -> None:
        """Say what it means to end every open page."""
        await self.services.cases.admit(ctx.actor, case.id, Action.INVITE)
        text = ctx.tr(
            "End every open page of this case? Each member's session and one-time link stops working at "
            "once, for example after a telephone or a link fell into wrong hands. Nothing is deleted: people "
            "come back by a new link from /me, or with the invitation and their receipt code."
        )
        yes = danger(ctx.tr("End every open page"), doors.CASE_PAGE_END_YES.id(case.id))
        await ctx.show(question(ctx, text, yes, doors.CASE_PAGE.id(case.id)))

    @pressed(doors.CASE_PAGE_END_YES)
    async def end(self, ctx: Context, case: CaseView) -> None:
        """End them, and say how many there were."""
        ended = await self.services.page.end_sessions(ctx.actor, case.id)
        text = ctx.trn("{n} session on the page was ended.", "{n} sessions on the page were ended.", ended)
        await ctx.show(Page(Tone.DONE).text(text).row(Press(ctx.tr("Back"), doors.CASE_PAGE.id(case.id))))

    async def _show(self, ctx: Context, case: CaseView, *, renew: bool = False) -> None:
        service = self.services.page
        token = await service.invitation(ctx.actor, case.id, renew=renew)
        if not service.on:
            text = ctx.tr(
                "There is no page: the operator of this bot has to switch it on. Until then people join in "
                "chat only."
            )
            await ctx.show(Page(Tone.CAUTION).text(text))
            return
        url = service.url(f"/c/{token}")
        page = Page().text(
            f"### {ctx.tr('Invitation')}",
            ctx.tr(
                "For people who are not on Discord: they read what this is, register on the page and get a "
                "receipt code as their way back. Share the link or the QR code in your group or on paper."
            ),
            f"`{url}`",
        )
        page.file(QR_FILE)
        page.row(
            Link(ctx.tr("See the invitation"), url),
            Press(ctx.tr("New invitation"), doors.CASE_PAGE_RENEW.id(case.id)),
            Press(ctx.tr("Personal link"), doors.CASE_PAGE_PLACE.id(case.id)),
            Press(ctx.tr("End every open page"), doors.CASE_PAGE_END.id(case.id)),
        )
        drawn = await service.qr_code(url)
        await ctx.show(page, [discord.File(io.BytesIO(drawn), QR_FILE)])
