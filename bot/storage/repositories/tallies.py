"""Counting the members of a case where they are stored, slice by slice: no file is put together for it.

A slice is all members whose id begins the same; ids are drawn at random, so slices are about equal. They are
joined as a table of ranges, which the planner goes through first, and the case is hidden from it: it would
else read the whole case for each of them.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    Text,
    and_,
    column,
    distinct,
    func,
    literal,
    select,
    type_coerce,
    values,
)

from bot.domain.codes import Answer, MemberStatus, Purpose
from bot.domain.tallies import Key, Tally
from bot.storage.repositories.base import Repository
from bot.storage.tables import consent, exposure, harm, incident, involvement, member, scam_contact, step

_AFTER = "~"  # sorts behind every character of an id
# A row of a statement, without its slice, as what it adds to the counts.
_Reader = Callable[[Sequence[Any]], Iterable[tuple[Key, int]]]


class Tallies(Repository):
    """Counts of one database; the beginnings that name slices have one length, an empty one names all."""

    async def slices(self, case_id: str, length: int) -> list[str]:
        """Return the beginnings, of that length, of the ids of the case's members."""
        if not length:
            return [""]
        beginning = func.substr(member.c.id, 1, length).label("slice")
        rows = await self._all(select(beginning).distinct().where(member.c.case_id == case_id))
        return [row["slice"] for row in rows]

    async def count(self, case_id: str, slices: Sequence[str], asking: Collection[str]) -> dict[str, Tally]:
        """Count the registered members of these slices, by the keys that `figures_of` reads, and further.

        ("member", status, residence, work) counts those who left as well; ("consent", purpose, residence,
        work) consents in force; ("complete", residence, work) who agreed to the complaint and whose entries
        lack nothing. `asking` names the incidents in which an organisation can be said.
        """
        found = {slice_: Tally() for slice_ in slices}
        for statement, read in _Statements(case_id, slices).all(asking):
            for row in (await self._connection.execute(statement)).all():
                counts = found[row[0]]
                for key, n in read(row[1:]):
                    counts[key] += n
        return found


class _Statements:
    """The statements that count some slices, each with the reader of its rows."""

    def __init__(self, case_id: str, slices: Sequence[str]) -> None:
        self._case = case_id
        self._slice: ColumnElement[str] = literal("")
        self._there: ColumnElement[bool] = member.c.case_id == case_id
        self._people: FromClause = member
        if slices != [""]:
            rows = [(slice_, slice_ + _AFTER) for slice_ in slices]
            ranges = values(column("low", String), column("high", String), name="slices").data(rows).cte()
            self._people = ranges.join(member, (member.c.id >= ranges.c.low) & (member.c.id < ranges.c.high))
            self._there, self._slice = func.coalesce(member.c.case_id, "") == case_id, ranges.c.low
        self._here = self._there & (member.c.status == MemberStatus.REGISTERED)

    def all(self, asking: Collection[str]) -> Iterator[tuple[Select[Any], _Reader]]:
        """Every statement with its reader."""
        places = (member.c.residence, member.c.work)
        yield self._grouped(self._people, member.c.status, *places, where=self._there), _members
        yield from self._consents(asking)
        yield from self._incidents()
        yield from self._contacts()
        harmed = self._people.join(harm, harm.c.member_id == member.c.id)
        sums = [func.count(distinct(harm.c.member_id)), _sum(harm.c.amount_cents), _sum(harm.c.minutes)]
        yield self._grouped(harmed, harm.c.head, sums=sums), _harms
        stepped = self._people.join(step, step.c.member_id == member.c.id)
        yield self._grouped(stepped, step.c.kind, step.c.outcome), _under("step")

    def _consents(self, asking: Collection[str]) -> Iterator[tuple[Select[Any], _Reader]]:
        other = consent.alias()
        newest = select(func.max(other.c.seq)).where(
            other.c.member_id == consent.c.member_id, other.c.purpose == consent.c.purpose
        )
        # The newest entry of a purpose decides, as in `current_consents`.
        in_force = consent.c.given & (consent.c.seq == newest.scalar_subquery())
        agreed = self._people.join(consent, and_(consent.c.member_id == member.c.id, in_force))
        places = (member.c.residence, member.c.work)
        yield self._grouped(agreed, consent.c.purpose, *places), _under("consent")
        answered = (
            select(func.count())
            .select_from(involvement)
            .where(involvement.c.member_id == member.c.id, ~_lacking(asking))
            .scalar_subquery()
        )
        asked = select(func.count()).select_from(incident).where(incident.c.case_id == self._case)
        whole = (consent.c.purpose == Purpose.COMPLAINT) & (answered == asked.scalar_subquery())
        yield self._grouped(agreed, *places, where=self._here & whole), _under("complete")

    def _incidents(self) -> Iterator[tuple[Select[Any], _Reader]]:
        involved = self._people.join(
            involvement, (involvement.c.member_id == member.c.id) & (involvement.c.concerned == Answer.YES)
        )
        answers = (involvement.c.incident_id, involvement.c.organisation, involvement.c.notice)
        yield self._grouped(involved, *answers), _involved
        of_it = exposure.c.incident_id == involvement.c.incident_id
        exposed = involved.join(exposure, (exposure.c.member_id == member.c.id) & of_it)
        leaked = (exposure.c.incident_id, exposure.c.answer, exposure.c.category)
        yield self._grouped(exposed, *leaked), _under("leaked")

    def _contacts(self) -> Iterator[tuple[Select[Any], _Reader]]:
        table = scam_contact.c
        contacts = self._people.join(scam_contact, table.member_id == member.c.id)
        yield self._grouped(contacts, table.channel, table.pretext, sums=[_sum(table.loss_cents)]), _contacts
        yield self._grouped(contacts, sums=[func.count(distinct(table.member_id))]), _contacted
        yield self._grouped(contacts, table.happened_on), _months
        yield self._grouped(contacts, table.outcome), _under("outcome")
        for name in ("asked_for", "reported_to", "knew"):
            # As the text that it is stored as: there are far fewer texts than contacts to read them from.
            yield self._grouped(contacts, type_coerce(table[name], Text)), _each_of(name)

    def _grouped(
        self,
        source: Any,
        *columns: Any,
        where: ColumnElement[bool] | None = None,
        sums: Iterable[Any] = (),
    ) -> Select[Any]:
        slice_ = self._slice.label("slice")
        found: Select[Any] = select(slice_, *columns, func.count(), *sums).select_from(source)
        found = found.where(self._here if where is None else where)
        return found.group_by(slice_, *columns)


def _lacking(asking: Collection[str]) -> ColumnElement[bool]:
    """Whether an answer about an incident lacks something, as `services.gaps` says it."""
    exposed = (
        select(literal(1))
        .select_from(exposure)
        .where(
            exposure.c.member_id == involvement.c.member_id,
            exposure.c.incident_id == involvement.c.incident_id,
        )
        .exists()
    )
    unsaid = involvement.c.organisation.is_(None) & involvement.c.incident_id.in_(sorted(asking))
    return (involvement.c.concerned == Answer.YES) & (unsaid | involvement.c.learned_on.is_(None) | ~exposed)


def _sum(column: ColumnElement[Any]) -> ColumnElement[int]:
    return func.coalesce(func.sum(column), 0)


def _members(row: Sequence[Any]) -> Iterator[tuple[Key, int]]:
    status, residence, work, n = row
    yield ("member", str(status), residence, work or ""), n
    if status is MemberStatus.REGISTERED:
        yield ("residence", residence), n


def _under(topic: str) -> _Reader:
    """A count by the row's codes; where nothing was said, there is nothing to count under."""

    def read(row: Sequence[Any]) -> Iterator[tuple[Key, int]]:
        *codes, n = row
        if codes != [None]:
            yield (topic, *(str(code or "") for code in codes)), n

    return read


def _involved(row: Sequence[Any]) -> Iterator[tuple[Key, int]]:
    found, organisation, notice, n = row
    yield ("notice", found, str(notice)), n
    if organisation:
        yield ("organisation", found, organisation), n


def _contacts(row: Sequence[Any]) -> Iterator[tuple[Key, int]]:
    channel, pretext, n, loss = row
    yield ("contact", str(channel), str(pretext)), n
    yield ("loss",), int(loss)


def _contacted(row: Sequence[Any]) -> Iterator[tuple[Key, int]]:
    yield ("contacted",), row[1]


def _months(row: Sequence[Any]) -> Iterator[tuple[Key, int]]:
    day, n = row
    yield ("month", f"{day:%Y-%m}"), n


def _each_of(topic: str) -> _Reader:
    def read(row: Sequence[Any]) -> Iterator[tuple[Key, int]]:
        codes, n = row
        return ((((topic, code), n)) for code in json.loads(codes or "[]"))

    return read


def _harms(row: Sequence[Any]) -> Iterator[tuple[Key, int]]:
    head, entries, members, cents, minutes = row
    yield ("harm", str(head)), entries
    yield ("harm_members", str(head)), members
    yield ("harm_cents", str(head)), int(cents)
    yield ("harm_minutes", str(head)), int(minutes)
