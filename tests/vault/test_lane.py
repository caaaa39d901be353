"""Lanes, key-holders, sealed records and the shred layer, with keys of the age format."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bot.vault import age, lane, sealing, shred
from bot.vault.place import Place
from bot.vault.record import IntegrityError

HEADER = sealing.SealedHeader("case", "member", "identity", 1)
BODY = '{"name": "Zoë Ünïque-Canary"}'.encode()
PLACE = Place("case", "member", "sealed_record", "blob", "row")


def test_each_key_holder_opens_the_lane_and_nobody_else() -> None:
    """Both key-holders get the same lane key; a stranger gets none; the lane keeps no private half."""
    holders = [age.new_identity() for _ in range(2)]
    made = lane.make_lane([age.public_of(h) for h in holders])
    keys = [lane.unwrap(w, h) for w, h in zip(made.wraps, holders, strict=True)]

    assert {age.public_of(k) for k in keys} == {made.public}
    with pytest.raises(age.CannotOpenError):
        lane.unwrap(made.wraps[0], age.new_identity())
    assert "AGE-SECRET-KEY" not in repr(made)


def test_a_late_lawyer_reads_what_was_sealed_before() -> None:
    """A copy of the lane key made at a desk opens records sealed before its holder came."""
    first, late = age.new_identity(), age.new_identity()
    made = lane.make_lane([age.public_of(first)])
    record = sealing.seal_payload(HEADER, BODY, made.public)

    copy = lane.rewrap(made.wraps[0], first, age.public_of(late))

    assert sealing.open_payload(record, lane.unwrap(copy, late)) == (HEADER, BODY)


def test_lane_without_key_holder_is_refused() -> None:
    """A lane that nobody could open is never made."""
    with pytest.raises(age.AgeKeyError):
        lane.make_lane([])
    with pytest.raises(age.AgeKeyError):
        age.encrypt(b"x", [])


@pytest.mark.parametrize("text", ["", "age1", "age1qqqq", "AGE-SECRET-KEY-1", "x" * 5000, "age1é"])
def test_mistyped_key_is_refused_without_repeating_it(text: str) -> None:
    """What is no public key is refused in one line that does not contain it."""
    with pytest.raises(age.AgeKeyError) as caught:
        age.check_public(text)

    assert len(text) < 10 or text not in str(caught.value)


def test_private_key_pasted_as_public_is_refused() -> None:
    """A person who pastes the private key by mistake is refused, and it is not echoed."""
    secret = age.new_identity()

    with pytest.raises(age.AgeKeyError) as caught:
        age.check_public(secret)

    assert secret.lower() not in str(caught.value).lower()


def test_challenge_is_answered_by_the_key_only() -> None:
    """Only the private half reads the answer; another text of the same key is no challenge."""
    holder = age.new_identity()
    challenge = lane.make_challenge(age.public_of(holder))

    assert lane.read_challenge(challenge.sealed.encode(), holder) == challenge.answer
    with pytest.raises(age.CannotOpenError):
        lane.read_challenge(challenge.sealed.encode(), age.new_identity())
    other = age.encrypt(b"something else entirely", [age.public_of(holder)])
    with pytest.raises(age.CannotOpenError):
        lane.read_challenge(other, holder)


@pytest.mark.parametrize("change", [{"case": "x"}, {"member": "x"}, {"field": "x"}, {"version": 2}])
def test_record_moved_elsewhere_is_noticed(change: dict[str, object]) -> None:
    """A record put in another case, member, field or version opens and is refused."""
    identity = age.new_identity()
    blob = sealing.seal_payload(HEADER, BODY, age.public_of(identity))

    assert sealing.open_expected(blob, identity, HEADER) == BODY
    with pytest.raises(sealing.ForeignRecordError):
        sealing.open_expected(blob, identity, replace(HEADER, **change))  # type: ignore[arg-type]


def test_damaged_record_gives_nothing() -> None:
    """Cut or changed at any sampled byte, a sealed record gives no byte of its content."""
    identity = age.new_identity()
    blob = sealing.seal_payload(HEADER, BODY, age.public_of(identity))

    for at in range(0, len(blob), 7):
        for bad in (blob[:at], blob[:at] + bytes([blob[at] ^ 1]) + blob[at + 1 :]):
            with pytest.raises((age.CannotOpenError, sealing.ForeignRecordError)):
                sealing.open_payload(bad, identity)


def test_length_of_a_short_field_is_hidden() -> None:
    """A name of one letter and one of eighty make sealed bodies of one size."""
    public = age.public_of(age.new_identity())

    def body_size(letters: int) -> int:
        # The header before the body varies at random: age adds a recipient that nobody is.
        blob = sealing.seal_payload(HEADER, b"x" * letters, public)
        return len(blob) - blob.index(b"\n", blob.index(b"\n--- ") + 1)

    assert body_size(1) == body_size(80)


def test_foreign_age_file_is_no_record() -> None:
    """An age file of another origin is refused as foreign, not misread."""
    identity = age.new_identity()
    for plain in (b"", b"hello", b"{}\n", b'{"format":"collectif-sealed-1","length":99}\nx', b"[1]\n"):
        with pytest.raises(sealing.ForeignRecordError):
            sealing.open_payload(age.encrypt(plain, [age.public_of(identity)]), identity)


def test_shred_layer_binds_key_place_and_bytes() -> None:
    """Only the member's key at the record's own place peels the layer; one changed bit fails."""
    key = shred.new_shred_key()
    blob = shred.cover(b"sealed", key, PLACE)

    assert shred.peel(blob, key, PLACE) == b"sealed"
    wrong: list[tuple[bytes, bytes, Place]] = [
        (blob, shred.new_shred_key(), PLACE),
        (blob, key, replace(PLACE, row="other")),
        (blob[:-1], key, PLACE),
        (b"", key, PLACE),
        *((blob[:i] + bytes([blob[i] ^ 1]) + blob[i + 1 :], key, PLACE) for i in range(len(blob))),
    ]
    for bad, used, place in wrong:
        with pytest.raises(IntegrityError):
            shred.peel(bad, used, place)


@pytest.mark.needs("age")
def test_standard_age_program_opens_a_sealed_record(tmp_path: Path) -> None:
    """Debian's `age` opens a sealed record with the lane key (security brief H3)."""
    identity = age.new_identity()
    key, record = tmp_path / "key.txt", tmp_path / "record.age"
    key.write_text(identity + "\n")
    record.write_bytes(sealing.seal_payload(HEADER, BODY, age.public_of(identity)))

    program = shutil.which("age") or "age"
    run = subprocess.run([program, "-d", "-i", key, record], capture_output=True, check=True)

    assert BODY in run.stdout
