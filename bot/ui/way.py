"""The way from chat to a person's own page: a link for them alone."""

from bot.domain.access import privileged
from bot.domain.errors import DomainError
from bot.domain.marks import N_
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.context import Context
from bot.ui.doors import Door
from bot.ui.layout import Link, Page, Tone

# What chat still does where it carries only the way to the page: what this is, the notice, the status, what
# is public anyway, the language, the way back in, the ways out. All else about oneself is done on the page.
IN_CHAT = frozenset(
    door.name
    for door in (
        *(doors.ABOUT, doors.NOTICE, doors.PICK, doors.ME, doors.ME_SWITCH, doors.OWN_PAGE),
        *(doors.LANGUAGES, doors.SET_LANGUAGE, doors.RECEIPT, doors.RECEIPT_NEW, doors.RECOVER_FORM),
        *(doors.FIGURES, doors.PRIVACY, doors.LEAVE, doors.LEAVE_YES, doors.ERASE, doors.ERASE_YES),
    )
)


class OnPageError(DomainError):
    """Chat carries only the way to the page in this case; `ErrorDoor` answers with that way."""

    text = N_("In this group, this is done on your own page and not in chat.")


def check_scope(case: CaseView, door: Door) -> None:
    """Raise OnPageError for what a case leaves to the page; organisers' doors are no part of that."""
    organises = all(privileged(act) for act in door.acts)
    if case.minimal and not organises and door.name not in IN_CHAT:
        raise OnPageError


async def way_to_page(ctx: Context, case: CaseView, text: str = "") -> Page:
    """Return a page with the caller's own link: to their file, or to joining."""
    service = ctx.services.page
    if not service.on:
        return Page(Tone.CAUTION).text(ctx.tr("The page of this group cannot be reached at the moment."))
    if await ctx.services.enrol.members(ctx.actor, case.id):
        link = Link(ctx.tr("Open my page"), service.url(f"/l/{await service.link(ctx.actor, case.id)}"))
    else:
        link = Link(
            ctx.tr("Join on the page"), service.url(f"/j/{await service.join_link(ctx.actor, case.id)}")
        )
    page = Page().text(
        text,
        ctx.tr(
            "This link is for you alone: it works once, within 30 minutes. Do not pass it on. On the page "
            "you can write what does not belong in chat."
        ),
    )
    return page.row(link)
