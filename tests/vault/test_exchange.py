"""Key exchange files and the key file: read as they come back from mail, refused when they are none."""

import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vault import age, exchange, lane, recovery
from bot.vault.holder_key import HolderKey

LANE = "0123456789ABCDEFGHJKMNPQRS"
HOLDER = HolderKey.make()
COPY = age.encrypt(age.new_identity().encode(), [HOLDER.public])
FILE = exchange.Exchange(LANE, ((1, COPY), (2, COPY)), COPY)


def test_a_file_is_read_as_it_was_written() -> None:
    """Lane, copies with their numbers and the challenge come back."""
    assert exchange.read(FILE.text()) == FILE
    assert exchange.read(exchange.Exchange(LANE, ((7, COPY),)).text()).challenge is None


@pytest.mark.parametrize(
    "carry",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\n\n".join(text.splitlines()),
        lambda text: "\n".join(f"   {line}\t" for line in text.splitlines()),
        lambda text: f"# a note\nDear colleague,\n\n{text}\n-- \nMe Un",
        lambda text: "\ufeff# a note\n" + text,
    ],
    ids=["line ends", "empty lines", "indented", "in a mail", "byte order mark"],
)
def test_what_mail_adds_does_not_matter(carry: object) -> None:
    """Other line ends, empty lines, indentation and words around the blocks are passed over."""
    assert exchange.read(carry(FILE.text())) == FILE  # type: ignore[operator]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: text[: len(text) // 3],
        lambda text: text.replace(LANE, "short"),
        lambda text: text + text.replace(LANE, LANE[::-1]),
        lambda text: text.replace("copy 1", "copy one").replace("copy 2", "").replace("challenge", ""),
        lambda text: text.replace("AGE ENCRYPTED", "PGP ENCRYPTED"),
        lambda text: text.replace("YWdl", "!!!!"),
        lambda text: text + text,
        lambda text: text + " " * exchange.MOST_CHARACTERS,
        lambda text: text.replace(
            age.armor(COPY), age.armor(b"age-encryption.org/v1\n-> scrypt x 1\ny\n--- z")
        ),
    ],
)
def test_what_is_no_such_file_is_refused(spoil: object) -> None:
    """Cut, mixed, damaged, too large, twice a challenge, or for another kind of key: one refusal."""
    with pytest.raises(exchange.BadExchangeError):
        exchange.read(spoil(FILE.text()))  # type: ignore[operator]


@given(st.text(max_size=400), st.integers(0, len(FILE.text())))
def test_nothing_else_ever_comes_of_a_bad_file(junk: str, at: int) -> None:
    """Whatever stands in a file, it is read or refused, never anything else."""
    for text in (junk, FILE.text()[:at] + junk + FILE.text()[at:]):
        try:
            exchange.read(text)
        except exchange.BadExchangeError:
            continue


@pytest.mark.parametrize(
    "piece", ["copy 1\n-----BEGIN AGE\n", "a\n", "-----BEGIN AGE\n", "recipient \n", "copy 1\n"]
)
def test_reading_takes_no_time(piece: str) -> None:
    """A file made to be slow to read is refused at once."""
    text = f"recipient {LANE}\n" + piece * (exchange.MOST_CHARACTERS // len(piece) - 10)
    started = time.monotonic()

    with pytest.raises(exchange.BadExchangeError):
        exchange.read(text)

    assert time.monotonic() - started < 2  # generous: other processes share the machine


@pytest.mark.needs("age")
def test_the_age_program_opens_a_copy(tmp_path: Path) -> None:
    """One armored block out of a file, and the key file, are all that the standard program needs."""
    from datetime import UTC, datetime

    secret = age.new_identity()
    HOLDER.write(tmp_path / "key.txt", datetime.now(UTC))
    block = age.armor(age.encrypt(secret.encode(), [HOLDER.public]))

    done = subprocess.run(
        ["age", "-d", "-i", tmp_path / "key.txt"], input=block.encode(), capture_output=True, check=True
    )

    assert done.stdout.decode() == secret


def test_a_challenge_for_several_keys_needs_each() -> None:
    """A challenge for several keys is read with all of them, in any order, and with no fewer."""
    keys = [age.new_identity() for _ in range(3)]
    challenge = lane.make_challenge(*map(age.public_of, keys))
    sealed = challenge.sealed.encode()

    assert lane.read_challenge(sealed, *reversed(keys)) == challenge.answer
    for missing in keys:
        with pytest.raises(age.CannotOpenError):
            lane.read_challenge(sealed, *(k for k in keys if k != missing))


@given(st.binary(min_size=32, max_size=32))
def test_any_key_comes_back_from_paper(secret: bytes) -> None:
    """Every 32 bytes are a key that its groups give back, and that the age library takes."""
    groups = recovery.to_groups(secret, recovery.HOLDER_SHEET)

    key = HolderKey.from_recovery(" ".join(groups))

    assert key.recovery_groups == groups
    assert age.public_of(key.secret) == key.public


def test_a_key_is_not_shown_by_accident() -> None:
    """Neither `repr` nor an error about the file holds the private key."""
    assert HOLDER.secret not in repr(HOLDER)
    assert HOLDER.public in repr(HOLDER)
