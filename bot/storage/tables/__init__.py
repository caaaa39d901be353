"""All tables of the database, in one metadata."""

from bot.storage.tables.base import metadata
from bot.storage.tables.cases import burnt_code, case_file, case_server, incident, organiser
from bot.storage.tables.entries import exposure, harm, involvement, scam_contact, step
from bot.storage.tables.members import account, binding, consent, member
from bot.storage.tables.records import audit_line, letter, meta, seen_request

__all__ = [
    "account",
    "audit_line",
    "binding",
    "burnt_code",
    "case_file",
    "case_server",
    "consent",
    "exposure",
    "harm",
    "incident",
    "involvement",
    "letter",
    "member",
    "meta",
    "metadata",
    "organiser",
    "scam_contact",
    "seen_request",
    "step",
]
