"""Which case and which person a command is about, when a server or an account has several."""

from collections.abc import Sequence

from bot.domain.codes import CaseStatus, MemberStatus
from bot.domain.member import MemberFile
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.context import NONE, Context
from bot.ui.forms import Option
from bot.ui.layout import Page
from bot.ui.markup import Markdown
from bot.ui.speech import Speaker
from bot.ui.way import OnPageError

# Commands about one's own registration, and those for the organisers of a case.
OWN = frozenset({"me", "scam", "letters"})
OWN_OR_ANY = frozenset({"privacy", "language"})
ORGANISING = frozenset({"progress", "draft", "filings", "audit", "settings", "keys", "dossier", "waiting"})
ORGANISING_OPEN = frozenset({"panel", "close", "page"})
# Commands that lead to the page where chat carries only the way to it.
LEFT_TO_PAGE = frozenset({"join", "scam", "letters"})


async def begin(ctx: Context, command: str) -> None:
    """Find the case that a command is about, or ask; then go on with it."""
    found = await candidates(ctx, command)
    if len(found) == 1:
        await proceed(ctx, found[0].id, command)
    else:
        await ctx.show(_pick(ctx, found, command))


async def proceed(ctx: Context, case_id: str, command: str, ref: str | None = None) -> None:
    """Go on with a command once its case, and perhaps its person, are chosen."""
    case = await ctx.enter(case_id)
    if case.minimal and command in LEFT_TO_PAGE:
        raise OnPageError
    await ctx.router.start(command)(ctx, case, ref)


async def person(ctx: Context, case: CaseView, command: str, ref: str | None) -> MemberFile | None:
    """Return the person that a command is about; None when a menu now asks for whom.

    Raises NotRegisteredError, NotFoundError.
    """
    members = (await ctx.entrance(case.id)).members
    if ref is not None or not members:
        return await ctx.own(case.id, ref or NONE)
    active = [m for m in members if m.status is MemberStatus.REGISTERED] or members
    if len(active) == 1:
        return active[0]
    await ctx.show(Page().text(ctx.tr("For whom?")).menu(*switcher(ctx, case, active, command)))
    return None


def switcher(
    speaker: Speaker, case: CaseView, members: Sequence[MemberFile], command: str
) -> tuple[str, str, list[Option]]:
    """The menu of the persons whom an account has registered."""
    options = [Option(m.ref, f"{m.ref} · {speaker.label(m.capacity)}") for m in members]
    return doors.ME_SWITCH.id(case.id, command), speaker.tr("Choose a person"), options


async def candidates(ctx: Context, command: str) -> list[CaseView]:
    """The cases that a command may be about, at least one; raises NoCaseHereError."""
    cases = await ctx.services.cases.here(ctx.actor)
    current = next((c for c in cases if c.status is CaseStatus.OPEN), cases[0])
    if command in ORGANISING | ORGANISING_OPEN:
        mine = [c for c in cases if (await ctx.entrance(c.id)).organiser]
        if command in ORGANISING_OPEN:
            mine = [c for c in mine if c.status is CaseStatus.OPEN]
        return mine or [current]
    if command in OWN | OWN_OR_ANY:
        mine = [c for c in cases if (await ctx.entrance(c.id)).members]
        return mine or [current]
    return [current]


def _pick(ctx: Context, cases: list[CaseView], command: str) -> Page:
    options = [
        Option(c.id, c.title(ctx.language), f"{ctx.label(c.status)} · {ctx.date(ctx.day(c.opened_at))}")
        for c in cases
    ]
    return Page().text(ctx.tr("Which case?")).menu(doors.PICK.id(command), ctx.tr("Choose a case"), options)


def reference(ref: str) -> Markdown:
    """A member's reference as it is shown in texts."""
    return Markdown(f"**{ref}**")
