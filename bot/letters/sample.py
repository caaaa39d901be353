"""A fictitious member with an entry of every kind, to compose letters that nobody will send."""

from datetime import UTC, date, datetime, timedelta

from bot.domain.codes import (
    Answer,
    Capacity,
    Channel,
    FilingMode,
    HarmHead,
    KnownBy,
    LeakCategory,
    MemberStatus,
    Pretext,
    Proof,
    Purpose,
    ScamOutcome,
    StepKind,
    StepOutcome,
)
from bot.domain.member import (
    CaseConfig,
    EntryId,
    Exposure,
    Harm,
    Involvement,
    MemberFile,
    MemberId,
    MemberRef,
    ScamContact,
    Step,
)
from bot.domain.pack import Incident, Pack
from bot.letters.bundle import Bundle, BundleFile, Part

CONFIG = CaseConfig(
    controller_name="Example",
    controller_contact="example@example.org",
    lawyer_name="Example",
    lawyer_bar="Example",
    lawyer_address=("Example",),
    association_register="Example",
    association_purpose="Example",
    association_activity="Example",
    place="Example",
    send_mode="registered",
)


def rich(pack: Pack, country: str, today: date, number: int = 1) -> MemberFile:
    """A member whom every incident concerns; an even number is a represented one."""
    chosen = {i.id: next((o.id for o in pack.choices(i.id)), None) for i in pack.incidents}
    months = timedelta(days=150)
    return MemberFile(
        id=MemberId(f"M{number}"),
        ref=MemberRef(f"P-{number:05d}"),
        capacity=Capacity.SELF if number % 2 else Capacity.CHILD,
        residence=country,
        work=None,
        status=MemberStatus.REGISTERED,
        registered_at=datetime(today.year, 1, 1, tzinfo=UTC),
        consents=frozenset(Purpose),
        involvements=tuple(_involved(i, chosen[i.id], n) for n, i in enumerate(pack.incidents, number)),
        exposures=tuple(
            Exposure(i.id, c, Answer.YES, KnownBy.NOTICE) for i in pack.incidents for c in LeakCategory
        ),
        scams=(
            ScamContact(
                EntryId(f"C{number}"), Channel.CALL, Pretext.BANK_ADVISER, today - months,
                frozenset({LeakCategory.ID_NAME}), frozenset(), ScamOutcome.PAID, 1000,
            ),
        ),
        harms=tuple(
            Harm(EntryId(f"H{h}"), h, 1000 if h is HarmHead.M_FIN else None, 30, None, Proof.DOCUMENT)
            for h in HarmHead
        ),
        steps=tuple(
            Step(EntryId(f"S{i.id}-{kind}"), i.id, kind, today - months, chosen[i.id], StepOutcome.WAITING)
            for i in pack.incidents
            for kind in StepKind
        ),
    )  # fmt: skip


def bare(pack: Pack, country: str, today: date, number: int = 9) -> MemberFile:
    """A member who only said that the incidents concern them."""
    involved = tuple(Involvement(i.id, Answer.YES) for i in pack.incidents)
    full = rich(pack, country, today, number)
    return MemberFile(
        full.id,
        full.ref,
        Capacity.SELF,
        country,
        None,
        full.status,
        full.registered_at,
        full.consents,
        involved,
    )


def bundle(today: date, mode: FilingMode = FilingMode.INDIVIDUAL) -> Bundle:
    """The files of a letter that does not exist."""
    files = (BundleFile("example.pdf", Part.LETTER, 2, 1000, "0" * 64),)
    return Bundle(
        mode, 2, 1, "fr", "Example", today, files,
        short="example.txt", full="example.txt", record="Example", print="Example",
    )  # fmt: skip


def _involved(incident: Incident, organisation: str | None, number: int) -> Involvement:
    notice = Answer.YES if number % 2 else Answer.NO
    known = incident.earliest + timedelta(days=40)
    return Involvement(
        incident.id, Answer.YES, organisation, KnownBy.PRESS, known, notice,
        known if notice is Answer.YES else None,
    )  # fmt: skip
