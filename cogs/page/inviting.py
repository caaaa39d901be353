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
        )
        drawn = await service.qr_code(url)
        await ctx.show(page, [discord.File(io.BytesIO(drawn), QR_FILE)])
