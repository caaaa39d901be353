"""Who organises a case: adding and removing, each an act of two people; stepping down is one's own."""

from bot.domain.access import Action
from bot.domain.errors import LastOrganiserError, NotFoundError
from bot.domain.member import EntryId, new_id
from bot.domain.proposals import ProposedAct
from bot.services.two_people import Ask, asker, put_on_record, two_people
from bot.services.work import Deps, Work
from bot.storage import Tx


async def ask_to_add(work: Work, user_id: int) -> None:
    """List another person, or keep that it was asked (WaitsError); one who is listed changes nothing.

    Before anybody has registered there is nobody to warn: a lone organiser need not wait.
    """
    index = _index(work.deps, work.row.id, user_id)
    if any(o.index == index for o in await work.tx.cases.organisers(work.row.id)):
        await work.audit(Action.CHANGE_ORGANISERS, index.hex(), "listed already")
        return
    ask = Ask(ProposedAct.ADD_ORGANISER, index.hex(), {"user": str(user_id)})
    await two_people(work, ask, nobody_relies=not await work.tx.members.exists(work.row.id))
    await add(work, ask.target, dict(ask.details))


async def ask_to_remove(work: Work, user_id: int) -> None:
    """Take a person off the list, or keep that it was asked (WaitsError).

    Whoever steps down does so at once: it takes power from nobody else. Raises LastOrganiserError,
    NotFoundError.
    """
    index = _index(work.deps, work.row.id, user_id)
    await _check_removal(work, index)
    ask = Ask(ProposedAct.REMOVE_ORGANISER, index.hex(), {"user": str(user_id)})
    if index == asker(work):
        await put_on_record(work, ask)
    else:
        await two_people(work, ask)
    await remove(work, ask.target, dict(ask.details))


async def add(work: Work, target: str, details: dict[str, str]) -> None:
    """List the person."""
    await list_organiser(work.deps, work.tx, work.row.id, int(details["user"]))
    await work.audit(Action.CHANGE_ORGANISERS, target, "added")


async def remove(work: Work, target: str, details: dict[str, str]) -> None:
    """Take the person off the list."""
    index = _index(work.deps, work.row.id, int(details["user"]))
    await _check_removal(work, index)
    await work.tx.cases.remove_organiser(work.row.id, index)
    await work.audit(Action.CHANGE_ORGANISERS, target, "removed")


async def list_organiser(deps: Deps, tx: Tx, case_id: str, user_id: int) -> None:
    """Put the person on the list, once."""
    index = _index(deps, case_id, user_id)
    if any(o.index == index for o in await tx.cases.organisers(case_id)):
        return
    row_id = EntryId(new_id())
    place = deps.vault.place(case_id, case_id, "organiser", "user_enc", row_id)
    sealed = deps.vault.seal(str(user_id).encode(), place)
    await tx.cases.add_organiser(case_id, row_id, index, sealed, deps.clock())


def _index(deps: Deps, case_id: str, user_id: int) -> bytes:
    return deps.vault.index(case_id, "discord", str(user_id))


async def _check_removal(work: Work, index: bytes) -> None:
    listed = {o.index for o in await work.tx.cases.organisers(work.row.id)}
    if index not in listed:
        raise NotFoundError
    if len(listed) == 1:
        raise LastOrganiserError
