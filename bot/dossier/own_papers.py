"""A member's own letters and documents with their name, made at a desk: complaint, mandate, notices.

Each is made when it is asked for: for many members all of them would take hours.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

from bot.domain.codes import LetterKind, PaperKind
from bot.domain.member import MemberFile
from bot.domain.papers import Situation, paper_gaps
from bot.dossier.items import PDF, Item
from bot.letters import MemberRequest, PaperRequest, Rendered, make_member_letters, make_papers
from bot.letters.papers import addressed
from bot.packs import shipped_laws
from bot.text import label

if TYPE_CHECKING:
    from bot.dossier.papers import Desk

FOLDER = "papers"
_OWN = frozenset({PaperKind.CALENDAR})  # for the member's telephone
_Made = Callable[[], Sequence[Rendered]]


def own_papers(desk: "Desk", member: MemberFile) -> Iterator[Item]:
    """Every document that can be made of the member's file, with their name where they sealed one."""
    situation = Situation(desk.opened.pack, member, shipped_laws(), desk.today)
    if paper_gaps(PaperKind.MANDATE, situation):
        return  # no incident concerns them, or no authority is theirs
    letters = cache(partial(_letters, desk, member))
    yield _item(desk, member, LetterKind.INDIVIDUAL_COMPLAINT, 0, letters)
    wanted = {i.organisation for i in situation.concerned}
    organisations = [o for o in situation.pack.organisations if o.id in wanted]
    for place in range(len(organisations)):
        yield _item(desk, member, LetterKind.ACCESS_REQUEST, place, letters)
    for kind in PaperKind:
        if kind not in _OWN and not paper_gaps(kind, situation):
            made = cache(partial(_papers, desk, member, kind))
            for place in range(addressed(kind, situation)):
                yield _item(desk, member, kind, place, made)


def _item(desk: "Desk", member: MemberFile, kind: LetterKind | PaperKind, place: int, made: _Made) -> Item:
    number = f"-{place + 1}" if place else ""
    path = f"{FOLDER}/{member.ref}/{kind.replace('_', '-')}{number}.pdf"
    about = label(kind, desk.language)
    return Item(path, PDF, partial(_data, kind, place, made), member.ref, about=about, named=True)


def _data(kind: LetterKind | PaperKind, place: int, made: _Made) -> bytes:
    mine = [r for r in made() if r.kind is kind and not r.copy_of and not r.filename.startswith("guide-")]
    return mine[place].data


def _letters(desk: "Desk", member: MemberFile) -> list[Rendered]:
    request = MemberRequest(
        pack=desk.opened.pack,
        config=desk.opened.config,
        member=member,
        language=desk.language,
        today=desk.today,
        identity=desk.name_of(member.ref),
    )
    return make_member_letters(request)


def _papers(desk: "Desk", member: MemberFile, kind: PaperKind) -> list[Rendered]:
    request = PaperRequest(
        kind=kind,
        pack=desk.opened.pack,
        config=desk.opened.config,
        member=member,
        language=desk.language,
        today=desk.today,
        laws=shipped_laws(),
        identity=desk.name_of(member.ref),
    )
    return make_papers(request)
