"""The information notice of art. 13 GDPR and the consent sentences, from the case's real settings.

Contents follow art. 13(1) and (2) and the project's legal brief F.2 to F.4. A consent is given to these
very words: their SHA-256 is the notice's version and goes into the ledger.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence

from bot.domain.access import Action, Actor
from bot.domain.sealing import LaneKind
from bot.services.notice_words import (
    BACKUPS,
    BACKUPS_WITHOUT_SEALED,
    CONSENTS,
    DISCORD,
    LANE_CONSENT,
    NEVER_POST,
    NEVER_POST_WITH_PAGE,
    ORGANISERS_OPEN,
    ORGANISERS_SEE,
    PAGE,
    PAGE_HEADING,
    RIGHTS,
    RIGHTS_ON_PAGE,
    RIGHTS_WITH_PAGE,
    SEALED_AFTER,
    SEALED_BEFORE,
    SEALED_HEADING,
    SEALED_RECIPIENT,
    SECTIONS,
    SHORT,
    SHORT_WITH_PAGE,
)
from bot.services.periods import Periods, periods_of, said
from bot.services.recipients import of_case
from bot.services.views import CaseView, LaneView, Notice
from bot.services.work import Deps, Work, reading
from bot.text import fmt_list, tr

_WITH_PAGE = {RIGHTS: RIGHTS_WITH_PAGE, NEVER_POST: NEVER_POST_WITH_PAGE}


def build_notice(
    case: CaseView,
    language: str,
    lanes: Sequence[LaneView] = (),
    *,
    page: bool = False,
    periods: Periods = Periods(),  # noqa: B008 - frozen
) -> Notice:
    """Return the notice in the language; recipients that nobody can open yet are not in it.

    `page` says whether there is a page beside chat. A consent's sentence stands in `consents`, or for
    passing a file on in `lanes`, one for each recipient.
    """
    values = {**_values(case, language), **said(periods, language)}
    chosen_from = [lane for lane in lanes if lane.open]
    sections = tuple(_sections(case, language, values, chosen_from, page=page))
    consents = {purpose: tr(sentence, language, **values) for purpose, sentence in CONSENTS.items()}
    passing_on = {lane.id: tr(LANE_CONSENT, language, **_recipient(lane, language)) for lane in chosen_from}
    short = tr(SHORT_WITH_PAGE if page else SHORT, language, **values)
    words: list[object] = [case.id, language, short, sections, sorted(consents.items())]
    if passing_on:
        words.append(sorted(passing_on.items()))
    version = hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()
    return Notice(version, language, short, sections, consents, passing_on)


async def notice_in(work: Work, language: str) -> Notice:
    """Return the notice of an act's case, with the recipients as they are in its transaction."""
    page = work.deps.page.address is not None
    lanes = await of_case(work.tx, work.row.id)
    periods = periods_of(work.deps)
    # Of a case, the notice takes what is decided about it and the pack, which its hash stands for.
    decided = (work.row.id, work.row.pack_sha256, work.row.config)
    key = (*decided, language, tuple(lanes), page, periods)
    if key not in _BUILT:
        if len(_BUILT) >= _MOST_BUILT:
            _BUILT.clear()
        _BUILT[key] = build_notice(work.case, language, lanes, page=page, periods=periods)
    return _BUILT[key]


# The notices in force of the last cases, by all that goes into one: each step of joining asks for it.
_BUILT: dict[tuple[object, ...], Notice] = {}
_MOST_BUILT = 64


def _sections(
    case: CaseView, language: str, values: dict[str, object], lanes: Sequence[LaneView], *, page: bool
) -> Iterator[tuple[str, tuple[str, ...]]]:
    organisers_open = any(lane.kind is LaneKind.ORGANISER for lane in lanes)
    for heading, paragraphs in SECTIONS:
        said = [ORGANISERS_OPEN if p is ORGANISERS_SEE and organisers_open else p for p in paragraphs]
        if not lanes:
            said = [BACKUPS_WITHOUT_SEALED if p is BACKUPS else p for p in said]
        if case.minimal:
            said = [RIGHTS_ON_PAGE if p is RIGHTS else p for p in said]
        if page:
            said = [_WITH_PAGE.get(p, p) for p in said]
        yield tr(heading, language), tuple(tr(p, language, **values) for p in said)
        if ORGANISERS_SEE in paragraphs and lanes:
            yield tr(SEALED_HEADING, language), tuple(_sealed(language, lanes))
        if page and heading == DISCORD:
            yield tr(PAGE_HEADING, language), tuple(tr(p, language, **values) for p in PAGE)


def _sealed(language: str, lanes: Sequence[LaneView]) -> Iterator[str]:
    for paragraph in SEALED_BEFORE:
        yield tr(paragraph, language)
    for lane in lanes:
        yield tr(SEALED_RECIPIENT, language, **_recipient(lane, language))
    for paragraph in SEALED_AFTER:
        yield tr(paragraph, language)


def _recipient(lane: LaneView, language: str) -> dict[str, object]:
    return {
        "recipient": lane.name,
        "kind": lane.kind,
        "holders": fmt_list([holder.name for holder in lane.able], language),
    }


def _values(case: CaseView, language: str) -> dict[str, object]:
    config = case.config
    names = [a.name.get(language) or next(iter(a.name.values())) for a in case.pack.authorities]
    return {
        "controller": config.controller_name,
        "contact": config.controller_contact,
        "authorities": ", ".join(names),
        "months": config.retention_months,
    }


class NoticeService:
    """Hands out the notice in force."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def notice(self, actor: Actor, case_id: str, language: str) -> Notice:
        """Return the notice of a case of the actor's server, in the language."""
        async with reading(self._deps, actor, case_id, Action.READ_NOTICE) as work:
            return await notice_in(work, language)
