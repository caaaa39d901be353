"""Drafts for the controller: record of processing, impact assessment, breach drill, from a case's settings.

Nothing is invented: what the settings do not say is visibly to be completed. The texts are Markdown files in
`papers/<language>/`; what is put into them is escaped, and the same text is given as Markdown and as PDF.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot import __version__
from bot.domain.access import Action, Actor
from bot.domain.codes import FilingMode
from bot.domain.errors import InvalidInputError
from bot.domain.marks import N_
from bot.domain.moments import local_day
from bot.letters.clean import clean
from bot.letters.markdown import blocks
from bot.letters.printed import Printed, print_document
from bot.letters.slots import Slots
from bot.letters.wording import Wording
from bot.services.export import PDF, OwnFile
from bot.services.own_fields import ACCOUNT, MEMBER
from bot.services.periods import Periods, periods_of, said
from bot.services.recipients import of_case
from bot.services.views import CaseView, LaneView
from bot.services.work import Deps, reading, view_of, working
from bot.storage import CaseRow, Tx
from bot.text import LANGUAGES, fmt_date, fmt_list, fmt_number, label, tr

FOLDER = Path(__file__).parent / "papers"
NAMES = ("record", "dpia", "breach")
_MARKDOWN = "text/markdown; charset=utf-8"
_TODO = N_("to be completed: {what}")
_REMARK = N_("Draft from the settings of the case; to be checked and completed by the controller")
# What Markdown would take for markup in a value.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_FRENCH = (
    (re.compile(r" (?=[:»])"), "\u00a0"),
    (re.compile(r" (?=[;!?])"), "\u202f"),
    (re.compile("« "), "«\u00a0"),
)


@dataclass(frozen=True)
class PaperSource:
    """What papers are written from: what the case's settings say, and how many are registered."""

    case: CaseView
    lanes: tuple[LaneView, ...]
    registered: int
    page: bool
    periods: Periods
    today: date
    opened_on: date


def write_paper(name: str, source: PaperSource, language: str) -> str:
    """Return one paper as Markdown."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(FOLDER / language),
        undefined=StrictUndefined,
        finalize=_escaped,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    text = environment.get_template(f"{name}.md").render(_values(source, language))
    if language == "fr":
        for pattern, space in _FRENCH:
            text = pattern.sub(space, text)
    return text


def as_printed(text: str, name: str, source: PaperSource, language: str) -> Printed:
    """Return a paper ready to be set."""
    title, _, body = text.removeprefix("# ").partition("\n")
    body = re.sub(r"(?<!\\)`", "", body)  # commands stand in plain type; a value's own mark stays
    wording = Wording(f"{language}/{name}.md", name, language, __version__, source.today, title, body, 2)
    return Printed(
        language=language,
        title=title,
        origin=source.case.title(language),
        remark=tr(_REMARK, language),
        day=source.today,
        blocks=blocks(wording, body, Slots()),
    )


def _escaped(value: object) -> str:
    return value if isinstance(value, _Marked) else _MARKUP.sub(r"\\\1", clean(str(value)))


class _Marked(str):
    """Text that is Markdown already."""

    __slots__ = ()


def _values(source: PaperSource, language: str) -> dict[str, Any]:
    case, config = source.case, source.case.config
    names = [a.name.get(language) or next(iter(a.name.values())) for a in case.pack.authorities]
    return {
        "version": __version__,
        "day": fmt_date(source.today, language),
        "case": case.title(language),
        "controller": config.controller_name,
        "contact": config.controller_contact,
        "opened": fmt_date(source.opened_on, language),
        "mode": label(FilingMode(config.mode), language),
        "months": config.retention_months,
        "minimal": case.minimal,
        "page": source.page,
        "members": fmt_number(source.registered, language),
        "incidents": [case.pack.say(i.title, language) for i in case.pack.incidents],
        "authorities": names,
        "lanes": [
            {
                "name": lane.name,
                "kind": label(lane.kind, language),
                "holders": fmt_list([h.name for h in lane.able], language) or "–",
            }
            for lane in source.lanes
            if not lane.closed
        ],
        "periods": said(source.periods, language),
        "data": list(_data(language)),
        "todo": lambda what: _Marked(f"**[{tr(_TODO, language, what=what)}]**"),
    }


def _data(language: str) -> Iterator[str]:
    """Say, table by table, what is stored of a person, as their own copy lists it."""
    for part in (*ACCOUNT, *MEMBER):
        titles = dict.fromkeys(tr(item.title, language) for item in part.items if item.printed)
        yield f"{tr(part.title, language)}: {', '.join(titles)}"


async def source_of(
    tx: Tx, row: CaseRow, periods: Periods, now: datetime, zone: tzinfo, *, page: bool
) -> PaperSource:
    """Read what the papers of a case are written from; days are those of the time zone."""
    return PaperSource(
        case=view_of(row),
        lanes=tuple(await of_case(tx, row.id)),
        registered=await tx.members.count(row.id),
        page=page,
        periods=periods,
        today=local_day(now, zone),
        opened_on=local_day(row.created_at, zone),
    )


class PaperService:
    """Writes the papers for an organiser, who answers for the case."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def papers(self, actor: Actor, case_id: str, language: str) -> list[OwnFile]:
        """Return every paper of the case as Markdown and as PDF."""
        if language not in LANGUAGES:
            raise InvalidInputError
        async with reading(self._deps, actor, case_id, Action.CONFIGURE_CASE) as work:
            page = self._deps.page.address is not None
            source = await source_of(
                work.tx, work.row, periods_of(self._deps), work.now, self._deps.timezone, page=page
            )
        files = []
        for name in NAMES:
            text = write_paper(name, source, language)
            files.append(OwnFile(f"{name}.{language}.md", _MARKDOWN, text.encode()))
            printed = await self._deps.pool.run(print_document, as_printed(text, name, source, language))
            files.append(OwnFile(f"{name}.{language}.pdf", PDF, printed))
        async with working(self._deps, actor, case_id, Action.CONFIGURE_CASE) as work:
            await work.audit(Action.CONFIGURE_CASE, result="papers")
        return files
