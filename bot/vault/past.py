"""What is still needed of a root key that was replaced: derived keys, kept encrypted under the new one.

Receipt codes are known by their hash alone, audit lines are never written anew, published checkpoints stay
as they were signed, and of an erased member only a pseudonym is left: none of these can be computed again
under a new key. The old root key itself is not kept, so what it could open stays closed to whoever has the
new one.
"""

from dataclasses import dataclass

from bot.vault import derive
from bot.vault.place import Place

# Labels of keys whose results are stored and cannot be recomputed; `derive.index` of each case joins them.
KEPT = (derive.RECEIPT, derive.AUDIT_MAC, derive.AUDIT_CHECKPOINT, derive.LOG_PSEUDONYM)

# Labels whose results end with the root key, and why that does no harm. Every label stands in one of the two
# lists: a test compares.
ENDING = {
    derive.ORGANISER_CODE: "codes that were not used yet end; the operator prints new ones",
    derive.RESUMING: "a registration whose answer was lost is asked for within a day, or in vain",
    derive.JOINING_LINK: "links live for half an hour; /join gives a new one",
    derive.DOSSIER_SIGNATURE: "dossiers are signed with a new key from then on; key-holders compare it anew",
    derive.KEY_ID: "names the root key itself",
    derive.FINGERPRINT: "names the root key itself",
}


@dataclass(frozen=True)
class PastKey:
    """One derived key of an earlier root key: which root key (key id in hex), for which job."""

    root: str
    label: str
    key: bytes

    def __repr__(self) -> str:
        return f"PastKey({self.root}, {self.label})"


def place_of(root: str, label: str) -> Place:
    """Return where a past key belongs."""
    return Place("installation", root, "past_key", "key_enc", label)
