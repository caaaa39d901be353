"""Letters: a member's own, and the collective ones that organisers draft."""

import asyncio
from dataclasses import replace
from datetime import date
from functools import partial

from bot.domain.access import Action, Actor
from bot.domain.checked import Contact, Identity
from bot.domain.codes import Edition, FilingMode, LetterKind, MemberStatus, PaperKind
from bot.domain.errors import LetterRefusedError, NotFoundError, WithdrawnError
from bot.domain.frozen import TO_LAWYER, DraftChangedError
from bot.domain.marks import N_
from bot.domain.member import EntryId, MemberFile, new_id
from bot.domain.pack import Authority
from bot.domain.routing import authority_for
from bot.letters import (
    CollectiveRequest,
    LawyerRequest,
    MemberRequest,
    Rendered,
    collective_languages,
    make_collective,
    make_lawyer_letter,
    make_member_letters,
    named_party,
)
from bot.letters.companions import GroupRequest, make_accompanied
from bot.letters.telling import Told
from bot.packs import shipped_laws
from bot.services.gathering import gathered
from bot.services.kept_files import group_files
from bot.services.views import LetterFile
from bot.services.work import Deps, Work, reading, working
from bot.storage import LetterRow


class LetterService:
    """Renders in a child process, records what was made, stores no document."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        # Drafts are numbered before they are drawn: one at a time, or two would carry one number.
        self._drafting = asyncio.Lock()

    async def authorities(self, actor: Actor, case_id: str) -> list[Authority]:
        """List the authorities that the case's pack knows."""
        async with reading(self._deps, actor, case_id, Action.READ_NOTICE) as work:
            return list(work.pack.authorities)

    async def languages(self, actor: Actor, case_id: str, authority_id: str) -> list[str]:
        """List the languages in which the authority can be written to, its own first."""
        async with reading(self._deps, actor, case_id, Action.READ_NOTICE) as work:
            return collective_languages(
                work.pack, _authority(work, authority_id), work.deps.wording(work.pack.id)
            )

    async def own(
        self,
        actor: Actor,
        case_id: str,
        ref: str,
        who: tuple[Identity, Contact] | None = None,
        *,
        confirmed: bool = False,
    ) -> list[LetterFile]:
        """Make the member's complaint, access requests and filing kit from what they recorded.

        With `who`, as typed on the page a moment ago, the fields for name and address are filled in; it is
        in memory only, in the request to the rendering child and in the letters. `confirmed` lifts the draft
        mark: the member has read the letters and made them theirs.

        Raises LetterRefusedError when no incident concerns them or no authority is competent.
        """
        async with reading(self._deps, actor, case_id, Action.MAKE_OWN_LETTERS) as work:
            member = await work.own(ref)
            _check_own(work, member)
            request = MemberRequest(
                pack=work.pack,
                config=work.row.config,
                member=member,
                language=work.language,
                today=work.today,
                confirmed=confirmed,
                identity=named_party(*who) if who else None,
            )
            wording = work.deps.wording(work.pack.id)
        documents = await self._deps.pool.run(partial(make_member_letters, wording=wording), request)
        async with working(self._deps, actor, case_id, Action.MAKE_OWN_LETTERS) as work:
            # The person may have erased themselves while the letters were drawn.
            member = await work.own(ref)
            for document in documents:
                if not document.copy_of:  # a reading copy is no letter
                    await _record(work, document, 1, member)
            await work.audit(Action.MAKE_OWN_LETTERS, ref, "confirmed" if confirmed else "done")
        return [letter_file(d) for d in documents]

    async def collective(
        self,
        actor: Actor,
        case_id: str,
        authority_id: str,
        mode: FilingMode,
        language: str | None = None,
        told: Told | None = None,
    ) -> LetterFile:
        """Draft the collective letter to one authority, working edition, in its language.

        It counts registered members only who agreed to the complaint, say that an incident concerns
        them and are routed to this authority. `told` hears about once a second how many pages are drawn.
        Raises NoMembersError, LetterRefusedError.
        """
        async with self._drafting:
            async with reading(self._deps, actor, case_id, Action.DRAFT_LETTER) as work:
                request = await collective_request(work, authority_id, mode, language)
                wording = work.deps.wording(work.pack.id)
            request = await gathered(self._deps, case_id, request)
            document = await self._deps.pool.run(partial(make_collective, wording=wording), request, told)
            async with working(self._deps, actor, case_id, Action.DRAFT_LETTER) as work:
                draft = await _record(work, document, request.version, None)
                await work.audit(Action.DRAFT_LETTER, authority_id)
        return replace(letter_file(document), draft=draft)

    async def for_lawyer(
        self, actor: Actor, case_id: str, language: str | None = None, told: Told | None = None
    ) -> LetterFile:
        """Draft the group's cover letter to its lawyer: figures of those whom a collective letter counts.

        It says how many of them agreed that their file goes to a lawyer. `told` hears how many pages are
        drawn. Raises NoMembersError.
        """
        async with self._drafting:
            async with reading(self._deps, actor, case_id, Action.DRAFT_LETTER) as work:
                request = await lawyer_request(work, language or work.language)
                wording = work.deps.wording(work.pack.id)
            request = await gathered(self._deps, case_id, request)
            drawing = partial(make_lawyer_letter, wording=wording)
            document = await self._deps.pool.run(drawing, request, told)
            async with working(self._deps, actor, case_id, Action.DRAFT_LETTER) as work:
                # The register knows letters of the group by whom they go to.
                group, to = LetterKind.COLLECTIVE_COMPLAINT, TO_LAWYER
                kept = replace(document, kind=group, authority=to, mode=FilingMode.LAWYER)
                draft = await _record(work, kept, request.version, None)
                await work.audit(Action.DRAFT_LETTER, PaperKind.LAWYER_LETTER)
        return replace(letter_file(document), draft=draft)

    async def companions(
        self, actor: Actor, case_id: str, draft_id: str, told: Told | None = None
    ) -> list[LetterFile]:
        """Draw what goes with a draft: reading copies in the other languages, the non-confidential twin.

        `told` hears how many pages of the document at hand are drawn. Raises DraftChangedError when the
        letter would be another one now, NotFoundError.
        """
        async with reading(self._deps, actor, case_id, Action.DRAFT_LETTER) as work:
            draft = await work.tx.letters.draft(case_id, draft_id)
            asked = await group_request(work, draft)
            wording = work.deps.wording(work.pack.id)
        request = await gathered(self._deps, case_id, asked)
        made = await self._deps.pool.run(partial(make_accompanied, wording=wording), request, told)
        if made.document.sha256 != draft.sha256:
            raise DraftChangedError
        async with working(self._deps, actor, case_id, Action.DRAFT_LETTER) as work:
            await work.audit(Action.DRAFT_LETTER, draft_id, "companions")
        return [letter_file(d) for d in (*made.copies, *([made.twin] if made.twin else []))]


async def lawyer_request(work: Work, language: str, version: int | None = None) -> LawyerRequest:
    """Say what the letter to the lawyer is made from, but its members; without a version, it has the next."""
    if version is None:
        version = await work.tx.letters.next_version(
            work.row.id, LetterKind.COLLECTIVE_COMPLAINT, TO_LAWYER, Edition.WORKING
        )
    return LawyerRequest(
        pack=work.pack,
        config=work.row.config,
        members=(),
        language=language,
        today=work.today,
        laws=shipped_laws(),
        version=version,
        made=await group_files(work),
    )


async def group_request(work: Work, draft: LetterRow) -> GroupRequest:
    """Say what a draft would be made from now, but its members; raises NotFoundError."""
    if draft.authority is None or draft.mode is None:
        raise NotFoundError
    if draft.authority == TO_LAWYER:
        return await lawyer_request(work, draft.language, draft.version)
    mode = FilingMode(draft.mode)
    return await collective_request(work, draft.authority, mode, draft.language, draft.version)


async def collective_request(
    work: Work, authority_id: str, mode: FilingMode, language: str | None, version: int | None = None
) -> CollectiveRequest:
    """Say what a collective letter is made from, but its members; without a version, it has the next one.

    Raises NotFoundError for an authority or a language that the case does not offer.
    """
    pack, authority = work.pack, _authority(work, authority_id)
    offered = collective_languages(pack, authority, work.deps.wording(pack.id))
    if language is not None and language not in offered:
        raise NotFoundError
    if version is None:
        version = await work.tx.letters.next_version(
            work.row.id, LetterKind.COLLECTIVE_COMPLAINT, authority.id, Edition.WORKING
        )
    return CollectiveRequest(
        pack=pack,
        authority=authority.id,
        config=work.row.config,
        mode=mode,
        language=language or offered[0],
        members=(),
        today=work.today,
        version=version,
        case_opened_on=_day(work),
    )


def _check_own(work: Work, member: MemberFile) -> None:
    if member.status is MemberStatus.WITHDRAWN:
        raise WithdrawnError
    missing = []
    if not any(member.concerned_by(i.id) for i in work.pack.incidents):
        missing.append(N_("an incident that concerns you"))
    if authority_for(work.pack, member.residence, member.work) is None:
        missing.append(N_("an authority for your country of residence or of work"))
    if missing:
        raise LetterRefusedError(missing=tuple(missing))


def _authority(work: Work, authority_id: str) -> Authority:
    try:
        return work.pack.authority(authority_id)
    except KeyError:
        raise NotFoundError from None


def _day(work: Work) -> date:
    return work.row.created_at.astimezone(work.deps.timezone).date()


async def _record(work: Work, document: Rendered, version: int, member: MemberFile | None) -> str:
    row_id = EntryId(new_id())
    await work.tx.letters.add(
        LetterRow(
            id=row_id,
            case_id=work.row.id,
            member_id=member.id if member else None,
            kind=LetterKind(document.kind),
            authority=document.authority,
            language=document.language,
            edition=document.edition,
            mode=document.mode,
            version=version,
            template=document.template,
            pack_version=work.row.pack_version,
            sha256=document.sha256,
            pages=document.pages,
            created_at=work.now,
        )
    )
    return row_id


def letter_file(document: Rendered) -> LetterFile:
    """The document as surfaces hand it over."""
    return LetterFile(
        filename=document.filename,
        media_type=document.media_type,
        data=document.data,
        kind=document.kind,
        language=document.language,
        edition=document.edition,
        mode=document.mode,
        authority=document.authority,
        organisation=document.organisation,
        pages=document.pages,
        sha256=document.sha256,
        editable=document.editable,
        editable_name=document.editable_name,
        copy_of=document.copy_of,
    )
