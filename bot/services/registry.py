"""All services, as one value to pass down."""

from dataclasses import dataclass

from bot.services.cases import CaseService
from bot.services.dossiers import DossierService
from bot.services.enrolment import EnrolmentService
from bot.services.entries import EntryService
from bot.services.export import ExportService
from bot.services.lanes import LaneService
from bot.services.letters import LetterService
from bot.services.notice import NoticeService
from bot.services.page import PageService
from bot.services.rights import RightsService
from bot.services.sealed import SealedService
from bot.services.work import Deps


@dataclass(frozen=True)
class Services:
    """What surfaces may call."""

    cases: CaseService
    dossiers: DossierService
    enrol: EnrolmentService
    entries: EntryService
    export: ExportService
    lanes: LaneService
    letters: LetterService
    notice: NoticeService
    page: PageService
    rights: RightsService
    sealed: SealedService


def build_services(deps: Deps) -> Services:
    """Build every service on the same dependencies."""
    return Services(
        cases=CaseService(deps),
        dossiers=DossierService(deps),
        enrol=EnrolmentService(deps),
        entries=EntryService(deps),
        export=ExportService(deps),
        lanes=LaneService(deps),
        letters=LetterService(deps),
        notice=NoticeService(deps),
        page=PageService(deps),
        rights=RightsService(deps),
        sealed=SealedService(deps),
    )
