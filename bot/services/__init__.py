"""One use case, one method: authorise, act, audit. Free of Discord and web types."""

from bot.services.cases import CaseService
from bot.services.dossiers import DossierService
from bot.services.enrolment import EnrolmentService
from bot.services.entries import EntryService
from bot.services.lanes import LaneService
from bot.services.letters import LetterService
from bot.services.notice import NoticeService
from bot.services.page import PageService
from bot.services.registry import Services, build_services
from bot.services.rights import RightsService
from bot.services.work import Deps

__all__ = [
    "CaseService",
    "Deps",
    "DossierService",
    "EnrolmentService",
    "EntryService",
    "LaneService",
    "LetterService",
    "NoticeService",
    "PageService",
    "RightsService",
    "Services",
    "build_services",
]
