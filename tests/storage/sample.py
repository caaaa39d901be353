"""Rows that storage tests start from: a case, an account, a member, one of each entry."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from bot.domain.codes import (
    Answer,
    AskedFor,
    Capacity,
    CaseStatus,
    Channel,
    HarmHead,
    KnownBy,
    LeakCategory,
    MemberStatus,
    Pretext,
    Proof,
    Purpose,
    ReportedTo,
    ScamOutcome,
    StepKind,
    StepOutcome,
)
from bot.domain.member import (
    AccountId,
    CaseConfig,
    CaseId,
    EntryId,
    Exposure,
    Harm,
    Involvement,
    MemberFile,
    MemberId,
    MemberRef,
    ScamContact,
    Step,
    new_id,
    new_ref,
)
from bot.storage import AccountRow, CaseRow, ConsentRow, Tx

Entry = TypeVar("Entry", ScamContact, Harm, Step)

KEY_CHECK = b"\x01" * 8
NOW = datetime(2026, 11, 23, 12, 30, 15, 123456, tzinfo=UTC)
FEBRUARY, JULY = "INC-2021-02", "INC-2021-07"

CONFIG = CaseConfig(
    controller_name="Les patients de la maison",
    controller_contact="contact@example.org",
    mode="lawyer",
    lawyer_name="Me Fictive",
    lawyer_bar="Luxembourg",
    lawyer_address=("1, rue Inventée", "L-0000 Nulle-Part"),
    place="Luxembourg",
    send_mode="registered",
    reviewed_on=date(2026, 11, 1),
    retention_months=12,
)

INVOLVEMENT = Involvement(
    incident=JULY,
    concerned=Answer.YES,
    organisation="lab",
    learned_how=KnownBy.NOTICE,
    learned_on=date(2021, 7, 20),
    notice=Answer.YES,
    notice_on=date(2021, 7, 19),
)
EXPOSURE = Exposure(JULY, LeakCategory.HE_RESULT, Answer.YES, KnownBy.NOTICE)
SCAM = ScamContact(
    id=EntryId("SCAM"),
    channel=Channel.SMS,
    pretext=Pretext.LAB_RESULTS,
    happened_on=date(2022, 1, 31),
    knew=frozenset({LeakCategory.ID_NAME, LeakCategory.HE_EXAM}),
    asked_for=frozenset({AskedFor.CARD}),
    outcome=ScamOutcome.PAID,
    loss_cents=123_456,
    reported_to=frozenset({ReportedTo.POLICE, ReportedTo.BANK}),
)
HARM = Harm(EntryId("HARM"), HarmHead.N_TIME, 50_00, 150, date(2022, 2, 1), Proof.DOCUMENT)
STEP = Step(
    EntryId("STEP"),
    JULY,
    StepKind.ACCESS_REQUEST,
    date(2022, 3, 1),
    "lab",
    StepOutcome.PARTIAL,
    date(2022, 4, 1),
)


def case_row(case_id: str = "CASE", *, at: datetime = NOW) -> CaseRow:
    """Return a case."""
    return CaseRow(
        CaseId(case_id), CaseStatus.OPEN, CONFIG, "cerba-2021", "1.0.0", "ab" * 32, "format = 1", at
    )


def member_file(
    ref: str | None = None, *, minutes: int = 0, capacity: Capacity = Capacity.SELF
) -> MemberFile:
    """Return a new member without entries, registered some minutes after NOW."""
    return MemberFile(
        id=MemberId(new_id()),
        ref=MemberRef(ref or new_ref()),
        capacity=capacity,
        residence="FR",
        work="LU",
        status=MemberStatus.REGISTERED,
        registered_at=NOW + timedelta(minutes=minutes),
        consents=frozenset(),
    )


def consent_row(member_id: str, purpose: Purpose, *, given: bool = True, case_id: str = "CASE") -> ConsentRow:
    """Return an entry of the ledger."""
    entry = EntryId(new_id())
    return ConsentRow(entry, MemberId(member_id), case_id, purpose, given, "1", "cd" * 32, "fr", NOW)


async def add_case(tx: Tx, case_id: str = "CASE", guild_id: int = 1) -> None:
    """Add a case with two incidents, run by one server."""
    await tx.cases.add(case_row(case_id), [JULY, FEBRUARY])
    await tx.cases.add_server(case_id, guild_id)


async def add_member(tx: Tx, file: MemberFile | None = None, case_id: str = "CASE") -> MemberFile:
    """Add a member with an account of their own."""
    account = AccountId(new_id())
    file = file or member_file()
    await tx.accounts.add(AccountRow(account, CaseId(case_id), "fr", NOW))
    await tx.members.add(file, account, case_id)
    return file


async def add_full_member(tx: Tx, file: MemberFile | None = None, case_id: str = "CASE") -> MemberFile:
    """Add a member with one consent and one of each entry."""
    file = await add_member(tx, file, case_id)
    await tx.consents.add(consent_row(file.id, Purpose.REGISTER, case_id=case_id))
    await tx.entries.put_involvement(file.id, INVOLVEMENT)
    await tx.entries.put_exposures(file.id, JULY, [EXPOSURE])
    await tx.entries.add_scam(file.id, fresh(SCAM))
    await tx.entries.add_harm(file.id, fresh(HARM))
    await tx.entries.add_step(file.id, fresh(STEP))
    return file


def fresh(entry: Entry) -> Entry:
    """Return the entry under an id of its own."""
    return replace(entry, id=EntryId(new_id()))
