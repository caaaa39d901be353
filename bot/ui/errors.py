"""The one place where a failure becomes words: for commands, buttons, menus and forms alike."""

import secrets
from collections import Counter
from collections.abc import Callable

import discord
from discord import app_commands

from bot import logs
from bot.domain.errors import (
    AlreadyRegisteredError,
    BadAnswerError,
    BadCodeError,
    BadReceiptError,
    BusyError,
    ConsentMissingError,
    DomainError,
    InvalidInputError,
    NoticeChangedError,
    NotRegisteredError,
    TooManyError,
    WithdrawnError,
)
from bot.domain.marks import N_
from bot.domain.proposal_errors import WaitsError
from bot.services.views import CaseView
from bot.text.refusals import explain
from bot.ui import doors
from bot.ui.context import NONE, Context
from bot.ui.layout import Page, Press, Tone
from bot.ui.pace import TooFastError
from bot.ui.replies import ALREADY_ACKNOWLEDGED, LINE_BROKE
from bot.ui.way import OnPageError, way_to_page

# After these the same form, corrected or just later, may succeed.
RETRY = (
    InvalidInputError,
    ConsentMissingError,
    BadAnswerError,
    BadCodeError,
    BadReceiptError,
    BusyError,
    TooManyError,
)

# Where the person can go from a refusal: what the button says, and the door behind it.
EXITS: dict[type[DomainError], tuple[str, Callable[[Context, str], str]]] = {
    NoticeChangedError: (
        N_("Read it again"),
        lambda ctx, case: doors.NOTICE.id(case, ctx.chosen, "0"),
    ),
    NotRegisteredError: (N_("Join"), lambda ctx, case: doors.JOIN.id(case, ctx.chosen, NONE)),
    WithdrawnError: (N_("Open my file"), lambda ctx, case: doors.ME.id(case, NONE)),
    WaitsError: (N_("What waits"), lambda ctx, case: doors.WAITING.id(case)),
    AlreadyRegisteredError: (N_("Open my file"), lambda ctx, case: doors.ME.id(case, NONE)),
}

# Discord's own weather: the person is gone, too late, or was answered already. Nothing is left to say.
UNKNOWN_INTERACTION = 10062
WEATHER = frozenset(
    {
        10008,  # unknown message
        10015,  # unknown webhook: the token expired
        UNKNOWN_INTERACTION,
        ALREADY_ACKNOWLEDGED,
        50027,  # invalid webhook token
    }
)


class ErrorDoor:
    """Turns whatever a handler raises into an answer, and counts what Discord swallowed."""

    def __init__(self) -> None:
        self.weather: Counter[int] = Counter()

    async def answer(self, ctx: Context, error: BaseException, where: str, again: str | None = None) -> None:
        """Tell the person what went wrong; `again` is the custom_id that reopens the form they filled."""
        if isinstance(error, app_commands.CommandInvokeError):
            error = error.original
        if self._is_weather(error):
            return
        if isinstance(error, OnPageError) and ctx.case is not None:
            await self._lead(ctx, ctx.case, error)
            return
        if isinstance(error, DomainError):
            if not isinstance(error, TooFastError | WaitsError):
                ctx.router.pace.forgive(ctx.interaction.user.id)
            tone = Tone.CAUTION if isinstance(error, WaitsError) else Tone.REFUSED
            page = Page(tone).text(explain(error, ctx.language))
            retry = again if isinstance(error, RETRY) else None
        else:
            page, retry = self._unexpected(ctx, error, where), again
        exit_ = _exit(ctx, error)
        page.row(Press(ctx.tr("Try again"), retry) if retry else None, exit_)
        await self._show(ctx, page)

    async def _lead(self, ctx: Context, case: CaseView, error: OnPageError) -> None:
        """Answer with the way to the person's own page."""
        try:
            page = await way_to_page(ctx, case, explain(error, ctx.language))
        except DomainError as refusal:
            page = Page(Tone.REFUSED).text(explain(refusal, ctx.language))
        await self._show(ctx, page)

    def _unexpected(self, ctx: Context, error: BaseException, where: str) -> Page:
        reference = secrets.token_hex(4)
        logs.failure("interaction_failed", error, incident=reference, action=where)
        return Page(Tone.REFUSED).text(
            ctx.tr(
                "Something went wrong on our side; we are sorry. Look with /me whether your entry was saved "
                "before you try again. If it happens again, tell an organiser this reference: {reference}.",
                reference=reference,
            )
        )

    async def _show(self, ctx: Context, page: Page) -> None:
        try:
            await ctx.show(page, fresh=True)
        except (discord.DiscordException, *LINE_BROKE) as error:
            if not self._is_weather(error):
                logs.failure("reply_failed", error)

    def _is_weather(self, error: BaseException) -> bool:
        if isinstance(error, discord.InteractionResponded):
            code = ALREADY_ACKNOWLEDGED
        elif isinstance(error, discord.HTTPException) and error.code in WEATHER:
            code = error.code
        else:
            return False
        self.weather[code] += 1
        # Not weather if it goes on: a second program serves with the same token, or somebody taps it.
        event = "answered_by_another" if code == ALREADY_ACKNOWLEDGED else "discord_weather"
        logs.event(event, level=logs.WARNING, code=code)
        return True


def _exit(ctx: Context, error: BaseException) -> Press | None:
    for kind, (label, door) in EXITS.items():
        if isinstance(error, kind) and ctx.case is not None:
            return Press(ctx.tr(label), door(ctx, ctx.case.id))
    return None
