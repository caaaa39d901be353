"""Where an opened archive is held: nothing of it reaches the disk in clear before somebody saves it."""

import io
import os
import random
from pathlib import Path

import pytest

from bot.dossier import opening, scratch
from bot.dossier.opening import open_dossier
from bot.dossier.scratch import BLOCK, Scratch
from tests.dossier.sample import NAMES, sample

SIZES = (0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK + 17)


@pytest.mark.parametrize("in_memory", [0, 2 * BLOCK, 100 * BLOCK])
@pytest.mark.parametrize("size", SIZES)
def test_it_reads_what_was_written(size: int, in_memory: int) -> None:
    """Whatever its size and wherever it lies, every part of it can be read back from anywhere."""
    chance = random.Random(size)
    data = chance.randbytes(size)
    held = Scratch(in_memory)
    for start in range(0, size, 10_000):
        assert held.write(data[start : start + 10_000]) == len(data[start : start + 10_000])
    reader, plain = io.BufferedReader(held), io.BytesIO(data)

    for _ in range(50):
        place, length = chance.randint(0, size + 5), chance.randint(0, 2 * BLOCK)
        reader.seek(place)
        plain.seek(place)
        assert reader.read(length) == plain.read(length)
    assert reader.seek(-min(size, 3), os.SEEK_END) == plain.seek(-min(size, 3), os.SEEK_END)
    assert reader.read() == plain.read()


def _unnamed(folder: Path) -> list[bytes]:
    """The contents of every open file without a name, and of every file with one, in the folder."""
    handles = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    found = []
    for link in handles:
        try:
            if link.readlink().is_relative_to(folder):
                found.append(os.pread(int(link.name), 1 << 26, 0))
        except OSError:
            continue
    return found + [p.read_bytes() for p in folder.rglob("*") if p.is_file()]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at open files in /proc")
def test_b20_what_goes_to_the_disk_is_encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """B20: beyond the bound an opened dossier goes to a temporary file that holds no byte of it in clear."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(opening, "Scratch", lambda: Scratch(0))
    found = sample(3)

    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        assert [p.identity.full_name for p in opened.people.values() if p.identity] == list(NAMES[:3])
        assert opened.body(opened.documents[0].record)
        written = _unnamed(tmp_path)

    assert sum(map(len, written)) > BLOCK
    marks = (b"PK\x03\x04", b"manifest.json", b"members.json", b"P-00001", b"Cerba", b"age-encryption")
    assert [mark for mark in marks for data in written if mark in data] == []
    assert _unnamed(tmp_path) == []


def test_a_change_in_the_temporary_file_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program that writes into the file makes the reading fail; nothing wrong is given."""
    held = Scratch(0)
    held.write(bytes(3 * BLOCK))
    assert held._file is not None
    held._file.seek(BLOCK + 100)
    held._file.write(b"\x01")
    held.seek(BLOCK)

    with pytest.raises(OSError, match="changed"):
        held.read(1)
    held.seek(0)
    assert held.read(1) == b"\0"


def test_two_archives_have_keys_of_their_own() -> None:
    """The same bytes lie there differently each time."""
    ones, others = Scratch(0), Scratch(0)
    for held in (ones, others):
        held.write(bytes(BLOCK))
        assert held._file is not None
        held._file.seek(0)

    assert ones._file is not None
    assert others._file is not None
    assert ones._file.read() != others._file.read()
    assert scratch.IN_MEMORY >= 16 << 20
