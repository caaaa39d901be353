"""The answer to one member's request for their own data: all of theirs, and nothing of anybody else."""

import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.checked import Identity, Sender, SenderKind, Senders, Statement
from bot.domain.member import EntryId
from bot.domain.sealing import SealedField
from bot.dossier.answering import Answer
from bot.dossier.opening import Opened, open_dossier
from bot.dossier.output import write_items
from bot.dossier.plan import KeyPair
from bot.dossier.refusals import UnknownMemberError
from bot.dossier.reseal import reseal
from bot.vault import lane
from tests.dossier.sample import NAMES, NOW, PNG, WORDS, Sample, member, moved, sample
from tests.keyholder import KeyHolder
from tests.letters.reading import words


def opened(found: Sample) -> Opened:
    """The sample open at its first key-holder's desk."""
    return open_dossier(io.BytesIO(found.built()), found.key)


@pytest.fixture(scope="module")
def three() -> Iterator[Opened]:
    """A dossier of three members who sealed everything, each with words of their own."""
    found = sample(3)
    for number, who in enumerate(found.plan.members):
        found.say(who, Statement(f"{WORDS} word-of-{number}"), version=2)
    with opened(found) as dossier:
        yield dossier


def _of(answer: Answer, path: str) -> bytes:
    return next(item for item in answer.items() if item.path == path).make()


@pytest.mark.needs("poppler")
@pytest.mark.parametrize("language", ["fr", "de", "en"])
def test_an_answer_is_about_one_member(three: Opened, tmp_path: Path, language: str) -> None:
    """Page, data and files hold the member's name, words and files, and nothing of the two others."""
    answer = Answer(three, "P-00002", language)

    write_items(answer.items(), tmp_path / "out")

    files = {
        p.relative_to(tmp_path / "out").as_posix(): p for p in (tmp_path / "out").rglob("*") if p.is_file()
    }
    assert set(files) == {
        "answer-P-00002.pdf", "answer-P-00002.json", "files/evidence-1.png", "files/mandate-1.pdf",
        "MANIFEST.sha256",
    }  # fmt: skip
    assert files["files/evidence-1.png"].read_bytes() == PNG
    said = words(files["answer-P-00002.pdf"].read_bytes(), raw=False)
    assert all(
        part in said for part in (NAMES[1], "word-of-1", "12 rue Canari", "hxxps://canary[.]example/x")
    )
    whole = said + files["answer-P-00002.json"].read_text("utf-8")
    strangers = ("P-00001", "P-00003", "Zoë", "山田", "word-of-0", "word-of-2", "m1@", "m3@")
    assert [part for part in strangers if part in whole] == []
    assert all(p.stat().st_mode & 0o777 == 0o600 for p in files.values())


def test_the_data_have_every_record_with_its_fingerprints(three: Opened) -> None:
    """JSON: what was recorded, and each sealed record with date, version, hashes and contents."""
    data = json.loads(_of(Answer(three, "p 00001"), "answer-P-00001.json"))

    assert (data["reference"], data["recorded"]["ref"], data["dossier"]["number"]) == ("P-00001",) * 2 + (1,)
    assert data["recorded"]["harms"][0]["amount_cents"] == 9990
    found = {(record["field"], record["version"]): record for record in data["sealed"]}
    assert set(found) == {
        ("identity", 1), ("contact", 1), ("statement", 1), ("statement", 2), ("senders", 1),
        ("evidence", 1), ("mandate", 1),
    }  # fmt: skip
    assert found["identity", 1]["content"]["full_name"] == NAMES[0]
    assert found["statement", 2]["content"]["text"].endswith("word-of-0")
    assert found["evidence", 1]["sha256_content"] == hashlib.sha256(PNG).hexdigest()
    assert found["evidence", 1]["file"] == "files/evidence-1.png"
    by_path = {note.path: note.sha256 for note in three.manifest.files}
    assert found["contact", 1]["sha256_sealed"] == by_path["sealed/P-00001/contact-1.age"]
    assert {record["sealed_at"] for record in data["sealed"]} == {NOW.isoformat()}
    assert "id" not in data["recorded"]


def test_a_copy_names_no_fingerprint_that_no_receipt_has(three: Opened) -> None:
    """Passed on, records are sealed anew: an answer from a copy names what was in them, not the wrapping."""
    newcomer, target = KeyHolder(), io.BytesIO()
    reseal(three, [newcomer.public], target)

    with open_dossier(io.BytesIO(target.getvalue()), newcomer.key.secret) as copy:
        data = json.loads(_of(Answer(copy, "P-00001"), "answer-P-00001.json"))

    assert len(data["sealed"]) == 7
    assert all("sha256_content" in record and "sha256_sealed" not in record for record in data["sealed"])


@pytest.mark.parametrize("ref", ["P-99999", "", "P-0000", "P-000011", "../P-00001x", "*"])
def test_an_unknown_reference_is_refused(three: Opened, ref: str) -> None:
    """Nobody is guessed at: a reference that the dossier lacks is refused, what was typed cut short."""
    with pytest.raises(UnknownMemberError) as refused:
        Answer(three, ref)
    assert len(refused.value.values["reference"]) <= 12


def test_what_the_key_does_not_open_is_said() -> None:
    """A record of a key pair that this key-holder has no copy of makes the answer say that it lacks some."""
    found = sample(2)
    other = lane.make_lane([found.holders[0].public])
    found = moved(found, keys=(*found.plan.keys, KeyPair(2, other.public, ())))
    record, blob = found.records[0]
    found.records[0] = (replace(record, epoch=2), blob)
    first, second = found.plan.members
    with opened(found) as dossier:
        mine, theirs = Answer(dossier, first.ref, "en"), Answer(dossier, second.ref, "en")

        assert "incomplete" in " ".join(mine.notes())
        assert theirs.notes() == []
        assert [r["field"] for r in json.loads(_of(mine, f"{mine.name}.json"))["not_opened"]] == ["identity"]


def test_senders_of_a_deleted_contact_are_ignored() -> None:
    """A sender whose contact the member deleted stays in the sealed record, but nowhere at the desk."""
    found = sample(1, filled=False)
    who = member(1)
    gone = EntryId("G" * 26)
    found.say(who, Identity("Zoë Canary"))
    found.say(
        who,
        Senders(
            (
                Sender(who.scams[0].id, SenderKind.WEB, "https://kept.example/x"),
                Sender(gone, SenderKind.WEB, "https://gone.example/x"),
            )
        ),
    )
    with opened(found) as dossier:
        assert [sender.shown for sender in dossier.people[who.ref].senders] == ["https://kept.example/x"]
        from bot.desk.views import search

        assert (search(dossier, "gone.example"), search(dossier, "kept.example")) == ([], [who.ref])


def test_a_field_of_the_answer_is_of_every_kind(three: Opened) -> None:
    """No kind of sealed field is left out of an answer."""
    data = json.loads(_of(Answer(three, "P-00003"), "answer-P-00003.json"))

    assert {record["field"] for record in data["sealed"]} == {field.value for field in SealedField}
