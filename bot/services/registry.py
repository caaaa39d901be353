"""All services, as one value to pass down."""

from dataclasses import dataclass
from functools import partial

from bot import logs
from bot.domain.proposals import ProposedAct
from bot.services import holder_acts, organisers
from bot.services.alerts import AlertService, Signs
from bot.services.cases import CaseService
from bot.services.dossiers import DossierService
from bot.services.enrolment import EnrolmentService
from bot.services.entries import EntryService
from bot.services.erasing import settle
from bot.services.export import ExportService
from bot.services.filings import FilingService
from bot.services.freezing import FreezingService
from bot.services.group_kits import GroupKitService
from bot.services.halting import Halt
from bot.services.home import HomeService
from bot.services.lanes import LaneService
from bot.services.letters import LetterService
from bot.services.notice import NoticeService
from bot.services.operating import OperatingService
from bot.services.page import PageService
from bot.services.papers import PaperService
from bot.services.proposals import ProposalService
from bot.services.reminders import ReminderService
from bot.services.reminding import RemindingService
from bot.services.retention import RetentionService
from bot.services.rights import RightsService
from bot.services.routes import RouteService
from bot.services.sealed import SealedService
from bot.services.statistics import StatisticsService
from bot.services.texts import TextService
from bot.services.two_people import Performer
from bot.services.witness import WitnessService
from bot.services.work import Deps


@dataclass(frozen=True)
class Services:
    """What surfaces may call."""

    alerts: AlertService
    cases: CaseService
    dossiers: DossierService
    enrol: EnrolmentService
    entries: EntryService
    export: ExportService
    filings: FilingService
    freezing: FreezingService
    group_kits: GroupKitService
    halt: Halt
    home: HomeService
    lanes: LaneService
    letters: LetterService
    notice: NoticeService
    operating: OperatingService
    page: PageService
    papers: PaperService
    proposals: ProposalService
    reminders: ReminderService
    reminding: RemindingService
    retention: RetentionService
    rights: RightsService
    routes: RouteService
    sealed: SealedService
    statistics: StatisticsService
    texts: TextService
    witness: WitnessService


def build_services(deps: Deps, signs: Signs | None = None) -> Services:
    """Build every service on the same dependencies; from now on an erasure that hangs is finished first."""
    deps.store.gate = partial(settle, deps)
    deps.store.alarm = partial(_damaged, deps.halt)
    dossiers, freezing = DossierService(deps), FreezingService(deps)
    performers: dict[ProposedAct, Performer] = {
        ProposedAct.ADD_ORGANISER: organisers.add,
        ProposedAct.REMOVE_ORGANISER: organisers.remove,
        ProposedAct.ADD_HOLDER: holder_acts.add,
        ProposedAct.ACCEPT_HOLDER: holder_acts.accept,
        ProposedAct.REMOVE_HOLDER: holder_acts.take_out,
        ProposedAct.CLOSE_LANE: holder_acts.close,
        ProposedAct.BUILD_DOSSIER: dossiers.confirmed,
        ProposedAct.FREEZE_LETTER: freezing.confirmed,
    }
    return Services(
        alerts=AlertService(deps, signs or Signs()),
        cases=CaseService(deps),
        dossiers=dossiers,
        enrol=EnrolmentService(deps),
        entries=EntryService(deps),
        export=ExportService(deps),
        filings=FilingService(deps),
        freezing=freezing,
        group_kits=GroupKitService(deps),
        halt=deps.halt,
        home=HomeService(deps),
        lanes=LaneService(deps),
        letters=LetterService(deps),
        notice=NoticeService(deps),
        operating=OperatingService(deps),
        page=PageService(deps),
        papers=PaperService(deps),
        proposals=ProposalService(deps, performers),
        reminders=ReminderService(deps),
        reminding=RemindingService(deps),
        retention=RetentionService(deps),
        rights=RightsService(deps),
        routes=RouteService(deps),
        sealed=SealedService(deps),
        statistics=StatisticsService(deps),
        texts=TextService(deps),
        witness=WitnessService(deps),
    )


def _damaged(halt: Halt) -> None:
    """Take nothing more in: what is written on a damaged page is lost, and told to nobody."""
    if halt.put_on():
        logs.event("intake_stopped_database_damaged", level=logs.ERROR)
