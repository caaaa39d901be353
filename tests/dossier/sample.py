"""A dossier as the server would build it, made without a server: a plan, sealed records, key-holders."""

import hashlib
import io
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

from bot.domain.checked import (
    Address,
    Checked,
    Contact,
    Identity,
    Sender,
    SenderKind,
    Senders,
    Statement,
    encode,
    field_of,
)
from bot.domain.codes import (
    Answer,
    AskedFor,
    Capacity,
    Channel,
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
from bot.domain.sealing import LaneKind, SealedField
from bot.dossier.build import build
from bot.dossier.plan import Holder, KeyPair, Plan, Record
from bot.packs import parse_pack
from bot.packs.shipped import pack_texts
from bot.vault import age, lane, sealing
from tests.keyholder import KeyHolder

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CASE, LANE = "C" * 26, "7" * 26
NAMES = ("Zoë Canary", "Łukasz Nguyễn-Canary", "山田 Canary", "محمد Canary", "Björk Guðmundsdóttir Canary")
WORDS = 'Canary words.\n\n=HYPERLINK("x") <b>&amp; {x} *bold*'
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415408d763f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
JSON = "application/json"


def pack_text() -> str:
    """The shipped pack's text."""
    return next(text for name, text in pack_texts().items() if "cerba" in name)


def member(number: int, *, residence: str = "FR", consents: frozenset[Purpose] | None = None) -> MemberFile:
    """A member who recorded something of everything; the number makes the reference."""
    return MemberFile(
        id=MemberId(f"{number:026d}"),
        ref=MemberRef(f"P-{number:05d}"),
        capacity=Capacity.SELF,
        residence=residence,
        work=None,
        status=MemberStatus.REGISTERED,
        registered_at=NOW,
        consents=consents or frozenset({Purpose.REGISTER, Purpose.COMPLAINT, Purpose.LAWYER}),
        involvements=(Involvement("INC-2021-02", Answer.YES, None, KnownBy.PRESS, date(2021, 2, 24)),),
        exposures=(Exposure("INC-2021-02", LeakCategory.ID_NAME, Answer.YES, KnownBy.PRESS),),
        scams=(
            ScamContact(
                EntryId(f"S{number:025d}"),
                Channel.SMS,
                Pretext.PARCEL,
                date(2024, 3, 16),
                frozenset({LeakCategory.ID_NAME, LeakCategory.CT_PHONE}),
                frozenset({AskedFor.CARD, AskedFor.OTP}),
                ScamOutcome.PAID,
                123456,
            ),
        ),
        harms=(
            Harm(EntryId(f"H{number:025d}"), HarmHead.M_FIN, 9990, 150, date(2024, 2, 1), Proof.DOCUMENT),
        ),
        steps=(
            Step(
                EntryId(f"T{number:025d}"),
                "INC-2021-02",
                StepKind.ACCESS_REQUEST,
                date(2024, 2, 2),
                None,
                StepOutcome.REFUSED,
                date(2024, 3, 3),
            ),
        ),
    )


@dataclass
class Sample:
    """A recipient with key-holders, its members, and what they sealed."""

    holders: tuple[KeyHolder, ...]
    plan: Plan
    pair: lane.NewLane
    records: list[tuple[Record, bytes]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The first key-holder's private key."""
        return self.holders[0].key.secret

    def seal(
        self, who: MemberFile, kind: SealedField, body: bytes, media_type: str = JSON, version: int = 1
    ) -> None:
        """Seal something of a member."""
        header = sealing.SealedHeader(self.plan.case_id, who.id, kind.value, version, media_type)
        blob = sealing.seal_payload(header, body, self.pair.public)
        self.records.append((Record(who.id, kind, version, media_type, 1, NOW), blob))

    def say(self, who: MemberFile, value: Checked, version: int = 1) -> None:
        """Seal a form's values."""
        self.seal(who, field_of(value), encode(value), version=version)

    def built(self) -> bytes:
        """The dossier, encrypted to its key-holders."""
        target = io.BytesIO()
        build(self.plan, self.records, target)
        return target.getvalue()

    def lying(self, folder: Path) -> tuple[Path, Path]:
        """Write the dossier and the first key-holder's key file; returns both paths."""
        file, key = folder / "dossier-canary-1.zip.age", folder / "key.txt"
        file.write_bytes(self.built())
        self.holders[0].key.write(key, NOW)
        return file, key


def sample(members: int = 3, holders: int = 1, *, filled: bool = True) -> Sample:
    """A recipient with so many members and key-holders; `filled`: every member sealed everything."""
    keys = tuple(KeyHolder() for _ in range(holders))
    pair = lane.make_lane([k.public for k in keys])
    text = pack_text()
    plan = Plan(
        case_id=CASE,
        title="Cerba",
        opened_on=date(2026, 11, 1),
        config=CaseConfig("Patients", "patients@example.invalid", place="Luxembourg", send_mode="registered"),
        pack=parse_pack(text, "cerba"),
        pack_toml=text,
        pack_sha256=hashlib.sha256(text.encode()).hexdigest(),
        lane_id=LANE,
        lane_name="Cabinet Canari",
        lane_kind=LaneKind.LAWYER,
        number=1,
        created=NOW,
        today=NOW.date(),
        members=tuple(member(n) for n in range(1, members + 1)),
        consents=(),
        holders=tuple(Holder(f"H{n:025d}", f"Me {n}", k.public) for n, k in enumerate(keys, 1)),
        keys=(KeyPair(1, pair.public, tuple((f"H{n:025d}", wrap) for n, wrap in enumerate(pair.wraps, 1))),),
    )
    found = Sample(keys, plan, pair)
    for number, who in enumerate(plan.members if filled else ()):
        found.say(who, Identity(NAMES[number % len(NAMES)], date(1980, 2, 3) if number % 2 else None))
        address = Address(("12 rue Canari",), "75011", "Paris", "FR")
        found.say(who, Contact(address, f"m{number + 1}@canary.invalid"))
        found.say(who, Statement(WORDS))
        found.say(who, Senders((Sender(who.scams[0].id, SenderKind.WEB, "https://canary.example/x"),)))
        found.seal(who, SealedField.EVIDENCE, PNG, "image/png")
        found.seal(who, SealedField.MANDATE, b"%PDF-1.7 canary mandate", "application/pdf")
    return found


def moved(found: Sample, **changes: object) -> Sample:
    """The same with a changed plan."""
    return replace(found, plan=replace(found.plan, **changes))  # type: ignore[arg-type]


def archive(data: bytes, key: str) -> bytes:
    """The archive inside a dossier, in clear."""
    return age.decrypt(data, [key])
