"""A thousand registrations, and kill -9 at twenty-five random moments: nothing that was said is lost."""

import asyncio
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from tests.cli.process import ROOT, clean_environment
from tests.services.office import open_office

ROUNDS, ALL = 25, 1000


async def test_b1_no_acknowledged_registration_is_lost_by_kills(tmp_path: Path) -> None:
    """B1: of 1,000 people in 25 rounds every acknowledged one is there, whole, with its audit line."""
    async with open_office(tmp_path) as office:
        case = await office.case()
    acknowledged: set[int] = set()

    await asyncio.to_thread(_play, tmp_path, case.id, acknowledged)

    with closing(sqlite3.connect(tmp_path / "collectif.db")) as db:

        def count(what: str) -> int:
            found: int = db.execute(f"SELECT count(*) FROM {what}").fetchone()[0]
            return found

        members = count("member")
        half = "member WHERE id NOT IN (SELECT member_id FROM consent) OR account_id NOT IN"
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("PRAGMA foreign_key_check").fetchone() is None
        assert count(f"{half} (SELECT account_id FROM binding)") == 0
        assert count("audit_line WHERE action = 'register' AND result = 'done'") == members
        assert count("account") == members
    assert len(acknowledged) >= ALL // 2
    # Saved, and killed before it could be said: at most those of one moment in each round.
    assert 0 <= members - len(acknowledged) <= ROUNDS * 20
    async with open_office(tmp_path) as office:
        services, lost = office.services, []
        for who in sorted(acknowledged):
            if len(await services.enrol.members(office.actor(who), case.id)) != 1:
                lost.append(who)
    assert lost == []


def _play(folder: Path, case_id: str, acknowledged: set[int]) -> None:
    chance = random.Random(20261124)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.services.burst_child", str(folder), case_id],
        cwd=ROOT,
        env=clean_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        each = ALL // ROUNDS
        for number in range(ROUNDS):
            parent.stdin.write(f"{10_000 + number * each} {each}\n")
            parent.stdin.flush()
            for who in _until_killed(parent.stdout, chance, most=each):
                acknowledged.add(who)
        parent.stdin.close()


def _until_killed(lines: Iterator[str], chance: random.Random, *, most: int) -> Iterator[int]:
    """Kill the child after some answers and a moment more; give whatever it had acknowledged."""
    child, left = 0, chance.randint(most // 2, most)
    for line in lines:
        word, *rest = line.split()
        if word == "gone":
            return
        if word == "pid":
            child = int(rest[0])
        if word == "ok":
            yield int(rest[0])
            left -= 1
            if left == 0:
                time.sleep(chance.random() / 100)
                with suppress(ProcessLookupError):  # it was done before
                    os.kill(child, signal.SIGKILL)
