"""One repository a subject: the only places that write SQL."""

from bot.storage.repositories.accounts import Accounts
from bot.storage.repositories.aging import Aging
from bot.storage.repositories.audit import Audit
from bot.storage.repositories.cases import Cases
from bot.storage.repositories.consents import Consents
from bot.storage.repositories.entries import Entries
from bot.storage.repositories.figures import Figures
from bot.storage.repositories.frozen import Frozen
from bot.storage.repositories.keys import Keys
from bot.storage.repositories.lanes import Lanes
from bot.storage.repositories.letters import Letters
from bot.storage.repositories.members import Members
from bot.storage.repositories.own import Own
from bot.storage.repositories.page import Page
from bot.storage.repositories.proposals import Proposals
from bot.storage.repositories.reminders import Reminders
from bot.storage.repositories.requests import Requests
from bot.storage.repositories.sealed import Sealed
from bot.storage.repositories.served import Served
from bot.storage.repositories.tallies import Tallies

__all__ = [
    "Accounts",
    "Aging",
    "Audit",
    "Cases",
    "Consents",
    "Entries",
    "Figures",
    "Frozen",
    "Keys",
    "Lanes",
    "Letters",
    "Members",
    "Own",
    "Page",
    "Proposals",
    "Reminders",
    "Requests",
    "Sealed",
    "Served",
    "Tallies",
]
