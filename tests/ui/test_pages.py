"""Pages at their fullest: within Discord's limits in every language, with nothing of ours cut off."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

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
    Purpose,
    ReportedTo,
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
from bot.domain.sealing import LaneKind
from bot.domain.served import RecipientNoticeKind
from bot.services.notice import build_notice
from bot.services.receipts import Contents, Limits, Receipt
from bot.services.telling import Served
from bot.services.views import CaseView, ConsentLine, LaneView, Progress, Standing
from bot.text import LANGUAGES
from bot.ui.hub import hub_page
from bot.ui.layout import Page, Press, split
from bot.ui.panel import about_page, notice_page, panel_page
from bot.ui.places import all_countries, country_choice, menu_count
from bot.ui.receipts import receipt_page
from bot.ui.speech import Speaker
from cogs.campaign.progress import progress_page
from cogs.campaign.settling import settings_page
from cogs.enrol.pages import join_page
from cogs.exposure.pages import incident_page
from cogs.privacy.pages import ledger_page, own_data_page, privacy_page
from cogs.scams import pages as scams
from tests.domain.figures import count
from tests.scene import cerba
from tests.wire import problems

DAY = date(2024, 3, 16)
CASE, ENTRY = "0" * 26, "1" * 26
LIMITS = Limits(90, 7, ZoneInfo("Europe/Paris"))
LONG = "Association des personnes concernées par la fuite de données de santé " * 2


def case_with(incidents: int, organisations: int = 2) -> CaseView:
    """The shipped case with so many incidents and, in each, so many organisations to choose from."""
    pack = cerba()
    first = pack.incidents[0]
    some = pack.choices(first.id)[0]
    more = [
        some.model_copy(update={"id": f"lab-{n}", "name": f"Laboratoire {n}"}) for n in range(organisations)
    ]
    roles = [first.roles[0].model_copy(update={"organisation": o.id}) for o in more]
    copies = [
        first.model_copy(update={"id": f"INC-2021-{n:02d}", "roles": roles}) for n in range(1, incidents + 1)
    ]
    wide = pack.model_copy(update={"incidents": copies, "organisations": [*pack.organisations, *more]})
    config = CaseConfig(controller_name=LONG[:120], controller_contact="contact@example.invalid")
    return CaseView(CASE, CaseStatus.OPEN, config, wide, datetime(2026, 11, 1, tzinfo=UTC))


def everything(pack: Pack, ref: str = "P-7KQ4M") -> MemberFile:
    """A member who answered all that can be answered."""
    every = frozenset(LeakCategory)
    scam = ScamContact(
        EntryId(ENTRY),
        Channel.MESSENGER,
        Pretext.FAKE_LAWYER,
        DAY,
        every,
        frozenset(AskedFor),
        ScamOutcome.PAID,
        1234_56,
        frozenset(ReportedTo),
    )
    return MemberFile(
        id=MemberId("m"),
        ref=MemberRef(ref),
        capacity=Capacity.PROTECTED_ADULT,
        residence="FR",
        work="LU",
        status=MemberStatus.REGISTERED,
        registered_at=datetime(2026, 11, 2, tzinfo=UTC),
        consents=frozenset(Purpose),
        involvements=tuple(_involved(pack, i) for i in pack.incidents),
        exposures=tuple(
            Exposure(i.id, c, Answer.YES, KnownBy.PRESS) for i in pack.incidents for c in sorted(every)
        ),
        scams=tuple(_numbered(scam, n) for n in range(200)),
        harms=tuple(Harm(EntryId(f"{n:026d}"), head, 10, 10, DAY) for n, head in enumerate(HarmHead)),
        steps=tuple(
            Step(EntryId(f"{n:026d}"), pack.incidents[0].id, kind, DAY, None, outcome, DAY)
            for n, (kind, outcome) in enumerate((k, o) for k in StepKind for o in StepOutcome)
        ),
    )


def _numbered(scam: ScamContact, n: int) -> ScamContact:
    return ScamContact(**{**vars(scam), "id": EntryId(f"{n:026d}")})


def _involved(pack: Pack, incident: Incident) -> Involvement:
    chosen = pack.choices(incident.id)[0].id
    return Involvement(incident.id, Answer.YES, chosen, KnownBy.NOTICE, DAY, Answer.YES, DAY)


def judged(page: Page) -> list[str]:
    """What Discord would refuse in the page, plus what was cut off."""
    body = {"type": 4, "data": {"flags": 1 << 15, "allowed_mentions": {"parse": []}}}
    body["data"]["components"] = page.view().to_components()  # type: ignore[index]
    return problems("POST", "/interactions/1/token/callback", body)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("incidents", [1, 3, 4, 25])
def test_the_fullest_hub_fits(language: str, incidents: int) -> None:
    """Ten persons, every entry, many incidents: still one message."""
    speaker, case = Speaker(language), case_with(incidents)
    members = [everything(case.pack, f"P-0000{n}") for n in range(10)]
    bare = MemberFile(**{**vars(members[0]), "involvements": (), "exposures": (), "consents": frozenset()})

    lane = LaneView(
        "L" * 26, "Cabinet", LaneKind.LAWYER, closed=False, epoch=1, public_key="age1x", holders=()
    )
    standing = Standing((lane,), lane)

    def drawn(member: MemberFile) -> Page:
        return hub_page(speaker, case, members, member, standing, "x" * 300, page=True)

    assert judged(drawn(members[0])) == []
    assert judged(drawn(bare).row(Press("x", "v1:x"))) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("organisations", [2, 25, 26, 150])
def test_the_fullest_incident_fits(language: str, organisations: int) -> None:
    """Every category answered, and more organisations than one menu holds."""
    speaker, case = Speaker(language), case_with(3, organisations)

    page = incident_page(speaker, case, everything(case.pack), case.pack.incidents[0], "Saved.")

    assert judged(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_lists_fit(language: str) -> None:
    """Two hundred contacts are read ten at a time; one with every code fits its page."""
    speaker, case = Speaker(language), case_with(2)
    member = everything(case.pack)

    for at in (0, 7, 999):
        assert judged(scams.list_page(speaker, case, member, at, "Saved.")) == []
    assert judged(scams.entry_page(speaker, case, member.ref, member.scams[0], "Saved.")) == []


def _receipt(case: CaseView, members: Sequence[MemberFile]) -> Receipt:
    """The receipt of ten registrations whose files had reached as many recipients as there can be."""
    reached = tuple(Served(str(n), f"{LONG[:118]} {n}", (1, 2), (3,), case.opened_at) for n in range(10))
    gone = Contents(entries=900, consents=40, sealed=60, letters=3, reached=reached)
    refs = tuple(m.ref for m in members)
    return Receipt(ENTRY, RecipientNoticeKind.ERASED, case.opened_at, refs, gone, account=True)


def _ledger(case: CaseView) -> list[ConsentLine]:
    """A ledger of several pages, each line at its longest."""
    line = ConsentLine(Purpose.LAWYER, True, case.opened_at, "fr", "0" * 16, "0" * 64, LONG[:120])
    return [line] * 25


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_and_privacy_pages_fit(language: str) -> None:
    """Panel, explanation, every page of the notice, joining, privacy, receipt, settings."""
    speaker, case = Speaker(language), case_with(2)
    notice = build_notice(case, language)
    members = [everything(case.pack, f"P-0000{n}") for n in range(10)]
    pages = [
        panel_page(speaker, case),
        about_page(speaker, case, notice, "-"),
        *(notice_page(speaker, case, notice, "-", at) for at in range(4)),
        join_page(speaker, case, notice, members, "-", "PT"),
        privacy_page(speaker, case, notice, members, members[0]),
        privacy_page(speaker, case, notice, [], None),
        receipt_page(speaker, "Erased", _receipt(case, members), LIMITS),
        ledger_page(speaker, case, "P-00000", _ledger(case), 1, LIMITS.zone),
        own_data_page(speaker, case, ["my-data.json", "my-data.pdf"]),
        settings_page(speaker, case, "Saved."),
        all_countries(speaker, [f"v1:{n}" for n in range(menu_count())], Press("x", "v1:x")),
    ]

    assert [judged(page) for page in pages] == [[]] * len(pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_notice_can_be_read(language: str) -> None:
    """Every word of the notice stands on one of its pages."""
    case = case_with(2)
    notice = build_notice(case, language)
    shown = "\n".join(
        str(notice_page(Speaker(language), case, notice, "-", at).view().to_components()) for at in range(9)
    )

    lost = [h for h, _ in notice.sections if h.replace("'", "\\'") not in shown and h not in shown]
    assert lost == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fullest_progress_fits(language: str) -> None:
    """Every code counted, page by page."""
    speaker, case = Speaker(language), case_with(3)
    members = [everything(case.pack, f"P-0000{n}") for n in range(10)]
    figures = count([i.id for i in case.pack.incidents], members)
    progress = Progress(
        figures, 10, 3, 4, {a.id: 5 for a in case.pack.authorities}, 1, dict.fromkeys(Purpose, 9)
    )

    assert [judged(progress_page(speaker, case, progress, at)) for at in range(7)] == [[]] * 7


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("chosen", "extra"), [("FR", "-"), ("MT", "-"), ("FR", "JP"), (None, "ZW"), ("AU", "NZ")]
)
def test_a_country_is_in_the_menu_whatever_it_is(language: str, chosen: str | None, extra: str) -> None:
    """The recorded country, the one just picked and those of the authorities are offered, 25 at most."""
    pack = cerba()

    choice = country_choice(Speaker(language), pack, "residence", "x", chosen=chosen, extra=extra)

    offered = {option.value for option in choice.options}
    assert {c for c in (chosen, extra) if c and c != "-"} | {a.country for a in pack.authorities} <= offered
    assert len(choice.options) <= 25
    assert choice.chosen == ({extra} if extra != "-" else {chosen} if chosen else set())


def test_paragraphs_are_not_torn() -> None:
    """Long texts are shared out among pages between paragraphs, none lost."""
    paragraphs = [f"{n} " + "x" * 900 for n in range(10)]

    texts = split(paragraphs)

    assert max(map(len, texts)) <= 3500
    assert "\n".join(texts).split("\n") == paragraphs
