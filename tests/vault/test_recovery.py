"""The recovery sheet: every key comes back, and a typing error is named."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vault import RecoveryError, RootKey
from bot.vault.recovery import from_groups, to_groups

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
KEYS = st.binary(min_size=32, max_size=32)


@given(KEYS)
def test_every_key_comes_back(key: bytes) -> None:
    """Fourteen groups of five letters give back the key, however they are spaced or cased."""
    groups = to_groups(key)

    assert [len(group) for group in groups] == [5] * 14
    assert from_groups(" ".join(groups)) == key
    assert from_groups("\n".join(groups).lower() + "\n") == key
    assert from_groups("-".join(groups)) == key
    assert from_groups("".join(groups)) == key


def test_the_sheet_is_of_the_key_it_was_made_from() -> None:
    """A root key and the one rebuilt from its sheet are the same key."""
    key = RootKey(bytes(range(32)))

    assert RootKey.from_recovery(" ".join(key.recovery_groups)).check == key.check


def test_the_letters_are_the_keys_own_in_base_32() -> None:
    """The first four letters of 13 groups are the key in RFC 4648 base 32: any tool could decode it."""
    key = bytes(range(32))
    letters = "".join(group[:4] for group in to_groups(key)[:13])

    assert base64.b32decode(letters + "====") == key


@given(KEYS, st.integers(0, 69), st.sampled_from(ALPHABET))
def test_any_one_wrong_letter_is_named(key: bytes, position: int, letter: str) -> None:
    """A single mistyped letter anywhere is refused, and the message names its group."""
    letters = "".join(to_groups(key))
    typed = letters[:position] + letter + letters[position + 1 :]
    if typed == letters:
        assert from_groups(typed) == key
        return
    with pytest.raises(RecoveryError, match=rf"^group {position // 5 + 1} "):
        from_groups(typed)


@given(KEYS, st.integers(0, 12), st.integers(0, 12))
def test_swapped_groups_are_named(key: bytes, one: int, other: int) -> None:
    """Two groups in each other's place are refused at the first of them."""
    groups = to_groups(key)
    typed = list(groups)
    typed[one], typed[other] = typed[other], typed[one]
    if one == other:
        assert from_groups(" ".join(typed)) == key
        return
    with pytest.raises(RecoveryError, match=rf"^group {min(one, other) + 1} "):
        from_groups(" ".join(typed))


@given(KEYS, st.integers(0, 69))
def test_a_letter_too_few_or_too_many_is_refused(key: bytes, position: int) -> None:
    """A lost or doubled letter never gives a key."""
    letters = "".join(to_groups(key))
    for typed in (
        letters[:position] + letters[position + 1 :],
        letters[:position] + "A" + letters[position:],
    ):
        with pytest.raises(RecoveryError):
            from_groups(typed)


@pytest.mark.parametrize("character", ["0", "1", "8", "9", "é", "=", "?", "٣"])
def test_a_character_that_no_group_has_is_named(character: str) -> None:
    """A digit that base 32 lacks, or anything else, is refused with the number of its group."""
    groups = to_groups(bytes(32))
    groups[6] = character + groups[6][1:]
    with pytest.raises(RecoveryError, match=r"^group 7 "):
        from_groups(" ".join(groups))


@pytest.mark.parametrize("typed", ["", "   ", "AAAA", "A" * 70, "A" * 1000])
def test_what_is_no_sheet_is_refused(typed: str) -> None:
    """Too little, too much and nonsense are refused in one line that does not repeat what was typed."""
    with pytest.raises(RecoveryError) as caught:
        from_groups(typed)

    assert "\n" not in str(caught.value)
    assert "AAA" not in str(caught.value)


def test_groups_of_two_keys_do_not_mix() -> None:
    """A sheet put together from two keys is refused, though each group is well formed."""
    one, other = to_groups(bytes(32)), to_groups(b"\xff" * 32)
    with pytest.raises(RecoveryError):
        from_groups(" ".join(one[:7] + other[7:]))
    with pytest.raises(RecoveryError, match="belong together"):
        from_groups(" ".join(one[:13] + other[13:]))
