"""The group's frozen letters, for one member: reading, approving or objecting, and what became of them."""

import contextlib
import io
from collections.abc import Sequence
from datetime import date

import discord

from bot.domain.changes import Change
from bot.domain.errors import NotFoundError
from bot.domain.frozen import Ground, NoReadingCopyError, Vote
from bot.domain.member import MemberFile
from bot.services import reminder_words
from bot.services.frozen_views import TextView
from bot.services.text_words import (
    ANSWER_KEPT,
    COPY_BESIDE,
    LEAD,
    NOTHING_YET,
    TITLE,
    digest,
    heading,
    own_answer,
    status,
)
from bot.services.views import CaseView
from bot.ui import doors, ids
from bot.ui.context import Context
from bot.ui.entries import back
from bot.ui.feature import Feature
from bot.ui.fields import codes
from bot.ui.forms import Choice, Form, Option, form
from bot.ui.layout import MOST_TEXT, Page, Press, Tone, danger, primary, split
from bot.ui.markup import plain
from bot.ui.payload import Answers
from bot.ui.router import builds, pressed, receives
from bot.ui.speech import Speaker
from bot.ui.way import way_to_page


class Group(Feature):
    """Status for every member; the text for those whom it counts, in chat or, with a page on, there."""

    @pressed(doors.GROUP)
    async def overview(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """List the texts, and what each month brought."""
        views = await self.services.texts.seen(ctx.actor, case.id, member.ref)
        await ctx.show(group_page(ctx, case, member.ref, views, self.services.texts.today()))

    @pressed(doors.GROUP_SELECT)
    async def select(self, ctx: Context, case: CaseView, member: MemberFile) -> None:
        """Show the one chosen."""
        await self._show(ctx, case, member.ref, ctx.picked(ids.FROZEN))

    @pressed(doors.GROUP_TEXT)
    async def one(self, ctx: Context, case: CaseView, member: MemberFile, frozen_id: str) -> None:
        """Show how one text stands."""
        await self._show(ctx, case, member.ref, frozen_id)

    async def _show(self, ctx: Context, case: CaseView, ref: str, frozen_id: str, note: str = "") -> None:
        for view in await self.services.texts.seen(ctx.actor, case.id, ref):
            if view.id == frozen_id:
                await ctx.show(text_page(ctx, case, ref, view, note))
                return
        raise NotFoundError

    @pressed(doors.GROUP_READ)
    async def read(self, ctx: Context, case: CaseView, member: MemberFile, frozen_id: str) -> None:
        """Hand over what members read of the text, the same to everybody; with a page on, there."""
        if self.services.page.on:
            text = ctx.tr("You read the group's letters on your own page.")
            await ctx.show(await way_to_page(ctx, case, text))
            return
        await ctx.think()
        view, data = await self.services.texts.read(ctx.actor, case.id, member.ref, frozen_id)
        page = text_page(ctx, case, member.ref, view, file=True)
        files = [(view.read_name, data)]
        if view.language != ctx.language:
            with contextlib.suppress(NoReadingCopyError):  # a text of before they were kept
                copy = await self.services.texts.copy(ctx.actor, case.id, member.ref, frozen_id, ctx.language)
                page.text(ctx.tr(COPY_BESIDE)).file(copy[0])
                files.append(copy)
        await ctx.show(page, [discord.File(io.BytesIO(data), name) for name, data in files])

    @pressed(doors.GROUP_CHANGES)
    async def changes(self, ctx: Context, case: CaseView, member: MemberFile, frozen_id: str) -> None:
        """Show what the text changes in the one before it."""
        found = await self.services.texts.changes(ctx.actor, case.id, member.ref, frozen_id)
        await ctx.show(changes_page(ctx, case, member.ref, *found))

    @pressed(doors.GROUP_APPROVE)
    async def approve(self, ctx: Context, case: CaseView, member: MemberFile, frozen_id: str) -> None:
        """Keep the approval."""
        view = await self.services.texts.answer(ctx.actor, case.id, member.ref, frozen_id, Vote.APPROVE)
        await ctx.show(text_page(ctx, case, member.ref, view, ctx.tr(ANSWER_KEPT)))

    @pressed(doors.GROUP_OBJECT)
    async def ask_why(self, ctx: Context, case: CaseView, member: MemberFile, frozen_id: str) -> None:
        """Open the form in which an objection says why."""
        await ctx.open(doors.GROUP_OBJECT_FORM, case.id, member.ref, frozen_id)

    @builds(doors.GROUP_OBJECT_FORM)
    async def object_form(self, ctx: Context, case: CaseView, member: MemberFile, frozen_id: str) -> Form:
        """Build the form: reasons to choose from, and no words, which have no place in chat."""
        return form(
            ctx.label(Vote.OBJECT),
            [
                Choice(
                    "ground",
                    ctx.tr("Why?"),
                    codes(ctx, Ground),
                    hint=ctx.tr("Organisers see how many chose which reason, never who."),
                    style="radio",
                )
            ],
        )

    @receives(doors.GROUP_OBJECT_FORM)
    async def object(
        self, ctx: Context, answers: Answers, case: CaseView, member: MemberFile, frozen_id: str
    ) -> None:
        """Keep the objection with its reason."""
        ground = answers.one("ground", Ground)
        texts = self.services.texts
        view = await texts.answer(ctx.actor, case.id, member.ref, frozen_id, Vote.OBJECT, ground)
        await ctx.show(text_page(ctx, case, member.ref, view, ctx.tr(ANSWER_KEPT)))


def group_page(speaker: Speaker, case: CaseView, ref: str, views: Sequence[TextView], today: date) -> Page:
    """Draw the texts in a menu, how the newest stand, and the last months."""
    page = Page().text(f"### {speaker.tr(TITLE)}", speaker.tr(LEAD))
    if not views:
        page.text(speaker.tr(NOTHING_YET))
    for view in [v for v in views if v.latest][:3]:
        said = "\n".join([own_answer(speaker, view), *status(speaker, case.pack, view)])
        press = Press(speaker.tr("Open"), doors.GROUP_TEXT.id(case.id, ref, view.id))
        page.section(f"**{heading(speaker, view)}**\n{said}", press)
    options = [Option(v.id, heading(speaker, v)) for v in views] if len(views) > 1 else []
    page.menu(doors.GROUP_SELECT.id(case.id, ref), speaker.tr("Open a text"), options)
    months = [
        "\n".join([f"**{month}**", *(f"- {line}" for line in lines)])
        for month, lines in digest(speaker, views, today)
    ]
    remind = Press(speaker.tr(reminder_words.TITLE), doors.REMINDERS.id(case.id, ref))
    return page.text(*months).row(remind, back(speaker, case, ref))


def text_page(
    speaker: Speaker, case: CaseView, ref: str, view: TextView, note: str = "", *, file: bool = False
) -> Page:
    """Draw one text: how it stands, the member's answer, and the buttons to give it."""
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note, f"### {heading(speaker, view)}")
    page.text("\n".join(status(speaker, case.pack, view)), own_answer(speaker, view))
    if view.counted:
        page.text(f"SHA-256: `{view.sha256}`")
    if file:
        page.file(view.read_name)
    at = (case.id, ref, view.id)
    read = Press(speaker.tr("Read the text"), doors.GROUP_READ.id(*at))
    changed = Press(speaker.tr("What it changes"), doors.GROUP_CHANGES.id(*at))
    if view.counted:
        page.row(None if file else read, changed if view.version > 1 else None)
    if view.open:
        page.row(
            primary(speaker.label(Vote.APPROVE), doors.GROUP_APPROVE.id(*at)),
            danger(speaker.label(Vote.OBJECT), doors.GROUP_OBJECT.id(*at)),
        )
    return page.row(Press(speaker.tr("The group's letters"), doors.GROUP.id(case.id, ref)))


def changes_page(
    speaker: Speaker,
    case: CaseView,
    ref: str,
    view: TextView,
    before: TextView | None,
    found: Sequence[Change],
) -> Page:
    """Draw what went and what came; what does not fit one message is in the text itself."""
    page = Page().text(f"### {heading(speaker, view)}")
    if before is None:
        page.text(speaker.tr("It is the first text in this language: there is nothing to compare it with."))
    else:
        page.text(speaker.tr("Compared with text {version}:", version=before.version))
    lines = [f"{'➕' if change.added else '➖'} {plain(change.text)}" for change in found]
    if before is not None and not lines:
        page.text(speaker.tr("No paragraph differs."))
    parts = split(lines, MOST_TEXT - 800)
    page.text(*parts[:1])
    if len(parts) > 1:
        page.text(f"-# {speaker.tr('There is more: read the text itself.')}")
    return page.row(Press(speaker.tr("Back"), doors.GROUP_TEXT.id(case.id, ref, view.id)))
