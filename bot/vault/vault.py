"""The vault: every keyed operation of the server, behind one object that shows no key."""

import functools
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.vault import derive, joining_link, notes, organiser_code, past, signing
from bot.vault.derive import join
from bot.vault.joining_link import Subject
from bot.vault.keyfile import RootKey
from bot.vault.past import PastKey
from bot.vault.place import Place
from bot.vault.record import KEY_ID_BYTES, IntegrityError, key_id_of, open_record, rewrap, seal_record

# 128 bits: equal indexes of different values do not happen by chance.
_INDEX_BYTES = 16
# 64 bits: who asks for the lines that they caused gets nobody else's by chance, in no case of any size.
_PSEUDONYM_BYTES = 8
# Lines of before have half of it, and stay as they were written.
_SHORT = 4


class Vault:
    """Keys for one job each, all derived from the root key, and what is done with them.

    `former` holds what is still needed of earlier root keys, the oldest first.
    """

    def __init__(self, root: RootKey, former: Iterable[PastKey] = ()) -> None:
        self.check: bytes = root.check
        self._root = root
        self._former = tuple(former)
        self._key_id = root.derive(derive.KEY_ID)[:KEY_ID_BYTES]
        self._keks = {self._key_id: root.derive(derive.kek(self._key_id))}
        self._receipt = root.derive(derive.RECEIPT)
        self._resuming = root.derive(derive.RESUMING)
        self._audit = root.derive(derive.AUDIT_MAC)
        self._organiser = root.derive(derive.ORGANISER_CODE)
        self._pseudonym = root.derive(derive.LOG_PSEUDONYM)
        self._joining = root.derive(derive.JOINING_LINK)
        self._signature = root.derive(derive.DOSSIER_SIGNATURE)
        self._index = functools.lru_cache(maxsize=256)(lambda case_id: root.derive(derive.index(case_id)))

    def __repr__(self) -> str:
        return f"Vault({self._root.fingerprint})"

    @property
    def fingerprint(self) -> str:
        """The letters that tell this root key from another."""
        return self._root.fingerprint

    def remembering(self, former: Iterable[PastKey]) -> "Vault":
        """Return this vault with what is kept of earlier root keys, the oldest first."""
        return Vault(self._root, former)

    def place(self, case: str, owner: str, table: str, column: str, row: str) -> Place:
        """Return the place of a value of the current version."""
        return Place(case, owner, table, column, row)

    def seal(self, plain: bytes, place: Place) -> bytes:
        """Encrypt a value for one place."""
        return seal_record(plain, place, self._keks[self._key_id], self._key_id)

    def open(self, blob: bytes, place: Place) -> bytes:
        """Decrypt the value of a place; raises IntegrityError on anything unexpected."""
        return open_record(blob, place, self._keks)

    def is_ours(self, blob: bytes) -> bool:
        """Whether a record says that it was made under this root key."""
        return key_id_of(blob) == self._key_id

    def take_over(self, blob: bytes, place: Place, before: "Sequence[Vault]") -> bytes:
        """Return the record under this root key: its data key wrapped anew, its body as it was.

        Raises IntegrityError for one of none of the root keys before, or of another place.
        """
        if self.is_ours(blob):
            return blob
        for vault in before:
            if vault.is_ours(blob):
                kek, key_id = self._keks[self._key_id], self._key_id
                return rewrap(blob, place, vault._keks, kek, key_id)
        raise IntegrityError("unknown key")

    def hand_over(self) -> list[PastKey]:
        """Return what a new root key needs of this one for what is kept of all cases."""
        return [self._handed(label) for label in past.KEPT]

    def index_keys(self, case_ids: Iterable[str]) -> list[PastKey]:
        """Return what a new root key needs of this one to know the tombstones of these cases."""
        labels = [label(case_id) for case_id in case_ids for label in (derive.index, derive.tombstone)]
        return [self._handed(label) for label in labels]

    def seal_past(self, key: PastKey) -> bytes:
        """Encrypt a key of an earlier root key, to be kept."""
        return self.seal(key.key, past.place_of(key.root, key.label))

    def open_past(self, root: str, label: str, blob: bytes) -> PastKey:
        """Decrypt a kept key; raises IntegrityError."""
        return PastKey(root, label, self.open(blob, past.place_of(root, label)))

    def index(self, case_id: str, kind: str, value: str) -> bytes:
        """Return the blind index (16 bytes) under which an encrypted value is found again in its case.

        The caller passes the value in its one canonical form (a Discord id in decimal).
        """
        return _mac(self._index(case_id), kind.encode(), value.encode())[:_INDEX_BYTES]

    def tombstones(self, case_id: str, member_id: str) -> list[bytes]:
        """Return every pseudonym that may stand for an erased member; the first is the one to write."""
        label, former = derive.tombstone(case_id), derive.index(case_id)
        # Until they had a key of their own, tombstones were made with the index key; such ones still count.
        keys = [self._root.derive(label), *self._past(label), self._index(case_id), *self._past(former)]
        return [_mac(key, b"tombstone", member_id.encode())[:_INDEX_BYTES] for key in keys]

    def receipt_hash(self, case_id: str, code: str) -> bytes:
        """Return what is stored of a receipt code (32 bytes); a random code needs no slow hash."""
        return _mac(self._receipt, case_id.encode(), code.encode())

    def receipt_hashes(self, case_id: str, code: str) -> list[bytes]:
        """Return every hash under which a code may be known: one made before the root key was changed too."""
        keys = [self._receipt, *self._past(derive.RECEIPT)]
        return [_mac(key, case_id.encode(), code.encode()) for key in keys]

    def resuming_hash(self, case_id: str, *parts: str) -> bytes:
        """Return what is stored (32 bytes) of a form whose sender may ask for a lost answer again."""
        return _mac(self._resuming, case_id.encode(), *(part.encode() for part in parts))

    @property
    def audit_ages(self) -> int:
        """How many keys the audit trail has had: one, and one more for each change of the root key."""
        return 1 + len(self._past(derive.AUDIT_MAC))

    def audit_mac(self, previous: bytes, line: bytes, age: int = 0) -> bytes:
        """Return the mac (32 bytes) that chains an audit line to the one before it.

        `age` counts the changes of the root key since the line was written.
        """
        keys = [self._audit, *self._past(derive.AUDIT_MAC)]
        return _mac(keys[age], previous, line)

    def sign_checkpoint(self, text: str) -> str:
        """Return the text of a checkpoint of the audit trail as a signed note."""
        return notes.sign(self._root.derive(derive.AUDIT_CHECKPOINT), self.checkpoint_name, text)

    @property
    def checkpoint_name(self) -> str:
        """What checkpoints call this installation: the letters that tell its root key from another."""
        return f"collectif-audit-{self._root.fingerprint}"

    @property
    def checkpoint_key(self) -> str:
        """The public key of checkpoints signed now."""
        return str(notes.key_of(self._root.derive(derive.AUDIT_CHECKPOINT), self.checkpoint_name))

    def is_checkpoint(self, note: notes.Note) -> bool:
        """Whether this installation signed the note, under its root key or an earlier one."""
        seeds = [self._root.derive(derive.AUDIT_CHECKPOINT), *self._past(derive.AUDIT_CHECKPOINT)]
        # The name says which root key it was; of earlier ones it is not kept, so the key alone decides.
        return any(note.is_by(notes.key_of(seed, note.signer)) for seed in seeds)

    def organiser_code(self, now: datetime, valid: timedelta) -> str:
        """Return a one-time code that lets its bearer open a case until `now + valid`."""
        return organiser_code.make_code(self._organiser, now, valid)

    def read_organiser_code(self, code: str, now: datetime) -> bytes:
        """Return the nonce of a good code, to be burnt in storage; raises BadCodeError."""
        return organiser_code.read_code(self._organiser, code, now)

    def joining_link(self, subject: Subject) -> str:
        """Return the token of a link that carries its subject, encrypted, because nothing is stored of it."""
        return joining_link.write(self._joining, subject)

    def read_joining_link(self, token: str) -> Subject:
        """Return whom a joining link is for, expired ones too; raises NoJoiningLinkError."""
        return joining_link.read(self._joining, token)

    @property
    def server_key(self) -> str:
        """The public key with which a desk checks what this server signed: `ed25519-…`."""
        return signing.public_of(self._signature)

    def sign_dossier(self, digest: bytes) -> str:
        """Return the server's signature of a dossier, by its manifest's digest, in hexadecimal digits."""
        return signing.sign(self._signature, signing.DOSSIER, digest)

    def pseudonym(self, scope: str, value: str) -> str:
        """Return `u:` and sixteen hex digits for an audit line; unrelated between scopes."""
        return _pseudonym(self._pseudonym, scope, value, _PSEUDONYM_BYTES)

    def pseudonyms(self, scope: str, value: str) -> list[str]:
        """Return every pseudonym that kept lines may use: short ones, and of earlier root keys."""
        keys = [self._pseudonym, *self._past(derive.LOG_PSEUDONYM)]
        return [_pseudonym(key, scope, value, size) for key in keys for size in (_PSEUDONYM_BYTES, _SHORT)]

    def _handed(self, label: str) -> PastKey:
        return PastKey(self._key_id.hex(), label, self._root.derive(label))

    def _past(self, label: str) -> list[bytes]:
        """Return the keys that earlier root keys had for a job, the newest first."""
        return [key.key for key in reversed(self._former) if key.label == label]


def _pseudonym(key: bytes, scope: str, value: str, size: int) -> str:
    return "u:" + _mac(key, scope.encode(), value.encode())[:size].hex()


def _mac(key: bytes, *parts: bytes) -> bytes:
    return hmac.new(key, join(*parts), hashlib.sha256).digest()
