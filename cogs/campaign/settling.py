"""`/case settings`: what organisers decide about a case, all of it public in its notice."""

import dataclasses
import io
from collections.abc import Sequence

import discord

from bot.domain.access import Action
from bot.domain.codes import CaseStatus, ChatScope, FilingMode, SendMode
from bot.domain.errors import InvalidInputError
from bot.domain.inputs import clean_line
from bot.domain.member import CaseConfig
from bot.services import due_words
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.context import Context
from bot.ui.feature import Feature
from bot.ui.forms import Form
from bot.ui.layout import Page, Press, Tone, danger
from bot.ui.markup import plain
from bot.ui.payload import Answers
from bot.ui.router import builds, pressed, receives, starts
from bot.ui.speech import Speaker
from cogs.campaign.alerting import alerts
from cogs.campaign.forms import (
    ADDRESS,
    BAR,
    CONTACT,
    NAME,
    PLACE,
    PURPOSE,
    REGISTER,
    association_form,
    controller_form,
    lawyer_form,
    sending_form,
)

MOST_ADDRESS_LINES = 6


class Settling(Feature):
    """Four forms: who runs the case, its lawyer, how letters are sent, what proves an association."""

    @starts("settings")
    async def start(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await self._show(ctx, case)

    @pressed(doors.CASE_SETTINGS)
    async def open(self, ctx: Context, case: CaseView) -> None:
        """Show the settings."""
        await self._show(ctx, case)

    async def _show(self, ctx: Context, case: CaseView) -> None:
        await self.services.cases.admit(ctx.actor, case.id, Action.CONFIGURE_CASE)
        due = await self.services.retention.due(ctx.actor, case.id)
        told = [await alerts(ctx, case), *due_words.warned(ctx, due)]
        await ctx.show(settings_page(ctx, case, due=told))

    @pressed(doors.CASE_PAPERS)
    async def papers(self, ctx: Context, case: CaseView) -> None:
        """Hand out the drafts that the GDPR asks of a controller."""
        await ctx.think()
        files = await self.services.papers.papers(ctx.actor, case.id, ctx.language)
        page = Page(Tone.DONE).text(
            f"### {ctx.tr('Papers for the controller')}",
            ctx.tr(
                "Drafts from the settings of this case: record of processing (art. 30), impact assessment "
                "(art. 35), breach drill (art. 33 and 34), each as text to edit and as PDF. What the "
                "settings do not say is marked; complete it and check the rest."
            ),
        )
        for file in files:
            page.file(file.filename)
        page.row(Press(ctx.tr("Settings"), doors.CASE_SETTINGS.id(case.id)))
        await ctx.show(page, [discord.File(io.BytesIO(f.data), f.filename) for f in files])

    @pressed(doors.CASE_CONTROLLER)
    async def open_controller(self, ctx: Context, case: CaseView) -> None:
        """Open the form of who runs the case."""
        await ctx.open(doors.CASE_CONTROLLER_FORM, case.id)

    @pressed(doors.CASE_LAWYER)
    async def open_lawyer(self, ctx: Context, case: CaseView) -> None:
        """Open the form of the lawyer."""
        await ctx.open(doors.CASE_LAWYER_FORM, case.id)

    @pressed(doors.CASE_SENDING)
    async def open_sending(self, ctx: Context, case: CaseView) -> None:
        """Open the form of how letters are sent."""
        await ctx.open(doors.CASE_SENDING_FORM, case.id)

    @builds(doors.CASE_SENDING_FORM)
    async def sending_form(self, ctx: Context, case: CaseView) -> Form:
        """Build the form with what is set."""
        await self.services.cases.admit(ctx.actor, case.id, Action.CONFIGURE_CASE)
        return sending_form(ctx, case.config)

    @receives(doors.CASE_SENDING_FORM)
    async def set_sending(self, ctx: Context, answers: Answers, case: CaseView) -> None:
        """Keep where letters are sent from, and how."""
        config = dataclasses.replace(
            case.config,
            place=answers.line("place", PLACE),
            send_mode=answers.one("send_mode", SendMode),
        )
        await self._save(ctx, case, config)

    @pressed(doors.CASE_ASSOCIATION)
    async def open_association(self, ctx: Context, case: CaseView) -> None:
        """Open the form of the association."""
        await ctx.open(doors.CASE_ASSOCIATION_FORM, case.id)

    @builds(doors.CASE_ASSOCIATION_FORM)
    async def association_form(self, ctx: Context, case: CaseView) -> Form:
        """Build the form with what is set."""
        await self.services.cases.admit(ctx.actor, case.id, Action.CONFIGURE_CASE)
        return association_form(ctx, case.config)

    @receives(doors.CASE_ASSOCIATION_FORM)
    async def set_association(self, ctx: Context, answers: Answers, case: CaseView) -> None:
        """Keep what proves the association; empty fields remove it."""
        config = dataclasses.replace(
            case.config,
            association_register=_or_none(answers, "register", REGISTER),
            association_purpose=_or_none(answers, "purpose", PURPOSE),
            association_activity=_or_none(answers, "activity", PURPOSE),
        )
        await self._save(ctx, case, config)

    @builds(doors.CASE_CONTROLLER_FORM)
    async def controller_form(self, ctx: Context, case: CaseView) -> Form:
        """Build the form with what is set."""
        await self.services.cases.admit(ctx.actor, case.id, Action.CONFIGURE_CASE)
        return controller_form(ctx, case.config, page=self.services.page.on)

    @builds(doors.CASE_LAWYER_FORM)
    async def lawyer_form(self, ctx: Context, case: CaseView) -> Form:
        """Build the form with what is set."""
        await self.services.cases.admit(ctx.actor, case.id, Action.CONFIGURE_CASE)
        return lawyer_form(ctx, case.config)

    @receives(doors.CASE_CONTROLLER_FORM)
    async def set_controller(self, ctx: Context, answers: Answers, case: CaseView) -> None:
        """Change who runs the case."""
        config = dataclasses.replace(
            case.config,
            controller_name=answers.line("name", NAME),
            controller_contact=answers.line("contact", CONTACT),
            mode=answers.one("mode", FilingMode),
            retention_months=_months(answers.text("retention")),
            chat=answers.maybe("chat", ChatScope) or case.config.chat,
        )
        await self._save(ctx, case, config)

    @receives(doors.CASE_LAWYER_FORM)
    async def set_lawyer(self, ctx: Context, answers: Answers, case: CaseView) -> None:
        """Name the lawyer, or remove them with an empty name."""
        named = bool(answers.text("name"))
        config = dataclasses.replace(
            case.config,
            lawyer_name=answers.line("name", NAME) if named else None,
            lawyer_bar=answers.line("bar", BAR) if named and answers.text("bar") else None,
            lawyer_address=_address(answers.text("address")) if named else (),
            reviewed_on=answers.day("reviewed_on"),
        )
        await self._save(ctx, case, config)

    async def _save(self, ctx: Context, case: CaseView, config: CaseConfig) -> None:
        before = await self.services.notice.notice(ctx.actor, case.id, ctx.language)
        saved = await self.services.cases.configure(ctx.actor, case.id, config)
        after = await self.services.notice.notice(ctx.actor, case.id, ctx.language)
        if after.version == before.version:
            note = ctx.tr("Saved.")
        else:
            note = ctx.tr("Saved. The notice has changed with it: whoever joins now agrees to the new text.")
        await ctx.show(settings_page(ctx, saved, note))


def _or_none(answers: Answers, field: str, limit: int) -> str | None:
    return answers.line(field, limit) if answers.text(field) else None


def settings_page(speaker: Speaker, case: CaseView, note: str = "", *, due: Sequence[str] = ()) -> Page:
    """Show what is set, a button for each part, and what is deleted by age."""
    config = case.config
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note, f"### {plain(case.title(speaker.language))}")
    page.text(*due)
    lines = [
        f"{speaker.tr('Run by:')} {plain(config.controller_name)} · {plain(config.controller_contact)}",
        f"{speaker.tr('Letters:')} {speaker.label(FilingMode(config.mode))}",
        speaker.trn(
            "Data erased {n} month after the closing",
            "Data erased {n} months after the closing",
            config.retention_months,
        ),
    ]
    page.section("\n".join(lines), Press(speaker.tr("Change"), doors.CASE_CONTROLLER.id(case.id)))
    lawyer = [config.lawyer_name, config.lawyer_bar, *config.lawyer_address]
    named = " · ".join(plain(part) for part in lawyer if part) or speaker.tr("none")
    reviewed = (
        speaker.tr("Letters reviewed on {day}.", day=config.reviewed_on)
        if config.reviewed_on
        else speaker.tr("Letters not reviewed by a lawyer: every draft says so.")
    )
    page.section(
        f"{speaker.tr('Lawyer:')} {named}\n{reviewed}",
        Press(speaker.tr("Change"), doors.CASE_LAWYER.id(case.id)),
    )
    mode = speaker.label(SendMode(config.send_mode)) if config.send_mode else ""
    sent = " · ".join(part for part in (plain(config.place or ""), mode) if part)
    sent = sent or speaker.tr("not said yet: no collective letter can be drafted")
    page.section(
        f"{speaker.tr('Letters are sent from:')} {sent}",
        Press(speaker.tr("Change"), doors.CASE_SENDING.id(case.id)),
    )
    proved = [config.association_register, config.association_purpose, config.association_activity]
    shown = " · ".join(plain(part) for part in proved if part) or speaker.tr("none")
    at = doors.CASE_ASSOCIATION.id(case.id)
    page.section(f"{speaker.tr('Association that files:')} {shown}", Press(speaker.tr("Change"), at))
    open_case = case.status is CaseStatus.OPEN
    return page.row(
        Press(speaker.tr("Post the panel here"), doors.CASE_PANEL.id(case.id)) if open_case else None,
        Press(speaker.tr("Progress"), doors.CASE_PROGRESS.id(case.id, "0")),
        Press(speaker.tr("Draft the collective letter"), doors.CASE_DRAFT.id(case.id)),
        Press(speaker.tr("Recipients and key-holders"), doors.KEYS_PAGE.id(case.id)),
        Press(speaker.tr("Papers for the controller"), doors.CASE_PAPERS.id(case.id)),
        Press(speaker.tr("What waits"), doors.WAITING.id(case.id)),
        Press(speaker.tr("Invitation"), doors.CASE_PAGE.id(case.id)) if open_case else None,
        danger(speaker.tr("Close the case"), doors.CASE_CLOSE.id(case.id))
        if open_case
        else Press(speaker.tr("Open the case again"), doors.CASE_CLOSE.id(case.id)),
    )


def _months(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise InvalidInputError
    return int(text)


def _address(text: str) -> tuple[str, ...]:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_ADDRESS_LINES:
        raise InvalidInputError
    return tuple(clean_line(line, limit=ADDRESS) for line in lines)
