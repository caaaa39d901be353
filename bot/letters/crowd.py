"""The members of a letter together: what it says of them in figures, and a row of each where they are many.

It is made member by member and keeps none of them, so that half a million take no more room than their rows.
"""

import gzip
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.domain.codes import Answer, LeakCategory, Purpose, StepKind, StepOutcome
from bot.domain.deadlines import ASKS_ORGANISATION, answered_late, overdue
from bot.domain.member import MemberFile, Step
from bot.domain.tallies import Tally, tally_of

MOST_IN_FULL = 2_000  # members of a letter whose annex says of each all that they recorded
_CELL, _CODE, _LINE = "\t", " ", "\n"


@dataclass(frozen=True)
class Row:
    """One member as a long annex lists them: codes, which each language says in its words."""

    ref: str
    residence: str
    incidents: tuple[str, ...]
    categories: tuple[LeakCategory, ...]


@dataclass(frozen=True)
class Crowd:
    """Counts of members, by the keys of `figures_of` and further ones of their steps.

    ("naming", organisation), ("to_lawyer",), ("with_steps",), ("asking",) count members; ("steps",),
    ("asked", …) and ("access", …) count steps. `rows` are packed, and empty where the members are at hand.
    """

    n: int
    counts: Tally = field(repr=False)
    filings: tuple[Step, ...] = field(repr=False)
    rows: bytes = field(default=b"", repr=False)
    refs: str = ""  # fingerprint of who is in the rows

    def listed(self) -> Iterator[Row]:
        """The packed rows, by reference."""
        with gzip.GzipFile(fileobj=io.BytesIO(self.rows)) as file:
            for line in io.TextIOWrapper(file, "ascii", newline=_LINE):
                ref, residence, incidents, categories = line.removesuffix(_LINE).split(_CELL)
                codes = tuple(LeakCategory(code) for code in categories.split())
                yield Row(ref, residence, tuple(incidents.split()), codes)


class Gathering:
    """Takes members in the order of their references, some at a time, and makes a crowd of them."""

    def __init__(self, incidents: Iterable[str], today: date) -> None:
        self._incidents, self._today = list(incidents), today
        self.n, self._counts = 0, Tally()
        self._filings: list[Step] = []
        self._packed = io.BytesIO()
        # Without the moment and the name, which gzip writes: same members, same bytes.
        self._file = gzip.GzipFile(filename="", fileobj=self._packed, mode="wb", compresslevel=1, mtime=0)
        self._refs = hashlib.sha256()

    def add(self, members: Iterable[MemberFile]) -> None:
        """Take some more."""
        for member in members:
            self.n += 1
            self._counts.update(_counts(member, self._today))
            self._filings += filter(_filed, member.steps)
            concerned = [i for i in self._incidents if member.concerned_by(i)]
            leaked = {
                e.category for e in member.exposures if e.answer is Answer.YES and e.incident in concerned
            }
            codes = _CODE.join(c for c in LeakCategory if c in leaked)
            line = _CELL.join((member.ref, member.residence, _CODE.join(concerned), codes))
            self._file.write(f"{line}{_LINE}".encode("ascii"))
            self._refs.update(numbered(self.n, member.ref))

    def crowd(self) -> Crowd:
        """All that were taken, with their rows."""
        self._file.close()
        rows = self._packed.getvalue()
        return Crowd(self.n, self._counts, tuple(self._filings), rows, self._refs.hexdigest())


def numbered(number: int, ref: str) -> bytes:
    """A member's line in the fingerprint of an annex."""
    return f"{number} {ref}\n".encode()


def crowd_of(members: Iterable[MemberFile], today: date) -> Crowd:
    """The crowd of members who are at hand."""
    files = list(members)
    counts = Tally()
    for member in files:
        counts.update(_counts(member, today))
    return Crowd(len(files), counts, tuple(s for m in files for s in m.steps if _filed(s)))


def _filed(step: Step) -> bool:
    return step.kind is StepKind.COMPLAINT_FILED


def _asks_access(step: Step) -> bool:
    return step.kind is StepKind.ACCESS_REQUEST


def _counts(member: MemberFile, today: date) -> Tally:
    counts = tally_of(member)
    naming = {i.organisation for i in member.involvements if i.organisation and i.concerned is Answer.YES}
    counts.update(("naming", organisation) for organisation in naming)
    counts[("to_lawyer",)] += Purpose.LAWYER in member.consents
    counts[("with_steps",)] += bool(member.steps)
    counts[("steps",)] += len(member.steps)
    asked = [s for s in member.steps if s.kind in ASKS_ORGANISATION]
    counts[("asking",)] += bool(asked)
    for topic, steps in (("asked", asked), ("access", [s for s in member.steps if _asks_access(s)])):
        counts[(topic, "all")] += len(steps)
        counts[(topic, "overdue")] += sum(overdue(s, today) for s in steps)
        counts[(topic, "late")] += sum(map(answered_late, steps))
        for outcome in StepOutcome:
            counts[(topic, outcome)] += sum(s.outcome is outcome for s in steps)
    return counts
