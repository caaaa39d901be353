"""A database of a large case, filled past the services: members with everything that members record.

What they say is drawn from a fixed seed, so that two runs measure the same case.
"""

import json
import random
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.codes import (
    Answer,
    AskedFor,
    Channel,
    HarmHead,
    LeakCategory,
    Pretext,
    ReportedTo,
    ScamOutcome,
    StepKind,
    StepOutcome,
)
from bot.domain.member import ALPHABET, new_id

_AT = datetime(2026, 11, 20, 9, tzinfo=UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
_DAY = date(2026, 3, 1)
_INCIDENTS = ("INC-2025-01", "INC-2025-06")
_BATCH = 20_000
_SAID = list(LeakCategory)[:8]

_INTO = {
    "account": ("id", "case_id", "language", "created_at"),
    "member": (
        "id", "case_id", "account_id", "ref", "capacity", "residence", "work", "status", "status_at",
        "registered_at",
    ),
    "consent": (
        "id", "member_id", "case_id", "purpose", "given", "text_version", "text_sha256", "language", "at",
    ),
    "involvement": (
        "member_id", "incident_id", "case_id", "concerned", "organisation", "learned_on", "notice",
    ),
    "exposure": ("member_id", "incident_id", "category", "case_id", "answer"),
    "scam_contact": (
        "id", "member_id", "channel", "pretext", "happened_on", "knew", "asked_for", "outcome", "loss_cents",
        "reported_to",
    ),
    "harm": ("id", "member_id", "head", "amount_cents", "minutes", "proof"),
    "step": (
        "id", "member_id", "case_id", "incident_id", "kind", "sent_on", "organisation", "outcome",
        "answered_on",
    ),
}  # fmt: skip


def fill(database: Path, case_id: str, members: int) -> None:
    """Add that many members to the case; the database must not be open elsewhere."""
    connection = sqlite3.connect(database, isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-200000"):
        connection.execute(f"PRAGMA {pragma}")
    chance = random.Random(7)
    for start in range(0, members, _BATCH):
        rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _INTO}
        for number in range(start, min(members, start + _BATCH)):
            for table, row in _member(chance, case_id, number):
                rows[table].append(row)
        connection.execute("BEGIN")
        for table, columns in _INTO.items():
            marks = ",".join("?" * len(columns))
            names = ",".join(columns)
            connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows[table])
        connection.execute("COMMIT")
    connection.close()


def _ref(number: int) -> str:
    return "P-" + "".join(ALPHABET[(number >> (5 * i)) & 31] for i in reversed(range(5)))


def _member(chance: random.Random, case_id: str, number: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    account, member = new_id(), new_id()
    yield "account", (account, case_id, chance.choice(("fr", "de", "en")), _AT)
    status = "withdrawn" if chance.random() < 0.02 else "registered"
    residence = chance.choices(("FR", "LU", "DE"), (80, 18, 2))[0]
    yield (
        "member",
        (member, case_id, account, _ref(number), "self", residence, None, status, _AT, _AT),
    )
    for purpose in ("register", "complaint", "statistics"):
        if purpose == "register" or chance.random() < 0.9:
            yield "consent", (new_id(), member, case_id, purpose, True, "v", "0" * 64, "fr", _AT)
    for incident in _INCIDENTS:
        concerned = chance.choices([a.value for a in Answer], (60, 20, 20))[0]
        day = str(_DAY + timedelta(days=chance.randrange(200)))
        notice = chance.choice([a.value for a in Answer])
        yield "involvement", (member, incident, case_id, concerned, "lab-one", day, notice)
        if concerned == "yes":
            for category in chance.sample(_SAID, 4):
                answer = chance.choice([a.value for a in Answer])
                yield "exposure", (member, incident, category.value, case_id, answer)
    for _ in range(chance.choices((0, 1, 2), (60, 30, 10))[0]):
        yield "scam_contact", _scam(chance, member)
    if chance.random() < 0.3:
        head = chance.choice([h.value for h in HarmHead])
        yield "harm", (new_id(), member, head, chance.randrange(5000), chance.randrange(90), "none_yet")
    if chance.random() < 0.3:
        kind = chance.choice([k.value for k in StepKind])
        outcome = chance.choice([o.value for o in StepOutcome])
        day = str(_DAY + timedelta(days=chance.randrange(200)))
        yield "step", (new_id(), member, case_id, _INCIDENTS[0], kind, day, "lab-one", outcome, None)


def _scam(chance: random.Random, member: str) -> tuple[Any, ...]:
    def some(codes: Any) -> str:
        return json.dumps(sorted(c.value for c in chance.sample(list(codes), chance.randrange(3))))

    return (
        new_id(),
        member,
        chance.choice(list(Channel)).value,
        chance.choice(list(Pretext)).value,
        str(_DAY + timedelta(days=chance.randrange(200))),
        some(_SAID),
        some(AskedFor),
        chance.choice(list(ScamOutcome)).value,
        chance.choice((None, 1000, 25_000)),
        some(ReportedTo),
    )
