"""Turning the rows of the database to another root key: encrypted values wrapped anew, indexes made again."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bot.domain.fault_points import FaultPoint, reach
from bot.domain.proposals import ProposedAct
from bot.storage import DamagedError, Tx
from bot.storage.repositories.keys import Row
from bot.vault import IntegrityError, Place, Vault

# (case, old index) -> new index, of people whom proposals name.
_People = dict[tuple[str, bytes], bytes]


@dataclass(frozen=True)
class _Wrapped:
    """A table with one encrypted column, where its values belong, and the index made of them."""

    table: str
    column: str
    owner: str  # the column that names the owner in the place
    row: str  # the primary key
    index: str = ""

    def place(self, row: Row) -> Place:
        return Place(row["case_id"], row[self.owner], self.table, self.column, row[self.row])

    @property
    def columns(self) -> Sequence[str]:
        return [c for c in (self.row, "case_id", self.owner, self.column, self.index) if c]


_ORGANISERS = _Wrapped("organiser", "user_enc", "case_id", "id", "user_index")
_BINDINGS = _Wrapped("binding", "value_enc", "account_id", "id", "value_index")
_INVITATIONS = _Wrapped("case_invitation", "token_enc", "case_id", "case_id")
_PROPOSALS = _Wrapped("proposal", "details_enc", "case_id", "id")
_TEXTS = (
    _Wrapped("frozen_letter", "pdf_enc", "case_id", "id"),
    _Wrapped("frozen_letter", "text_enc", "case_id", "id"),
    _Wrapped("filing", "reference_enc", "case_id", "frozen_id"),
    _Wrapped("objection", "note_enc", "member_id", "id"),
)
_ASKED = ("asker_index", "decider_index", "target", "act")
_ORGANISER_ACTS = (ProposedAct.ADD_ORGANISER, ProposedAct.REMOVE_ORGANISER)


class Turning:
    """All rows of one database, inside the caller's transaction."""

    def __init__(self, tx: Tx, new: Vault, old: Vault, *, write: bool = True) -> None:
        """`write` false goes through everything and changes nothing."""
        self._write = write
        self._tx = tx
        self._new = new
        self._old = old

    async def all(self) -> None:
        """Turn every table; raises DamagedError for a value that is not what its place requires."""
        people: _People = {}
        await self._turn(_ORGANISERS, self._person(_ORGANISERS, people))
        if self._write:
            reach(FaultPoint.RECORDS_HALF)
        await self._turn(_BINDINGS, self._person(_BINDINGS))
        await self._turn(_INVITATIONS, self._plain(_INVITATIONS))
        for spec in _TEXTS:
            await self._turn(spec, self._plain(spec))
        await self._turn(_PROPOSALS, self._proposal(people), _ASKED)
        await self._end_challenges()

    async def _turn(
        self, spec: _Wrapped, turned: Callable[[Row], Row | None], more: Sequence[str] = ()
    ) -> None:
        async for page in self._tx.keys.pages(spec.table, [*spec.columns, *more]):
            found = []
            for row in page:
                with naming(spec.table, str(row[spec.row])):
                    found.append((row[spec.row], turned(row)))
            await self._change(spec.table, [(at, row) for at, row in found if row is not None])

    def _taken(self, spec: _Wrapped, row: Row) -> bytes:
        return self._new.take_over(bytes(row[spec.column]), spec.place(row), [self._old])

    def _person(self, spec: _Wrapped, people: _People | None = None) -> Callable[[Row], Row | None]:
        """Wrap a Discord user anew and make their index again; the hash of a receipt code stays as it is."""

        def turned(row: Row) -> Row | None:
            if row[spec.column] is None:
                return None
            user = self._old.open(bytes(row[spec.column]), spec.place(row)).decode()
            index = self._new.index(row["case_id"], "discord", user)
            if people is not None:
                people[row["case_id"], bytes(row[spec.index])] = index
            return {spec.column: self._taken(spec, row), spec.index: index}

        return turned

    def _plain(self, spec: _Wrapped) -> Callable[[Row], Row | None]:
        return lambda row: None if row[spec.column] is None else {spec.column: self._taken(spec, row)}

    def _proposal(self, people: _People) -> Callable[[Row], Row | None]:
        def turned(row: Row) -> Row:
            case = row["case_id"]
            details, target = row[_PROPOSALS.column], row["target"]
            if details is not None:
                plain = self._old.open(bytes(details), _PROPOSALS.place(row))
                details = self._taken(_PROPOSALS, row)
                if row["act"] in _ORGANISER_ACTS:  # their target is the index of the person, in hex
                    target = self._new.index(case, "discord", json.loads(plain)["user"]).hex()
            changed: Mapping[str, object] = {
                "details_enc": details,
                "target": target,
                "asker_index": self._mapped(case, row["asker_index"], people),
                "decider_index": self._mapped(case, row["decider_index"], people),
            }
            return changed

        return turned

    def _mapped(self, case: str, index: bytes | None, people: _People) -> bytes | None:
        """Return the new index of an organiser; of one who is not listed any more, one that tells nothing."""
        if index is None:
            return None
        known = people.get((case, bytes(index)))
        return known or self._new.index(case, "former", bytes(index).hex())

    async def _end_challenges(self) -> None:
        """Forget open challenges: their answers are known by a hash alone; organisers ask again."""
        ended = {"challenge_hash": None, "challenge_expires_at": None}
        async for page in self._tx.keys.pages("key_holder", ["id", "challenge_hash"]):
            open_ones = [row["id"] for row in page if row["challenge_hash"] is not None]
            await self._change("key_holder", [(at, ended) for at in open_ones])

    async def _change(self, table: str, changes: Sequence[tuple[str, Row]]) -> None:
        if self._write:
            await self._tx.keys.change(table, changes)


@contextmanager
def naming(table: str, row: str) -> Iterator[None]:
    """Say which row it is that cannot be turned; raises DamagedError."""
    try:
        yield
    except (IntegrityError, ValueError, KeyError):
        raise DamagedError(
            f"{table}, row {row}: a value is not what it should be: it was damaged, moved or written with "
            "another key; nothing was changed; put a copy of before the damage back (collectif restore)"
        ) from None
