"""Countries and consents of a registration, correctable at any time."""

from bot.domain.codes import Purpose
from bot.domain.errors import InvalidInputError
from bot.domain.member import MemberFile
from bot.services.views import CaseView
from bot.ui import doors, ids
from bot.ui.consents import consent_boxes, consent_words
from bot.ui.context import Context
from bot.ui.entries import back
from bot.ui.feature import Feature
from bot.ui.forms import Form, Words, form
from bot.ui.hub import hub
from bot.ui.layout import Press
from bot.ui.payload import Answers
from bot.ui.places import all_countries, country_choice, menu_count
from bot.ui.router import builds, pressed, receives


class Particulars(Feature):
    """Where the member lives and works, and what they agreed to."""

    @pressed(doors.PLACES)
    async def open_places(self, ctx: Context, case: CaseView, member: MemberFile, country: str) -> None:
        """Open the form of the two countries."""
        await ctx.open(doors.PLACES_FORM, case.id, member.ref, country)

    @pressed(doors.COUNTRIES)
    async def countries(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Offer every country."""
        menus = [doors.COUNTRIES_PICK.id(case.id, member.ref, str(n)) for n in range(menu_count())]
        await ctx.show(all_countries(ctx, menus, back(ctx, case, member.ref)))

    @pressed(doors.COUNTRIES_PICK)
    async def country(self, ctx: Context, case: CaseView, member: MemberFile, menu: str) -> None:
        """Open the form with a country that it does not list by itself."""
        await ctx.open(doors.PLACES_FORM, case.id, member.ref, ctx.picked(ids.COUNTRY))

    @builds(doors.PLACES_FORM)
    async def places_form(self, ctx: Context, case: CaseView, member: MemberFile, country: str) -> Form:
        """Build the form with what is recorded."""
        return form(
            ctx.tr("Countries"),
            [
                Words(
                    ctx.tr(
                        "They decide which authority your complaint goes to: first the country where you "
                        "live, then the one where you work."
                    )
                ),
                country_choice(
                    ctx,
                    case.pack,
                    "residence",
                    ctx.tr("Country of residence"),
                    chosen=member.residence,
                    extra=country,
                ),
                country_choice(
                    ctx,
                    case.pack,
                    "work",
                    ctx.tr("Country of work, if it is another"),
                    chosen=member.work,
                    required=False,
                ),
            ],
        )

    @receives(doors.PLACES_FORM)
    async def set_places(
        self, ctx: Context, answers: Answers, case: CaseView, member: MemberFile, country: str
    ) -> None:
        """Record the countries."""
        residence = answers.value("residence")
        if residence is None:
            raise InvalidInputError
        await self.services.enrol.set_places(ctx.actor, case.id, member.ref, residence, answers.value("work"))
        page = await hub(ctx, case, member.ref, ctx.tr("Saved."))
        await ctx.show(
            page.row(Press(ctx.tr("My country is not in the form"), doors.COUNTRIES.id(case.id, member.ref)))
        )

    @pressed(doors.CONSENTS)
    async def open_consents(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Open the form; it carries the version of the text that stands beside the ticks."""
        notice = await ctx.notice(case.id)
        await ctx.open(doors.CONSENTS_FORM, case.id, member.ref, notice.version[:16])

    @builds(doors.CONSENTS_FORM)
    async def consents_form(self, ctx: Context, case: CaseView, member: MemberFile, version: str) -> Form:
        """Build the form with the ticks as they are."""
        notice = await ctx.notice(case.id)
        return form(
            ctx.tr("Consents"),
            [Words(consent_words(notice)), consent_boxes(ctx, notice, member.consents)],
        )

    @receives(doors.CONSENTS_FORM)
    async def set_consents(
        self, ctx: Context, answers: Answers, case: CaseView, member: MemberFile, version: str
    ) -> None:
        """Record what was given and what was withdrawn."""
        notice = await ctx.notice(case.id)
        shown = notice.version if notice.version[:16] == version else ""
        consents = answers.many("consents", Purpose)
        await self.services.enrol.set_consents(ctx.actor, case.id, member.ref, consents, shown)
        note = ctx.tr("Saved.")
        if Purpose.REGISTER not in consents:
            note = ctx.tr(
                "Saved. Without the first consent we may not keep your registration: use Privacy to leave "
                "or to erase everything."
            )
        await ctx.show(await hub(ctx, case, member.ref, note))
