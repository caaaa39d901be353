"""E5, E7: what is somebody else's and what does not exist cost the same work, statement for statement.

That the answers are the same in words, `test_permissions.py` shows; how long a person waits must not tell
them apart either.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from bot.domain.access import Actor
from bot.domain.errors import DomainError
from tests.services.conftest import office
from tests.services.office import ANN, BEN, ORGANISER, OTHER_SERVER, OUTSIDER, Office

__all__ = ["office"]  # a fixture, used here as well

NOWHERE = "0" * 26


@contextmanager
def counted(office: Office) -> Iterator[list[str]]:
    """Note every statement that reaches the database, without its values."""
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        seen.append(statement)

    engine = office.deps.store._engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def told(
    office: Office, act: Callable[[Actor], Awaitable[object]], actor: Actor
) -> tuple[str, list[str]]:
    """What the caller is told, and what it took."""
    with counted(office) as statements, pytest.raises(DomainError) as caught:
        await act(actor)
    return type(caught.value).__name__, statements


async def test_e5_another_members_things_cost_what_missing_ones_cost(office: Office) -> None:
    """E5: a reference of somebody else and one that nobody has: same refusal, same statements."""
    case = await office.case()
    ann, _ = await office.member(case, ANN), await office.member(case, BEN)
    entries, lanes, rights = office.services.entries, office.services.lanes, office.services.rights

    for act in (entries.file, lanes.standing, rights.leave, rights.erase):
        results = [
            await told(office, lambda who, ref=ref, act=act: act(who, case.id, ref), office.actor(BEN))
            for ref in (ann.ref, "P-00000")
        ]
        assert results[0] == results[1], act


async def test_e7_a_case_of_another_server_costs_what_no_case_costs(office: Office) -> None:
    """E7: from server B the case of server A and a case that never was: same refusal, same statements."""
    case = await office.case()
    await office.case(OTHER_SERVER, OUTSIDER)
    ann = await office.member(case, ANN)
    s = office.services
    acts: list[Callable[[Actor, str], Awaitable[object]]] = [
        lambda who, case_id: s.cases.view(who, case_id),
        lambda who, case_id: s.cases.progress(who, case_id),
        lambda who, case_id: s.entries.file(who, case_id, ann.ref),
        lambda who, case_id: s.proposals.waiting(who, case_id),
        lambda who, case_id: s.dossiers.build(who, case_id, NOWHERE),
    ]

    for act in acts:
        for user in (OUTSIDER, ORGANISER, ANN):
            results = [
                await told(
                    office,
                    lambda who, case_id=case_id, act=act: act(who, case_id),
                    office.actor(user, OTHER_SERVER),
                )
                for case_id in (case.id, NOWHERE)
            ]
            assert results[0] == results[1]
            assert results[0][0] == "NotFoundError"
