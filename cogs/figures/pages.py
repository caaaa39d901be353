"""Public figures as chat shows them: question by question, in the reader's language."""

from bot.domain.public_figures import PublicFigures
from bot.services.figure_words import NONE_YET, FigureSection, explained, sections
from bot.services.views import CaseView
from bot.text import pair
from bot.ui import doors
from bot.ui.layout import Page, Press, split
from bot.ui.markup import plain
from bot.ui.speech import Speaker


def figures_page(speaker: Speaker, case: CaseView, figures: PublicFigures | None, at: int) -> Page:
    """Draw one page of the figures; a page number beyond the end shows the last one."""
    if figures is None:
        return Page().text(f"### {_title(speaker, case)}", speaker.tr(NONE_YET))
    texts = _texts(speaker, case, figures)
    at = min(at, len(texts) - 1)
    page = Page().text(f"### {_title(speaker, case)} ({at + 1}/{len(texts)})", texts[at])
    page.text(f"-# {explained(figures, speaker.language)}")
    return page.row(
        Press(speaker.tr("Previous page"), doors.FIGURES.id(case.id, str(at - 1))) if at else None,
        Press(speaker.tr("Next page"), doors.FIGURES.id(case.id, str(at + 1)))
        if at < len(texts) - 1
        else None,
    )


def posted_pages(speaker: Speaker, case: CaseView, figures: PublicFigures) -> list[Page]:
    """Draw the messages of a post; nothing in them can be pressed."""
    texts = _texts(speaker, case, figures)
    pages = [Page().text(f"### {_title(speaker, case)}", text) for text in texts]
    pages[-1].text(f"-# {explained(figures, speaker.language)}")
    return pages


def _texts(speaker: Speaker, case: CaseView, figures: PublicFigures) -> list[str]:
    first = f"**{speaker.trn('{n} member', '{n} members', figures.members)}**"
    return split([first, *(_section(speaker, one) for one in sections(figures, case.pack, speaker.language))])


def _section(speaker: Speaker, section: FigureSection) -> str:
    lines = (f"- {pair(plain(line.label), line.members, speaker.language)}" for line in section.lines)
    return "\n".join([f"**{plain(section.title)}**", *lines])


def _title(speaker: Speaker, case: CaseView) -> str:
    return f"{plain(case.title(speaker.language))} · {speaker.tr('Public figures')}"
