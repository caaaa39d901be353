"""`/figures`: the public figures, for whoever asks; an organiser may post the same ones in the channel."""

from typing import Any

import discord
from discord import app_commands

from bot.domain.marks import N_
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.choosing import begin
from bot.ui.context import Context
from bot.ui.feature import Feature
from bot.ui.layout import Page, Press, Tone
from bot.ui.posting import post
from bot.ui.router import pressed, starts
from bot.ui.translator import described, named
from cogs.figures.pages import figures_page, posted_pages


class Figures(Feature):
    """Everybody sees the same figures until the next ones."""

    @app_commands.command(
        name=named("/figures"), description=described(N_("The public figures of the group action"))
    )
    async def figures(self, interaction: discord.Interaction[Any]) -> None:
        """Show the figures to whoever asks."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "figures")

    @starts("figures")
    async def start(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await self._show(ctx, case, 0)

    @pressed(doors.FIGURES)
    async def show(self, ctx: Context, case: CaseView, at: str) -> None:
        """Show a page of the figures."""
        await self._show(ctx, case, int(at))

    async def _show(self, ctx: Context, case: CaseView, at: int) -> None:
        figures = await self.services.statistics.figures(ctx.actor, case.id)
        page = figures_page(ctx, case, figures, at)
        if figures is not None and (await ctx.entrance(case.id)).organiser:
            page.row(Press(ctx.tr("Post them in this channel"), doors.FIGURES_POST.id(case.id)))
        await ctx.show(page)

    @pressed(doors.FIGURES_POST)
    async def post(self, ctx: Context, case: CaseView) -> None:
        """Post the figures where everybody in the channel sees them."""
        figures = await self.services.statistics.to_post(ctx.actor, case.id)
        if figures is None:
            await ctx.show(figures_page(ctx, case, None, 0))
            return
        for page in posted_pages(ctx, case, figures):
            await post(ctx, page)
        done = Page(Tone.DONE).text(ctx.tr("The public figures are posted in this channel."))
        await ctx.show(done, fresh=True)
