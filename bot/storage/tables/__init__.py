"""All tables of the database, in one metadata."""

from bot.storage.tables.base import metadata
from bot.storage.tables.cases import burnt_code, case_file, case_server, incident, organiser
from bot.storage.tables.entries import exposure, harm, involvement, scam_contact, step
from bot.storage.tables.frozen import approval, filing, frozen_letter, objection
from bot.storage.tables.members import account, binding, consent, member
from bot.storage.tables.oversight import (
    audit_checkpoint,
    opening,
    proposal,
    published_figures,
    recipient_notice,
    retention_warning,
)
from bot.storage.tables.records import audit_line, letter, meta, past_key, seen_request
from bot.storage.tables.reminders import organiser_reminder, reminder
from bot.storage.tables.sealed import (
    case_invitation,
    dossier,
    key_holder,
    lane,
    lane_epoch,
    lane_wrap,
    member_lane,
    page_link,
    page_session,
    sealed_record,
)

__all__ = [
    "account",
    "approval",
    "audit_checkpoint",
    "audit_line",
    "binding",
    "burnt_code",
    "case_file",
    "case_invitation",
    "case_server",
    "consent",
    "dossier",
    "exposure",
    "filing",
    "frozen_letter",
    "harm",
    "incident",
    "involvement",
    "key_holder",
    "lane",
    "lane_epoch",
    "lane_wrap",
    "letter",
    "member",
    "member_lane",
    "meta",
    "metadata",
    "objection",
    "opening",
    "organiser",
    "organiser_reminder",
    "page_link",
    "page_session",
    "past_key",
    "proposal",
    "published_figures",
    "recipient_notice",
    "reminder",
    "retention_warning",
    "scam_contact",
    "sealed_record",
    "seen_request",
    "step",
]
