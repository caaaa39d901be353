"""The privacy page, one's own data, the consent ledger."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.domain.codes import CaseStatus, MemberStatus
from bot.domain.member import MemberFile
from bot.services.views import CaseView, ConsentLine, Notice
from bot.text import pair
from bot.ui import doors
from bot.ui.choosing import reference, switcher
from bot.ui.context import NONE
from bot.ui.entries import back
from bot.ui.layout import Page, Press, Tone, danger, primary
from bot.ui.markup import plain
from bot.ui.speech import Speaker

# Lines of the ledger a page: each says a purpose, a recipient, a moment and a text.
PER_PAGE = 10


def privacy_page(
    speaker: Speaker,
    case: CaseView,
    notice: Notice,
    members: Sequence[MemberFile],
    member: MemberFile | None,
    *,
    organiser: bool = False,
) -> Page:
    """Show who holds what, and the ways out of it."""
    page = Page().text(f"### {speaker.tr('Privacy')}", plain(notice.short))
    page.text(f"-# {speaker.tr('Notice, version')} {notice.version[:16]}")
    whole = Press(speaker.tr("Read the whole notice"), doors.NOTICE.id(case.id, NONE, "0"))
    if member is None:
        joins = case.status is CaseStatus.OPEN
        page.text(
            speaker.tr(
                "You are not registered in this case. As its organiser you are listed with your Discord "
                "account (encrypted), and what you ask for and do is kept under keyed pseudonyms. For a "
                "copy write to {contact}; you leave the list when you step down.",
                contact=case.config.controller_contact,
            )
            if organiser
            else speaker.tr("Nothing is recorded about you in this case.")
        )
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
        Press(speaker.tr("All my data"), doors.OWN_DATA.id(case.id)),
        Press(speaker.tr("Consent ledger"), doors.LEDGER.id(case.id, member.ref, "0")),
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


def own_data_page(speaker: Speaker, case: CaseView, names: Sequence[str]) -> Page:
    """Hand out the files of a person's own data."""
    page = Page(Tone.DONE).text(
        f"### {speaker.tr('All my data')}",
        speaker.tr(
            "Everything that this bot can read about you and those you registered: to read (PDF) and for "
            "machines (JSON). Only you see this message. Save both where nobody else reads them."
        ),
        speaker.tr("What you sealed is listed by field, date and hash: only its recipient can read it."),
    )
    for name in names:
        page.file(name)
    return page.row(Press(speaker.tr("Privacy"), doors.PRIVACY.id(case.id, NONE)))


def ledger_page(
    speaker: Speaker, case: CaseView, ref: str, lines: Sequence[ConsentLine], at: int, zone: ZoneInfo
) -> Page:
    """Show one page of the consent ledger, the newest line first."""
    last = max(0, (len(lines) - 1) // PER_PAGE)
    at = min(at, last)
    page = Page().text(
        f"### {speaker.tr('Consent ledger')} · {reference(ref)}",
        speaker.tr(
            "Every consent that you gave or withdrew, with the text that was shown. A line is added and "
            "never changed; it is deleted with your registration."
        ),
    )
    shown = lines[at * PER_PAGE : (at + 1) * PER_PAGE]
    page.text("\n".join(_ledger_line(speaker, line, zone) for line in shown))
    newer = Press(speaker.tr("Newer lines"), doors.LEDGER.id(case.id, ref, str(at - 1))) if at else None
    older = (
        Press(speaker.tr("Older lines"), doors.LEDGER.id(case.id, ref, str(at + 1))) if at < last else None
    )
    return page.row(
        newer,
        older,
        Press(speaker.tr("Change consents"), doors.CONSENTS.id(case.id, ref)),
        Press(speaker.tr("Privacy"), doors.PRIVACY.id(case.id, ref)),
    )


def _ledger_line(speaker: Speaker, line: ConsentLine, zone: ZoneInfo) -> str:
    local = line.at.astimezone(zone)
    what = speaker.label(line.purpose)
    if line.recipient:
        what = pair(what, plain(line.recipient), speaker.language)
    given = speaker.tr("given") if line.given else speaker.tr("withdrawn")
    when = f"{speaker.date(local.date())}, {local:%H:%M}"
    text = speaker.tr("text {version} ({language})", version=line.text_version, language=line.language)
    if not line.text_sha256:
        text = speaker.tr("by leaving")
    return f"- **{what}** · {given} · {when} · {text}"
