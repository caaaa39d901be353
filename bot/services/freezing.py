"""Freezing a collective letter's text: asked for by one organiser, confirmed by another or by a day.

What is frozen is the draft that the asker has read: it is drawn once more, and the fingerprints must agree.
From then on nothing is drawn again. The bytes are kept, so they are the same after any change of the program.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from functools import partial

from bot.domain.access import Action, Actor
from bot.domain.errors import NotFoundError
from bot.domain.frozen import (
    AlreadyFrozenError,
    DraftChangedError,
    MembersLeftError,
    Tally,
    Vote,
)
from bot.domain.member import new_id
from bot.domain.proposals import ProposedAct
from bot.letters.companions import GroupRequest
from bot.letters.crowd import numbered
from bot.letters.freezing import Drawn, draw_to_freeze
from bot.letters.telling import Told
from bot.services.frozen_views import addressee
from bot.services.gathering import gathered, is_for
from bot.services.kept_files import document_of, text_place
from bot.services.kept_texts import packed
from bot.services.letters import group_request
from bot.services.two_people import Ask, two_people
from bot.services.work import Deps, Work, reading, working
from bot.storage import ApprovalRow, FrozenRow, LetterRow


class FreezingService:
    """Keeps a text that waits for its second organiser, and freezes it."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        # Two organisers who freeze one draft at once: the second finds what the first has kept.
        self._one = asyncio.Lock()

    async def freeze(self, actor: Actor, case_id: str, draft_id: str, told: Told | None = None) -> FrozenRow:
        """Freeze a draft; takes two people, so it raises WaitsError until it is confirmed.

        `told` hears how many pages are drawn. Raises AlreadyFrozenError, DraftChangedError, NotFoundError.
        """
        async with self._one:
            async with reading(self._deps, actor, case_id, Action.FREEZE_LETTER) as work:
                draft = await work.tx.letters.draft(case_id, draft_id)
                kept = await work.tx.frozen.of_version(case_id, draft.authority or "", draft.version)
                waits = kept is not None and (kept.frozen_at or kept.id in await _asked(work))
                asked = None if waits else await group_request(work, draft)
                wording = work.deps.wording(work.pack.id)
            drawn = request = None
            if asked is not None:
                request = await gathered(self._deps, case_id, asked)
                drawn = await self._deps.pool.run(partial(draw_to_freeze, wording=wording), request, told)
            async with working(self._deps, actor, case_id, Action.FREEZE_LETTER) as work:
                await self._tidy(work)
                row = await work.tx.frozen.of_version(case_id, draft.authority or "", draft.version)
                if row is None:
                    if drawn is None or request is None:  # what waited was refused a moment ago
                        raise DraftChangedError
                    row = await _keep(work, draft, drawn, request)
                _refuse_frozen(work, row)
                details = {"authority": addressee(work, row.authority), "version": str(row.version)}
                await two_people(work, Ask(ProposedAct.FREEZE_LETTER, row.id, details))
                return await self.confirmed(work, row.id, details)

    async def confirmed(self, work: Work, target: str, details: Mapping[str, str]) -> FrozenRow:
        """Freeze the text that waits; raises AlreadyFrozenError, MembersLeftError, NotAsFrozenError."""
        row = await work.tx.frozen.get(work.row.id, target)
        _refuse_frozen(work, row)
        await document_of(work, row)
        if (await work.tx.frozen.answers(row.id)).total() != row.members:
            raise MembersLeftError
        await work.tx.frozen.freeze(row.id, work.now)
        await work.audit(Action.FREEZE_LETTER, row.id, "frozen")
        return await work.tx.frozen.get(work.row.id, row.id)

    async def waiting(self, actor: Actor, case_id: str, proposal_id: str) -> tuple[FrozenRow, bytes]:
        """Return the text that a proposal is about, for whoever confirms it; raises NotFoundError."""
        async with reading(self._deps, actor, case_id, Action.DECIDE) as work:
            proposal = await work.tx.proposals.get(case_id, proposal_id)
            if proposal.act is not ProposedAct.FREEZE_LETTER or proposal.target is None:
                raise NotFoundError
            row = await work.tx.frozen.get(case_id, proposal.target)
            return row, await document_of(work, row)

    async def tidy(self) -> int:
        """Delete texts that wait no more in any case, because nobody confirmed them; say how many."""
        async with self._deps.store.transaction() as tx:
            gone = 0
            for case_id in await tx.cases.ids():
                kept = [row.target or "" for row in await tx.proposals.open(case_id)]
                gone += await tx.frozen.discard(case_id, kept)
            return gone

    async def _tidy(self, work: Work) -> None:
        await work.tx.frozen.discard(work.row.id, await _asked(work))


async def tally_of(work: Work, row: FrozenRow) -> Tally:
    """Count the answers of those who still take part; whoever left counts as gone, whatever they answered."""
    answers = await work.tx.frozen.answers(row.id)
    return Tally(row.members, answers[Vote.APPROVE], answers[Vote.OBJECT], row.members - answers.total())


async def _asked(work: Work) -> set[str]:
    return {row.target or "" for row in await work.tx.proposals.open(work.row.id)}


async def _keep(work: Work, draft: LetterRow, drawn: Drawn, request: GroupRequest) -> FrozenRow:
    """Keep the text with those whom it counts, by their number in its annex; raises DraftChangedError."""
    document = drawn.document
    if document.sha256 != draft.sha256 or draft.authority is None or draft.mode is None:
        raise DraftChangedError
    # Somebody may have left while it was drawn: those whom it counts are those who take part now.
    now: list[str] = []
    found = hashlib.sha256()
    async for member_id, ref, residence, country in work.tx.members.complainants(work.row.id):
        if is_for(request, residence, country):
            now.append(member_id)
            found.update(numbered(len(now), ref))
    annex = found.hexdigest()
    if annex != request.refs:
        raise DraftChangedError
    row = FrozenRow(
        id=new_id(),
        case_id=work.row.id,
        kind=draft.kind,
        authority=draft.authority,
        language=document.language,
        mode=draft.mode,
        version=draft.version,
        members=len(now),
        template=document.template,
        pack_version=draft.pack_version,
        law_as_of=drawn.law_as_of,
        annex_sha256=annex,
        sha256=document.sha256,
        pages=document.pages,
        prepared_at=work.now,
    )
    vault = work.deps.vault
    pdf = vault.seal(document.data, text_place(work, row.id, "pdf_enc"))
    text = vault.seal(packed(drawn), text_place(work, row.id, "text_enc"))
    counted = (ApprovalRow(row.id, who, work.row.id, number) for number, who in enumerate(now, 1))
    await work.tx.frozen.prepare(row, pdf, text, counted)
    return row


def _refuse_frozen(work: Work, row: FrozenRow) -> None:
    if row.frozen_at is not None:
        local = row.frozen_at.astimezone(work.deps.timezone)
        raise AlreadyFrozenError(day=local.date(), time=f"{local:%H:%M}")
