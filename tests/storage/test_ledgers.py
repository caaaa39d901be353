"""Records that only grow: consents, letters, the audit trail, interactions seen."""

import contextlib
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from bot.domain.codes import Edition, FilingMode, LetterKind, Purpose
from bot.domain.errors import AlreadyDoneError
from bot.domain.member import CaseId, EntryId, MemberId, new_id
from bot.storage import AuditRow, ConstraintError, LetterRow, Store
from bot.storage.tables import seen_request
from tests.storage.sample import NOW, add_case, add_member, consent_row

COLLECTIVE, WORKING = LetterKind.COLLECTIVE_COMPLAINT, Edition.WORKING


def _letter(version: int = 1, *, member: str | None = None, case_id: str = "CASE") -> LetterRow:
    return LetterRow(
        id=EntryId(new_id()),
        case_id=CaseId(case_id),
        member_id=MemberId(member) if member else None,
        kind=LetterKind.ACCESS_REQUEST if member else COLLECTIVE,
        authority=None if member else "cnil",
        language="fr",
        edition=WORKING,
        mode=None if member else FilingMode.LAWYER,
        version=version,
        template="collective_complaint.cnil 1.0.0",
        pack_version="1.0.0",
        sha256="ef" * 32,
        pages=7,
        created_at=NOW + timedelta(minutes=version),
    )


def _line(seq: int, previous: bytes = b"0") -> AuditRow:
    return AuditRow(seq, NOW, "u:12345678", "organiser", "draft_letter", None, "done", previous, b"mac" * 10)


async def test_the_newest_consent_of_a_purpose_counts(store: Store) -> None:
    """Given, withdrawn and given again is given, even when all happened at one moment; history keeps all."""
    async with store.transaction() as tx:
        await add_case(tx)
        member, other = await add_member(tx), await add_member(tx)
        rows = [
            consent_row(member.id, Purpose.REGISTER),
            consent_row(member.id, Purpose.LAWYER),
            consent_row(member.id, Purpose.LAWYER, given=False),
            consent_row(member.id, Purpose.COMPLAINT, given=False),
            consent_row(member.id, Purpose.COMPLAINT),
        ]
        for row in rows:
            await tx.consents.add(row)
        await tx.consents.add(consent_row(other.id, Purpose.LAWYER))

    async with store.reading() as tx:
        assert await tx.consents.current(member.id) == {Purpose.REGISTER, Purpose.COMPLAINT}
        assert await tx.consents.history(member.id) == rows
        assert await tx.consents.current(other.id) == {Purpose.LAWYER}
        assert await tx.consents.current("NONE") == frozenset()


async def test_a_consent_is_given_in_the_members_own_case(store: Store) -> None:
    """The ledger refuses an entry that names another case than the member's."""
    async with store.transaction() as tx:
        await add_case(tx)
        await add_case(tx, "OTHER", 2)
        member = await add_member(tx)

    with pytest.raises(ConstraintError):
        async with store.transaction() as tx:
            await tx.consents.add(consent_row(member.id, Purpose.REGISTER, case_id="OTHER"))


async def test_letters_are_registered_and_numbered(store: Store) -> None:
    """Versions count per case, kind, authority and edition; a member's own letters do not count."""
    async with store.transaction() as tx:
        await add_case(tx)
        await add_case(tx, "OTHER", 2)
        member = await add_member(tx)
        own, first, second = _letter(9, member=member.id), _letter(1), _letter(2)
        assert await tx.letters.next_version("CASE", COLLECTIVE, "cnil", WORKING) == 1
        for row in (own, second, first, _letter(5, case_id="OTHER")):
            await tx.letters.add(row)

        assert await tx.letters.next_version("CASE", COLLECTIVE, "cnil", WORKING) == 3
        assert await tx.letters.next_version("CASE", COLLECTIVE, "cnpd", WORKING) == 1
        assert await tx.letters.next_version("CASE", COLLECTIVE, "cnil", Edition.NAMED) == 1
        assert await tx.letters.next_version("OTHER", COLLECTIVE, "cnil", WORKING) == 6
        assert await tx.letters.next_version("CASE", COLLECTIVE, None, WORKING) == 1
        assert await tx.letters.of_member(member.id) == [own]
        assert await tx.letters.of_case("CASE") == [first, second, own]


async def test_a_collective_version_is_given_once(store: Store) -> None:
    """Two collective letters of one version cannot both be registered."""
    async with store.transaction() as tx:
        await add_case(tx)
        await tx.letters.add(_letter(1))

    with pytest.raises(ConstraintError):
        async with store.transaction() as tx:
            await tx.letters.add(_letter(1))


async def test_the_trail_gives_its_last_line_and_all_in_order(store: Store) -> None:
    """The trail starts empty and returns its lines by number."""
    lines = [_line(1), replace(_line(2, b"1" * 32), object="u:87654321")]
    async with store.transaction() as tx:
        assert await tx.audit.last() == (0, b"")
        for line in lines:
            await tx.audit.add(line)

    async with store.reading() as tx:
        assert await tx.audit.last() == (2, lines[-1].mac)
        assert await tx.audit.all() == lines


async def test_a_line_number_is_used_once(store: Store) -> None:
    """Two audit lines of one number cannot both stand."""
    async with store.transaction() as tx:
        await tx.audit.add(_line(1))

    with pytest.raises(ConstraintError):
        async with store.transaction() as tx:
            await tx.audit.add(_line(1))


async def test_an_interaction_is_claimed_once(store: Store) -> None:
    """The second claim is refused; a claim whose transaction failed can be made again."""
    with contextlib.suppress(ZeroDivisionError):
        async with store.transaction() as tx:
            await tx.requests.claim("interaction", NOW)
            raise ZeroDivisionError
    async with store.transaction() as tx:
        await tx.requests.claim("interaction", NOW)

    with pytest.raises(AlreadyDoneError):
        async with store.transaction() as tx:
            await tx.requests.claim("interaction", NOW)


async def test_old_claims_are_forgotten(store: Store) -> None:
    """A purge takes the claims before its moment and keeps those at and after it."""
    async with store.transaction() as tx:
        for number, name in enumerate(("old", "edge", "new")):
            await tx.requests.claim(name, NOW + timedelta(seconds=number))

        assert await tx.requests.purge(NOW + timedelta(seconds=1)) == 1
        await tx.requests.claim("old", NOW)
        with pytest.raises(AlreadyDoneError):
            await tx.requests.claim("edge", NOW)


async def test_a_claim_keeps_no_id(store: Store) -> None:
    """Of an interaction only the hash of its id is kept."""
    async with store.transaction() as tx:
        await tx.requests.claim("interaction", NOW)
        kept = await tx.requests._scalar(select(seen_request.c.request_id))

    assert kept == sha256(b"interaction").hexdigest()
