"""What a clock, a time zone and a stop under load may not change."""

import asyncio
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest

from bot.domain.moments import local_day
from bot.services.audit import Auditor
from bot.storage import turns
from tests.services.office import ANN, BEN, ORGANISER, Office, open_office

ZONES = ("Pacific/Kiritimati", "America/Los_Angeles", "Europe/Paris")
# The hour that Paris skips in spring and the one that it has twice in autumn, and the turn of a year.
MOMENTS = (
    datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 30, tzinfo=UTC),
)


@pytest.fixture
def zone() -> Iterator[None]:
    """Put the machine's time zone back afterwards."""
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


async def test_b16_a_clock_that_jumps_breaks_nothing(office: Office) -> None:
    """B16: two hours back, then a day ahead: acts go on, the trail keeps its order and stays unbroken."""
    case = await office.case()
    await office.member(case, ANN)
    office.now -= timedelta(hours=2)
    await office.member(case, BEN)
    code = office.code()
    office.now += timedelta(days=1, hours=2)
    receipt = await office.services.enrol.receipt(office.actor(BEN), case.id)
    office.now -= timedelta(days=1)

    assert receipt
    assert office.deps.vault.read_organiser_code(code, office.now)
    assert (await office.services.cases.progress(office.actor(ORGANISER), case.id)).registered == 2
    async with office.deps.store.reading() as tx:
        assert await Auditor(office.deps.vault, tx).broken_at() is None
        lines = await tx.audit.all()
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert [line.at for line in lines] != sorted(line.at for line in lines)


async def test_b17_the_machines_zone_changes_no_day(office: Office, zone: None) -> None:
    """B17: wherever the machine thinks it is, days are those of the case's zone, also around its changes."""
    days = set()
    for name in ZONES:
        os.environ["TZ"] = name
        time.tzset()
        for moment in MOMENTS:
            office.now = moment
            days.add((moment, office.deps.today(), local_day(moment, office.deps.timezone)))

    assert sorted(day.isoformat() for _, day, _ in days) == [
        "2026-03-29",
        "2026-10-25",
        "2026-10-25",
        "2027-01-01",
    ]
    assert [day for _, day, same in days if day != same] == []


async def test_b14_a_stop_under_load_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """B14: stopped among forty registrations, whoever was answered is there, nobody is half there."""
    # A fast machine brings all forty into one shared commit, and answers them before it can be stopped.
    monkeypatch.setattr(turns, "LONGEST_SECONDS", 0.005)
    async with open_office(tmp_path) as office:
        case = await office.case()
        joining = [asyncio.create_task(office.member(case, 5000 + n)) for n in range(40)]
        for first in islice(asyncio.as_completed(joining), 10):
            await first
        for task in joining:
            task.cancel()
        done = await asyncio.gather(*joining, return_exceptions=True)
        began = time.monotonic()
    assert time.monotonic() - began < 10

    answered = [5000 + n for n, found in enumerate(done) if not isinstance(found, BaseException)]
    async with open_office(tmp_path) as office:
        there = [await office.services.enrol.members(office.actor(5000 + n), case.id) for n in range(40)]
        async with office.deps.store.reading() as tx:
            lines = [line for line in await tx.audit.all() if line.action == "register"]
    assert 10 <= len(answered) < 40
    assert {5000 + n for n, members in enumerate(there) if members} >= set(answered)
    assert len(lines) == sum(map(len, there))
    assert all(member.consents for members in there for member in members)
