"""Fictitious members for the letter tests, made from a seed so that two runs agree."""

import random
from datetime import UTC, date, datetime, timedelta

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
    Proof,
    Purpose,
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
    MemberRef,
    ScamContact,
    Step,
)
from bot.domain.pack import Pack

TODAY = date(2026, 11, 23)


def member(number: int, **changes: object) -> MemberFile:
    """A registered member with nothing recorded yet."""
    base = {
        "id": MemberId(f"M{number}"),
        "ref": MemberRef(f"P-{number:05d}"),
        "capacity": Capacity.SELF,
        "residence": "FR",
        "work": None,
        "status": MemberStatus.REGISTERED,
        "registered_at": datetime(2026, 11, 1, tzinfo=UTC),
        "consents": frozenset({Purpose.REGISTER, Purpose.COMPLAINT}),
    }
    return MemberFile(**{**base, **changes})  # type: ignore[arg-type]


def crowd(pack: Pack, size: int, seed: int = 7, residence: str = "FR") -> tuple[MemberFile, ...]:
    """Members with varied entries in every incident of the pack."""
    rng = random.Random(seed)
    return tuple(_somebody(pack, rng, n, residence) for n in range(1, size + 1))


def _somebody(pack: Pack, rng: random.Random, number: int, residence: str) -> MemberFile:
    involvements, exposures, steps = [], [], []
    for position, incident in enumerate(pack.incidents):
        concerned = (
            Answer.YES if position == number % len(pack.incidents) or rng.random() < 0.5 else Answer.NO
        )
        choices = [o.id for o in pack.choices(incident.id)]
        organisation = rng.choice([*choices, None]) if choices else None
        notice = rng.choice(list(Answer))
        involvements.append(
            Involvement(
                incident=incident.id,
                concerned=concerned,
                organisation=organisation,
                learned_how=rng.choice([*KnownBy, None]),
                learned_on=incident.earliest + timedelta(days=rng.randrange(400)),
                notice=notice,
                notice_on=incident.earliest + timedelta(days=30) if notice is Answer.YES else None,
            )
        )
        for category in LeakCategory:
            if rng.random() < 0.4:
                answer = rng.choice(list(Answer))
                exposures.append(Exposure(incident.id, category, answer, rng.choice([*KnownBy, None])))
        if concerned is Answer.YES and rng.random() < 0.5:
            outcome = rng.choice(list(StepOutcome))
            steps.append(
                Step(
                    id=EntryId(f"S{number}-{position}"),
                    incident=incident.id,
                    kind=rng.choice(list(StepKind)),
                    sent_on=TODAY - timedelta(days=rng.randrange(5, 120)),
                    organisation=organisation,
                    outcome=outcome,
                    answered_on=TODAY - timedelta(days=2) if outcome is StepOutcome.FULL else None,
                )
            )
    return member(
        number,
        residence=residence,
        work=rng.choice([None, "LU", "FR"]),
        capacity=Capacity.CHILD if number % 7 == 3 else Capacity.SELF,
        involvements=tuple(involvements),
        exposures=tuple(exposures),
        steps=tuple(steps),
        scams=tuple(_scam(rng, f"{number}-{i}") for i in range(rng.randrange(4))),
        harms=tuple(_harm(rng, f"{number}-{i}") for i in range(rng.randrange(3))),
    )


def _scam(rng: random.Random, key: str) -> ScamContact:
    return ScamContact(
        id=EntryId(f"C{key}"),
        channel=rng.choice(list(Channel)[:5]),
        pretext=rng.choice(list(Pretext)),
        happened_on=date(2026, rng.randrange(1, 11), rng.randrange(1, 28)),
        knew=frozenset(rng.sample(list(LeakCategory), rng.randrange(3))),
        asked_for=frozenset(rng.sample(list(AskedFor), rng.randrange(3))),
        outcome=rng.choice([*ScamOutcome, None]),
        loss_cents=rng.choice([None, 0, 12_345, 150_000]),
    )


def _harm(rng: random.Random, key: str) -> Harm:
    return Harm(
        id=EntryId(f"H{key}"),
        head=rng.choice(list(HarmHead)),
        amount_cents=rng.choice([None, 4_990, 123_456]),
        minutes=rng.choice([None, 90, 240]),
        since=date(2026, 5, 1),
        proof=rng.choice(list(Proof)),
    )
