"""Joining links: they carry whom they are for, readable by the vault that made them only."""

from pathlib import Path

import pytest

from bot.vault import RootKey, Vault
from bot.vault.joining_link import NoJoiningLinkError, Subject, read, write

KEY = bytes(range(32))
SUBJECT = Subject.new("0" * 26, 2**63, 1_800_000_000)


def test_a_link_comes_back_as_it_was_written() -> None:
    """Case, user, expiry and number survive; two links of one person are unlike; chat clients take them."""
    token = write(KEY, SUBJECT)

    assert read(KEY, token) == SUBJECT
    assert write(KEY, SUBJECT) != token
    assert len(token) <= 130
    assert str(SUBJECT.user_id) not in token


@pytest.mark.parametrize("bad", ["", "A", "AAAA", "é", "=" * 8, "A" * 5000, "AQ" + "A" * 100])
def test_what_is_no_link_is_refused(bad: str) -> None:
    """Anything else is one and the same refusal."""
    with pytest.raises(NoJoiningLinkError):
        read(KEY, bad)


def test_a_changed_link_is_refused() -> None:
    """Each changed or missing character, and another key, is refused."""
    token = write(KEY, SUBJECT)

    for at in range(len(token)):
        swapped = "B" if token[at] != "B" else "C"
        for bad in (token[:at], token[:at] + swapped + token[at + 1 :]):
            try:
                found = read(KEY, bad)
            except NoJoiningLinkError:
                continue
            assert found == SUBJECT  # the last character holds bits that mean nothing
            assert at == len(token) - 1
    with pytest.raises(NoJoiningLinkError):
        read(bytes(32), token)


def test_each_vault_reads_its_own(tmp_path: Path) -> None:
    """A link of one installation is none of another."""
    mine, other = (Vault(RootKey.create(tmp_path / name)) for name in ("a", "b"))
    token = mine.joining_link(SUBJECT)

    assert mine.read_joining_link(token) == SUBJECT
    with pytest.raises(NoJoiningLinkError):
        other.read_joining_link(token)
