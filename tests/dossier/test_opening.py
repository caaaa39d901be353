"""Opening at a desk: all of it is checked first, and one doubt means that nothing is opened."""

import hashlib
import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.domain.checked import Identity, Statement, encode
from bot.domain.sealing import SealedField
from bot.dossier import format as form
from bot.dossier.opening import open_dossier
from bot.dossier.plan import KeyPair, Record
from bot.dossier.refusals import (
    DamagedDossierError,
    MisplacedRecordError,
    NotADossierError,
    OpeningError,
    OtherKeyError,
    OtherVersionError,
)
from bot.dossier.reseal import reseal
from bot.vault import age, lane, sealing
from tests.dossier.sample import JSON, NAMES, NOW, PNG, WORDS, Sample, archive, sample
from tests.keyholder import KeyHolder

Change = Callable[[dict[str, bytes]], None]


def opened_with(data: bytes, key: str) -> OpeningError | None:
    """The refusal of a dossier; None when it opens."""
    try:
        open_dossier(io.BytesIO(data), key).close()
    except OpeningError as error:
        return error
    return None


def changed(found: Sample, change: Change) -> bytes:
    """The dossier with its inside changed by somebody who can encrypt: anybody can, to a public key."""
    source = zipfile.ZipFile(io.BytesIO(archive(found.built(), found.key)))
    files = {name: source.read(name) for name in source.namelist()}
    change(files)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name, data in files.items():
            made.writestr(name, data)
    return age.encrypt(target.getvalue(), [h.public for h in found.holders])


def noted(files: dict[str, bytes], path: str, data: bytes) -> None:
    """Replace a file and correct its note, as a forger would."""
    manifest = json.loads(files[form.MANIFEST])
    for note in manifest["files"]:
        if note["path"] == path:
            note |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    files[path] = data
    files[form.MANIFEST] = json.dumps(manifest).encode()


def test_everything_comes_out() -> None:
    """Names, contacts, own words, senders and files come out as they were sealed, under their reference."""
    found = sample(3, 2)

    for holder in found.holders:
        with open_dossier(io.BytesIO(found.built()), holder.key.secret) as opened:
            people = list(opened.people.values())
            assert [p.identity.full_name for p in people if p.identity] == list(NAMES[:3])
            assert {p.statement.text for p in people if p.statement} == {WORDS}
            assert [m.ref for m in opened.members] == ["P-00001", "P-00002", "P-00003"]
            evidence = [d for d in opened.documents if d.record.field is SealedField.EVIDENCE]
            assert [(d.ref, opened.body(d.record)) for d in evidence] == [
                (m.ref, PNG) for m in opened.members
            ]


def test_h3_another_key_opens_nothing() -> None:
    """H3: any other key is told that it is another one."""
    assert isinstance(opened_with(sample().built(), KeyHolder().key.secret), OtherKeyError)


def test_h3_whatever_is_cut_off_is_missed() -> None:
    """H3: a dossier without its last bytes, at many lengths down to nothing, is refused."""
    found = sample(1)
    data = found.built()
    lengths = {0, 1, 21, 22, 100, 200, 300, len(data) // 2, len(data) - 100, len(data) - 16, len(data) - 1}

    assert opened_with(data, found.key) is None
    for length in sorted(lengths):
        assert isinstance(opened_with(data[:length], found.key), NotADossierError | OtherKeyError), length


def test_h3_one_changed_bit_is_noticed() -> None:
    """H3: a dossier with one bit changed, anywhere, is refused."""
    found = sample(1)
    data = found.built()
    places = random.Random(1).sample(range(len(data)), 150)

    let_through = []
    for place in [*range(0, 260, 3), *places, len(data) - 1]:
        bad = bytearray(data)
        bad[place] ^= 1 << (place % 8)
        if opened_with(bytes(bad), found.key) is None:
            let_through.append(place)

    # A stanza that is not for this key may change: the header's own MAC covers it, so none may.
    assert let_through == []


def test_h3_more_bytes_are_noticed() -> None:
    """H3: something behind the dossier's end is refused."""
    found = sample(1)

    assert isinstance(opened_with(found.built() + b"x", found.key), NotADossierError)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"age-encryption.org/v1\n", b"\0" * 4096])
def test_what_is_no_dossier_is_refused(data: bytes) -> None:
    """Any other file is refused in one way."""
    assert isinstance(opened_with(data, KeyHolder().key.secret), NotADossierError)


@pytest.mark.parametrize("inside", [b"", b"hello", b"PK\x05\x06" + b"\0" * 18])
def test_an_age_file_of_something_else_is_refused(inside: bytes) -> None:
    """A file that opens but holds no dossier is refused."""
    holder = KeyHolder()

    assert isinstance(opened_with(age.encrypt(inside, [holder.public]), holder.key.secret), NotADossierError)


def test_another_version_is_named_as_such() -> None:
    """A dossier of a later format is refused with the advice to update."""

    def later(files: dict[str, bytes]) -> None:
        manifest = json.loads(files[form.MANIFEST])
        files[form.MANIFEST] = json.dumps(manifest | {"version": 2, "new": True}).encode()

    found = sample(1)
    assert isinstance(opened_with(changed(found, later), found.key), OtherVersionError)


def _drop(files: dict[str, bytes]) -> None:
    del files["members.json"]


def _alter(files: dict[str, bytes]) -> None:
    files["tables/members.csv"] += b"x"


def _alter_in_place(files: dict[str, bytes]) -> None:
    files["tables/members.csv"] = files["tables/members.csv"].replace(b"FR", b"LU").replace(b"P-", b"Q-")


def _add(files: dict[str, bytes]) -> None:
    files["sealed/P-00001/extra-1.age"] = b"x"


def _other_members(files: dict[str, bytes]) -> None:
    noted(files, "members.json", files["members.json"].replace(b"P-00001", b"P-99999"))


def _no_json(files: dict[str, bytes]) -> None:
    noted(files, "members.json", b"[]x")


def _other_pack(files: dict[str, bytes]) -> None:
    noted(files, "pack.toml", files["pack.toml"] + b"\n# changed\n")


def _other_key(files: dict[str, bytes]) -> None:
    name = next(n for n in files if n.startswith("keys/"))
    noted(files, name, b"age-encryption.org/v1\nx")


@pytest.mark.parametrize(
    "change", [_drop, _alter, _alter_in_place, _add, _other_members, _no_json, _other_pack, _other_key]
)
def test_whatever_contradicts_the_manifest_is_refused(change: Change) -> None:
    """A file missing, altered or added, other members, another pack, a key copy that opens nothing."""
    found = sample(1)

    assert opened_with(changed(found, lambda files: None), found.key) is None
    assert isinstance(opened_with(changed(found, change), found.key), DamagedDossierError)


def test_a_copy_of_another_key_is_refused() -> None:
    """A key copy that opens, and holds another private key than the manifest's, is noticed at once."""
    found = sample(1, filled=False)

    def exchanged(files: dict[str, bytes]) -> None:
        name = next(n for n in files if n.startswith("keys/"))
        noted(files, name, age.encrypt(age.new_identity().encode(), [found.holders[0].public]))

    assert isinstance(opened_with(changed(found, exchanged), found.key), DamagedDossierError)


def _swap(files: dict[str, bytes]) -> None:
    one, two = "sealed/P-00001/identity-1.age", "sealed/P-00002/identity-1.age"
    first, second = files[one], files[two]
    noted(files, one, second)
    noted(files, two, first)


def _another_field(files: dict[str, bytes]) -> None:
    noted(files, "sealed/P-00001/contact-1.age", files["sealed/P-00001/identity-1.age"])


def _junk(files: dict[str, bytes]) -> None:
    noted(files, "sealed/P-00001/identity-1.age", b"junk")


@pytest.mark.parametrize("change", [_swap, _another_field, _junk])
def test_a_record_in_anothers_place_is_refused(change: Change) -> None:
    """A record moved to another member or field, or replaced by junk, is noticed though its hash is right."""
    found = sample(2)

    error = opened_with(changed(found, change), found.key)

    assert isinstance(error, MisplacedRecordError)
    assert not any(name in error.said("en") for name in NAMES)


@pytest.mark.parametrize("what", ["case", "version", "media type", "other key", "no identity"])
def test_a_record_of_another_place_is_refused(what: str) -> None:
    """A record of another case, an older version, another kind, key or content is no record of this place."""
    found = sample(1, filled=False)
    who = found.plan.members[0]
    header = sealing.SealedHeader(found.plan.case_id, who.id, "identity", 1, JSON)
    body, public = encode(Identity("Zoë Canary")), found.pair.public
    if what == "case":
        header = sealing.SealedHeader("X" * 26, who.id, "identity", 1, JSON)
    elif what == "version":
        header = sealing.SealedHeader(found.plan.case_id, who.id, "identity", 2, JSON)
    elif what == "media type":
        header = sealing.SealedHeader(found.plan.case_id, who.id, "identity", 1, "image/png")
    elif what == "other key":
        public = KeyHolder().public
    else:
        body = encode(Statement("Canary"))
    found.records.append(
        (Record(who.id, SealedField.IDENTITY, 1, JSON, 1, NOW), sealing.seal_payload(header, body, public))
    )

    assert isinstance(opened_with(found.built(), found.key), MisplacedRecordError)


def test_the_newest_of_a_field_counts() -> None:
    """When a field lies there twice, the newer version is read, in whatever order they come."""
    found = sample(1, filled=False)
    who = found.plan.members[0]
    found.say(who, Identity("New Canary"), version=2)
    found.say(who, Identity("Old Canary"), version=1)

    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        identity = opened.people[who.ref].identity
        assert identity is not None
        assert identity.full_name == "New Canary"


def test_a_key_pair_without_a_copy_closes_its_records_only() -> None:
    """Records of a key pair of which this key-holder has no copy stay closed, counted, and stop nothing."""
    found = sample(1)
    other = lane.make_lane([KeyHolder().public])
    plan = replace(found.plan, keys=(*found.plan.keys, KeyPair(2, other.public, ())))
    record = Record(plan.members[0].id, SealedField.EVIDENCE, 9, "image/png", 2, NOW)
    header = sealing.SealedHeader(plan.case_id, record.member, "evidence", 9, "image/png")
    later = replace(
        found, plan=plan, records=[*found.records, (record, sealing.seal_payload(header, PNG, other.public))]
    )

    with open_dossier(io.BytesIO(later.built()), later.key) as opened:
        assert [r.version for r in opened.locked] == [9]
        assert len(opened.documents) == 2


def test_a_resealed_copy_opens_for_its_key_and_opens_nothing_else() -> None:
    """A copy for another key holds the same, says what it is from, and its key opens no other dossier."""
    found, newcomer = sample(2), KeyHolder()
    target = io.BytesIO()
    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        reseal(opened, [newcomer.public], target)

    with open_dossier(io.BytesIO(target.getvalue()), newcomer.key.secret) as copy:
        assert [p.identity.full_name for p in copy.people.values() if p.identity] == list(NAMES[:2])
        assert copy.manifest.resealed_from
        assert len(copy.documents) == 4
        lane_keys = [
            age.decrypt(copy.read(c.path), [newcomer.key.secret]).decode() for c in copy.manifest.copies
        ]
    assert isinstance(opened_with(target.getvalue(), found.key), OtherKeyError)
    assert isinstance(opened_with(found.built(), newcomer.key.secret), OtherKeyError)
    for _, blob in found.records:
        with pytest.raises(age.CannotOpenError):
            age.decrypt(blob, lane_keys)
