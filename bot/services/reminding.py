"""Telling people of the dates that they asked for: once each, by a knock that says nothing of them.

The direct message names no case, no date and nobody; which date it is stands on the person's own page. It
goes only to members who agreed to direct messages, and to organisers who asked. What cannot be delivered is
shown at their next look all the same, so nothing is tried again and nothing is told twice.
"""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot import logs
from bot.domain.clocks import Clock
from bot.domain.codes import MemberStatus
from bot.domain.marks import N_
from bot.domain.moments import local_day
from bot.domain.reminders import DIGEST, digest_due, is_due, key_of
from bot.services.filing_clocks import group_clocks
from bot.services.reminders import dates_of, knock_at
from bot.services.work import Deps, pack_of
from bot.storage import CaseRow, ReminderRow, Tx
from bot.text import pick_language, tr

# Sends a text to a Discord user; whether it arrived is nothing that the next steps depend on.
Knock = Callable[[int, str], Awaitable[None]]
# By the clock on the wall: no telephone lights up at night.
FROM, UNTIL = 9, 20
# People told in one turn; the next one goes on, so that no other chore waits long.
MOST, _AT_ONCE = 200, 50
KNOCK = N_("Collectif: a date that you asked to be reminded of.")
# Note of a case: the day on which everybody there was looked at.
_LOOKED = "reminded:"

Wishes = Mapping[str, Sequence[ReminderRow]]


@dataclass
class Turn:
    """What one turn has done so far: how many were told, and whom to knock for."""

    today: date
    told: int = 0
    knocks: dict[int, str] = field(default_factory=dict)  # one a Discord user, whatever is due

    @property
    def full(self) -> bool:
        """Whether the next turn goes on."""
        return self.told >= MOST


class RemindingService:
    """Runs by the clock; `knock` is known once a client is there, and until then nobody is told."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self.knock: Knock | None = None

    async def turn(self) -> int:
        """Tell whoever is to be told today; return how many.

        Each is noted as told before the knock: a crash in between costs the knock, never a second one.
        """
        deps, knock = self._deps, self.knock
        if knock is None or not FROM <= deps.clock().astimezone(deps.timezone).hour < UNTIL:
            return 0
        turn = Turn(deps.today())
        async with deps.store.reading() as tx:
            cases = await tx.cases.ids()
        for case_id in cases:
            if not turn.full:
                await self._case(case_id, turn)
        for user_id, text in turn.knocks.items():
            await knock(user_id, text)
        if turn.told:
            logs.event("reminded", count=turn.told)
        return turn.told

    async def _case(self, case_id: str, turn: Turn) -> None:
        note = _LOOKED + case_id
        async with self._deps.store.reading() as tx:
            row = await tx.cases.get(case_id)
            if row is None or await tx.aging.note(note) == turn.today.isoformat():
                return
            wishes = _by_person(await tx.reminders.of_case(case_id))
            organising = _by_person(await tx.reminders.of_case(case_id, organisers=True))
        people = list(wishes)
        for start in range(0, len(people), _AT_ONCE):
            if turn.full:
                return
            some = {who: wishes[who] for who in people[start : start + _AT_ONCE]}
            async with self._deps.store.transaction() as tx:
                await self._members(tx, row, some, turn)
        async with self._deps.store.transaction() as tx:
            await self._organisers(tx, row, organising, turn)
            await tx.aging.set_note(note, turn.today.isoformat())

    async def _members(self, tx: Tx, row: CaseRow, wishes: Wishes, turn: Turn) -> None:
        for member, account_id in await tx.members.some(wishes):
            if member.status is not MemberStatus.REGISTERED:
                continue
            found = await dates_of(tx, pack_of(row), row.id, member, turn.today)
            due = self._due(found, wishes[member.id], turn.today)
            told = [await tx.reminders.told(member.id, key, day) for key, day in due]
            turn.told += any(told)
            binding = await knock_at(tx, member, account_id) if any(told) else None
            account = await tx.accounts.by_id(account_id) if binding is not None else None
            if binding is not None and binding.value_enc is not None and account is not None:
                place = ("binding", "value_enc", binding.id)
                user = self._user(row.id, account_id, place, binding.value_enc)
                turn.knocks[user] = tr(KNOCK, account.language)

    def _due(
        self, found: Iterable[Clock], wishes: Sequence[ReminderRow], today: date
    ) -> list[tuple[str, date]]:
        """Which of what somebody asked for they are told of today, and the date that they are told of."""
        clocks = {key_of(clock): clock for clock in found}
        due: list[tuple[str, date]] = []
        for wish in wishes:
            clock, asked = clocks.get(wish.clock), local_day(wish.asked_at, self._deps.timezone)
            if clock is not None and is_due(clock, wish.told_for, today):
                due.append((wish.clock, clock.earliest))
            if wish.clock == DIGEST and (month := digest_due(asked, wish.told_for, today)):
                due.append((DIGEST, month))
        return due

    async def _organisers(self, tx: Tx, row: CaseRow, wishes: Wishes, turn: Turn) -> None:
        if not wishes:
            return
        pack = pack_of(row)
        found = await group_clocks(tx, pack, row.id, turn.today)
        for organiser in await tx.cases.organisers(row.id):
            due = self._due(found, wishes.get(organiser.id, ()), turn.today)
            told = [await tx.reminders.told(organiser.id, key, day, organisers=True) for key, day in due]
            if any(told):
                turn.told += 1
                account = await tx.accounts.by_index(row.id, "discord", organiser.index)
                language = account.language if account else pick_language(pack.authorities[0].languages[0])
                place = ("organiser", "user_enc", organiser.id)
                user = self._user(row.id, row.id, place, organiser.user_enc)
                turn.knocks[user] = tr(KNOCK, language)

    def _user(self, case_id: str, owner: str, place: tuple[str, str, str], sealed: bytes) -> int:
        vault = self._deps.vault
        return int(vault.open(sealed, vault.place(case_id, owner, *place)).decode())


def _by_person(rows: Sequence[ReminderRow]) -> dict[str, list[ReminderRow]]:
    found: dict[str, list[ReminderRow]] = defaultdict(list)
    for row in rows:
        found[row.who].append(row)
    return found
