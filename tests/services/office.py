"""A working set of services on a real database, with people who act on it."""

import secrets
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from bot.domain.access import Actor
from bot.domain.codes import Answer, Capacity, Purpose
from bot.domain.member import CaseConfig, Involvement, MemberFile
from bot.domain.proposal_errors import WaitsError
from bot.domain.proposals import ProposalState
from bot.evidence.cleaner import Cleaner
from bot.letters.pool import RenderPool
from bot.packs import Library
from bot.services import Deps, Services, build_services
from bot.services.keyring import unlock
from bot.services.organisers import list_organiser
from bot.services.views import CaseView, Registration
from bot.storage import Store
from bot.storage.files import SHRED_KEYS
from bot.storage.shredding import ShredStore
from bot.vault import RootKey, Vault
from tests import ready

SERVER, OTHER_SERVER, FORBIDDEN_SERVER = 111, 222, 333
ORGANISER, ANN, BEN, OUTSIDER = 9001, 1001, 1002, 1003
SECOND = 9002  # who confirms what takes two organisers
T = TypeVar("T")
CONFIG = CaseConfig(
    controller_name="Patients of Small",
    controller_contact="small@example.org",
    place="Luxembourg",
    send_mode="registered",
)
ALL_CONSENTS = frozenset({Purpose.REGISTER, Purpose.COMPLAINT, Purpose.STATISTICS})


@dataclass
class Office:
    """Services, the clock that they see, and shorthand for what people do."""

    services: Services
    deps: Deps
    now: datetime = datetime(2026, 11, 24, 12, tzinfo=UTC)
    _run: str = field(default_factory=lambda: secrets.token_hex(4))
    _requests: "count[int]" = field(default_factory=lambda: count(1))

    def actor(self, user_id: int, server: int | None = SERVER, *, request: str | None = None) -> Actor:
        """Return somebody who acts once: each call is another interaction unless one is named."""
        return Actor(user_id, server, "en-US", request or f"{self._run}-{next(self._requests)}")

    def code(self) -> str:
        """Return a fresh organiser code, as the operator would print it."""
        return self.deps.vault.organiser_code(self.now, timedelta(days=7))

    async def case(self, server: int = SERVER, organiser: int = ORGANISER) -> CaseView:
        """Open a case."""
        actor = self.actor(organiser, server)
        return await self.services.cases.create(actor, self.code(), "small", CONFIG, "en")

    async def second(self, case: CaseView) -> None:
        """List a second organiser of the case, as though it had been done before anybody joined."""
        async with self.deps.store.transaction() as tx:
            await list_organiser(self.deps, tx, case.id, SECOND)

    async def passes(self, time: timedelta) -> None:
        """Let so much time go by on a bot that runs, which looks at its proposals again and again."""
        async with self.deps.store.transaction() as tx:
            self.now += time
            await tx.aging.set_note("proposals_looked", self.now.isoformat())

    async def agreed(self, case: CaseView, act: Awaitable[T], server: int = SERVER) -> T:
        """Do an organiser's act; where it takes two, another organiser confirms it."""
        try:
            return await act
        except WaitsError:
            await self.second(case)
        waiting = await self.services.proposals.waiting(self.actor(SECOND, server), case.id)
        newest = next(view for view in waiting if view.state is ProposalState.OPEN)
        confirmed = await self.services.proposals.confirm(self.actor(SECOND, server), case.id, newest.id)
        return cast(T, confirmed.result)

    async def form(self, case: CaseView, **changes: object) -> Registration:
        """Return a complete registration form on the notice in force."""
        notice = await self.services.notice.notice(self.actor(OUTSIDER), case.id, "en")
        fields: dict[str, object] = {
            "capacity": Capacity.SELF,
            "adult": True,
            "consents": ALL_CONSENTS,
            "notice_version": notice.version,
            "language": "en",
            "residence": "FR",
            "work": None,
        }
        return Registration(**{**fields, **changes})  # type: ignore[arg-type]

    async def member(self, case: CaseView, user_id: int = ANN, **changes: object) -> MemberFile:
        """Register somebody."""
        form = await self.form(case, **changes)
        return await self.services.enrol.register(self.actor(user_id), case.id, form)

    async def concerned(self, case: CaseView, user_id: int = ANN, **changes: object) -> MemberFile:
        """Register somebody whom the first incident concerns."""
        member = await self.member(case, user_id, **changes)
        await self.services.entries.put_involvement(
            self.actor(user_id), case.id, member.ref, Involvement("INC-2025-01", Answer.YES, "lab-one")
        )
        return await self.services.entries.file(self.actor(user_id), case.id, member.ref)


@cache
def _library() -> Library:
    return Library(Path(__file__).parent)


@asynccontextmanager
async def open_office(folder: Path, database: str | None = None) -> AsyncIterator[Office]:
    """Open the services on the folder's database, or another one, made with a key when there is none."""
    key = folder / "root.key"
    vault = Vault(RootKey.load(key) if key.exists() else RootKey.create(key))
    if database is None:
        ready.fill(folder, vault.check)
    url = database or f"sqlite:///{folder / 'collectif.db'}"
    store = await Store.open(url, key_check=vault.check)
    shreds = await ShredStore.open(folder / SHRED_KEYS)
    vault = await unlock(vault, store, shreds)
    pool, evidence = RenderPool(), Cleaner()
    office: Office

    def clock() -> datetime:
        return office.now

    deps = Deps(
        store=store,
        shreds=shreds,
        vault=vault,
        library=_library(),
        pool=pool,
        evidence=evidence,
        dossiers=folder / "dossiers",
        clock=clock,
        allowed_servers=frozenset({SERVER, OTHER_SERVER}),
        timezone=ZoneInfo("Europe/Paris"),
    )
    office = Office(build_services(deps), deps)
    try:
        yield office
    finally:
        pool.close()
        evidence.close()
        await shreds.close()
        await store.close()
