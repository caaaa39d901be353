"""The counts of a case, kept in slices: after a change only the slices of those who changed are counted anew.

Counting half a million members takes some ten seconds; nobody waits for that twice. A count is never stale:
whoever asks gets what is true when the last slice is read, and a transaction that changes or erases a member
makes its slice void before anybody else reads.
"""

import asyncio
from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from bot.domain.tallies import Key, Tally
from bot.storage import Store, Tx
from bot.storage.noticing import Changes

# Members of a case up to which a slice is named by so many characters of the id (32 to the power of them, by
# four: the first carries three bits); and how many slices are counted at once, in some 2,000 members.
_WIDTHS = ((2_000, 0, 1), (20_000, 1, 1), (200_000, 2, 4))
_WIDEST = (3, 32)


@dataclass
class _Known:
    """What is known of one case."""

    width: int
    at_once: int
    most: int | None  # members up to which these slices are small enough
    due: set[str]
    counted: dict[str, "array[int]"] = field(default_factory=dict)
    names: dict[Key, int] = field(default_factory=dict)
    keys: list[Key] = field(default_factory=list)
    total: Tally = field(default_factory=Tally)
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def put(self, slice_: str, counts: Tally) -> None:
        """Replace the counts of a slice in the total."""
        before = self.counted.pop(slice_, array("q"))
        for position in range(0, len(before), 2):
            self.total[self.keys[before[position]]] -= before[position + 1]
        if counts:
            packed = array("q")
            for key, n in counts.items():
                packed.extend((self._name(key), n))
            self.counted[slice_] = packed
            self.total.update(counts)
        self.due.discard(slice_)

    def _name(self, key: Key) -> int:
        if key not in self.names:
            self.names[key] = len(self.keys)
            self.keys.append(key)
        return self.names[key]


class Counting:
    """Counts the members of cases, and counts again what was changed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._cases: dict[str, _Known] = {}
        store.noticed = self._void

    async def of_case(self, case_id: str, asking: Collection[str]) -> Tally:
        """Return the counts of the case as they are now, by the keys of `storage.repositories.tallies`.

        Other transactions have their turn between two slices. Raises BusyError.
        """
        if not self._store.alone:  # other processes write too, and tell nobody
            async with self._store.reading() as tx:
                return (await tx.tallies.count(case_id, [""], asking))[""]
        while True:
            known = self._cases.get(case_id) or await self._begin(case_id)
            async with known.turn:
                total = await self._counted(case_id, known, asking)
            if total is not None:
                return total

    async def _counted(self, case_id: str, known: _Known, asking: Collection[str]) -> Tally | None:
        """Count what is due; None when all was made void meanwhile."""
        # All but the last slices one by one; what changed meanwhile is counted with the last ones, in one
        # transaction, so that the whole is of one moment.
        for some in list(_batches(sorted(known.due), known.at_once))[:-1]:
            async with self._store.reading() as tx:
                await _count(tx, case_id, known, some, asking)
        async with self._store.reading() as tx:
            if self._cases.get(case_id) is not known:
                return None
            for some in _batches(sorted(known.due), known.at_once):
                await _count(tx, case_id, known, some, asking)
            total = Tally({key: n for key, n in known.total.items() if n})
        members = sum(n for key, n in total.items() if key[0] == "member")
        if known.most is not None and members > known.most:
            self._cases.pop(case_id, None)  # it has grown: smaller slices from the next time on
        return total

    async def _begin(self, case_id: str) -> _Known:
        async with self._store.reading() as tx:
            members = await tx.aging.size_of(case_id)
            most, width, at_once = next((w for w in _WIDTHS if members <= w[0]), (None, *_WIDEST))
            due = set(await tx.tallies.slices(case_id, width))
            # Before the turn ends: a change that comes next finds the case known.
            return self._cases.setdefault(case_id, _Known(width, at_once, most, due))

    def _void(self, changes: Changes) -> None:
        if changes.all:
            self._cases.clear()
        for known in self._cases.values():
            known.due.update(member[: known.width] for member in changes.members)


async def _count(tx: Tx, case_id: str, known: _Known, some: list[str], asking: Collection[str]) -> None:
    # Filled up to the usual number, with what is the beginning of no id, it is a statement compiled already.
    filled = some + ["~"] * (known.at_once - len(some)) if known.width else some
    found = await tx.tallies.count(case_id, filled, asking)
    for slice_ in some:
        known.put(slice_, found[slice_])


def _batches(slices: list[str], size: int) -> Iterator[list[str]]:
    return (slices[start : start + size] for start in range(0, len(slices), size))
