"""Indexes, receipts, organiser codes, audit macs and pseudonyms."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import BadCodeError
from bot.vault import Place, RootKey, Vault

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
USER = "172839405162738495"


@pytest.fixture
def vault() -> Vault:
    """A vault of a known key."""
    return Vault(RootKey(bytes(range(32))))


@pytest.fixture
def stranger() -> Vault:
    """A vault of another key."""
    return Vault(RootKey(bytes(32)))


def test_a_place_names_the_current_version(vault: Vault) -> None:
    """The vault's own way to write a place gives the place of version one."""
    assert vault.place("c", "o", "t", "col", "r") == Place("c", "o", "t", "col", "r", 1)


def test_an_index_is_the_same_only_for_the_same(vault: Vault, stranger: Vault) -> None:
    """I9: equal value, kind and case give one index; any other case, kind, value or key gives another."""
    index = vault.index("case", "discord", USER)
    others = {
        vault.index("other", "discord", USER),
        vault.index("case", "receipt", USER),
        vault.index("case", "discord", USER[:-1]),
        vault.index("case", "discor", "d" + USER),
        stranger.index("case", "discord", USER),
    }

    assert len(index) == 16
    assert vault.index("case", "discord", USER) == index
    assert len(others | {index}) == 6


def test_a_receipt_hash_belongs_to_its_case(vault: Vault, stranger: Vault) -> None:
    """The stored hash of a receipt code cannot be computed without the key, and differs between cases."""
    found = vault.receipt_hash("case", "7KQ4M")
    others = {
        vault.receipt_hash("other", "7KQ4M"),
        vault.receipt_hash("case", "7KQ4N"),
        vault.receipt_hash("case7", "KQ4M"),
        stranger.receipt_hash("case", "7KQ4M"),
    }

    assert len(found) == 32
    assert vault.receipt_hash("case", "7KQ4M") == found
    assert len(others | {found}) == 5


def test_an_audit_mac_chains(vault: Vault, stranger: Vault) -> None:
    """The mac depends on the line, on the mac before it, on where one ends, and on the key."""
    found = vault.audit_mac(b"before", b"line")
    others = {
        vault.audit_mac(b"after", b"line"),
        vault.audit_mac(b"before", b"lime"),
        vault.audit_mac(b"beforel", b"ine"),
        stranger.audit_mac(b"before", b"line"),
    }

    assert len(found) == 32
    assert vault.audit_mac(b"before", b"line") == found
    assert len(others | {found}) == 5


def test_a_pseudonym_is_scoped_and_hits_nobody_else(vault: Vault, stranger: Vault) -> None:
    """A pseudonym is `u:` and 64 bits, unrelated between scopes and keys; the short one is known too."""
    found = vault.pseudonym("case", USER)

    assert found.startswith("u:")
    assert len(bytes.fromhex(found[2:])) == 8
    assert vault.pseudonyms("case", USER) == [found, found[: 2 + 8]]
    assert vault.pseudonym("case", USER) == found
    assert len({found, vault.pseudonym("other", USER), stranger.pseudonym("case", USER)}) == 3


def test_the_check_value_tells_keys_apart(vault: Vault, stranger: Vault) -> None:
    """Eight bytes tell whether a database belongs to a key."""
    assert len(vault.check) == 8
    assert vault.check == Vault(RootKey(bytes(range(32)))).check
    assert vault.check != stranger.check


def test_a_vault_shows_no_key(vault: Vault) -> None:
    """The text of a vault is its key's fingerprint."""
    assert repr(vault) == f"Vault({RootKey(bytes(range(32))).fingerprint})"


def test_an_organiser_code_gives_its_nonce_until_it_expires(vault: Vault) -> None:
    """A code is good up to its last second, however it is spaced or cased, and always gives one nonce."""
    code = vault.organiser_code(NOW, HOUR)
    nonce = vault.read_organiser_code(code, NOW)

    assert [len(group) for group in code.split("-")] == [4] * 8
    assert vault.read_organiser_code(code.replace("-", " ").lower(), NOW) == nonce
    assert vault.read_organiser_code(f"  {code}\n", NOW + HOUR - timedelta(seconds=1)) == nonce
    with pytest.raises(BadCodeError):
        vault.read_organiser_code(code, NOW + HOUR)


def test_every_organiser_code_is_another(vault: Vault) -> None:
    """Two codes of one moment have different nonces, so that burning one leaves the other."""
    nonces = {vault.read_organiser_code(vault.organiser_code(NOW, HOUR), NOW) for _ in range(100)}

    assert len(nonces) == 100


def test_a_code_of_another_key_is_refused(vault: Vault, stranger: Vault) -> None:
    """Nobody without the root key can make a code."""
    with pytest.raises(BadCodeError):
        vault.read_organiser_code(stranger.organiser_code(NOW, HOUR), NOW)


def test_any_changed_letter_is_refused(vault: Vault) -> None:
    """A code with one letter changed anywhere, its expiry included, is refused."""
    code = vault.organiser_code(NOW, HOUR).replace("-", "")
    for position, letter in enumerate(code):
        bent = code[:position] + ("A" if letter != "A" else "B") + code[position + 1 :]
        with pytest.raises(BadCodeError):
            vault.read_organiser_code(bent, NOW)


@pytest.mark.parametrize(
    "typed", ["", "A", "A" * 32, "A" * 31, "A" * 33, "=" * 32, "é" * 32, "1" * 32, "A" * 10**6]
)
def test_nonsense_is_refused(vault: Vault, typed: str) -> None:
    """What is no code is refused like a wrong one, whatever its length and letters."""
    with pytest.raises(BadCodeError):
        vault.read_organiser_code(typed, NOW)


def test_a_receipt_and_a_form_have_keys_of_their_own(vault: Vault) -> None:
    """One job a key: what is kept of a sender can never be what is kept of a receipt code."""
    assert vault.resuming_hash("case", "form") != vault.receipt_hash("case", "form")
    assert vault.resuming_hash("case", "a", "b") != vault.resuming_hash("case", "a\nb")
    assert len(vault.resuming_hash("case", "a")) == 32
