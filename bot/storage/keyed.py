"""What a change of the root key does with each column that depends on it; a test compares with all columns.

A column of bytes that this list lacks would be lost, or would keep the old key alive, without anybody
noticing: that is why even those that depend on no key stand here.
"""

from enum import StrEnum


class Turn(StrEnum):
    """What happens to a column's values."""

    REWRAPPED = "the data key is wrapped under the new root key, the body stays"
    RECOMPUTED = "computed again from the encrypted value beside it, or for a code kept with its past key"
    MAPPED = "follows the index of the same person; of one who is no longer listed, an index of the index"
    KEPT = "stays as written; the key that made it is kept, encrypted under the new root key"
    ENDED = "emptied: what it let in is short-lived and asked for anew"
    REFUSED = "nothing writes it yet: a value there stops the change before anything is written"
    KEYLESS = "depends on no key of the root: a hash of random bytes, or encrypted to key-holders"
    NOTED = "says which root key it is, and is written last"


TURNS: dict[tuple[str, str], Turn] = {
    ("meta", "value"): Turn.NOTED,
    ("past_key", "key_enc"): Turn.REWRAPPED,
    ("organiser", "user_enc"): Turn.REWRAPPED,
    ("organiser", "user_index"): Turn.RECOMPUTED,
    ("burnt_code", "nonce_hash"): Turn.KEYLESS,
    ("binding", "value_enc"): Turn.REWRAPPED,
    ("binding", "value_index"): Turn.RECOMPUTED,
    ("scam_contact", "sender_enc"): Turn.REFUSED,
    ("scam_contact", "sender_index"): Turn.REFUSED,
    ("audit_line", "actor"): Turn.KEPT,
    ("audit_line", "object"): Turn.KEPT,
    ("audit_line", "previous"): Turn.KEPT,
    ("audit_line", "mac"): Turn.KEPT,
    ("audit_checkpoint", "head"): Turn.KEPT,
    ("key_holder", "challenge_hash"): Turn.ENDED,
    ("lane_wrap", "wrap"): Turn.KEYLESS,
    ("sealed_record", "blob"): Turn.KEYLESS,
    # But for the day in which a browser may ask for a lost answer again: that is then asked in vain.
    ("page_link", "token_hash"): Turn.KEYLESS,
    ("page_session", "token_hash"): Turn.KEYLESS,
    ("case_invitation", "token_hash"): Turn.KEYLESS,
    ("case_invitation", "token_enc"): Turn.REWRAPPED,
    ("frozen_letter", "pdf_enc"): Turn.REWRAPPED,
    ("frozen_letter", "text_enc"): Turn.REWRAPPED,
    ("filing", "reference_enc"): Turn.REWRAPPED,
    ("objection", "note_enc"): Turn.REWRAPPED,
    ("proposal", "details_enc"): Turn.REWRAPPED,
    ("proposal", "asker_index"): Turn.MAPPED,
    ("proposal", "decider_index"): Turn.MAPPED,
    ("proposal", "target"): Turn.MAPPED,  # of an organiser, the index in hex
    # In the store of shred keys.
    ("shred_key", "key_enc"): Turn.REWRAPPED,
    ("tombstone", "pseudonym"): Turn.KEPT,
    ("past_index_key", "key_enc"): Turn.REWRAPPED,
}
