"""Ways onto the page: one-time links, sessions, the case's invitation, a receipt code."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.access import Action, Actor
from bot.domain.errors import BadReceiptError, LinkError, NotFoundError
from bot.domain.sealing import LinkPurpose
from bot.services.views import CaseView
from bot.services.work import Deps, view_of, working
from bot.storage import CaseRow, LinkRow, SessionRow, Tx

# A link goes through a chat client's history; half an hour is enough to open it (design 1).
LINK_LIFE = timedelta(minutes=30)
SESSION_LIFE = timedelta(hours=24)
# 192 bits, above the 128 that security line P2 asks for.
_TOKEN_BYTES = 24


@dataclass(frozen=True)
class Session:
    """A page session: whose, and in which case. The token goes into the cookie and nowhere else."""

    token: str
    case_id: str
    account_id: str

    def actor(self, locale: str, request_id: str) -> Actor:
        """Return who acts in this session."""
        return Actor(0, None, locale, request_id, self.account_id)


def token_hash(token: str) -> bytes:
    """Return what is stored of a token; 192 random bits need no key and no slow hash."""
    return hashlib.sha256(token.encode()).digest()


class PageService:
    """Hands out links and sessions and tells a good token from every other, in one way."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def link(self, actor: Actor, case_id: str) -> str:
        """Make the caller's one-time link to their own page; an earlier one stops working."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        async with working(self._deps, actor, case_id, Action.OPEN_PAGE) as work:
            assert work.account is not None  # the policy lets members only
            await work.tx.page.drop_links(work.account.id)
            await work.tx.page.add_link(
                LinkRow(
                    token_hash=token_hash(token),
                    case_id=case_id,
                    purpose=LinkPurpose.OWN_FILE,
                    created_at=work.now,
                    expires_at=work.now + LINK_LIFE,
                    account_id=work.account.id,
                )
            )
        return token

    async def look(self, token: str) -> None:
        """Check a link without using it up: chat clients open links before people do; raises LinkError."""
        async with self._deps.store.reading() as tx:
            await self._link(tx, token)

    async def exchange(self, token: str) -> Session:
        """Use a link up and open a session; raises LinkError, also for the second of two at once."""
        async with self._deps.store.transaction() as tx:
            link = await self._link(tx, token)
            if link.account_id is None or not await tx.page.use_link(link.token_hash, self._deps.clock()):
                raise LinkError
            return await self._open(tx, link.case_id, link.account_id)

    async def session(self, token: str) -> Session:
        """Return the session of a cookie; raises LinkError."""
        async with self._deps.store.reading() as tx:
            row = await tx.page.session(token_hash(token))
        if row is None or row.expires_at <= self._deps.clock():
            raise LinkError
        return Session(token, row.case_id, row.account_id)

    async def sign_out(self, session: Session) -> None:
        """End every session of the account."""
        async with self._deps.store.transaction() as tx:
            await tx.page.drop_sessions(session.account_id)

    async def enter(self, invitation: str, receipt: str) -> Session:
        """Open a session with a receipt code, on the page of the case; raises LinkError, BadReceiptError."""
        row = await self._invited(invitation)
        digest = self._deps.vault.receipt_hash(row.id, receipt)
        async with self._deps.store.transaction() as tx:
            account = await tx.accounts.by_index(row.id, "receipt", digest)
            if account is None:
                raise BadReceiptError
            return await self._open(tx, row.id, account.id)

    async def invitation(self, actor: Actor, case_id: str, *, renew: bool = False) -> str:
        """Return the case's invitation token, made on first use; `renew` makes the old one worthless."""
        vault = self._deps.vault
        place = vault.place(case_id, case_id, "case_invitation", "token_enc", case_id)
        async with working(self._deps, actor, case_id, Action.INVITE) as work:
            kept = await work.tx.page.invitation(case_id)
            if kept is not None and not renew:
                return vault.open(kept, place).decode()
            token = secrets.token_urlsafe(_TOKEN_BYTES)
            sealed = vault.seal(token.encode(), place)
            await work.tx.page.set_invitation(case_id, token_hash(token), sealed, work.now)
            await work.audit(Action.INVITE, result="renewed" if renew else "done")
        return token

    async def invited(self, invitation: str) -> CaseView:
        """Return the case of an invitation; raises LinkError."""
        return view_of(await self._invited(invitation))

    async def _invited(self, invitation: str) -> CaseRow:
        async with self._deps.store.reading() as tx:
            case_id = await tx.page.invited_to(token_hash(invitation))
            row = await tx.cases.get(case_id) if case_id else None
        if row is None:
            raise LinkError
        return row

    async def _link(self, tx: Tx, token: str) -> LinkRow:
        link = await tx.page.link(token_hash(token))
        if link is None or link.used_at is not None or link.expires_at <= self._deps.clock():
            raise LinkError
        return link

    async def _open(self, tx: Tx, case_id: str, account_id: str) -> Session:
        now = self._deps.clock()
        if await tx.accounts.by_id(account_id) is None:
            raise NotFoundError
        await tx.page.purge(now)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        await tx.page.add_session(SessionRow(token_hash(token), case_id, account_id, now, now + SESSION_LIFE))
        return Session(token, case_id, account_id)
