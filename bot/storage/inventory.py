"""Everything the database keeps: for each column of each table, how, what for, and what erasure does.

A test holds this list against the real columns: one that it lacks cannot be added. The privacy notice and
`SECURITY.md` speak from it.
"""

from bot.storage.inventory_frozen import FROZEN_TABLES
from bot.storage.inventory_notes import CASE, ID, INCIDENT, MEMBER, ORDER, Erasure, Kept, Kind, TableNote
from bot.storage.inventory_oversight import OVERSIGHT_TABLES
from bot.storage.inventory_sealed import SEALED_TABLES, SHRED_TABLES

__all__ = ["SHRED_TABLES", "TABLES", "Erasure", "Kept", "Kind", "TableNote"]

_P, _E, _I, _S = Kind.PLAIN, Kind.ENCRYPTED, Kind.INDEX, Kind.SYSTEM

TABLES: dict[str, TableNote] = {
    "meta": TableNote(
        Erasure.NOBODY,
        Kept.DATABASE,
        {
            "name": (_S, "name of a note about the database"),
            "value": (_S, "the note, such as a check value of the root key"),
        },
    ),
    "past_key": TableNote(
        Erasure.NOBODY,
        Kept.DATABASE,
        {
            "seq": ORDER,
            "root": (_S, "which earlier root key, by its number"),
            "label": (_S, "for which job"),
            "key_enc": (_E, "a key that kept hashes and audit lines were made with"),
        },
    ),
    "case_file": TableNote(
        Erasure.PUBLISHED,
        Kept.CASE,
        {
            "id": ID,
            "status": (_S, "whether the case takes registrations"),
            "config": (
                _P,
                "what organisers decided and the notice says: who answers for the case, which lawyer",
            ),
            "pack_id": (_S, "which pack the case was opened with"),
            "pack_version": (_S, "its version"),
            "pack_sha256": (_S, "its fingerprint"),
            "pack_toml": (_S, "its text, all of it public"),
            "created_at": (_S, "when the case was opened"),
            "closed_at": (_S, "when it was closed"),
        },
    ),
    "case_server": TableNote(
        Erasure.NOBODY,
        Kept.CASE,
        {"case_id": CASE, "guild_id": (_S, "Discord's number of a server that runs the case")},
    ),
    "organiser": TableNote(
        Erasure.BY_ORGANISERS,
        Kept.CASE,
        {
            "id": ID,
            "case_id": CASE,
            "user_index": (_I, "finds an organiser by Discord user"),
            "user_enc": (_E, "the organiser's Discord user"),
            "added_at": (_P, "when the organiser was listed"),
        },
    ),
    "burnt_code": TableNote(
        Erasure.NOBODY,
        Kept.DATABASE,
        {
            "nonce_hash": (_S, "hash of a used organiser code, so that it works once"),
            "burnt_at": (_S, "when it was used"),
        },
    ),
    "incident": TableNote(
        Erasure.NOBODY,
        Kept.CASE,
        {
            "case_id": CASE,
            "incident_id": (_S, "an incident of the case's pack"),
            "position": (_S, "its place in the pack"),
        },
    ),
    "account": TableNote(
        Erasure.WITH_ACCOUNT,
        Kept.REGISTRATION,
        {
            "id": ID,
            "case_id": CASE,
            "language": (_P, "in which language the bot answers"),
            "created_at": (_P, "when the account was opened"),
        },
    ),
    "binding": TableNote(
        Erasure.WITH_ACCOUNT,
        Kept.REGISTRATION,
        {
            "id": ID,
            "account_id": (_P, "the account, by random number"),
            "case_id": CASE,
            "kind": (_P, "Discord user or receipt code"),
            "value_index": (_I, "finds the account by Discord user or receipt code"),
            "value_enc": (
                _E,
                "the Discord user; empty for a receipt code, which is kept as its keyed hash only",
            ),
            "created_at": (_P, "when it was bound"),
        },
    ),
    "member": TableNote(
        Erasure.WITH_MEMBER,
        Kept.REGISTRATION,
        {
            "id": ID,
            "case_id": CASE,
            "account_id": (_P, "the account that registered the member, by random number"),
            "ref": (_P, "the pseudonym that letters and figures use"),
            "capacity": (_P, "for oneself, a child or a protected adult"),
            "residence": (_P, "country of residence: which authority"),
            "work": (_P, "country of work: which authority"),
            "status": (_P, "registered or withdrawn"),
            "status_at": (_P, "since when"),
            "registered_at": (_P, "when the member was registered"),
        },
    ),
    "consent": TableNote(
        Erasure.WITH_MEMBER,
        Kept.REGISTRATION,
        {
            "seq": ORDER,
            "id": ID,
            "member_id": MEMBER,
            "case_id": CASE,
            "purpose": (_P, "what was agreed to"),
            "given": (_P, "given or withdrawn"),
            "text_version": (_P, "the text that was shown"),
            "text_sha256": (_P, "its fingerprint"),
            "language": (_P, "in which language it was shown"),
            "at": (_P, "when"),
            "recipient": (_P, "whom a consent to send the file names, by random number"),
        },
    ),
    "involvement": TableNote(
        Erasure.WITH_MEMBER,
        Kept.REGISTRATION,
        {
            "member_id": MEMBER,
            "incident_id": INCIDENT,
            "case_id": CASE,
            "concerned": (_P, "whether the incident concerns the member"),
            "organisation": (_P, "which laboratory of the pack"),
            "learned_how": (_P, "how the member learned of it"),
            "learned_on": (_P, "when"),
            "notice": (_P, "whether the organisation told the member"),
            "notice_on": (_P, "when"),
        },
    ),
    "exposure": TableNote(
        Erasure.WITH_MEMBER,
        Kept.REGISTRATION,
        {
            "member_id": MEMBER,
            "incident_id": INCIDENT,
            "case_id": CASE,
            "category": (_P, "a category of data, never the data"),
            "answer": (_P, "leaked, not leaked, unknown"),
            "known_by": (_P, "how the member knows"),
        },
    ),
    "scam_contact": TableNote(
        Erasure.WITH_MEMBER,
        Kept.REGISTRATION,
        {
            "seq": ORDER,
            "id": ID,
            "member_id": MEMBER,
            "channel": (_P, "how the scammer came"),
            "pretext": (_P, "what the scammer claimed"),
            "happened_on": (_P, "when"),
            "knew": (_P, "which categories the scammer knew, never the data"),
            "asked_for": (_P, "what was asked for"),
            "outcome": (_P, "what came of it"),
            "loss_cents": (_P, "money lost"),
            "reported_to": (_P, "where it was reported"),
            "sender_enc": (_E, "the sender as displayed; chat never fills it"),
            "sender_index": (_I, "finds contacts of one sender; chat never fills it"),
        },
    ),
    "harm": TableNote(
        Erasure.WITH_MEMBER,
        Kept.REGISTRATION,
        {
            "seq": ORDER,
            "id": ID,
            "member_id": MEMBER,
            "head": (_P, "head of damage"),
            "amount_cents": (_P, "money"),
            "minutes": (_P, "time spent"),
            "since": (_P, "since when"),
            "proof": (_P, "whether it can be shown, never the proof"),
        },
    ),
    "step": TableNote(
        Erasure.WITH_MEMBER,
        Kept.REGISTRATION,
        {
            "seq": ORDER,
            "id": ID,
            "member_id": MEMBER,
            "case_id": CASE,
            "incident_id": INCIDENT,
            "kind": (_P, "what was done, such as an access request"),
            "sent_on": (_P, "when"),
            "organisation": (_P, "to which organisation of the pack"),
            "outcome": (_P, "what came of it"),
            "answered_on": (_P, "when"),
        },
    ),
    "letter": TableNote(
        Erasure.OWN_ONLY,
        Kept.REGISTRATION,
        {
            "id": ID,
            "case_id": CASE,
            "member_id": (_P, "whose own letter it is, by random number; empty for a collective one"),
            "kind": (_P, "which document"),
            "authority": (_P, "to which authority"),
            "language": (_P, "in which language"),
            "edition": (_P, "who may be named in it"),
            "mode": (_P, "in whose name it is filed"),
            "version": (_P, "which draft"),
            "template": (_P, "which wording"),
            "pack_version": (_P, "which facts"),
            "sha256": (_P, "fingerprint of the document, which is not kept"),
            "pages": (_P, "number of pages"),
            "created_at": (_P, "when it was made"),
        },
    ),
    "audit_line": TableNote(
        Erasure.PSEUDONYM,
        Kept.AUDIT,
        {
            "seq": ORDER,
            "at": (_P, "when"),
            "actor": (_I, "who acted, as a keyed pseudonym"),
            "role": (_P, "in which role"),
            "action": (_P, "what was done"),
            "object": (_I, "to what, as a keyed pseudonym"),
            "result": (_P, "done or refused"),
            "previous": (_S, "check value of the line before"),
            "mac": (_S, "check value of this line"),
        },
    ),
    "seen_request": TableNote(
        Erasure.BY_AGE,
        Kept.REQUESTS,
        {
            "request_id": (_P, "Discord's number of an interaction, so that it has one effect"),
            "seen_at": (_P, "when"),
        },
    ),
    **SEALED_TABLES,
    **OVERSIGHT_TABLES,
    **FROZEN_TABLES,
}
