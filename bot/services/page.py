"""Ways onto the page: one-time links, sessions, the case's invitation, a receipt code."""

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.access import Action, Actor
from bot.domain.errors import BadReceiptError, LinkError, NotFoundError
from bot.domain.member import ALPHABET
from bot.domain.sealing import LinkPurpose
from bot.letters.qr import qr_png
from bot.services.notice import build_notice
from bot.services.periods import LINK_LIFE, SESSION_LIFE, periods_of
from bot.services.recipients import of_case
from bot.services.views import CaseView, Notice
from bot.services.work import Deps, reading, view_of, working
from bot.storage import CaseRow, LinkRow, SessionRow, Tx
from bot.text import LANGUAGES, pick_language
from bot.vault.joining_link import NoJoiningLinkError, Subject

# A link goes through a chat client's history; half an hour is enough to open it (design 1).
# A personal link goes by hand to somebody who stands in a queue; shorter than claims are kept (`chores`).
PLACE_LIFE = timedelta(hours=12)
# The Discord user of a joining link that is for nobody in chat.
NOBODY = 0
# 192 bits, above the 128 that security line P2 asks for.
_TOKEN_BYTES = 24


# Whom a joining link is for, as the page passes it on.
Arrival = Subject


@dataclass(frozen=True)
class Session:
    """A page session: whose, and in which case. The token goes into the cookie and nowhere else."""

    token: str
    case_id: str
    account_id: str

    def actor(self, locale: str, request_id: str) -> Actor:
        """Return who acts in this session."""
        return Actor(0, None, locale, request_id, self.account_id)


@dataclass(frozen=True)
class Welcome:
    """What somebody sees before they register: the case, and the notice in the language they read."""

    case: CaseView
    notice: Notice


def token_hash(token: str) -> bytes:
    """Return what is stored of a token; 192 random bits need no key and no slow hash."""
    return hashlib.sha256(token.encode()).digest()


class PageService:
    """Hands out links and sessions and tells a good token from every other, in one way."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    def serve_at(self, address: str | None) -> None:
        """Note where the running page is reached, or with None that there is none."""
        self._deps.page.address = address

    @property
    def on(self) -> bool:
        """Whether there is a page to send people to."""
        return self._deps.page.address is not None

    def url(self, path: str) -> str:
        """Return the full address of a path of the page; raises NotFoundError when there is no page."""
        if self._deps.page.address is None:
            raise NotFoundError
        return f"{self._deps.page.address}{path}"

    def today(self) -> date:
        """Return the day in the case's time zone."""
        return self._deps.today()

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

    async def qr_code(self, url: str) -> bytes:
        """Return an address as the image of a QR code."""
        return await asyncio.to_thread(qr_png, url)

    async def join_link(self, actor: Actor, case_id: str) -> str:
        """Make the link with which a Discord user registers on the page; until they do, nothing is stored.

        Who they are stands encrypted in the link itself.
        """
        async with reading(self._deps, actor, case_id, Action.READ_NOTICE) as work:
            until = int((work.now + LINK_LIFE).timestamp())
            return self._deps.vault.joining_link(Subject.new(work.row.id, actor.user_id, until))

    async def place(self, actor: Actor, case_id: str) -> str:
        """Make a personal link with which one person registers without Discord, past any queue; once.

        Nothing is stored of it until it is used.
        """
        async with working(self._deps, actor, case_id, Action.INVITE) as work:
            until = int((work.now + PLACE_LIFE).timestamp())
            await work.audit(Action.INVITE, result="placed")
            return self._deps.vault.joining_link(Subject.new(work.row.id, NOBODY, until))

    async def end_sessions(self, actor: Actor, case_id: str) -> int:
        """End every page session and one-time link of the case's members; return how many sessions.

        Nobody loses a registration: who comes back takes a new link in chat, or their receipt code.
        """
        async with working(self._deps, actor, case_id, Action.INVITE) as work:
            ended = await work.tx.page.drop_case(case_id)
            await work.audit(Action.INVITE, result="sessions_ended")
        return ended

    async def arriving(self, token: str, language: str | None) -> tuple[Welcome, Subject]:
        """Return what a joining link shows and whose it is; it stays good; raises LinkError."""
        try:
            arrival = self._deps.vault.read_joining_link(token)
        except NoJoiningLinkError:
            raise LinkError from None
        if arrival.expires <= self._deps.clock().timestamp():
            raise LinkError
        async with self._deps.store.reading() as tx:
            row = await tx.cases.get(arrival.case_id)
        if row is None:
            raise LinkError
        return await self._welcome(row, language), arrival

    async def welcome(self, invitation: str, language: str | None) -> Welcome:
        """Return what an invitation shows; without a language, in the case's own; raises LinkError."""
        return await self._welcome(await self._invited(invitation), language)

    async def _welcome(self, row: CaseRow, language: str | None) -> Welcome:
        case = view_of(row)
        own = (tag for tag in case.pack.languages if tag in LANGUAGES)
        spoken = language or next(own, pick_language(None))
        async with self._deps.store.reading() as tx:
            lanes = await of_case(tx, row.id)
            notice = build_notice(case, spoken, lanes, page=self.on, periods=periods_of(self._deps))
        return Welcome(case, notice)

    async def look(self, token: str) -> str:
        """Check a link without using it up: chat clients open links before people do; raises LinkError.

        Returns the language of the person whose link it is.
        """
        async with self._deps.store.reading() as tx:
            link = await self._link(tx, token)
            account = await tx.accounts.by_id(link.account_id) if link.account_id else None
        if account is None:
            raise LinkError
        return account.language

    async def exchange(self, token: str, *, replaces: str = "") -> Session:
        """Use a link up and open a session; raises LinkError, also for the second of two at once.

        It replaces the session that the browser still had, whoever's that was.
        """
        async with self._deps.store.transaction() as tx:
            link = await self._link(tx, token)
            if link.account_id is None or not await tx.page.use_link(link.token_hash, self._deps.clock()):
                raise LinkError
            await tx.page.drop_session(token_hash(replaces))
            return await open_session(self._deps, tx, link.case_id, link.account_id)

    async def renew(self, session: Session) -> Session:
        """Open a session for the same account in place of all it had: after an act that ends sessions."""
        async with self._deps.store.transaction() as tx:
            await tx.page.drop_sessions(session.account_id)
            return await open_session(self._deps, tx, session.case_id, session.account_id)

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
            await tx.page.drop_used_links(session.account_id)  # no lost answer is asked for again
            await tx.page.drop_sessions(session.account_id)

    async def enter(self, invitation: str, receipt: str, *, replaces: str = "") -> Session:
        """Open a session with a receipt code, on the page of the case; raises LinkError, BadReceiptError.

        It replaces the session that the browser still had, whoever's that was.
        """
        row = await self._invited(invitation)
        digests = self._deps.vault.receipt_hashes(row.id, plain_code(receipt))
        async with self._deps.store.transaction() as tx:
            account = await tx.accounts.by_index(row.id, "receipt", *digests)
            if account is None:
                raise BadReceiptError
            await tx.page.drop_used_links(account.id)  # they have their code: no answer was lost
            await tx.page.drop_session(token_hash(replaces))
            return await open_session(self._deps, tx, row.id, account.id)

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


async def open_session(deps: Deps, tx: Tx, case_id: str, account_id: str) -> Session:
    """Keep a new session and return it; raises NotFoundError when the account is gone."""
    now = deps.clock()
    if await tx.accounts.by_id(account_id) is None:
        raise NotFoundError
    await tx.page.purge(now)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    await tx.page.add_session(SessionRow(token_hash(token), case_id, account_id, now, now + SESSION_LIFE))
    return Session(token, case_id, account_id)


def plain_code(code: str) -> str:
    """Return a receipt code as it is hashed: without hyphens, spaces and case."""
    return "".join(c for c in code.upper() if c in ALPHABET)
