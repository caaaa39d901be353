"""Reading the members of a case some at a time, for letters and figures: others have turns in between."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TypeVar

from bot.domain.codes import MemberStatus, Purpose
from bot.domain.errors import LetterTooLargeError
from bot.domain.member import MemberFile
from bot.domain.pack import Pack
from bot.domain.routing import authority_for
from bot.letters import CollectiveRequest, LawyerRequest
from bot.letters.companions import GroupRequest
from bot.letters.crowd import MOST_IN_FULL, Gathering
from bot.services.work import Deps

_PAGE = 200  # members read in one transaction
# The letter to the lawyer reckons the time limits of each member by itself.
MOST_WITH_CLOCKS = 20_000

Request = TypeVar("Request", CollectiveRequest, LawyerRequest, GroupRequest)


def counts(pack: Pack, member: MemberFile) -> bool:
    """Whether a letter of the group may count the member."""
    concerned = any(member.concerned_by(i.id) for i in pack.incidents)
    here = member.status is MemberStatus.REGISTERED
    return here and concerned and Purpose.COMPLAINT in member.consents


def is_for(request: GroupRequest, residence: str, work: str | None) -> bool:
    """Whether the letter counts members of these countries: all of them, or those of its authority."""
    if isinstance(request, LawyerRequest):
        return True
    found = authority_for(request.pack, residence, work)
    return found is not None and found.id == request.authority


async def pages(deps: Deps, case_id: str) -> AsyncIterator[list[MemberFile]]:
    """Give the members of the case by reference, those who left included, a transaction for each page."""
    after = ""
    while True:
        async with deps.store.reading() as tx:
            page = await tx.members.page(case_id, after, _PAGE)
        if not page:
            return
        after = page[-1].ref
        yield page


async def gathered(deps: Deps, case_id: str, request: Request) -> Request:
    """Return the request with the members that it counts: themselves, or as a crowd where they are many.

    Raises LetterTooLargeError for a letter to the lawyer of more than `MOST_WITH_CLOCKS`, BusyError.
    """
    pack = request.pack
    gathering = Gathering([i.id for i in pack.incidents], request.today)
    own: list[MemberFile] = []
    others: set[str] = set()
    async for page in pages(deps, case_id):
        agreed = [m for m in page if counts(pack, m)]
        mine = [m for m in agreed if is_for(request, m.residence, m.work)]
        others |= {a.id for m in agreed if (a := authority_for(pack, m.residence, m.work))}
        await asyncio.to_thread(gathering.add, mine)
        if isinstance(request, LawyerRequest):
            if gathering.n > MOST_WITH_CLOCKS:
                raise LetterTooLargeError(limit=MOST_WITH_CLOCKS)
            own += mine
        elif gathering.n <= MOST_IN_FULL:
            own += mine
    crowd = gathering.crowd()
    if isinstance(request, LawyerRequest):
        return replace(request, members=tuple(own), refs=crowd.refs)
    many = crowd.n > MOST_IN_FULL
    return replace(
        request,
        members=() if many else tuple(own),
        crowd=crowd if many else None,
        refs=crowd.refs,
        parallel=tuple(a.id for a in pack.authorities if a.id in others - {request.authority}),
    )
