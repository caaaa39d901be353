"""One unit of work: who asks, may they, do it once, and leave an audit line in the same transaction."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.access import Action, Actor, Role, Where, may, needed, privileged, where
from bot.domain.codes import CaseStatus, MemberStatus
from bot.domain.errors import (
    AlreadyDoneError,
    BusyError,
    CaseClosedError,
    DomainError,
    KeptError,
    LinkError,
    NotAllowedError,
    NotFoundError,
    NotRegisteredError,
    ServerNotAllowedError,
    WithdrawnError,
)
from bot.domain.fault_points import FaultPoint, reach
from bot.domain.member import MemberFile
from bot.domain.pack import Pack
from bot.evidence.cleaner import Cleaner
from bot.letters.pool import RenderPool
from bot.letters.wording import Folder, overridden
from bot.packs import Library, parse_pack
from bot.services.audit import Auditor
from bot.services.halting import Halt
from bot.services.reserve import Reserve
from bot.services.views import CaseView
from bot.storage import AccountRow, CaseRow, Store, Tx
from bot.storage.shredding import ShredStore
from bot.text import pick_language
from bot.vault import Vault


@dataclass
class PageState:
    """Where the sealed page is reached while it serves; known only once it does."""

    address: str | None = None


@dataclass(frozen=True)
class Deps:
    """What every service works with; built once in `bot.app`."""

    store: Store
    shreds: ShredStore
    vault: Vault
    library: Library
    pool: RenderPool
    evidence: Cleaner
    dossiers: Path  # folder of the dossiers that wait to be fetched
    clock: Callable[[], datetime]  # aware, UTC
    allowed_servers: frozenset[int]
    timezone: ZoneInfo
    page: PageState = field(default_factory=PageState)
    backup_days: int = 90  # for how long the operator keeps backups of the database
    key_backup_days: int = 7  # and of the shred keys
    halt: Halt = field(default_factory=Halt)
    reserve: Reserve = field(default_factory=Reserve)
    wording_dir: Path | None = None  # wording of the operator's own

    def wording(self, pack_id: str) -> Folder:
        """Return where the letters of a case with this pack find their words."""
        return overridden(self.wording_dir, pack_id)

    def today(self) -> date:
        """Return the day in the letters' time zone."""
        return self.clock().astimezone(self.timezone).date()


# Packs are stored with their case and never change under it, so a parsed one can be kept.
_PARSED: dict[str, Pack] = {}


def pack_of(row: CaseRow) -> Pack:
    """Return the pack that the case was created with."""
    if row.pack_sha256 not in _PARSED:
        _PARSED[row.pack_sha256] = parse_pack(row.pack_toml, row.pack_id)
    return _PARSED[row.pack_sha256]


def view_of(row: CaseRow) -> CaseView:
    """Return the case as its members may know it."""
    return CaseView(row.id, row.status, row.config, pack_of(row), row.created_at)


@dataclass(frozen=True)
class Work:
    """An authorised act in progress: everything it may touch, inside one transaction."""

    deps: Deps
    tx: Tx
    actor: Actor
    row: CaseRow
    roles: frozenset[Role]
    account: AccountRow | None
    now: datetime
    place: Where = Where.OWN_SERVER

    @property
    def case(self) -> CaseView:
        """The case of this act."""
        return view_of(self.row)

    @property
    def pack(self) -> Pack:
        """The pack of this act's case."""
        return pack_of(self.row)

    @property
    def today(self) -> date:
        """The day in the letters' time zone."""
        return self.deps.today()

    @property
    def language(self) -> str:
        """The language that the caller chose in the case, else their client's."""
        return self.account.language if self.account else pick_language(self.actor.locale)

    async def own(self, ref: str) -> MemberFile:
        """Return the caller's own member; somebody else's is as absent as one that does not exist."""
        if self.account is None:
            raise NotRegisteredError
        for member in await self.tx.members.of_account(self.account.id):
            if member.ref == ref:
                return member
        raise NotFoundError

    async def own_registered(self, ref: str) -> MemberFile:
        """Return the caller's own member unless it left."""
        member = await self.own(ref)
        if member.status is MemberStatus.WITHDRAWN:
            raise WithdrawnError
        return member

    async def own_open(self, ref: str) -> MemberFile:
        """Return the caller's own member if it may take entries now."""
        member = await self.own(ref)
        if self.row.status is CaseStatus.CLOSED:
            raise CaseClosedError
        if member.status is MemberStatus.WITHDRAWN:
            raise WithdrawnError
        return member

    async def audit(self, action: Action, target: str | None = None, result: str = "done") -> None:
        """Write the act's audit line; the act fails if the line cannot be written."""
        auditor = Auditor(self.deps.vault, self.tx)
        await auditor.write(self.now, self.row.id, self.actor, self.roles, action, target, result)


def check_door(deps: Deps, actor: Actor) -> None:
    """Let a page session and the clock in, and chat from listed servers only; ServerNotAllowedError."""
    if actor.account_id is None and actor.via is not Where.CLOCK:
        check_server(deps, actor)


def check_server(deps: Deps, actor: Actor) -> int:
    """Return the actor's server; raises ServerNotAllowedError for one that the settings do not list.

    So it does for an app that a person brought along into a server: nothing is done there.
    """
    if actor.via is Where.USER_INSTALL:
        raise ServerNotAllowedError
    if actor.guild_id is None or actor.guild_id not in deps.allowed_servers:
        raise ServerNotAllowedError
    return actor.guild_id


@asynccontextmanager
async def working(deps: Deps, actor: Actor, case_id: str, action: Action) -> AsyncIterator[Work]:
    """Open a write transaction for one act; a refusal is audited, committed and then raised.

    What an organiser's act raises undoes the act, and the refusal is audited in its place. KeptError says
    that what was written stays; who raises it has written the audit line. Raises AlreadyDoneError when the
    same interaction already had its effect.
    """
    check_door(deps, actor)
    deps.halt.check(action)
    refusal: DomainError | None = None
    try:
        async with deps.store.transaction(quick=action in _QUICK_WRITES) as tx:
            now = deps.clock()
            if actor.via is not Where.CLOCK:
                await tx.requests.claim(actor.request_id, now)
            work = await _enter(deps, tx, actor, case_id, now)
            refusal = _refusal(action, work)
            if refusal is None:
                try:
                    yield work
                except KeptError as kept:
                    refusal = kept
                reach(FaultPoint.ACT_WRITTEN)
            elif isinstance(refusal, NotAllowedError):
                await work.audit(action, result="refused")
    except _UNSAID:
        raise
    except DomainError:
        if privileged(action):
            await _note_refusal(deps, actor, case_id, action)
        raise
    reach(FaultPoint.ACT_COMMITTED)
    if refusal is not None:
        raise refusal


# What a crowd does at the same time: a few rows of the database by their keys, and nothing else.
_QUICK_READS = frozenset({Action.CHOOSE_LANE, Action.READ_ACTS, Action.READ_NOTICE, Action.READ_OWN_FILE})
_QUICK_WRITES = frozenset(
    {
        Action.REGISTER,
        Action.SET_LANGUAGE,
        Action.CHANGE_OWN_FILE,
        Action.ISSUE_RECEIPT,
        Action.ANSWER_TEXT,
        Action.OPEN_PAGE,
    }
)

# Nothing was decided: it was done already, there is no such case here, or storage could not say.
_UNSAID = (AlreadyDoneError, BusyError)


async def _note_refusal(deps: Deps, actor: Actor, case_id: str, action: Action) -> None:
    """Audit what an organiser tried in vain; the act itself was undone."""
    async with deps.store.transaction() as tx:
        try:
            work = await _enter(deps, tx, actor, case_id, deps.clock())
        except NotFoundError:
            return  # no such case here, so no trail of it either
        await work.audit(action, result="refused")


@asynccontextmanager
async def arriving(deps: Deps, actor: Actor, case_id: str | None) -> AsyncIterator[Work]:
    """Open a write transaction for somebody who registers on the page, not through a server's chat.

    What lets them in is a link, which the caller checked. Raises LinkError when its case is gone, and
    AlreadyDoneError when the same form already had its effect.
    """
    deps.halt.check(Action.REGISTER)
    place = Where.SESSION if actor.account_id is not None else Where.LINK
    async with deps.store.transaction(quick=True) as tx:
        now = deps.clock()
        row = await tx.cases.get(case_id) if case_id else None
        if row is None or not may(Action.REGISTER, {Role.ANYONE}, place):
            raise LinkError
        await tx.requests.claim(actor.request_id, now)
        account = None
        if actor.account_id is None:
            index = deps.vault.index(row.id, "discord", str(actor.user_id))
            account = await tx.accounts.by_index(row.id, "discord", index)
        yield Work(deps, tx, actor, row, frozenset({Role.ANYONE}), account, now, place)


@asynccontextmanager
async def reading(deps: Deps, actor: Actor, case_id: str, *actions: Action) -> AsyncIterator[Work]:
    """Open a read for an act, or several that must all be allowed; nothing is claimed.

    Only a refusal is audited, that of the first act that is refused.
    """
    check_door(deps, actor)
    async with deps.store.reading(quick=_QUICK_READS.issuperset(actions)) as tx:
        work = await _enter(deps, tx, actor, case_id, deps.clock())
        refused = next((action for action in actions if _refusal(action, work)), None)
        if refused is None:
            yield work
    if refused is None:
        return
    refusal = _refusal(refused, work)
    if isinstance(refusal, NotAllowedError):
        async with deps.store.transaction() as tx:
            await replace(work, tx=tx).audit(refused, result="refused")
    if refusal is not None:
        raise refusal


async def record_read(work: Work, action: Action, result: str) -> None:
    """Audit what a read of `reading` found out, before anything of it is given; raises BusyError."""
    async with work.deps.store.transaction() as tx:
        await replace(work, tx=tx).audit(action, result=result)


def _refusal(action: Action, work: Work) -> DomainError | None:
    if may(action, work.roles, work.place):
        return None
    member_act = needed(action, work.place) is Role.MEMBER
    return NotRegisteredError() if member_act else NotAllowedError()


async def _enter(deps: Deps, tx: Tx, actor: Actor, case_id: str, now: datetime) -> Work:
    row: CaseRow | None
    account: AccountRow | None = None
    is_member = is_organiser = False
    if actor.via is Where.CLOCK:
        row = await tx.cases.get(case_id)
    elif actor.account_id is not None:
        row, account = await _from_page(tx, actor.account_id, case_id)
        is_member = account is not None and await tx.members.any_of(account.id)
    else:
        index = deps.vault.index(case_id, "discord", str(actor.user_id))
        comer = await tx.cases.coming(case_id, actor.guild_id or 0, index)
        row = comer.case if comer else None
        if comer is not None:
            account, is_member, is_organiser = comer.account, comer.is_member, comer.is_organiser
    if row is None:
        raise NotFoundError
    roles = {Role.ANYONE}
    if is_member:
        roles.add(Role.MEMBER)
    if is_organiser:
        roles.add(Role.ORGANISER)
    servers = () if actor.guild_id is None else (actor.guild_id,)  # the case was found in it
    return Work(deps, tx, actor, row, frozenset(roles), account, now, where(actor, servers))


async def _from_page(tx: Tx, account_id: str, case_id: str) -> tuple[CaseRow | None, AccountRow | None]:
    """Return the case and the account of a session, or nothing when they do not belong together."""
    account = await tx.accounts.by_id(account_id)
    if account is None or account.case_id != case_id:
        return None, None
    return await tx.cases.get(case_id), account
