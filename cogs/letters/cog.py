"""`/my-letter`: make the member's letters and hand them over."""

import io
from typing import Any

import discord
from discord import app_commands

from bot.domain.marks import N_
from bot.domain.member import MemberFile
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.choosing import begin, person
from bot.ui.context import Context
from bot.ui.feature import Feature
from bot.ui.router import pressed, starts
from bot.ui.translator import described, named
from bot.ui.way import way_to_page
from cogs.letters.pages import letters_page, parcels


class Letters(Feature):
    """Drawing takes longer than Discord waits, so the answer is announced first."""

    @app_commands.command(
        name=named("/my-letter"), description=described(N_("Get your own letters as PDF, ready to sign"))
    )
    async def my_letter(self, interaction: discord.Interaction[Any]) -> None:
        """Make the letters."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "letters")

    @starts("letters")
    async def start(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        member = await person(ctx, case, "letters", ref)
        if member is not None:
            await self._make(ctx, case, member.ref)

    @pressed(doors.LETTERS)
    async def make(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Make the letters."""
        await self._make(ctx, case, member.ref)

    @pressed(doors.LETTERS_MINE)
    async def confirm(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Make the letters again without the draft mark, now that the member made them theirs."""
        await self._make(ctx, case, member.ref, confirmed=True)

    async def _make(self, ctx: Context, case: CaseView, ref: str, *, confirmed: bool = False) -> None:
        if self.services.page.on:
            text = ctx.tr("Your letters are made on your own page: with your name, or with blank fields.")
            await ctx.show(await way_to_page(ctx, case, text))
            return
        await ctx.think()
        parts = parcels(await self.services.letters.own(ctx.actor, case.id, ref, confirmed=confirmed))
        for at, files in enumerate(parts):
            page = letters_page(ctx, case, ref, parts, at, confirmed=confirmed)
            await ctx.show(page, [discord.File(io.BytesIO(f.data), f.filename) for f in files])
