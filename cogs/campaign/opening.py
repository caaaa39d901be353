"""Opening a case with the operator's one-time code."""

from bot.domain.codes import FilingMode
from bot.domain.errors import NotFoundError
from bot.domain.member import CaseConfig
from bot.ui import doors
from bot.ui.context import NONE, Context
from bot.ui.feature import Feature
from bot.ui.forms import MOST_OPTIONS, Form, Option
from bot.ui.layout import Page, Press, Tone, primary
from bot.ui.markup import plain
from bot.ui.payload import Answers
from bot.ui.router import builds, receives
from cogs.campaign.forms import CONTACT, NAME, create_form


class Opening(Feature):
    """Whoever holds the code is the case's first organiser."""

    @builds(doors.CASE_CREATE_FORM)
    async def form(self, ctx: Context, pack: str) -> Form:
        """Offer the packs, or the one named in the command."""
        self.services.cases.admit_server(ctx.actor)
        packs = [p for p in self.services.cases.packs(ctx.language) if pack in (NONE, p.id)]
        if not packs:
            raise NotFoundError
        options = [Option(p.id, p.title, f"{p.id} {p.version}") for p in packs[:MOST_OPTIONS]]
        return create_form(ctx, options)

    @receives(doors.CASE_CREATE_FORM)
    async def create(self, ctx: Context, answers: Answers, pack: str) -> None:
        """Open the case."""
        config = CaseConfig(
            controller_name=answers.line("name", NAME),
            controller_contact=answers.line("contact", CONTACT),
            mode=answers.one("mode", FilingMode),
        )
        case = await self.services.cases.create(
            ctx.actor, answers.text("code"), answers.value("pack") or "", config, ctx.language
        )
        page = Page(Tone.DONE).text(
            f"### {plain(case.title(ctx.language))}",
            ctx.tr("The case is open and you are its organiser. Post the panel where members can find it."),
        )
        page.row(
            primary(ctx.tr("Post the panel here"), doors.CASE_PANEL.id(case.id)),
            Press(ctx.tr("Settings"), doors.CASE_SETTINGS.id(case.id)),
        )
        await ctx.show(page)
