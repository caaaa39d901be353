"""The inventory's part on frozen letters: the text, who answers for it, what became of it; reminders."""

from bot.storage.inventory_notes import CASE, ID, MEMBER, Erasure, Kept, Kind, TableNote

_P, _E = Kind.PLAIN, Kind.ENCRYPTED

FROZEN_TABLES: dict[str, TableNote] = {
    "frozen_letter": TableNote(
        Erasure.FROZEN,
        Kept.CASE,
        {
            "id": ID,
            "case_id": CASE,
            "kind": (_P, "which document"),
            "authority": (_P, "to which authority"),
            "language": (_P, "in which language"),
            "mode": (_P, "in whose name it is filed"),
            "version": (_P, "which draft it was"),
            "members": (_P, "how many members it counts"),
            "template": (_P, "which wording"),
            "pack_version": (_P, "which facts"),
            "law_as_of": (_P, "as of which day its law was read"),
            "annex_sha256": (_P, "fingerprint of its annex: references with their numbers"),
            "sha256": (_P, "fingerprint of the document"),
            "pages": (_P, "number of pages"),
            "pdf_enc": (_E, "the document, with references in the place of names"),
            "text_enc": (_E, "its words, to show what a later text changes, its reading copies and twin"),
            "prepared_at": (_P, "when it was drawn"),
            "frozen_at": (_P, "when it was frozen"),
        },
    ),
    "approval": TableNote(
        Erasure.WITH_MEMBER,
        Kept.REGISTRATION,
        {
            "frozen_id": (_P, "the frozen text, by random number"),
            "member_id": MEMBER,
            "case_id": CASE,
            "number": (_P, "the member's number in its annex"),
            "answer": (_P, "whether the member approves it or objects; empty for no answer"),
            "answered_at": (_P, "when"),
        },
    ),
    "objection": TableNote(
        Erasure.WITH_MEMBER,
        Kept.REGISTRATION,
        {
            "id": ID,
            "frozen_id": (_P, "the frozen text, by random number"),
            "member_id": MEMBER,
            "case_id": CASE,
            "ground": (_P, "why the member objects, from a closed list"),
            "note_enc": (_E, "the member's note to the organisers, who do not see whose it is"),
        },
    ),
    "reminder": TableNote(
        Erasure.WITH_MEMBER,
        Kept.REGISTRATION,
        {
            "member_id": MEMBER,
            "clock": (_P, "which time limit the member asked to be reminded of, or the monthly digest"),
            "case_id": CASE,
            "asked_at": (_P, "when"),
            "told_for": (_P, "of which date the member was told last"),
            "waiting": (_P, "whether the member has not looked at it yet"),
        },
    ),
    "organiser_reminder": TableNote(
        Erasure.BY_ORGANISERS,
        Kept.CASE,
        {
            "organiser_id": (_P, "the organiser, by random number"),
            "clock": (_P, "which time limit of the group the organiser asked to be reminded of"),
            "case_id": CASE,
            "asked_at": (_P, "when"),
            "told_for": (_P, "of which date the organiser was told last"),
            "waiting": (_P, "whether the organiser has not looked at it yet"),
        },
    ),
    "filing": TableNote(
        Erasure.NOBODY,
        Kept.CASE,
        {
            "frozen_id": (_P, "the frozen text, by random number"),
            "case_id": CASE,
            "printed_at": (_P, "when it was printed for the authority"),
            "approved": (_P, "how many had approved it then"),
            "objected": (_P, "how many had objected"),
            "gone": (_P, "how many had left since, or taken their consent back"),
            "filed_on": (_P, "when it was filed"),
            "reference_enc": (_E, "the authority's reference number, as an organiser typed it"),
            "proof": (_P, "whether a proof of filing is kept"),
            "outcome": (_P, "what the authority answered"),
            "answered_on": (_P, "when"),
        },
    ),
}
