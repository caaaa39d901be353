"""Registering: the person, a dependant, their consents, their way back."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.domain.access import Action, Actor, Role
from bot.domain.codes import Capacity, CaseStatus, MemberStatus, Purpose
from bot.domain.countries import COUNTRIES
from bot.domain.errors import (
    AlreadyRegisteredError,
    BadReceiptError,
    CaseClosedError,
    ConsentMissingError,
    InvalidInputError,
    LinkError,
    NotAdultError,
    NotFoundError,
    NoticeChangedError,
    TooManyError,
)
from bot.domain.member import (
    ALPHABET,
    AccountId,
    EntryId,
    MemberFile,
    MemberId,
    new_id,
    new_ref,
)
from bot.domain.served import RecipientNoticeKind
from bot.services import ledger
from bot.services.dossier_files import void
from bot.services.notice import notice_in
from bot.services.page import Session, open_session, plain_code, token_hash
from bot.services.resuming import Known, Sender, account_of, remember
from bot.services.telling import owe
from bot.services.views import Entrance, Notice, Registration
from bot.services.work import Deps, Work, arriving, reading, working
from bot.storage import AccountRow, DuplicateError
from bot.text import LANGUAGES
from bot.vault.joining_link import Subject

# One account registers itself and its dependants: a large family, not a crowd.
MAX_MEMBERS = 10
# 20 characters of base 32 are 100 bits: nobody guesses a receipt code.
RECEIPT_LENGTH = 20


@dataclass(frozen=True)
class Registered:
    """A registration without Discord: the receipt code (the way back in, shown once) and a page session."""

    member: MemberFile
    code: str
    session: Session


class EnrolmentService:
    """From the first tick to a reference, and back in with a receipt code."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def register(self, actor: Actor, case_id: str, form: Registration) -> MemberFile:
        """Register the caller or a dependant, or bring a withdrawn registration back.

        The caller's own comes back by itself, a dependant's when the form names its reference.

        Raises NotAdultError, ConsentMissingError, NoticeChangedError, AlreadyRegisteredError,
        CaseClosedError, TooManyError; nothing is stored then.
        """
        _check(form)
        async with working(self._deps, actor, case_id, Action.REGISTER) as work:
            if work.account is None:
                return await self._enrol(work, await self._open_account(work, form.language), form)
            own = await work.tx.members.of_account(work.account.id)
            return await self._enrol(work, work.account, form, own)

    async def register_invited(
        self, invitation: str, form: Registration, request_id: str, sender: Sender | None = None
    ) -> Registered:
        """Register somebody without Discord, by the case's invitation.

        `sender` is the browser that sent the form (`resume`). Raises LinkError for another invitation,
        AlreadyDoneError, else what `register` raises; nothing is stored then.
        """
        async with self._deps.store.reading() as tx:
            case_id = await tx.page.invited_to(token_hash(invitation))
        return await self._register_stranger(case_id, form, request_id, sender)

    async def register_placed(
        self, link: Subject, form: Registration, sender: Sender | None = None
    ) -> Registered:
        """Register somebody without Discord, by a personal link (`PageService.place`), which is used up.

        Raises AlreadyDoneError for a used one, else what `register_invited` raises.
        """
        return await self._register_stranger(link.case_id, form, f"page:arrival:{link.number}", sender)

    async def known(self, case_id: str, form: Registration, sender: Sender) -> Known | None:
        """Say as what this form is known, when its browser registered somebody and never saw the answer."""
        async with self._deps.store.reading() as tx:
            for known in Known:
                if await account_of(self._deps, tx, case_id, form, sender, known):
                    return known
        return None

    async def resume(
        self, case_id: str, form: Registration, sender: Sender, known: Known
    ) -> Registered | None:
        """Let the sender of a registration in who never saw its answer; None for everybody else.

        They get a new receipt code in place of the one that was lost, for as long as the lost session would
        have lasted, and until the person has used a code, asked for another or closed the page. Nobody is
        registered.
        """
        async with self._deps.store.reading() as tx:
            account_id = await account_of(self._deps, tx, case_id, form, sender, known)
        if account_id is None or known is Known.BROWSER:
            return None
        actor = Actor(0, None, form.language, f"page:{secrets.token_hex(16)}", account_id)
        async with working(self._deps, actor, case_id, Action.ISSUE_RECEIPT) as work:
            if await account_of(self._deps, work.tx, case_id, form, sender, known) != account_id:
                raise LinkError
            (member, *_) = await work.tx.members.of_account(AccountId(account_id))
            code = await self._bind_receipt(work, AccountId(account_id))
            session = await open_session(self._deps, work.tx, case_id, account_id)
            await work.audit(Action.ISSUE_RECEIPT, result="resumed")
        return Registered(member, code, session)

    async def _register_stranger(
        self, case_id: str | None, form: Registration, request_id: str, sender: Sender | None
    ) -> Registered:
        _check(form)
        actor = Actor(0, None, form.language, request_id, AccountId(new_id()))
        async with arriving(self._deps, actor, case_id) as work:
            account = AccountRow(AccountId(actor.account_id or ""), work.row.id, form.language, work.now)
            await work.tx.accounts.add(account)
            code = await self._bind_receipt(work, account.id, first=True)
            member = await self._enrol(work, account, form)
            session = await open_session(self._deps, work.tx, work.row.id, account.id)
            if sender is not None:
                await remember(work, account.id, form, sender)
        return Registered(member, code, session)

    async def register_arriving(
        self, actor: Actor, case_id: str, form: Registration
    ) -> tuple[MemberFile, Session]:
        """Register the Discord user of a joining link (`PageService.arriving`), and open their page.

        Raises what `register` raises, and AlreadyRegisteredError for whoever has a registration of any kind;
        nothing is stored then.
        """
        _check(form)
        async with arriving(self._deps, actor, case_id) as work:
            # Nothing is stored of such a link: the root key alone makes one for anybody. It may add somebody,
            # and never open the page of a person who is there, nor add anything to what they have.
            if work.account is not None and await work.tx.members.any_of(work.account.id):
                raise AlreadyRegisteredError
            account = work.account or await self._open_account(work, form.language)
            member = await self._enrol(work, account, form)
            session = await open_session(self._deps, work.tx, work.row.id, account.id)
        return member, session

    async def enter(
        self, actor: Actor, case_id: str, *, noticed: bool = False, language: str | None = None
    ) -> Entrance:
        """Return the case, the caller's language in it and their own registrations, in one read.

        `noticed`: and the notice in force, in this language or the caller's.
        """
        async with reading(self._deps, actor, case_id, Action.READ_NOTICE) as work:
            account = work.account
            own = await work.tx.members.of_account(account.id) if account else []
            notice = await notice_in(work, language or work.language) if noticed else None
        return Entrance(
            case=work.case,
            language=work.language,
            notice=notice,
            members=tuple(
                sorted(own, key=lambda m: (m.capacity is not Capacity.SELF, m.registered_at, m.ref))
            ),
            organiser=Role.ORGANISER in work.roles,
        )

    async def members(self, actor: Actor, case_id: str) -> list[MemberFile]:
        """Return the caller's own registrations, theirs first; empty if there are none."""
        return list((await self.enter(actor, case_id)).members)

    async def language(self, actor: Actor, case_id: str) -> str:
        """Return the language that the caller chose in this case, else the one of their client."""
        return (await self.enter(actor, case_id)).language

    async def set_language(self, actor: Actor, case_id: str, language: str) -> None:
        """Keep the language that a registered caller chose; others choose again next time."""
        if language not in LANGUAGES:
            raise InvalidInputError
        async with working(self._deps, actor, case_id, Action.SET_LANGUAGE) as work:
            if work.account:
                await work.tx.accounts.set_language(work.account.id, language)

    async def set_places(
        self, actor: Actor, case_id: str, ref: str, residence: str, work_country: str | None
    ) -> None:
        """Correct the countries that decide which authority the complaint goes to."""
        _check_countries(residence, work_country)
        async with working(self._deps, actor, case_id, Action.CHANGE_OWN_FILE) as work:
            member = await work.own_open(ref)
            await work.tx.members.set_places(member.id, residence, work_country)

    async def set_consents(
        self, actor: Actor, case_id: str, ref: str, consents: frozenset[Purpose], notice_version: str
    ) -> None:
        """Give or withdraw single consents; the first one is withdrawn only by erasing.

        To whom the file goes is a consent of its own, given and withdrawn by choosing (`LaneService.choose`).

        Withdrawing needs no current notice and works in a closed case; giving needs the text shown.
        """
        async with working(self._deps, actor, case_id, Action.CHANGE_OWN_FILE) as work:
            member = await work.own(ref)
            wanted = consents - {Purpose.LAWYER} | member.consents & {Purpose.LAWYER} | {Purpose.REGISTER}
            notice = await notice_in(work, work.language)
            if wanted - member.consents:
                await work.own_open(ref)
                if notice.version != notice_version:
                    raise NoticeChangedError
            if Purpose.COMPLAINT in member.consents - wanted:
                await _uncount(work, member)
            await _tick(work, member, wanted, notice)

    async def receipt(self, actor: Actor, case_id: str, *, keeps: str = "") -> str:
        """Issue a receipt code, shown once: only its keyed hash is stored and the old one stops working.

        So does all that the old one may have opened for somebody else: the account's links and sessions end,
        but the session that asks (`keeps`, its token), whose answer may get lost.
        """
        async with working(self._deps, actor, case_id, Action.ISSUE_RECEIPT) as work:
            assert work.account is not None  # the policy lets members only
            await work.tx.page.drop_links(work.account.id)  # nor is a lost answer asked for again
            await work.tx.page.drop_sessions(work.account.id, but=token_hash(keeps))
            code = await self._bind_receipt(work, work.account.id)
            await work.audit(Action.ISSUE_RECEIPT)
        return code

    async def recover(self, actor: Actor, case_id: str, code: str) -> list[MemberFile]:
        """Bind the account behind a receipt code to the caller, in place of its former Discord user.

        What the former user had opened, or could still open, ends: the account's links and page sessions.

        Raises BadReceiptError; AlreadyRegisteredError when the caller has a registration of their own.
        """
        digests = self._deps.vault.receipt_hashes(case_id, plain_code(code))
        async with working(self._deps, actor, case_id, Action.RECOVER) as work:
            account = await work.tx.accounts.by_index(case_id, "receipt", *digests)
            if account is None:
                raise BadReceiptError
            if work.account is not None and work.account.id != account.id:
                raise AlreadyRegisteredError
            await self._bind(work, account.id)
            await work.tx.page.drop_links(account.id)
            await work.tx.page.drop_sessions(account.id)
            await work.audit(Action.RECOVER)
            return await work.tx.members.of_account(account.id)

    async def _enrol(
        self, work: Work, account: AccountRow, form: Registration, own: Sequence[MemberFile] = ()
    ) -> MemberFile:
        """Register with this account, whose own members are given, what the form says.

        On the notice in force. Nothing that was just written is read again: every statement is a wait for
        all who write after this one.
        """
        if work.row.status is CaseStatus.CLOSED:
            raise CaseClosedError
        notice = await notice_in(work, form.language)
        if notice.version != form.notice_version:
            raise NoticeChangedError
        back = _coming_back(own, form)
        member = (
            await self._new(work, account, form, own) if back is None else await _return(work, back, form)
        )
        await _tick(work, member, form.consents, notice)
        await work.audit(Action.REGISTER, member.ref)
        return replace(member, consents=form.consents)

    async def _bind_receipt(self, work: Work, account_id: AccountId, *, first: bool = False) -> str:
        """Draw a receipt code in place of a former one and return it; only its keyed hash is kept."""
        code = "".join(secrets.choice(ALPHABET) for _ in range(RECEIPT_LENGTH))
        digest = self._deps.vault.receipt_hash(work.row.id, code)
        await work.tx.accounts.bind(
            EntryId(new_id()),
            account_id,
            work.row.id,
            "receipt",
            digest,
            value_enc=None,
            at=work.now,
            first=first,
        )
        return "-".join(code[i : i + 4] for i in range(0, RECEIPT_LENGTH, 4))

    async def _open_account(self, work: Work, language: str) -> AccountRow:
        account = AccountRow(AccountId(new_id()), work.row.id, language, work.now)
        await work.tx.accounts.add(account)
        await self._bind(work, account.id, first=True)
        return account

    async def _bind(self, work: Work, account_id: AccountId, *, first: bool = False) -> None:
        vault, case_id, user = self._deps.vault, work.row.id, str(work.actor.user_id)
        row_id = EntryId(new_id())
        place = vault.place(case_id, account_id, "binding", "value_enc", row_id)
        await work.tx.accounts.bind(
            row_id,
            account_id,
            case_id,
            "discord",
            vault.index(case_id, "discord", user),
            value_enc=vault.seal(user.encode(), place),
            at=work.now,
            first=first,
        )

    async def _new(
        self, work: Work, account: AccountRow, form: Registration, own: Sequence[MemberFile]
    ) -> MemberFile:
        if len(own) >= MAX_MEMBERS:
            raise TooManyError(limit=MAX_MEMBERS)
        # 33 million references: a second draw is rare, a hundredth never happens.
        for _ in range(100):
            member = MemberFile(
                id=MemberId(new_id()),
                ref=new_ref(),
                capacity=form.capacity,
                residence=form.residence,
                work=form.work,
                status=MemberStatus.REGISTERED,
                registered_at=work.now,
                consents=frozenset(),
            )
            with suppress(DuplicateError):
                await work.tx.members.add(member, account.id, work.row.id)
                return member
        raise TooManyError(limit=MAX_MEMBERS)


async def _return(work: Work, mine: MemberFile, form: Registration) -> MemberFile:
    """Bring a registration that was left back, in the countries that the form says."""
    if mine.status is MemberStatus.REGISTERED:
        raise AlreadyRegisteredError
    await work.tx.members.set_status(mine.id, MemberStatus.REGISTERED, work.now)
    await work.tx.members.set_places(mine.id, form.residence, form.work)
    return replace(mine, status=MemberStatus.REGISTERED, residence=form.residence, work=form.work)


def _coming_back(own: Sequence[MemberFile], form: Registration) -> MemberFile | None:
    """Return which of the account's registrations the form is about, if it is about one that exists."""
    if form.ref is None:
        selves = (m for m in own if m.capacity is Capacity.SELF)
        return next(selves, None) if form.capacity is Capacity.SELF else None
    named = next((m for m in own if m.ref == form.ref and m.capacity is form.capacity), None)
    if named is None:
        raise NotFoundError
    return named


async def _uncount(work: Work, member: MemberFile) -> None:
    """Take the member out of what letters count: dossiers that wait go, recipients of others are told."""
    corrected = RecipientNoticeKind.CORRECTED
    await owe(work.tx, work.row.id, member.id, member.ref, corrected, work.now)
    await void(work.deps, work.tx, member.id)


async def _tick(work: Work, member: MemberFile, wanted: frozenset[Purpose], notice: Notice) -> None:
    """Append what changed to the ledger: the text that stood beside the tick, its hash, when."""
    changed = sorted(wanted ^ member.consents)
    if any(purpose in wanted and purpose not in notice.consents for purpose in changed):
        raise InvalidInputError
    await work.tx.consents.add(
        *(ledger.entry(work, member.id, purpose, notice, given=purpose in wanted) for purpose in changed)
    )


def _check(form: Registration) -> None:
    if not form.adult:
        raise NotAdultError
    if Purpose.REGISTER not in form.consents:
        raise ConsentMissingError
    if form.language not in LANGUAGES:
        raise InvalidInputError
    _check_countries(form.residence, form.work)


def _check_countries(residence: str, work: str | None) -> None:
    if residence not in COUNTRIES or (work is not None and work not in COUNTRIES):
        raise InvalidInputError
