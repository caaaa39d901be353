"""The hub, the choice of case and person, and the language."""

from typing import Any

import discord
from discord import app_commands

from bot.domain.marks import N_
from bot.domain.member import MemberFile
from bot.services.views import CaseView
from bot.text import LANGUAGE_NAMES
from bot.ui import doors, ids
from bot.ui.choosing import begin, proceed
from bot.ui.context import NONE, Context
from bot.ui.feature import Feature
from bot.ui.hub import hub_of, next_door
from bot.ui.layout import Page, Press
from bot.ui.router import pressed, starts
from bot.ui.translator import described, named


class Me(Feature):
    """What a member sees of their own registration."""

    @app_commands.command(name=named("/me"), description=described(N_("See, complete and correct your file")))
    async def me(self, interaction: discord.Interaction[Any]) -> None:
        """Open the hub."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "me")

    @app_commands.command(
        name=named("/language"), description=described(N_("Choose the language the bot speaks with you"))
    )
    async def language(self, interaction: discord.Interaction[Any]) -> None:
        """Offer the languages."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "language")

    @starts("me")
    async def start(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Show the hub of the person chosen, or of the first."""
        await self._show_hub(ctx, case, ref or NONE)

    @pressed(doors.ME)
    async def open(self, ctx: Context, case: CaseView, ref: str) -> None:
        """Show the hub."""
        await self._show_hub(ctx, case, ref)

    async def _show_hub(self, ctx: Context, case: CaseView, ref: str, note: str = "") -> None:
        members = (await ctx.entrance(case.id)).members
        member = members[0] if members and ref == NONE else await ctx.own(case.id, ref)
        await ctx.show(await hub_of(ctx, case, members, member, note))

    @pressed(doors.NEXT)
    async def next(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Go where the first thing missing is answered."""
        await ctx.router.follow(ctx, next_door(case, member))

    @pressed(doors.PICK)
    async def pick_case(self, ctx: Context, command: str) -> None:
        """Go on with a command in the case chosen."""
        await proceed(ctx, ctx.picked(ids.CASE), command)

    @pressed(doors.ME_SWITCH)
    async def pick_person(self, ctx: Context, case: CaseView, command: str) -> None:
        """Go on with a command for the person chosen."""
        await ctx.router.start(command)(ctx, case, ctx.picked(ids.REF))

    @starts("language")
    async def start_language(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await ctx.show(_languages(ctx, case))

    @pressed(doors.LANGUAGES)
    async def languages(self, ctx: Context, case: CaseView) -> None:
        """Offer the languages."""
        await ctx.show(_languages(ctx, case))

    @pressed(doors.SET_LANGUAGE)
    async def set_language(self, ctx: Context, case: CaseView, language: str) -> None:
        """Keep the language and go on in it."""
        await self.services.enrol.set_language(ctx.actor, case.id, language)
        ctx.speak(language)
        note = ctx.tr("The bot now speaks English with you.")
        if (await ctx.entrance(case.id)).members:
            await self._show_hub(ctx, case, NONE, note)
            return
        again = ctx.tr("You are not registered yet, so the choice holds for this conversation only.")
        join = Press(ctx.tr("Join"), doors.JOIN.id(case.id, language, NONE))
        await ctx.show(Page().text(note, again).row(join))


def _languages(ctx: Context, case: CaseView) -> Page:
    presses = [Press(name, doors.SET_LANGUAGE.id(case.id, code)) for code, name in LANGUAGE_NAMES.items()]
    return Page().text(ctx.tr("In which language shall the bot speak with you?")).row(*presses)
