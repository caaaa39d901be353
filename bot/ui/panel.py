"""The public panel of a case, and what it leads everybody to: what this is, the whole notice."""

from bot.services.views import CaseView, Notice
from bot.text import LANGUAGE_NAMES
from bot.ui import doors
from bot.ui.context import NONE
from bot.ui.layout import Page, Press, primary, split
from bot.ui.markup import plain
from bot.ui.speech import Speaker


def panel_page(speaker: Speaker, case: CaseView) -> Page:
    """Draw the message that an organiser posts; it says nothing about anybody."""
    page = Page().text(
        f"## {plain(case.title(speaker.language))}",
        plain(case.pack.say(case.pack.summary, speaker.language)),
    )
    page.text(
        speaker.tr(
            "Are you concerned? Register with a few taps: your own letters to the authority and to the "
            "organisation are ready at once, and together you carry more weight."
        ),
        speaker.tr(
            "Free, voluntary, without your name. Other members never see what you answer; "
            "organisers see it under a reference only."
        ),
        f"**{never_asked(speaker)}**",
    )
    page.row(
        primary(speaker.tr("Join"), doors.JOIN.id(case.id, NONE, NONE)),
        Press(speaker.tr("What is this?"), doors.ABOUT.id(case.id, NONE)),
    )
    return page.row(*_language_buttons(case))


def about_page(speaker: Speaker, case: CaseView, notice: Notice, language: str) -> Page:
    """Explain the group action to somebody who has not joined; `language` goes on with them."""
    page = Page().text(
        f"### {plain(case.title(speaker.language))}",
        plain(case.pack.say(case.pack.summary, speaker.language)),
    )
    page.text(
        speaker.tr(
            "1. You say with codes how the breach concerns you: which data, which consequences. No name, no "
            "result."
        ),
        speaker.tr(
            "2. You get your own letters as PDF: the complaint to your authority and the access request. You "
            "write your name on them yourself and send them."
        ),
        speaker.tr("3. If you agree, you are counted in the collective complaint, under a reference only."),
    )
    page.text(notice.short)
    page.row(
        primary(speaker.tr("Join"), doors.JOIN.id(case.id, language, NONE)),
        Press(speaker.tr("Read the whole notice"), doors.NOTICE.id(case.id, language, "0")),
    )
    return page.row(*_language_buttons(case))


def notice_page(speaker: Speaker, case: CaseView, notice: Notice, language: str, at: int) -> Page:
    """Draw one page of the notice; a page number beyond the end shows the last one."""
    texts = split(notice_paragraphs(notice))
    at = min(at, len(texts) - 1)
    page = Page().text(f"### {speaker.tr('Information notice')} ({at + 1}/{len(texts)})", texts[at])
    if at == len(texts) - 1:
        page.text(f"-# {speaker.tr('Version')} {notice.version[:16]}")
    return page.row(
        Press(speaker.tr("Previous page"), doors.NOTICE.id(case.id, language, str(at - 1))) if at else None,
        Press(speaker.tr("Next page"), doors.NOTICE.id(case.id, language, str(at + 1)))
        if at < len(texts) - 1
        else None,
        primary(speaker.tr("Join"), doors.JOIN.id(case.id, language, NONE)),
    )


def notice_paragraphs(notice: Notice) -> list[str]:
    """The notice's sections, heading by heading."""
    return [
        line
        for heading, paragraphs in notice.sections
        for line in (f"**{heading}**", *(plain(p) for p in paragraphs))
    ]


def never_asked(speaker: Speaker) -> str:
    """The warning that stands wherever swindlers will try."""
    return speaker.tr(
        "We never ask for money, an identity document, a password or a code, not here and not by direct "
        "message. Whoever does is not from us."
    )


def _language_buttons(case: CaseView) -> list[Press]:
    return [Press(name, doors.ABOUT.id(case.id, code)) for code, name in LANGUAGE_NAMES.items()]
