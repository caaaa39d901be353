"""What the fictitious patients have to tell: answers for the forms, and the same for the ledger."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.codes import (
    ASKED_APART,
    AskedFor,
    CategoryStatus,
    Channel,
    HarmHead,
    KnownBy,
    LeakCategory,
    Pretext,
    Proof,
    ReportedTo,
    ScamOutcome,
    StepKind,
    StepOutcome,
)
from bot.domain.deadlines import ASKS_ORGANISATION
from bot.domain.pack import Incident, Pack

Answers = dict[str, Any]

# Scams, harm and steps cluster in the months after a leak becomes public; people learn of it earlier, and
# organisations answer in a few weeks. Days.
SCAM_DAYS, LEARNED_DAYS, ANSWER_DAYS = 365, 120, 45
MATERIAL = frozenset({HarmHead.M_FIN, HarmHead.M_COST, HarmHead.M_IDTHEFT, HarmHead.M_DENIAL})


@dataclass(frozen=True)
class Told:
    """One thing told: as typed and chosen in forms, and as it must count."""

    answers: Answers
    counts: Answers


class Teller:
    """Draws tales that fit the pack, from one random source and up to one day."""

    def __init__(self, pack: Pack, rng: random.Random, today: date) -> None:
        self._pack = pack
        self._rng = rng
        self._today = today

    def has_happened(self, incident: Incident) -> bool:
        """Whether anybody can have known of the incident by today; a pack may look ahead."""
        return incident.earliest <= self._today

    def involvement(self, incident: Incident, locale: str) -> Told:
        """How an incident concerns somebody: which organisation, learned how and when, told or not."""
        on = self._day_after(_public(incident), LEARNED_DAYS)
        notice = self._rng.choice(["yes", "no", "no", "unknown"])
        notice_on = self._day_after(on, ANSWER_DAYS) if notice == "yes" else None
        # Nobody learns of it by a notice that they did not receive; the bot refuses that.
        ways = [way for way in KnownBy if way is not KnownBy.NOTICE or notice != "no"]
        how, places = self._one(ways), self._pack.choices(incident.id)
        organisation = self._rng.choice(places).id if places else None
        answers: Answers = {"how": [how], "on": typed_date(on, locale), "notice": notice}
        if organisation:
            answers["organisation"] = [organisation]
        if notice_on:
            answers["notice_on"] = typed_date(notice_on, locale)
        counts = {
            "concerned": "yes",
            "organisation": organisation,
            "how": how,
            "on": on.isoformat(),
            "notice": notice,
            "notice_on": notice_on and notice_on.isoformat(),
        }
        return Told(answers, counts)

    def leaked(self, incident: Incident, *, everything: bool) -> Told:
        """Which categories leaked, which did not; the likelier, the surer the pack is of them."""
        yes, no = [], []
        asked = [c for c in LeakCategory if c not in ASKED_APART]
        for category in asked:
            drawn = self._rng.random()
            if everything or drawn < _likely(incident.status(category)):
                yes.append(category.value)
            elif drawn > 0.85:
                no.append(category.value)
        answers: Answers = {"yes": yes, "no": no, "known_by": [self._one(KnownBy)] if yes else []}
        return Told(answers, _answered([c.value for c in asked], yes, no))

    def leaked_apart(self) -> Told:
        """The three categories asked apart: a yes, a no, a "don't know"."""
        asked = sorted(c.value for c in ASKED_APART)
        yes, no = [asked[0]], [asked[1]]
        return Told({"yes": yes, "no": no, "known_by": [KnownBy.NOTICE.value]}, _answered(asked, yes, no))

    def scam(self, locale: str) -> tuple[Told, Told]:
        """A scam contact, and what came of it."""
        on = self._day_after(self._first_public_day, SCAM_DAYS)
        askable = [c for c in LeakCategory if c not in ASKED_APART]
        contact = {
            "channel": self._one(Channel),
            "pretext": self._one(Pretext),
            "knew": self._some(askable, 3),
            "asked": self._some([what for what in AskedFor if what is not AskedFor.NOTHING], 2),
        }
        first = Told(
            {
                "channel": [contact["channel"]],
                "pretext": [contact["pretext"]],
                "on": typed_date(on, locale),
                "knew": contact["knew"],
                "asked": contact["asked"],
            },
            {**contact, "on": on.isoformat()},
        )
        loss = self._cents(400_000) if self._rng.random() < 0.3 else None
        after = {"outcome": self._one(ScamOutcome), "reported": self._some(ReportedTo, 2)}
        answers: Answers = {"outcome": [after["outcome"]], "reported": after["reported"]}
        if loss is not None:
            answers["loss"] = typed_amount(loss, locale)
        return first, Told(answers, {**after, "loss_cents": loss})

    def harm(self, locale: str) -> Told:
        """A head of damage with an amount, a time, both or neither, as the head suggests."""
        head = HarmHead(self._one(HarmHead))
        amount = self._cents(300_000) if head in MATERIAL else None
        minutes = self._rng.randrange(1, 80) * 15 if amount is None else None
        since, proof = self._day_after(self._first_public_day, SCAM_DAYS), self._one(Proof)
        answers: Answers = {"head": [head.value], "since": typed_date(since, locale), "proof": proof}
        if amount is not None:
            answers["amount"] = typed_amount(amount, locale)
        if minutes is not None:
            answers["time"] = typed_time(minutes, self._rng.randrange(3))
        counts = {
            "head": head.value,
            "amount_cents": amount,
            "minutes": minutes,
            "since": since.isoformat(),
            "proof": proof,
        }
        return Told(answers, counts)

    def step(self, incident: Incident, locale: str) -> Told:
        """A step taken, answered or not."""
        sent, outcome = self._day_after(_public(incident), SCAM_DAYS), self._one(StepOutcome)
        waits = outcome in (StepOutcome.WAITING, StepOutcome.NO_ANSWER)
        answered = None if waits else self._day_after(sent, ANSWER_DAYS)
        places, kind = self._pack.choices(incident.id), self._one(StepKind)
        addressed = kind in ASKS_ORGANISATION or kind == StepKind.OTHER_COMPLAINT
        organisation = self._rng.choice(places).id if places and addressed else None
        answers: Answers = {"kind": [kind], "on": typed_date(sent, locale), "outcome": [outcome]}
        if organisation:
            answers["organisation"] = [organisation]
        if answered:
            answers["answered_on"] = typed_date(answered, locale)
        counts = {
            "incident": incident.id,
            "kind": kind,
            "organisation": organisation,
            "on": sent.isoformat(),
            "outcome": outcome,
            "answered_on": answered and answered.isoformat(),
        }
        return Told(answers, counts)

    @property
    def _first_public_day(self) -> date:
        return min(_public(incident) for incident in self._pack.incidents)

    def _day_after(self, first: date, within: int) -> date:
        return min(self._today, first + timedelta(days=self._rng.randrange(within)))

    def _cents(self, most: int) -> int:
        return self._rng.randrange(1, most)

    def _one(self, codes: Iterable[StrEnum]) -> str:
        return self._rng.choice([code.value for code in codes])

    def _some(self, codes: Iterable[StrEnum], most: int) -> list[str]:
        values = [code.value for code in codes]
        return sorted(self._rng.sample(values, self._rng.randrange(most + 1)))


def _public(incident: Incident) -> date:
    known = incident.announced or incident.discovered or incident.occurred_from
    return max(incident.earliest, known.earliest) if known else incident.earliest


def _likely(status: CategoryStatus) -> float:
    return {CategoryStatus.CONFIRMED: 0.9, CategoryStatus.PRESS: 0.6, CategoryStatus.EXCLUDED: 0.05}.get(
        status, 0.1
    )


def _answered(asked: Sequence[str], yes: Sequence[str], no: Sequence[str]) -> Answers:
    return {c: "yes" if c in yes else "no" if c in no else "unknown" for c in asked}


def typed_date(day: date, locale: str) -> str:
    """A date as somebody with this client writes it."""
    if locale.startswith("de"):
        return f"{day.day}.{day.month}.{day.year}"
    return day.isoformat() if locale.startswith("en") else f"{day:%d/%m/%Y}"


def typed_amount(cents: int, locale: str) -> str:
    """An amount in euros as somebody with this client writes it."""
    if locale.startswith("en"):
        return f"{cents / 100:.2f}"
    grouped = f"{cents // 100:,}".replace(",", "." if locale.startswith("de") else " ")
    return f"{grouped},{cents % 100:02d} €"


def typed_time(minutes: int, habit: int) -> str:
    """A duration in one of three habits: 2h30, 2:30 or 150 min."""
    hours, rest = divmod(minutes, 60)
    return (f"{hours}h{rest:02d}", f"{hours}:{rest:02d}", f"{minutes} min")[habit]
