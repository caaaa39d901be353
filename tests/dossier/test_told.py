"""What a dossier says besides its contents: who made it, and what became of members since the last one."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.domain.checked import Statement
from bot.domain.moments import written_day
from bot.domain.served import RecipientNoticeKind
from bot.dossier import format as form
from bot.dossier.build import build, write_archive
from bot.dossier.opening import Signed, open_dossier
from bot.dossier.output import write_out
from bot.dossier.papers import Desk
from bot.dossier.plan import Notice
from bot.dossier.refusals import DamagedDossierError, NotADossierError, OtherServerError
from bot.dossier.reseal import reseal
from bot.vault import RootKey, Vault, age, signing
from tests.dossier.sample import NOW, Sample, archive, moved, sample
from tests.keyholder import KeyHolder
from tests.letters.reading import pages, words

SERVER, OTHER = Vault(RootKey(bytes(range(32)))), Vault(RootKey(bytes(32)))
NOTICES = tuple(
    Notice(f"P-0000{number}", kind, NOW, f"{number}") for number, kind in enumerate(RecipientNoticeKind, 5)
)


def signed(found: Sample, by: Vault = SERVER, claims: str | None = SERVER.server_key) -> bytes:
    """The dossier as a server signs it."""
    target = io.BytesIO()
    plan = replace(found.plan, server_key=claims)
    build(plan, found.records, target, by.sign_dossier)
    return target.getvalue()


def _changed(found: Sample, data: bytes, old: bytes, new: bytes) -> bytes:
    """The same dossier with a changed manifest, encrypted again: whoever has the public keys can do that."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive(data, found.key))) as source,
        zipfile.ZipFile(target, "w") as copy,
    ):
        for info in source.infolist():
            body = source.read(info)
            if info.filename == form.MANIFEST:
                assert old in body
                body = body.replace(old, new)
            copy.writestr(info, body)
    return age.encrypt(target.getvalue(), [h.public for h in found.holders])


def test_a_signature_is_checked_when_the_servers_key_is_known() -> None:
    """With the key: signed, or nothing opens. Without: opened, and said to be not checked."""
    found = sample(1)
    data = signed(found)

    with open_dossier(io.BytesIO(data), found.key, SERVER.server_key) as opened:
        assert opened.signed is Signed.YES
        assert "Signature checked" in Desk(opened, "en").signature()
    with open_dossier(io.BytesIO(data), found.key) as opened:
        assert opened.signed is Signed.UNCHECKED
        assert "not checked" in Desk(opened, "en").signature()
        assert SERVER.server_key in Desk(opened, "en").signature()
    with pytest.raises(OtherServerError):
        open_dossier(io.BytesIO(data), found.key, OTHER.server_key)
    with pytest.raises(signing.BadServerKeyError):
        open_dossier(io.BytesIO(data), found.key, "ed25519-mistyped")


def test_a_forged_dossier_is_refused() -> None:
    """Made by somebody who knows all public keys: unsigned, signed by another, or changed after signing."""
    found = sample(1)
    forged = {
        "unsigned": found.built(),
        "by another": signed(found, OTHER),
        "under another's name": signed(found, OTHER, OTHER.server_key),
        "changed": _changed(found, signed(found), b'"number": 1', b'"number": 9'),
    }

    for what, data in forged.items():
        with pytest.raises(OtherServerError):
            open_dossier(io.BytesIO(data), found.key, SERVER.server_key)
        if what in ("by another", "changed"):  # it contradicts itself: refused without the key too
            with pytest.raises(OtherServerError):
                open_dossier(io.BytesIO(data), found.key)


def test_a_copy_says_that_it_is_one() -> None:
    """A resealed dossier carries no signature of the server, and the desk says so instead of refusing it."""
    found, newcomer, target = sample(1), KeyHolder(), io.BytesIO()
    with open_dossier(io.BytesIO(signed(found)), found.key, SERVER.server_key) as opened:
        reseal(opened, [newcomer.public], target)

    with open_dossier(io.BytesIO(target.getvalue()), newcomer.key.secret, SERVER.server_key) as copy:
        assert copy.signed is Signed.COPY
        assert "copy" in Desk(copy, "en").signature()
        assert copy.manifest.server_key is copy.manifest.signature is None


@pytest.mark.needs("poppler")
@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Withdrawals, erasures and corrections since the last dossier"),
        ("fr", "Retraits, effacements et rectifications depuis le dernier dossier"),
        ("de", "Rücknahmen, Löschungen und Berichtigungen seit dem letzten Dossier"),
    ],
)
def test_k6_the_desk_tells_what_became_of_members(tmp_path: Path, language: str, title: str) -> None:
    """K6: on opening, in the explanation and as a page of its own: who, what, when, what to do."""
    found = moved(sample(1), notices=NOTICES)
    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        desk = Desk(opened, language)
        write_out(desk, tmp_path / "out")

        assert title in desk.notes()[0]
        page = words((tmp_path / "out/notices.pdf").read_bytes(), raw=False)
        explained = " ".join(next((tmp_path / "out").glob("*.txt")).read_text("utf-8-sig").split())
    assert " ".join(title.split()[:2]) in page
    assert title.upper() in explained
    for notice in NOTICES:
        assert notice.ref in page
        assert notice.ref in explained
    assert b"P-00005" in zipfile.ZipFile(io.BytesIO(archive(found.built(), found.key))).read(form.NOTICES)


def test_without_news_there_is_no_page_of_them(tmp_path: Path) -> None:
    """Nothing to tell: no page, no heading, no note."""
    found = sample(1)
    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        desk = Desk(opened, "en")
        write_out(desk, tmp_path / "out")

        assert desk.notes() == []
    assert not (tmp_path / "out/notices.pdf").exists()
    assert "WITHDRAWALS" not in (tmp_path / "out/README.txt").read_text("utf-8-sig")


@pytest.mark.parametrize(
    "change", [{"kind": "nonsense"}, {"ref": "\x1b[31mP-00001"}, {"ref": "<b>"}, {"dossiers": "1; and more"}]
)
def test_damaged_notices_are_a_damaged_dossier(change: dict[str, str]) -> None:
    """Notices that are none are refused like any other contradiction: they are printed."""
    found = moved(sample(1), notices=(replace(NOTICES[0], **change),))

    with pytest.raises(DamagedDossierError):
        open_dossier(io.BytesIO(found.built()), found.key)


@pytest.mark.parametrize("key", ["\x1b[31m", "ed25519-", "age1"])
def test_a_server_key_that_is_none_is_no_manifest(key: str) -> None:
    """What a manifest claims as its server's key is shown to people: anything else is refused."""
    found = sample(1)
    forged = _changed(found, signed(found), SERVER.server_key.encode(), json.dumps(key)[1:-1].encode())

    with pytest.raises(NotADossierError):
        open_dossier(io.BytesIO(forged), found.key)


@pytest.mark.needs("poppler")
@pytest.mark.parametrize("language", ["fr", "de", "en"])
def test_long_words_get_a_page_of_their_own(language: str) -> None:
    """A statement that does not fit on a sheet stands whole on a second page, with head and number."""
    found = sample(1)
    (who,) = found.plan.members
    text = "Canary words that go on. " * 158
    found.say(who, Statement(f"BEGIN {text} END"), version=2)
    with open_dossier(io.BytesIO(found.built()), found.key) as opened:
        first, second = pages(Desk(opened, language).sheet(opened.members[0]).make())

    assert "Canary words" not in first
    assert "BEGIN" in second
    assert "END" in second
    assert "2 / 2" in second
    assert "1 / 2" in first


def test_a_dossier_of_an_earlier_version_keeps_its_day_and_its_signature() -> None:
    """Without a day of its own a manifest is written as it was then, and bears the day of its moment."""
    found = sample(1)
    plan = replace(found.plan, server_key=SERVER.server_key, today=date(2026, 12, 1))
    with_day = write_archive(plan, found.records, io.BytesIO())

    former = with_day.model_copy(update={"today": None})

    assert b'"today"' in with_day.written()
    assert b'"today"' not in former.written()
    assert form.read_manifest(former.written()).to_sign() == former.to_sign()
    assert (with_day.day, former.day) == (plan.today, written_day(plan.created))
