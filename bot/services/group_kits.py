"""The organisers' filing kit of a letter of the group: of a draft, or of a text that is frozen."""

from functools import partial

from bot.domain.access import Action, Actor
from bot.domain.errors import NotFoundError
from bot.domain.frozen import TO_LAWYER, DraftChangedError
from bot.letters import CollectiveRequest
from bot.letters.group_kit import DraftKitRequest, KitRequest, make_draft_kit, make_group_kit
from bot.letters.telling import Told
from bot.services.gathering import gathered
from bot.services.kept_files import files_of, words_of
from bot.services.letters import group_request, letter_file
from bot.services.views import LetterFile
from bot.services.work import Deps, reading, working


class GroupKitService:
    """For whoever files; a kit names no member and is kept nowhere."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def of_draft(
        self, actor: Actor, case_id: str, draft_id: str, told: Told | None = None
    ) -> list[LetterFile]:
        """Make the kit of a draft: the guide in the organiser's language, the texts for the form.

        Raises DraftChangedError when the letter would be another one now, NotFoundError for the letter to
        the lawyer, which no authority receives.
        """
        async with reading(self._deps, actor, case_id, Action.DRAFT_LETTER) as work:
            draft = await work.tx.letters.draft(case_id, draft_id)
            asked = await group_request(work, draft)
            spoken, wording = work.language, work.deps.wording(work.pack.id)
        if not isinstance(asked, CollectiveRequest):
            raise NotFoundError
        request = DraftKitRequest(await gathered(self._deps, case_id, asked), spoken)
        made = await self._deps.pool.run(partial(make_draft_kit, wording=wording), request, told)
        if made.sha256 != draft.sha256:
            raise DraftChangedError
        async with working(self._deps, actor, case_id, Action.DRAFT_LETTER) as work:
            await work.audit(Action.DRAFT_LETTER, draft_id, "kit")
        return [letter_file(document) for document in made.files]

    async def of_text(self, actor: Actor, case_id: str, frozen_id: str) -> list[LetterFile]:
        """Make the kit of a frozen text, from the files that were kept with it and the sheet, once printed.

        Raises NotAsFrozenError, NotFoundError.
        """
        async with reading(self._deps, actor, case_id, Action.FILE_LETTER) as work:
            row = await work.tx.frozen.get(case_id, frozen_id)
            if row.frozen_at is None or row.authority == TO_LAWYER:
                raise NotFoundError
            filed = await work.tx.frozen.filing(row.id)
            request = KitRequest(
                pack=work.pack,
                config=work.row.config,
                authority=row.authority,
                mode=row.mode,
                language=row.language,
                spoken=work.language,
                today=work.today,
                version=row.version,
                n=row.members,
                words=await words_of(work, row),
                files=await files_of(work, row),
                frozen=True,
                printed=filed is not None,
                filed_on=filed.filed_on if filed else None,
            )
            wording = work.deps.wording(work.pack.id)
        made = await self._deps.pool.run(partial(make_group_kit, wording=wording), request)
        return [letter_file(document) for document in made]
