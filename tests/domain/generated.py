"""Made-up members for properties: every code, several incidents, contradictions included.

A crowd is drawn from a seed by Python's own generator: hypothesis chooses seed and size. That is a hundred
times faster than letting hypothesis choose each code, and a failing case is still a seed to run again.
"""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from hypothesis import strategies as st

from bot.domain.codes import (
    Answer,
    AskedFor,
    Capacity,
    Channel,
    HarmHead,
    KnownBy,
    LeakCategory,
    MemberStatus,
    Pretext,
    Purpose,
    ReportedTo,
    ScamOutcome,
    StepKind,
    StepOutcome,
)
from bot.domain.member import (
    EntryId,
    Exposure,
    Harm,
    Involvement,
    MemberFile,
    MemberId,
    ScamContact,
    Step,
    new_id,
    new_ref,
)

INCIDENTS = ("INC-2021-02", "INC-2021-07", "INC-2026-01")
COUNTRIES = ("FR", "LU", "BE", "DE", "PT")

Code = TypeVar("Code", bound=StrEnum)


class Draw:
    """Draws codes, days and amounts, the absent ones among them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def one(self, codes: type[Code]) -> Code:
        """Any code."""
        return self.chance.choice(list(codes))

    def some(self, codes: type[Code]) -> frozenset[Code]:
        """None, one or several codes."""
        return frozenset(self.chance.sample(list(codes), self.chance.randint(0, 4)))

    def maybe(self, values: Iterable[str]) -> str | None:
        """One of the values, or none."""
        return self.chance.choice([None, *values])

    def day(self) -> date:
        """A day of 2021 to 2026; few months, so that they repeat."""
        return date(self.chance.choice((2021, 2026)), self.chance.randint(1, 4), 1) + timedelta(
            days=self.chance.randint(0, 30)
        )

    def amount(self, most: int) -> int | None:
        """Nothing entered, nothing lost, or any amount."""
        return self.chance.choice([None, 0, self.chance.randint(1, most)])

    def times(self, most: int) -> range:
        """From no entry to `most` entries."""
        return range(self.chance.randint(0, most))

    def incidents(self) -> list[str]:
        """Some incidents, each once."""
        return self.chance.sample(INCIDENTS, self.chance.randint(0, len(INCIDENTS)))

    def member(self) -> MemberFile:
        """One member with whatever they may have recorded."""
        return MemberFile(
            id=MemberId(new_id()),
            ref=new_ref(),
            capacity=self.one(Capacity),
            residence=self.chance.choice(COUNTRIES),
            work=self.maybe(COUNTRIES),
            status=MemberStatus.REGISTERED,
            registered_at=datetime(2026, 11, 1, tzinfo=UTC),
            consents=self.some(Purpose),
            involvements=tuple(self.involvement(i) for i in self.incidents()),
            exposures=tuple(
                Exposure(i, category, self.one(Answer))
                for i in self.incidents()
                for category in self.some(LeakCategory)
            ),
            scams=tuple(self.scam() for _ in self.times(3)),
            harms=tuple(self.harm() for _ in self.times(4)),
            steps=tuple(self.step() for _ in self.times(3)),
        )

    def involvement(self, incident: str) -> Involvement:
        """An answer about an incident, with details even where it does not concern the member."""
        organisation = self.maybe(("cerba", "ketterthill"))
        return Involvement(
            incident, self.one(Answer), organisation, self.one(KnownBy), self.day(), self.one(Answer)
        )

    def scam(self) -> ScamContact:
        """A contact."""
        return ScamContact(
            id=EntryId(new_id()),
            channel=self.one(Channel),
            pretext=self.one(Pretext),
            happened_on=self.day(),
            knew=self.some(LeakCategory),
            asked_for=self.some(AskedFor),
            outcome=self.chance.choice([None, self.one(ScamOutcome)]),
            loss_cents=self.amount(10**9),
            reported_to=self.some(ReportedTo),
        )

    def harm(self) -> Harm:
        """A head of damage; few heads, so that they repeat."""
        head = self.chance.choice(list(HarmHead)[:5])
        return Harm(EntryId(new_id()), head, self.amount(10**9), self.amount(600_000))

    def step(self) -> Step:
        """A step taken."""
        incident = self.chance.choice(INCIDENTS)
        return Step(
            EntryId(new_id()), incident, self.one(StepKind), self.day(), outcome=self.one(StepOutcome)
        )


def crowd(seed: int, size: int) -> list[MemberFile]:
    """The members of this seed."""
    draw = Draw(seed)
    return [draw.member() for _ in range(size)]


members = st.builds(crowd, st.integers(0, 2**32), st.integers(0, 8))
