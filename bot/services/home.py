"""What a member's first page says beside their file: recipient, acts of organisers, deletions, reminders.

One read for all of it: whoever registers is shown this page at once, and so is everybody else of a crowd.
"""

from dataclasses import dataclass

from bot.domain.access import Action, Actor
from bot.domain.errors import NotFoundError, NotRegisteredError
from bot.domain.member import MemberFile
from bot.domain.reminders import Reminder
from bot.services.lanes import standing_of
from bot.services.proposals import ActView, acts_seen
from bot.services.reminders import waiting_of
from bot.services.retention import Due, due_in
from bot.services.views import Standing
from bot.services.work import Deps, reading


@dataclass(frozen=True)
class Home:
    """What stands on the page beside the member's own file."""

    standing: Standing
    acts: list[ActView]
    due: list[Due]
    waiting: tuple[Reminder, ...]


class HomeService:
    """Puts the page together in one transaction."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def look(self, actor: Actor, case_id: str, member: MemberFile) -> Home:
        """Return what goes with the caller's own member, whose file was read before.

        Each part is refused to whom it is refused alone (`LaneService.standing`, `ProposalService.seen`,
        `RetentionService.due`, `ReminderService.waiting`): NotRegisteredError, NotFoundError.
        """
        async with reading(self._deps, actor, case_id, *_ACTS) as work:
            if work.account is None:
                raise NotRegisteredError
            if not await work.tx.members.belongs(member.id, work.account.id):
                raise NotFoundError
            return Home(
                standing=await standing_of(work, member),
                acts=await acts_seen(work),
                due=await due_in(work),
                waiting=await waiting_of(work, member),
            )


_ACTS = (Action.READ_OWN_FILE, Action.CHOOSE_LANE, Action.READ_ACTS, Action.READ_NOTICE)
