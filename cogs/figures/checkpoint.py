"""`/case audit`: the signed checkpoint of the audit trail, for an organiser to publish or to keep."""

import io

import discord

from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.context import Context
from bot.ui.feature import Feature
from bot.ui.layout import Page
from bot.ui.markup import Markdown
from bot.ui.router import pressed, starts


class Checkpoints(Feature):
    """Whoever keeps one can show later that nobody shortened or rewrote the trail."""

    @starts("audit")
    async def start(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await self._show(ctx, case)

    @pressed(doors.CASE_AUDIT)
    async def open(self, ctx: Context, case: CaseView) -> None:
        """Show the newest checkpoint."""
        await self._show(ctx, case)

    async def _show(self, ctx: Context, case: CaseView) -> None:
        found = await self.services.witness.checkpoint(ctx.actor, case.id)
        name = f"audit-checkpoint-{found.lines}.txt"
        page = Page().text(
            f"### {ctx.tr('Checkpoint of the audit trail')}",
            ctx.tr(
                "The bot writes one line for each act of organisers and each refusal, without names. This "
                "signed note says how many lines there were on {day} and what the last one was. Keep it "
                "where the bot’s operator cannot change it, or publish it: it says nothing about anybody.",
                day=ctx.day(found.at),
            ),
            ctx.tr(
                "With it the operator, or whoever has the database and its key, runs {command}: that shows "
                "if lines were changed, deleted or rolled back since.",
                command=Markdown("`collectif verify-audit --checkpoint FILE`"),
            ),
            ctx.tr("Public key: {key}", key=Markdown(f"`{found.public_key}`")),
        )
        page.file(name)
        await ctx.show(page, [discord.File(io.BytesIO(found.note.encode()), name)])
