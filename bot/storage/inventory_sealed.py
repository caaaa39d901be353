"""The inventory's second half: what is sealed, who can open it, the page's tokens, and the shred keys."""

from bot.storage.inventory_notes import CASE, ID, MEMBER, ORDER, Erasure, Kept, Kind, TableNote

_P, _E, _I, _S, _X = Kind.PLAIN, Kind.ENCRYPTED, Kind.INDEX, Kind.SYSTEM, Kind.SEALED

_LANE = (_P, "the recipient (lane), by random number")
_EPOCH = (_S, "number of the recipient's key pair")
_MADE = (_P, "since when")

SEALED_TABLES: dict[str, TableNote] = {
    "lane": TableNote(
        Erasure.NOBODY,
        Kept.CASE,
        {
            "id": ID,
            "case_id": CASE,
            "name": (_P, "name of a recipient of sealed files; it stands in the notice"),
            "kind": (_P, "lawyer, association or organiser"),
            "created_at": _MADE,
            "closed_at": (_P, "until when it could be chosen"),
        },
    ),
    "lane_epoch": TableNote(
        Erasure.NOBODY,
        Kept.CASE,
        {
            "lane_id": _LANE,
            "epoch": _EPOCH,
            "public_key": (_S, "what the server seals with; it opens nothing"),
            "created_at": _MADE,
        },
    ),
    "key_holder": TableNote(
        Erasure.HOLDERS,
        Kept.CASE,
        {
            "id": ID,
            "lane_id": _LANE,
            "name": (_P, "who can open the recipient's files; it stands in the notice"),
            "public_key": (_S, "to whom copies of the recipient's key are encrypted"),
            "state": (_P, "named, proved or removed"),
            "challenge_hash": (_I, "keyed hash of the answer that proves possession of the key"),
            "challenge_expires_at": (_S, "until when the answer is taken"),
            "added_at": _MADE,
            "proved_at": (_P, "when they proved that they hold their key"),
            "removed_at": (_P, "when they were removed"),
        },
    ),
    "lane_wrap": TableNote(
        Erasure.HOLDERS,
        Kept.CASE,
        {
            "lane_id": _LANE,
            "epoch": _EPOCH,
            "holder_id": (_P, "whose copy it is, by random number"),
            "wrap": (_X, "the recipient's private key, encrypted to one key-holder"),
        },
    ),
    "member_lane": TableNote(
        Erasure.WITH_MEMBER,
        Kept.REGISTRATION,
        {
            "member_id": MEMBER,
            "case_id": CASE,
            "lane_id": (_P, "whom the member's sealed file is for"),
            "chosen_at": (_P, "when the member chose"),
        },
    ),
    "sealed_record": TableNote(
        Erasure.WITH_MEMBER,
        Kept.REGISTRATION,
        {
            "seq": ORDER,
            "id": ID,
            "member_id": MEMBER,
            "case_id": CASE,
            "lane_id": (_P, "who can open it"),
            "epoch": _EPOCH,
            "field": (_P, "which field: name, contact, statement, senders, evidence, mandate"),
            "version": (_P, "which correction"),
            "media_type": (_P, "form, image or PDF"),
            "blob": (_X, "what the member handed in, padded to a few sizes"),
            "sha256": (_P, "fingerprint of the sealed bytes, for the member's receipt"),
            "sealed_at": (_P, "when"),
        },
    ),
    "dossier": TableNote(
        Erasure.NOBODY,
        Kept.DOSSIERS,
        {
            "id": ID,
            "case_id": CASE,
            "lane_id": (_P, "for whom it was built"),
            "number": (_P, "which of the recipient's dossiers"),
            "file_name": (_S, "name of the encrypted file in the data folder"),
            "sha256": (_S, "its fingerprint"),
            "size": (_S, "its size"),
            "members": (_P, "how many members are in it"),
            "created_at": (_P, "when it was built"),
            "fetched_at": (_P, "when it was fetched"),
            "deleted_at": (_P, "when the file was deleted"),
        },
    ),
    "page_link": TableNote(
        Erasure.WITH_ACCOUNT,
        Kept.LINKS,
        {
            "token_hash": (_I, "hash of a one-time link, or of a form that may be sent again"),
            "case_id": CASE,
            "account_id": (_P, "whose page it opens, by random number"),
            "dossier_id": (_P, "or which dossier it hands out"),
            "purpose": (_P, "what it opens"),
            "created_at": _MADE,
            "expires_at": (_P, "until when; purged afterwards"),
            "used_at": (_P, "when it was used"),
        },
    ),
    "page_session": TableNote(
        Erasure.WITH_ACCOUNT,
        Kept.LINKS,
        {
            "token_hash": (_I, "hash of a session's cookie; the cookie itself is kept nowhere"),
            "case_id": CASE,
            "account_id": (_P, "whose session, by random number"),
            "created_at": _MADE,
            "expires_at": (_P, "until when; purged afterwards"),
        },
    ),
    "case_invitation": TableNote(
        Erasure.NOBODY,
        Kept.CASE,
        {
            "case_id": CASE,
            "token_hash": (_I, "hash of the case's invitation link"),
            "token_enc": (_E, "the invitation link, to be shown to organisers again"),
            "created_at": _MADE,
        },
    ),
}

# In a database of their own, whose backups are kept for a shorter time.
SHRED_TABLES: dict[str, TableNote] = {
    "shred_key": TableNote(
        Erasure.WITH_MEMBER,
        Kept.REGISTRATION,
        {
            "member_id": MEMBER,
            "key_enc": (_E, "the key around all that is sealed of the member; deleting it deletes that"),
            "made_at": _MADE,
        },
    ),
    "tombstone": TableNote(
        Erasure.PSEUDONYM,
        Kept.DATABASE,
        {
            "pseudonym": (_I, "of an erased member: so that a restored backup is erased again"),
            "at": (_P, "when"),
        },
    ),
    "past_index_key": TableNote(
        Erasure.NOBODY,
        Kept.DATABASE,
        {
            "seq": ORDER,
            "root": (_S, "which earlier root key, by its number"),
            "label": (_S, "for which case"),
            "key_enc": (_E, "the key that tombstones of before were made with"),
        },
    ),
}
