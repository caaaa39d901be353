"""The receipt code: shown once, and the way back in for somebody who lost their Discord account."""

from typing import Any

import discord
from discord import app_commands

from bot.domain.errors import NotRegisteredError
from bot.domain.marks import N_
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.context import NONE, Context
from bot.ui.entries import question
from bot.ui.feature import Feature
from bot.ui.forms import Choice, Form, Line, Option, form
from bot.ui.hub import hub_of
from bot.ui.layout import Page, Press, Tone, primary
from bot.ui.payload import Answers
from bot.ui.router import builds, pressed, receives
from bot.ui.translator import described, named


class Receipts(Feature):
    """Issuing a code and coming back with it."""

    @app_commands.command(
        name=named("/recover"),
        description=described(N_("Find your registration again with your receipt code")),
    )
    async def recover(self, interaction: discord.Interaction[Any]) -> None:
        """Open the form for the code; it is typed there, so that no command keeps it."""
        async with self.answering(interaction) as ctx:
            await ctx.open(doors.RECOVER_FORM)

    @builds(doors.RECOVER_FORM)
    async def recover_form(self, ctx: Context) -> Form:
        """Ask for the code, and for the case when there are several."""
        cases = await self.services.cases.here(ctx.actor)
        options = tuple(Option(c.id, c.title(ctx.language), ctx.label(c.status)) for c in cases)
        chosen = frozenset({options[0].value})
        return form(
            ctx.tr("Find my registration again"),
            [
                Line("code", ctx.tr("Receipt code"), example="XXXX-XXXX-XXXX-XXXX-XXXX", limit=40),
                Choice("case", ctx.tr("Case"), options, chosen=chosen) if len(options) > 1 else None,
            ],
        )

    @receives(doors.RECOVER_FORM)
    async def take_code(self, ctx: Context, answers: Answers) -> None:
        """Bind the registration behind the code to this Discord account."""
        cases = await self.services.cases.here(ctx.actor)
        case_id = answers.value("case") or cases[0].id
        members = await self.services.enrol.recover(ctx.actor, case_id, answers.text("code"))
        case = await ctx.enter(case_id)
        note = ctx.tr(
            "Your registration is back and belongs to this Discord account from now on. Any former account "
            "no longer has access."
        )
        await ctx.show(await hub_of(ctx, case, members, members[0], note))

    @pressed(doors.RECEIPT)
    async def explain(self, ctx: Context, case: CaseView) -> None:
        """Say what the code is for before one is made."""
        if not (await ctx.entrance(case.id)).members:
            raise NotRegisteredError
        text = ctx.tr(
            "If you lose your Discord account, a receipt code brings you back to your file with /recover. "
            "It is shown once; a new code replaces the old one. Whoever has the code has your file: keep it "
            "on paper."
        )
        yes = primary(ctx.tr("Show a new code"), doors.RECEIPT_NEW.id(case.id))
        await ctx.show(question(ctx, text, yes, doors.ME.id(case.id, NONE)))

    @pressed(doors.RECEIPT_NEW)
    async def issue(self, ctx: Context, case: CaseView) -> None:
        """Show a new code, this once."""
        code = await self.services.enrol.receipt(ctx.actor, case.id)
        page = Page(Tone.DONE).text(
            f"### {ctx.tr('Your receipt code')}",
            f"`{code}`",
            ctx.tr("Write it down now: it is not stored and cannot be shown again."),
            ctx.tr(
                "Pages of yours that were open elsewhere are closed, and links that you had not opened yet "
                "are void."
            ),
        )
        await ctx.show(page.row(Press(ctx.tr("I have written it down"), doors.ME.id(case.id, NONE))))
