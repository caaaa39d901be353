"""The server's signature of dossiers: known answers, and nothing else passes."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bot.vault import RootKey, Vault, signing

VAULT = Vault(RootKey(bytes(range(32))))


def test_i4_ed25519_as_the_standard_has_it() -> None:
    """I4: the key pair of RFC 8032, 7.1, test 2 gives its public half and its signature."""
    seed = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")

    assert signing.public_of(seed) == (
        "ed25519-3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    )
    assert Ed25519PrivateKey.from_private_bytes(seed).sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


def test_i4_a_known_root_key_signs_a_known_manifest() -> None:
    """I4: label, derivation and what is signed stay what they are, or every pinned key stops fitting."""
    assert VAULT.server_key == ("ed25519-a194f00fa197c8b7c3915c784cadfed1a3c2e86a1e5365d241df2e8cde652e05")
    assert hashlib.sha256(VAULT.sign_dossier(b"manifest").encode()).hexdigest() == (
        "b56ec3eeb4eeb07b93909cc4d0d33c63770f27221277ed62c6b9e9128184bb2e"
    )


def test_only_the_same_words_by_the_same_server_pass() -> None:
    """Another text, kind, key or signature fails."""
    signature = VAULT.sign_dossier(b"manifest")
    other = Vault(RootKey(bytes(32)))

    assert signing.is_signed(VAULT.server_key, signing.DOSSIER, b"manifest", signature)
    assert not signing.is_signed(VAULT.server_key, signing.DOSSIER, b"manifest.", signature)
    assert not signing.is_signed(VAULT.server_key, b"another kind", b"manifest", signature)
    assert not signing.is_signed(other.server_key, signing.DOSSIER, b"manifest", signature)
    for bad in ("", "00", "no hex", signature[:-2], signature + "00", f"00{signature[2:]}"):
        assert not signing.is_signed(VAULT.server_key, signing.DOSSIER, b"manifest", bad)


@pytest.mark.parametrize("text", ["", "ed25519-", "ed25519-xyz", "age1abc", VAULT.server_key[:-1], "é" * 72])
def test_what_is_no_server_key_is_refused(text: str) -> None:
    """A mistyped key is named as one instead of making every signature look forged."""
    with pytest.raises(signing.BadServerKeyError):
        signing.check_public(text)


def test_a_server_key_may_be_copied_with_blanks() -> None:
    """Line breaks of a mail and capital letters do not matter."""
    key = VAULT.server_key
    assert signing.check_public(f" {key[:20]}\n{key[20:].upper()} ") == key
