"""Cases: opening one from a pack, who organises it, how far it is, closing it."""

import dataclasses
import hashlib
from collections import Counter
from contextlib import AbstractAsyncContextManager

from bot.domain.access import Action, Actor, Role
from bot.domain.codes import CaseStatus, ChatScope, MemberStatus, Purpose, SendMode
from bot.domain.errors import (
    CaseExistsError,
    InvalidInputError,
    KeptLongerError,
    NoCaseHereError,
    NotFoundError,
)
from bot.domain.member import CaseConfig, CaseId, new_id
from bot.domain.pack import Pack
from bot.domain.retention import RetentionClass
from bot.domain.routing import authority_for
from bot.domain.tallies import Tally, figures_of
from bot.packs import PackSummary
from bot.services import organisers
from bot.services.audit import Auditor
from bot.services.counting import Counting
from bot.services.gaps import asking
from bot.services.views import CaseView, Progress
from bot.services.work import Deps, Work, check_server, pack_of, reading, view_of, working
from bot.storage import CaseRow

# A group action longer than this is a typing error; the notice prints the figure.
MAX_RETENTION_MONTHS = 120
# Characters of the place in a date line (legal brief C.8).
MAX_PLACE = 80


class CaseService:
    """Everything organisers do with a case, and what anybody may know of it."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._counting = Counting(deps.store)

    def packs(self, language: str) -> list[PackSummary]:
        """List the packs that a case can be opened from."""
        return self._deps.library.summaries(language)

    def admit_server(self, actor: Actor) -> None:
        """Raise ServerNotAllowedError unless the settings list the actor's server."""
        check_server(self._deps, actor)

    async def create(
        self, actor: Actor, code: str, pack_id: str, config: CaseConfig, language: str
    ) -> CaseView:
        """Open a case in the actor's server; the operator's one-time code makes the actor its organiser.

        Raises BadCodeError, NotFoundError (no such pack), CaseExistsError, ServerNotAllowedError.
        """
        deps = self._deps
        guild_id = check_server(deps, actor)
        now = deps.clock()
        nonce = deps.vault.read_organiser_code(code, now)
        loaded = deps.library.get(pack_id)
        _check(config)
        row = CaseRow(
            id=CaseId(new_id()),
            status=CaseStatus.OPEN,
            config=config,
            pack_id=loaded.pack.id,
            pack_version=loaded.pack.version,
            pack_sha256=loaded.sha256,
            pack_toml=loaded.toml,
            created_at=now,
            closed_at=None,
        )
        async with deps.store.transaction() as tx:
            await tx.requests.claim(actor.request_id, now)
            await tx.cases.burn_code(hashlib.sha256(nonce).digest(), now)
            if any(r.status is CaseStatus.OPEN for r in await tx.cases.in_server(guild_id)):
                raise CaseExistsError
            await tx.cases.add(row, [incident.id for incident in loaded.pack.incidents])
            await tx.cases.add_server(row.id, guild_id)
            await organisers.list_organiser(deps, tx, row.id, actor.user_id)
            auditor = Auditor(deps.vault, tx)
            await auditor.write(now, row.id, actor, [Role.ORGANISER], Action.CREATE_CASE, row.id, "done")
        return view_of(row)

    async def here(self, actor: Actor) -> list[CaseView]:
        """List the cases of the actor's server, newest first; raises NoCaseHereError when there is none."""
        guild_id = check_server(self._deps, actor)
        async with self._deps.store.reading() as tx:
            rows = await tx.cases.in_server(guild_id)
        if not rows:
            raise NoCaseHereError
        return [view_of(row) for row in rows]

    async def view(self, actor: Actor, case_id: str) -> CaseView:
        """Return one case of the actor's server."""
        async with reading(self._deps, actor, case_id, Action.READ_NOTICE) as work:
            return work.case

    async def is_organiser(self, actor: Actor, case_id: str) -> bool:
        """Say whether the case lists the actor as an organiser."""
        async with reading(self._deps, actor, case_id, Action.READ_NOTICE) as work:
            return Role.ORGANISER in work.roles

    async def admit(self, actor: Actor, case_id: str, action: Action) -> CaseView:
        """Return the case to somebody who may do this, before they are asked how; a refusal is audited."""
        async with reading(self._deps, actor, case_id, action) as work:
            return work.case

    async def panel(self, actor: Actor, case_id: str) -> CaseView:
        """Return what the panel message shows, once the actor is found to be an organiser."""
        async with self._working(actor, case_id, Action.POST_PANEL) as work:
            await work.audit(Action.POST_PANEL)
            return work.case

    async def configure(self, actor: Actor, case_id: str, config: CaseConfig) -> CaseView:
        """Change what organisers decide about a case; members read it in the notice.

        Raises KeptLongerError for a shorter time than the one that somebody registered on.
        """
        _check(config)
        async with self._working(actor, case_id, Action.CONFIGURE_CASE) as work:
            before = work.row.config.retention_months
            if config.retention_months < before and await work.tx.members.exists(case_id):
                raise KeptLongerError(n=before)
            await work.tx.cases.save_config(case_id, config)
            await work.audit(Action.CONFIGURE_CASE)
            return dataclasses.replace(work.case, config=config)

    async def close(self, actor: Actor, case_id: str) -> None:
        """Close the case: it takes no more entries, open pages end; rights and own letters stay."""
        async with self._working(actor, case_id, Action.CLOSE_CASE) as work:
            await work.tx.cases.set_status(case_id, CaseStatus.CLOSED, work.now)
            await work.tx.page.drop_case(case_id)
            await work.audit(Action.CLOSE_CASE)

    async def reopen(self, actor: Actor, case_id: str) -> None:
        """Undo the closing, whoever of the organisers closed: entries go on, and no deletion is due any more.

        Raises CaseExistsError when the server runs another one by now, NotFoundError when the registrations
        are gone: that would be a new case under the old notice.
        """
        async with self._working(actor, case_id, Action.CLOSE_CASE) as work:
            if work.row.status is CaseStatus.OPEN:
                return
            if not await work.tx.members.exists(case_id):
                raise NotFoundError
            for server in await work.tx.cases.servers(case_id):
                if any(r.status is CaseStatus.OPEN for r in await work.tx.cases.in_server(server)):
                    raise CaseExistsError
            await work.tx.cases.set_status(case_id, CaseStatus.OPEN, work.now)
            await work.tx.aging.unwarn(case_id, RetentionClass.REGISTRATIONS)
            await work.audit(Action.CLOSE_CASE, result="reopened")

    async def progress(self, actor: Actor, case_id: str) -> Progress:
        """Count the case exactly, for organisers only; the look itself is audited."""
        async with self._working(actor, case_id, Action.READ_PROGRESS) as work:
            await work.audit(Action.READ_PROGRESS)
            pack = work.pack
        counts = await self._counting.of_case(case_id, asking(pack))
        return _progress(pack, counts)

    async def recount(self) -> None:
        """Count anew what has changed in any case, so that who looks next need not wait for it."""
        if not self._deps.store.alone:
            return
        async with self._deps.store.reading() as tx:
            rows = [await tx.cases.get(case_id) for case_id in await tx.cases.ids()]
        for row in rows:
            if row is not None:
                await self._counting.of_case(row.id, asking(pack_of(row)))

    async def add_organiser(self, actor: Actor, case_id: str, user_id: int) -> None:
        """List another person as organiser, or raise WaitsError: it is kept until it may be done."""
        async with self._working(actor, case_id, Action.CHANGE_ORGANISERS) as work:
            await organisers.ask_to_add(work, user_id)

    async def remove_organiser(self, actor: Actor, case_id: str, user_id: int) -> None:
        """Take a person off the list, or raise WaitsError; LastOrganiserError, NotFoundError."""
        async with self._working(actor, case_id, Action.CHANGE_ORGANISERS) as work:
            await organisers.ask_to_remove(work, user_id)

    def _working(self, actor: Actor, case_id: str, action: Action) -> AbstractAsyncContextManager[Work]:
        return working(self._deps, actor, case_id, action)


def _progress(pack: Pack, counts: Tally) -> Progress:
    status: Counter[str] = Counter()
    consents: Counter[Purpose] = Counter()
    routed: Counter[str] = Counter()
    complete = unrouted = 0
    for (topic, *rest), n in counts.items():
        if topic not in ("member", "consent", "complete"):
            continue
        *said, residence, work = rest
        authority = authority_for(pack, residence, work or None)
        if topic == "member":
            status[said[0]] += n
            unrouted += n if authority is None and said[0] == MemberStatus.REGISTERED else 0
        elif topic == "complete":
            complete += n if authority is not None else 0
        else:
            consents[Purpose(said[0])] += n
            routed[authority.id if authority else ""] += n if said[0] == Purpose.COMPLAINT else 0
    return Progress(
        figures=figures_of([i.id for i in pack.incidents], counts),
        registered=status[MemberStatus.REGISTERED],
        withdrawn=status[MemberStatus.WITHDRAWN],
        complete=complete,
        by_authority={a.id: routed[a.id] for a in pack.authorities},
        unrouted=unrouted,
        consents=dict(consents),
    )


def _check(config: CaseConfig) -> None:
    named = config.controller_name.strip() and config.controller_contact.strip()
    if not named or not 1 <= config.retention_months <= MAX_RETENTION_MONTHS:
        raise InvalidInputError
    if config.reviewed_on is not None and not config.lawyer_name:
        raise InvalidInputError
    if config.chat not in list(ChatScope):
        raise InvalidInputError
    if len(config.place or "") > MAX_PLACE or config.send_mode not in (None, *SendMode):
        raise InvalidInputError
