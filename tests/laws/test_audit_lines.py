"""I12: every act of organisers and every refusal leaves exactly one line, in the act's own transaction.

The list of acts is held against the policy: a new one without an entry here fails.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from bot.domain.access import Action, Actor, privileged
from bot.domain.codes import FilingMode
from bot.domain.errors import DomainError, NotAllowedError, NotFoundError
from bot.domain.proposal_errors import WaitsError
from bot.domain.proposals import ProposalState
from bot.services.audit import Auditor
from bot.services.views import CaseView
from bot.storage import StoreError
from tests.keyholder import KeyHolder
from tests.services.handing import built, handed_in
from tests.services.office import ANN, BEN, CONFIG, ORGANISER, OUTSIDER, SECOND, Office, open_office
from tests.services.sealing import opened
from tests.services.test_freezing import draft

Acts = dict[Action, Callable[[Actor], Awaitable[object]]]
OURS = frozenset({"audit_line", "meta", "seen_request"})


async def every_act(
    office: Office, case: CaseView, lane: str, dossier: str, proposal: str, texts: tuple[str, str]
) -> Acts:
    """One act of organisers for each that the policy knows."""
    s = office.services
    return {
        Action.POST_PANEL: lambda who: s.cases.panel(who, case.id),
        Action.READ_PROGRESS: lambda who: s.cases.progress(who, case.id),
        Action.POST_FIGURES: lambda who: s.statistics.to_post(who, case.id),
        Action.READ_CHECKPOINT: lambda who: s.witness.checkpoint(who, case.id),
        Action.DRAFT_LETTER: lambda who: s.letters.collective(
            who, case.id, case.pack.authorities[0].id, FilingMode.ALERT
        ),
        Action.FREEZE_LETTER: lambda who: s.freezing.freeze(who, case.id, texts[0]),
        Action.FILE_LETTER: lambda who: s.filings.print(who, case.id, texts[1]),
        Action.CONFIGURE_CASE: lambda who: s.cases.configure(who, case.id, CONFIG),
        Action.CHANGE_ORGANISERS: lambda who: s.cases.add_organiser(who, case.id, BEN),
        Action.INVITE: lambda who: s.page.invitation(who, case.id),
        Action.CHANGE_KEY_HOLDERS: lambda who: s.lanes.close(who, case.id, lane),
        Action.BUILD_DOSSIER: lambda who: s.dossiers.build(who, case.id, lane),
        Action.FETCH_DOSSIER: lambda who: s.dossiers.link(who, case.id, dossier),
        Action.DECIDE: lambda who: s.proposals.confirm(who, case.id, proposal),
        Action.CLOSE_CASE: lambda who: s.cases.close(who, case.id),
    }


@pytest.fixture
async def stage(tmp_path: Path) -> Any:
    """A case in which every act could succeed: two organisers, a member, a dossier, something to confirm."""
    async with open_office(tmp_path) as office:
        office.services.page.serve_at("https://page.example.invalid")
        case = await office.case()
        lane = await opened(office, case, KeyHolder())
        await handed_in(office, case, ANN, lane, "Zoë Canary")
        dossier = await built(office, case, lane)
        first, second = [await draft(office, case) for _ in range(2)]
        freezing = office.services.freezing.freeze(office.actor(ORGANISER), case.id, first)
        texts = (second, (await office.agreed(case, freezing)).id)
        adding = office.services.lanes.add_holder(
            office.actor(SECOND), case.id, lane_id=lane.id, holder_name="X", public_key=KeyHolder().public
        )
        with pytest.raises(WaitsError):
            await adding
        views = await office.services.proposals.waiting(office.actor(SECOND), case.id)
        proposal = next(view.id for view in views if view.state is ProposalState.OPEN)
        yield office, case, await every_act(office, case, lane.id, dossier.id, proposal, texts), tmp_path


async def lines(office: Office) -> list[tuple[str, str, str]]:
    """The trail: action, role, result; the chain holds."""
    async with office.deps.store.reading() as tx:
        assert await Auditor(office.deps.vault, tx).broken_at() is None
        return [(row.action, row.role, row.result) for row in await tx.audit.all()]


def stored(folder: Path) -> dict[str, list[Any]]:
    """Everything but the trail itself."""
    with closing(sqlite3.connect(folder / "collectif.db")) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        kept = [t for t in tables if t not in OURS and not t.startswith("sqlite_")]
        return {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in kept}


async def test_i12_each_refusal_and_each_act_is_one_line(stage: Any) -> None:
    """I12: a stranger's and a member's try is one refusal, an organiser's act is one line, in any outcome."""
    office, _, acts, folder = stage
    assert set(acts) == {action for action in Action if privileged(action)}
    found = []

    for action, act in acts.items():
        for who in (OUTSIDER, ANN):
            before, seen = await lines(office), stored(folder)
            with pytest.raises(NotAllowedError):
                await act(office.actor(who))
            found.append((action, (await lines(office))[len(before) :]))
            assert [result for _, _, result in found[-1][1]] == ["refused"], action
            assert stored(folder) == seen
    for action, act in acts.items():
        before = await lines(office)
        with suppress(WaitsError):
            await act(office.actor(ORGANISER))
        new = (await lines(office))[len(before) :]
        assert len(new) == 1, (action, new)
        assert new[0][1] == "organiser"


async def test_i12_what_an_organiser_tries_in_vain_is_one_line(stage: Any) -> None:
    """I12: an organiser's act that finds nothing to act on is on record as refused, and nothing changes."""
    office, case, _, folder = stage
    s, nothing = office.services, "0" * 26
    before = stored(folder)
    vain: list[Callable[[Actor], Awaitable[object]]] = [
        lambda who: s.lanes.close(who, case.id, nothing),
        lambda who: s.lanes.challenge(who, case.id, nothing),
        lambda who: s.lanes.remove_holder(who, case.id, nothing),
        lambda who: s.dossiers.build(who, case.id, nothing),
        lambda who: s.dossiers.link(who, case.id, nothing),
        lambda who: s.proposals.confirm(who, case.id, nothing),
        lambda who: s.cases.remove_organiser(who, case.id, OUTSIDER),
    ]

    for act in vain:
        trail = await lines(office)
        with pytest.raises(NotFoundError):
            await act(office.actor(ORGANISER))
        assert [result for _, _, result in (await lines(office))[len(trail) :]] == ["refused"]
    assert stored(folder) == before


async def test_i12_without_its_line_no_act_is_done(stage: Any) -> None:
    """I12: when the line cannot be written, the act fails and changes nothing; so does a refusal."""
    office, _, acts, folder = stage
    with closing(sqlite3.connect(folder / "collectif.db")) as connection:
        connection.execute(
            "CREATE TRIGGER no_line BEFORE INSERT ON audit_line BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        connection.commit()
    before = stored(folder)

    for action, act in acts.items():
        for who in (ORGANISER, OUTSIDER):
            with pytest.raises((StoreError, DomainError)) as caught:
                await act(office.actor(who))
            assert not isinstance(caught.value, WaitsError | NotAllowedError), action
            assert stored(folder) == before, action
