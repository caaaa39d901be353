"""`/case`: the commands of organisers; what follows each is in the modules beside this one."""

from typing import Any

import discord
from discord import app_commands

from bot.domain.errors import InvalidInputError
from bot.domain.marks import N_
from bot.services.views import CaseView
from bot.text import LANGUAGE_NAMES, LANGUAGES
from bot.ui import doors
from bot.ui.choosing import begin, candidates
from bot.ui.context import NONE, Context
from bot.ui.feature import Feature
from bot.ui.ids import PACK
from bot.ui.layout import Page, Tone
from bot.ui.markup import Markdown
from bot.ui.translator import described, named

LANGUAGE_CHOICES = [app_commands.Choice(name=LANGUAGE_NAMES[code], value=code) for code in LANGUAGES]


class Campaign(Feature):
    """Anybody may see these commands in their client; the case's own list of organisers decides.

    No `default_permissions`: they would hide the commands from an organiser without rights in the server,
    and they protect nothing.
    """

    case = app_commands.Group(name=named("/case"), description=described(N_("For the organisers of a case")))
    organiser = app_commands.Group(
        name=named("/organiser"), description=described(N_("Who organises this case")), parent=case
    )

    @case.command(
        name=named("/create"), description=described(N_("Open a case with a code from the operator"))
    )
    @app_commands.rename(pack=named("/pack"))
    @app_commands.describe(pack=described(N_("Name of one pack, if not all shall be offered")))
    async def create(self, interaction: discord.Interaction[Any], pack: str = NONE) -> None:
        """Open the form; the code is typed there, so that no command keeps it."""
        wanted = pack if PACK.accepts(pack) else NONE
        async with self.answering(interaction) as ctx:
            await ctx.open(doors.CASE_CREATE_FORM, wanted)

    @case.command(name=named("/panel"), description=described(N_("Post the panel with the Join button here")))
    @app_commands.rename(language=named("/language"))
    @app_commands.describe(language=described(N_("Language of the panel")))
    @app_commands.choices(language=LANGUAGE_CHOICES)
    async def panel(self, interaction: discord.Interaction[Any], language: str = NONE) -> None:
        """Post the panel in this channel."""
        async with self.answering(interaction) as ctx:
            if language in LANGUAGES:
                ctx.speak(language)
            await begin(ctx, "panel")

    @case.command(name=named("/progress"), description=described(N_("See how far the case is, in figures")))
    async def progress(self, interaction: discord.Interaction[Any]) -> None:
        """Show the figures to the organiser alone."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "progress")

    @case.command(name=named("/draft"), description=described(N_("Draft the collective letter as PDF")))
    async def draft(self, interaction: discord.Interaction[Any]) -> None:
        """Ask which letter."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "draft")

    @case.command(
        name=named("/letters"),
        description=described(N_("Frozen letters: approvals, filing, what came of it")),
    )
    async def letters(self, interaction: discord.Interaction[Any]) -> None:
        """Show the frozen letters."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "filings")

    @case.command(name=named("/audit"), description=described(N_("Get a signed note of the audit trail")))
    async def audit(self, interaction: discord.Interaction[Any]) -> None:
        """Show the checkpoint."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "audit")

    @case.command(
        name=named("/settings"), description=described(N_("Who runs the case, its lawyer, its mode"))
    )
    async def settings(self, interaction: discord.Interaction[Any]) -> None:
        """Show the settings."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "settings")

    @case.command(name=named("/keys"), description=described(N_("Who can open the members' sealed files")))
    async def keys(self, interaction: discord.Interaction[Any]) -> None:
        """Show the recipients and their key-holders."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "keys")

    @case.command(
        name=named("/page"), description=described(N_("The invitation for people who are not on Discord"))
    )
    async def page(self, interaction: discord.Interaction[Any]) -> None:
        """Show the invitation to the page."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "page")

    @case.command(name=named("/dossier"), description=described(N_("Hand the members' files to a recipient")))
    async def dossier(self, interaction: discord.Interaction[Any]) -> None:
        """Show the dossiers."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "dossier")

    @case.command(
        name=named("/waiting"), description=described(N_("Confirm or take back what takes two organisers"))
    )
    async def waiting(self, interaction: discord.Interaction[Any]) -> None:
        """Show what waits."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "waiting")

    @case.command(name=named("/close"), description=described(N_("Close the case: it takes no more entries")))
    async def close(self, interaction: discord.Interaction[Any]) -> None:
        """Ask before closing."""
        async with self.answering(interaction) as ctx:
            await begin(ctx, "close")

    @organiser.command(name=named("/add"), description=described(N_("Make a person organiser of this case")))
    @app_commands.rename(person=named("/person"))
    @app_commands.describe(person=described(N_("Who it is")))
    async def add(self, interaction: discord.Interaction[Any], person: discord.User) -> None:
        """List another organiser."""
        async with self.answering(interaction) as ctx:
            if person.bot:
                raise InvalidInputError
            case = await _organised(ctx)
            await self.services.cases.add_organiser(ctx.actor, case.id, person.id)
            text = ctx.tr("{person} is an organiser of this case now.", person=Markdown(person.mention))
            await ctx.show(Page(Tone.DONE).text(text))

    @organiser.command(
        name=named("/remove"), description=described(N_("Take a person off the organisers of this case"))
    )
    @app_commands.rename(person=named("/person"))
    @app_commands.describe(person=described(N_("Who it is")))
    async def remove(self, interaction: discord.Interaction[Any], person: discord.User) -> None:
        """Take an organiser off the list."""
        async with self.answering(interaction) as ctx:
            case = await _organised(ctx)
            await self.services.cases.remove_organiser(ctx.actor, case.id, person.id)
            text = ctx.tr("{person} is no organiser of this case any more.", person=Markdown(person.mention))
            await ctx.show(Page(Tone.DONE).text(text))


async def _organised(ctx: Context) -> CaseView:
    """The case that the caller organises: the open one, else the newest."""
    found = await candidates(ctx, "panel")
    return await ctx.enter(found[0].id)
