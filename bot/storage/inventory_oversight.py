"""The inventory's part on oversight: proposals, checkpoints, published figures, openings, notices."""

from bot.storage.inventory_notes import CASE, ID, MEMBER, ORDER, Erasure, Kept, Kind, TableNote

_P, _E, _I, _S = Kind.PLAIN, Kind.ENCRYPTED, Kind.INDEX, Kind.SYSTEM

OVERSIGHT_TABLES: dict[str, TableNote] = {
    "proposal": TableNote(
        Erasure.BY_ORGANISERS,
        Kept.ACTS,
        {
            "id": ID,
            "case_id": CASE,
            "act": (_P, "which act of an organiser waits for a second one"),
            "target": (_P, "what it is about, by random number; of an organiser, the keyed index"),
            "details_enc": (_E, "what the act needs besides: a public key, a name, an organiser's account"),
            "asker_index": (_I, "which organiser asked"),
            "asked_at": (_P, "when"),
            "effective_at": (_P, "when a lone organiser's act takes effect"),
            "expires_at": (_P, "until when it can be confirmed"),
            "state": (_P, "what became of it"),
            "decider_index": (_I, "which organiser decided"),
            "decided_at": (_P, "when"),
        },
    ),
    "audit_checkpoint": TableNote(
        Erasure.NOBODY,
        Kept.DATABASE,
        {
            "seq": ORDER,
            "at": (_S, "when the audit trail was sealed"),
            "lines": (_S, "how many lines it had"),
            "head": (_S, "check value of its last line"),
            "note": (_S, "the signed note that an organiser can publish"),
        },
    ),
    "published_figures": TableNote(
        Erasure.PUBLISHED,
        Kept.CASE,
        {
            "case_id": CASE,
            "week": (_S, "the week that the figures stand for"),
            "body": (_S, "the published figures: rounded, none below ten"),
            "published_at": (_S, "when they were frozen"),
        },
    ),
    "opening": TableNote(
        Erasure.WITH_MEMBER,
        Kept.REGISTRATION,
        {
            "seq": ORDER,
            "member_id": MEMBER,
            "case_id": CASE,
            "dossier_id": (_P, "the dossier that the file went into"),
            "kind": (_P, "built or handed over"),
            "at": (_P, "when"),
        },
    ),
    "recipient_notice": TableNote(
        Erasure.UNTIL_SERVED,
        Kept.NOTICES,
        {
            "seq": ORDER,
            "id": ID,
            "case_id": CASE,
            "lane_id": (_P, "the recipient who must be told, by random number"),
            "pseudonym": (_P, "of whom, as the recipient's dossiers call them"),
            "kind": (_P, "what they must be told: erased, withdrawn, corrected"),
            "dossiers": (_P, "in which dossiers the recipient was served the file"),
            "at": (_P, "since when"),
            "served_at": (_P, "when the recipient was told"),
        },
    ),
    "retention_warning": TableNote(
        Erasure.NOBODY,
        Kept.CASE,
        {
            "case_id": CASE,
            "kind": (_S, "which class of data is about to be deleted by age"),
            "warned_at": (_S, "when people were warned"),
            "due_at": (_S, "when it is deleted"),
        },
    ),
}
