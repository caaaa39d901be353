"""The privacy page and the receipt of an erasure."""

from collections.abc import Sequence

from bot.domain.codes import CaseStatus, MemberStatus
from bot.domain.member import MemberFile
from bot.services.views import CaseView, ErasureReceipt, Notice
from bot.ui import doors
from bot.ui.choosing import reference, switcher
from bot.ui.context import NONE
from bot.ui.entries import back
from bot.ui.layout import Page, Press, Tone, danger, primary
from bot.ui.markup import Markdown, plain
from bot.ui.speech import Speaker


def privacy_page(
    speaker: Speaker, case: CaseView, notice: Notice, members: Sequence[MemberFile], member: MemberFile | None
) -> Page:
    """Show who holds what, and the ways out of it."""
    page = Page().text(f"### {speaker.tr('Privacy')}", plain(notice.short))
    page.text(f"-# {speaker.tr('Notice, version')} {notice.version[:16]}")
    whole = Press(speaker.tr("Read the whole notice"), doors.NOTICE.id(case.id, NONE, "0"))
    if member is None:
        joins = case.status is CaseStatus.OPEN
        page.text(speaker.tr("Nothing is recorded about you in this case."))
        return page.row(
            whole, primary(speaker.tr("Join"), doors.JOIN.id(case.id, NONE, NONE)) if joins else None
        )
    page.text(speaker.tr("Your registration: {reference}", reference=reference(member.ref)))
    registered = member.status is MemberStatus.REGISTERED
    page.row(
        whole,
        Press(speaker.tr("Consents"), doors.CONSENTS.id(case.id, member.ref)) if registered else None,
        back(speaker, case, member.ref),
    )
    page.row(
        danger(speaker.tr("Leave"), doors.LEAVE.id(case.id, member.ref)) if registered else None,
        danger(speaker.tr("Erase everything"), doors.ERASE.id(case.id, NONE)),
    )
    if len(members) > 1:
        one_by_one = (
            danger(speaker.tr("Erase {reference}", reference=m.ref), doors.ERASE.id(case.id, m.ref))
            for m in members
        )
        page.row(*one_by_one).menu(*switcher(speaker, case, members, "privacy"))
    return page


def erased_page(speaker: Speaker, case: CaseView, receipt: ErasureReceipt) -> Page:
    """Say what was erased and when, and what is out of reach."""
    page = Page(Tone.DONE).text(
        f"### {speaker.tr('Erased')}",
        speaker.tr(
            "{references} and everything recorded under it was erased on {day}.",
            references=Markdown(", ".join(reference(ref) for ref in receipt.refs)),
            day=receipt.at.date(),
        ),
    )
    if receipt.letters_made:
        page.text(
            speaker.trn(
                "{n} letter had been made before; the copy you saved is yours alone.",
                "{n} letters had been made before; the copies you saved are yours alone.",
                receipt.letters_made,
            )
        )
    return page
