"""Writing piece by piece: little memory, and no file that looks whole when something failed on the way."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from bot.dossier.build import build
from bot.dossier.plan import Record
from bot.dossier.streams import Counted, encrypted
from bot.placing import UNFINISHED, NewFile, sweep
from bot.vault import age
from tests.cli.process import ROOT, clean_environment
from tests.dossier.sample import sample
from tests.keyholder import KeyHolder


class _Full(io.BytesIO):
    """A disk that is full after a while."""

    def write(self, data: object, /) -> int:
        if self.tell() > 100_000:
            raise OSError(28, "No space left on device")
        return super().write(data)  # type: ignore[arg-type]


def test_what_is_written_comes_out() -> None:
    """What goes in comes out with the key, and its size and fingerprint are those of the encrypted bytes."""
    holder, target = KeyHolder(), io.BytesIO()
    counted = Counted(target)

    def write(stream: BinaryIO) -> None:
        for _ in range(1000):
            stream.write(b"x" * 1000)

    encrypted(write, counted, [holder.public])

    assert age.decrypt(target.getvalue(), [holder.key.secret]) == b"x" * 1_000_000
    assert counted.size == len(target.getvalue())


def test_a_failure_half_way_is_told(tmp_path: Path) -> None:
    """When the records stop with an error, building does too, although what was written could be closed."""
    found = sample(1)

    def broken() -> Iterator[tuple[Record, bytes]]:
        yield from found.records
        raise EOFError("the parent is gone")

    with pytest.raises(EOFError):
        build(found.plan, broken(), io.BytesIO())


def test_a_full_disk_is_told_as_such() -> None:
    """When the target cannot take more, its own error comes out, and nobody waits for ever."""
    found = sample(1)
    found.records = [(found.records[0][0], os.urandom(1_000_000))] * 5

    with pytest.raises(OSError, match="No space left"):
        build(found.plan, found.records, _Full())


@pytest.mark.parametrize("nobody", [[], ["age1nonsense"]])
def test_h3_without_a_recipient_nothing_is_written(nobody: list[str]) -> None:
    """H3: no recipient, or one that is none, is refused."""
    target = io.BytesIO()

    with pytest.raises(age.AgeKeyError):
        encrypted(lambda stream: None, target, nobody)

    assert target.getvalue() == b""


_MEASURE = """
import os, resource
from bot.dossier.build import build
from tests.dossier.sample import sample
found = sample(2, filled=False)
class Nowhere:
    def write(self, data): return len(data)
    def flush(self): pass
from dataclasses import replace
from bot.dossier.plan import Record
from bot.domain.sealing import SealedField
from tests.dossier.sample import NOW
def records(count):
    for n in range(count):
        record = Record(found.plan.members[0].id, SealedField.EVIDENCE, n + 1, "image/png", 1, NOW)
        yield record, os.urandom(1 << 20)
build(found.plan, records(5), Nowhere())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
built = build(found.plan, records(400), Nowhere())
print(built.size, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts memory as Linux does")
def test_memory_does_not_grow_with_what_was_sealed() -> None:
    """Four hundred megabytes of sealed files pass in a few megabytes of memory."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    size, grown = map(int, done.stdout.split())

    assert size > 400 << 20
    assert grown < 40  # megabytes


def test_a_file_has_no_name_before_it_is_whole(tmp_path: Path) -> None:
    """Nothing is to be seen until the commit, then the whole file, for its owner only; never twice."""
    with NewFile(tmp_path) as new:
        new.file.write(b"half")
        assert [p.name for p in tmp_path.iterdir() if not p.name.endswith(UNFINISHED)] == []
        new.file.write(b" and half")
        new.settle()
        path = new.commit("whole.age")

    assert path.read_bytes() == b"half and half"
    assert path.stat().st_mode & 0o777 == 0o600
    with NewFile(tmp_path) as other:
        other.file.write(b"other")
        with pytest.raises(FileExistsError):
            other.commit("whole.age")
    assert path.read_bytes() == b"half and half"
    assert [p.name for p in tmp_path.iterdir()] == ["whole.age"]


def test_what_is_not_committed_is_gone(tmp_path: Path) -> None:
    """A file that is given up leaves nothing."""
    with NewFile(tmp_path) as new:
        new.file.write(b"half")

    assert list(tmp_path.iterdir()) == []


def test_where_every_file_needs_a_name_leftovers_are_swept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without nameless files the name says that it is unfinished, and the next start clears it away."""
    monkeypatch.delattr(os, "O_TMPFILE", raising=False)

    with NewFile(tmp_path) as new:
        new.file.write(b"half")
        (name,) = [p.name for p in tmp_path.iterdir()]
        assert name.endswith(UNFINISHED)
        new.commit("whole.age")
    (tmp_path / f"left{UNFINISHED}").write_bytes(b"half")

    assert sweep(tmp_path) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["whole.age"]
