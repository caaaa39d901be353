"""The vault: every keyed operation of the server, behind one object that shows no key."""

import functools
import hashlib
import hmac
from datetime import datetime, timedelta

from bot.vault import derive, joining_link, organiser_code, signing
from bot.vault.derive import join
from bot.vault.joining_link import Subject
from bot.vault.keyfile import RootKey
from bot.vault.place import Place
from bot.vault.record import KEY_ID_BYTES, open_record, seal_record

# 128 bits: equal indexes of different values do not happen by chance.
_INDEX_BYTES = 16
# Eight hex digits tell people of one log apart; they are not meant to be unique in the world.
_PSEUDONYM_BYTES = 4


class Vault:
    """Keys for one job each, all derived from the root key, and what is done with them."""

    def __init__(self, root: RootKey) -> None:
        self.check: bytes = root.check
        self._root = root
        self._key_id = root.derive(derive.KEY_ID)[:KEY_ID_BYTES]
        self._keks = {self._key_id: root.derive(derive.kek(self._key_id))}
        self._receipt = root.derive(derive.RECEIPT)
        self._audit = root.derive(derive.AUDIT_MAC)
        self._organiser = root.derive(derive.ORGANISER_CODE)
        self._pseudonym = root.derive(derive.LOG_PSEUDONYM)
        self._joining = root.derive(derive.JOINING_LINK)
        self._signature = root.derive(derive.DOSSIER_SIGNATURE)
        self._index = functools.lru_cache(maxsize=256)(lambda case_id: root.derive(derive.index(case_id)))

    def __repr__(self) -> str:
        return f"Vault({self._root.fingerprint})"

    def place(self, case: str, owner: str, table: str, column: str, row: str) -> Place:
        """Return the place of a value of the current version."""
        return Place(case, owner, table, column, row)

    def seal(self, plain: bytes, place: Place) -> bytes:
        """Encrypt a value for one place."""
        return seal_record(plain, place, self._keks[self._key_id], self._key_id)

    def open(self, blob: bytes, place: Place) -> bytes:
        """Decrypt the value of a place; raises IntegrityError on anything unexpected."""
        return open_record(blob, place, self._keks)

    def index(self, case_id: str, kind: str, value: str) -> bytes:
        """Return the blind index (16 bytes) under which an encrypted value is found again in its case.

        The caller passes the value in its one canonical form (a Discord id in decimal).
        """
        return _mac(self._index(case_id), kind.encode(), value.encode())[:_INDEX_BYTES]

    def receipt_hash(self, case_id: str, code: str) -> bytes:
        """Return what is stored of a receipt code (32 bytes); a random code needs no slow hash."""
        return _mac(self._receipt, case_id.encode(), code.encode())

    def audit_mac(self, previous: bytes, line: bytes) -> bytes:
        """Return the mac (32 bytes) that chains an audit line to the one before it."""
        return _mac(self._audit, previous, line)

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

    def sign_dossier(self, manifest: bytes) -> str:
        """Return the server's signature of a dossier's manifest, in hexadecimal digits."""
        return signing.sign(self._signature, signing.DOSSIER, manifest)

    def pseudonym(self, scope: str, value: str) -> str:
        """Return `u:` and eight hex digits for a log or audit line; unrelated between scopes."""
        return "u:" + _mac(self._pseudonym, scope.encode(), value.encode())[:_PSEUDONYM_BYTES].hex()


def _mac(key: bytes, *parts: bytes) -> bytes:
    return hmac.new(key, join(*parts), hashlib.sha256).digest()
