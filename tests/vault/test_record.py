"""Encrypted records: they open in their own place only, and not at all once a bit has changed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vault import IntegrityError, Place, RootKey, Vault, shred
from bot.vault.padding import PaddingError, bucket, pad, unpad

VAULT = Vault(RootKey(bytes(range(32))))
PLACE = Place("case", "owner", "binding", "value_enc", "row")
PLAIN = b"172839405162738495"


@given(st.binary(max_size=5000))
def test_a_record_opens_to_what_was_sealed(plain: bytes) -> None:
    """Any bytes, none included, come back exactly."""
    assert VAULT.open(VAULT.seal(plain, PLACE), PLACE) == plain


@pytest.mark.parametrize(
    "other",
    [
        replace(PLACE, case="other"),
        replace(PLACE, owner="other"),
        replace(PLACE, table="organiser"),
        replace(PLACE, column="sender_enc"),
        replace(PLACE, row="other"),
        replace(PLACE, version=2),
        Place("ca", "seowner", "binding", "value_enc", "row"),
        Place("case", "owner", "bindingvalue_enc", "value_enc", "row"),
    ],
)
def test_i1_a_record_opens_nowhere_else(other: Place) -> None:
    """I1: moved to another case, owner, table, column, row or version, a record is refused both ways."""
    with pytest.raises(IntegrityError):
        VAULT.open(VAULT.seal(PLAIN, PLACE), other)
    with pytest.raises(IntegrityError):
        VAULT.open(VAULT.seal(PLAIN, other), PLACE)


def test_i2_any_changed_bit_is_refused() -> None:
    """I2: one bit flipped in any byte of a record, header and keys included, and nothing is returned."""
    blob = VAULT.seal(PLAIN, PLACE)
    for position in range(len(blob)):
        bent = bytearray(blob)
        bent[position] ^= 1 << (position % 8)
        with pytest.raises(IntegrityError):
            VAULT.open(bytes(bent), PLACE)


def test_i2_any_cut_or_added_byte_is_refused() -> None:
    """I2: a record shortened to any length, empty included, or lengthened at either end is refused."""
    blob = VAULT.seal(PLAIN, PLACE)
    wrong = [blob[:length] for length in range(len(blob))]
    wrong += [blob[1:], blob + b"\0", b"\0" + blob, blob + blob]
    for bent in wrong:
        with pytest.raises(IntegrityError):
            VAULT.open(bent, PLACE)


def test_parts_of_two_records_do_not_mix() -> None:
    """I2: the wrapped key of one record does not open the body of another of the same place."""
    one, other = VAULT.seal(PLAIN, PLACE), VAULT.seal(PLAIN, PLACE)
    body_at = 9 + 12 + 48
    with pytest.raises(IntegrityError):
        VAULT.open(one[:body_at] + other[body_at:], PLACE)


@pytest.mark.parametrize(
    ("position", "reason"),
    [
        (0, "not an encrypted record"),
        (3, "unknown record version"),
        (4, "unknown algorithm"),
        (5, "unknown key"),
    ],
)
def test_what_is_unknown_is_named_and_not_guessed(position: int, reason: str) -> None:
    """I3: unknown magic, version, algorithm or key is refused with its reason."""
    blob = bytearray(VAULT.seal(PLAIN, PLACE))
    blob[position] ^= 0xFF
    with pytest.raises(IntegrityError, match=reason):
        VAULT.open(bytes(blob), PLACE)


def test_another_root_key_opens_nothing() -> None:
    """A record of one root key is refused by another, with the reason that the key is unknown."""
    stranger = Vault(RootKey(bytes(32)))
    with pytest.raises(IntegrityError, match="unknown key"):
        stranger.open(VAULT.seal(PLAIN, PLACE), PLACE)


def test_i5_equal_values_look_different() -> None:
    """I5: ten thousand records of one value share no nonce, no wrapped key and no ciphertext.

    A sample: `bench/nonces.py` makes the million that the line asks for.
    """
    count = 10_000
    blobs = [VAULT.seal(PLAIN, PLACE) for _ in range(count)]

    for start, stop in ((9, 21), (21, 69), (69, 81), (81, None)):
        assert len({blob[start:stop] for blob in blobs}) == count


def test_i5_without_randomness_nothing_is_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """I5: when the system gives no random bytes, sealing fails; no value is stored under a weak key."""

    def fails(_: int) -> bytes:
        raise NotImplementedError("no random bytes")

    monkeypatch.setattr("secrets.token_bytes", fails)

    with pytest.raises(NotImplementedError):
        VAULT.seal(PLAIN, PLACE)
    with pytest.raises(NotImplementedError):
        shred.cover(b"sealed", bytes(32), PLACE)
    with pytest.raises(NotImplementedError):
        shred.new_shred_key()


def test_the_value_is_not_in_the_record() -> None:
    """Neither the value nor its place can be read in a record."""
    blob = VAULT.seal(PLAIN, PLACE)

    assert PLAIN not in blob
    assert b"binding" not in blob


def test_lengths_within_a_bucket_look_alike() -> None:
    """I10: values of 1 and of 200 bytes give records of one length; a longer one of the next."""
    sizes = [len(VAULT.seal(b"x" * n, PLACE)) for n in (0, 1, 200, 252, 253)]

    assert sizes[0] == sizes[1] == sizes[2] == sizes[3] < sizes[4]


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, 256),
        (256, 256),
        (257, 512),
        (513, 1024),
        (1025, 4096),
        (4097, 8192),
        (8193, 16384),
        (70_000, 131_072),
    ],
)
def test_buckets_are_those_of_the_design(size: int, expected: int) -> None:
    """Sizes are rounded up to 256, 512, 1024, 4096, then doubled."""
    assert bucket(size) == expected


@pytest.mark.parametrize(
    "padded",
    [
        b"",
        b"\0\0\0",
        pad(b"x")[:-1],
        pad(b"x") + b"\0" * 256,
        pad(b"x")[:-1] + b"\1",
        b"\0\0\1\0" + bytes(252),
        b"\xff\xff\xff\xff" + bytes(252),
    ],
)
def test_padding_that_we_do_not_make_is_refused(padded: bytes) -> None:
    """A wrong length, a wrong size or anything but zeros behind the value is refused."""
    with pytest.raises(PaddingError):
        unpad(padded)


@pytest.mark.parametrize("field", ["case", "owner", "table", "column", "row"])
def test_a_place_is_complete(field: str) -> None:
    """A place with an empty field would bind to nothing, so nothing is sealed for it."""
    with pytest.raises(ValueError, match="every field"):
        VAULT.seal(PLAIN, replace(PLACE, **{field: ""}))
    with pytest.raises(ValueError, match="every field"):
        VAULT.seal(PLAIN, replace(PLACE, version=0))


def test_a_record_of_today_opens_for_ever() -> None:
    """A record made when the format was fixed still opens: the format does not change unnoticed."""
    blob = bytes.fromhex(STORED)

    assert VAULT.open(blob, PLACE) == PLAIN


STORED = (
    "434c460101d4d366bc7dff5501ef9a85d474eac3b40281b5db2d22ca8bce3537c41e8f3c48c90616b2338622a5e28cfd"
    "4d25ca37a43e03a3126828d5315246f45c010ba77bf16c34c47bdfba6cfd26ec419f47b92e24e2f43a2a0afc0700229a"
    "8dc2cc03c63776c3e5f806c67baa2718024d5ffb689da31216efc984390d720620b661b871cc2894d35b874e10014f21"
    "be928d4c26e24a1ae46b96171b962b748e3b04db2bdbf5585fa6c5bcb2eafa02a5afb9bb3ce59b6a556d67bdf8118a82"
    "7e9f344fcbbf725c722f749bf7797bf85741c2a549ec2989492c80b58660b1f4076b63a096f77cb3a43a86c496a589a5"
    "318b9f01614dd4258647f0de657ef68defe91f9ab5f9dc68f47e65278c400743965b83dfba69ea29222bbdabd452024e"
    "1a19aea79444fe0487193d391e4e2325227243a2727e128bedc1ac8c1e9d30b144923e8fbba7cdfda94a094084e5dff9"
    "74e68d8773dde5d292197da31e24223183"
)
