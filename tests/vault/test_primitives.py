"""Known answers: the primitives are those of the standards, with our parameters in their places."""

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.vault import RootKey
from bot.vault.derive import derive, index, join, kek


def _hex(text: str) -> bytes:
    return bytes.fromhex(text.replace(" ", ""))


@pytest.mark.parametrize(
    ("ikm", "salt", "info", "length", "okm"),
    [
        (  # RFC 5869, A.1
            "0b" * 22,
            "000102030405060708090a0b0c",
            "f0f1f2f3f4f5f6f7f8f9",
            42,
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
        ),
        (  # RFC 5869, A.3: no salt, no info
            "0b" * 22,
            "",
            "",
            42,
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
        ),
    ],
)
def test_hkdf_is_that_of_rfc_5869(ikm: str, salt: str, info: str, length: int, okm: str) -> None:
    """I4: the library's HKDF-SHA256 gives the RFC's own answers."""
    found = HKDF(hashes.SHA256(), length, salt=_hex(salt) or None, info=_hex(info)).derive(_hex(ikm))

    assert found == _hex(okm)


def test_derived_keys_follow_rfc_5869_step_by_step() -> None:
    """Our keys are HKDF-SHA256 without salt, our label as info: computed here with HMAC alone."""
    root = bytes(range(32))
    extracted = hmac.new(bytes(32), root, hashlib.sha256).digest()
    expanded = hmac.new(extracted, b"collectif/1/receipt\x01", hashlib.sha256).digest()

    assert derive(root, "receipt") == expanded
    assert RootKey(root).derive("receipt") == expanded


def test_aes_gcm_is_that_of_nist() -> None:
    """I4: the library's AES-256-GCM gives the answer of test case 16 of the GCM specification."""
    key = _hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
    nonce = _hex("cafebabefacedbaddecaf888")
    plain = _hex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    aad = _hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    sealed = _hex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )

    assert AESGCM(key).encrypt(nonce, plain, aad) == sealed
    assert AESGCM(key).decrypt(nonce, sealed, aad) == plain


def test_hmac_is_that_of_rfc_4231() -> None:
    """I4: HMAC-SHA256 gives the answer of RFC 4231, test case 2."""
    found = hmac.new(b"Jefe", b"what do ya want for nothing?", hashlib.sha256).hexdigest()

    assert found == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_every_job_has_its_own_key() -> None:
    """No two labels share a key: not two jobs, not two cases, not two key ids."""
    labels = ["receipt", "resuming", "audit-mac", "organiser-code", "log-pseudonym", "key-id", "fingerprint"]
    labels += [index("A"), index("B"), kek(b"\0" * 4), kek(b"\1" * 4)]
    root = RootKey(bytes(32))

    assert len({root.derive(label) for label in labels}) == len(labels)
    assert all(len(root.derive(label)) == 32 for label in labels)


def test_joined_parts_cannot_slide() -> None:
    """The same bytes cut at other places give other bytes."""
    cuts = {join(b"ab", b"c"), join(b"a", b"bc"), join(b"abc", b""), join(b"", b"abc"), join(b"abc")}

    assert len(cuts) == 5
