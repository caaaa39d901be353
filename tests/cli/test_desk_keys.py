"""`collectif desk keygen|prove|share` as key-holders run them: alone, on their own machine."""

import re
import stat
from pathlib import Path

import pikepdf
import pytest

from bot.cli.exits import Exit
from bot.vault import age, exchange, lane
from bot.vault.holder_key import HolderKey
from tests.cli.process import collectif
from tests.keyholder import KeyHolder

LANE = "0123456789ABCDEFGHJKMNPQRS"
KEY, SHEET = "collectif-key.txt", "collectif-key-recovery-sheet.pdf"


def made(folder: Path, name: str = KEY) -> HolderKey:
    """Make a key as a key-holder does."""
    done = collectif("desk", "keygen", "--out", name, cwd=folder)
    assert done.returncode == Exit.OK
    return HolderKey.load(folder / name)


def challenge(public: str, *copies: tuple[int, bytes]) -> tuple[str, str]:
    """A challenge file and its answer."""
    drawn = lane.make_challenge(public)
    return exchange.Exchange(LANE, copies, age.unarmor(drawn.sealed)).text(), drawn.answer


def copies_for(*holders: HolderKey) -> tuple[exchange.Exchange, dict[int, str]]:
    """Copies of two key pairs for each key-holder, and the private keys by number."""
    secrets = {epoch: age.new_identity() for epoch in (1, 2)}
    blobs = tuple(
        (epoch, age.encrypt(secret.encode(), [holder.public]))
        for epoch, secret in secrets.items()
        for holder in holders
    )
    return exchange.Exchange(LANE, blobs), secrets


def groups_on(sheet: Path) -> list[str]:
    """The groups that are printed on a sheet."""
    with pikepdf.open(sheet) as pdf:
        drawn = pdf.pages[0].Contents.read_bytes().decode("latin-1")
    return re.findall(r"\(([A-Z2-7]{5})\) Tj", drawn)


# ------------------------------------------------------------------------- keygen


def test_keygen_prints_the_public_half_alone(tmp_path: Path) -> None:
    """Stdout is one public key; the private one is in its file and nowhere on the screen."""
    done = collectif("desk", "keygen", cwd=tmp_path, umask=0)

    key = HolderKey.load(tmp_path / KEY)
    assert (done.returncode, done.stdout) == (Exit.OK, f"{key.public}\n")
    assert key.secret not in done.stderr
    assert [g for g in key.recovery_groups if g in done.stderr] == []
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in tmp_path.iterdir()}
    assert modes == {KEY: 0o600, SHEET: 0o600}


@pytest.mark.needs("age-keygen")
def test_the_age_program_takes_the_key(tmp_path: Path) -> None:
    """The standard program reads the key file and gives the same public half."""
    import subprocess

    key = made(tmp_path)

    told = subprocess.run(["age-keygen", "-y", tmp_path / KEY], capture_output=True, text=True, check=True)
    theirs = subprocess.run(["age-keygen"], capture_output=True, text=True, check=True).stdout
    (tmp_path / "theirs.txt").write_text(theirs)

    assert told.stdout.strip() == key.public
    assert HolderKey.load(tmp_path / "theirs.txt").secret in theirs


@pytest.mark.parametrize("present", [KEY, SHEET])
def test_keygen_overwrites_nothing(tmp_path: Path, present: str) -> None:
    """With the key or its sheet there already, nothing is made and the old file stays."""
    (tmp_path / present).write_text("precious")

    for arguments in (("keygen",), ("keygen", "--restore")):
        done = collectif("desk", *arguments, cwd=tmp_path, stdin="")
        if present == SHEET and "--restore" in arguments:
            continue  # restoring makes no sheet
        assert (done.returncode, done.stdout) == (Exit.REFUSED, "")
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [(present, "precious")]


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "feuille"), ("de", "Wiederherstellungsblatt"), ("en", "recovery sheet")]
)
def test_the_sheet_brings_the_key_back(tmp_path: Path, language: str, said: str) -> None:
    """Typed in from the printed page, the groups give the same key, whatever the sheet's language."""
    collectif("desk", "keygen", "--language", language, cwd=tmp_path)
    before = HolderKey.load(tmp_path / KEY)
    groups = groups_on(tmp_path / SHEET)
    (tmp_path / KEY).unlink()

    typed = "\n".join(" ".join(groups[i : i + 4]).lower() for i in range(0, len(groups), 4))
    done = collectif("desk", "keygen", "--restore", cwd=tmp_path, stdin=f"{typed}\n\nnot read\n")

    assert (len(groups), done.returncode, done.stdout) == (14, Exit.OK, f"{before.public}\n")
    assert HolderKey.load(tmp_path / KEY).secret == before.secret
    with pikepdf.open(tmp_path / SHEET) as pdf:
        assert said in str(pdf.docinfo["/Title"])
        assert str(tmp_path) not in str(dict(pdf.docinfo.items()))


def test_the_sheet_speaks_the_systems_language(tmp_path: Path) -> None:
    """Without a choice, the sheet is in the language of the machine."""
    collectif("desk", "keygen", cwd=tmp_path, LANG="de_DE.UTF-8", LC_ALL="", LC_MESSAGES="")
    wrong = collectif("desk", "keygen", "--language", "xx", cwd=tmp_path)

    with pikepdf.open(tmp_path / SHEET) as pdf:
        assert "Wiederherstellungsblatt" in str(pdf.docinfo["/Title"])
    assert wrong.returncode == Exit.USAGE


def test_a_mistyped_group_is_named(tmp_path: Path) -> None:
    """One wrong letter in the third group: the group is named but not repeated, no key written."""
    groups = HolderKey.make().recovery_groups
    wrong = [*groups[:2], ("B" if groups[2][0] == "A" else "A") + groups[2][1:], *groups[3:]]

    done = collectif("desk", "keygen", "--restore", cwd=tmp_path, stdin=" ".join(wrong))

    assert (done.returncode, done.stdout) == (Exit.KEY, "")
    assert "group 3" in done.stderr
    assert wrong[2] not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_server_s_sheet_is_not_a_key_holders(tmp_path: Path) -> None:
    """The groups of a root key's sheet restore no key-holder's key, nor the other way round."""
    collectif("init", cwd=tmp_path)
    root = groups_on(tmp_path / "data/recovery-sheet.pdf")
    holder = HolderKey.make().recovery_groups
    (tmp_path / "data/root.key").unlink()

    one = collectif("desk", "keygen", "--restore", cwd=tmp_path, stdin=" ".join(root))
    other = collectif("init", "--restore", cwd=tmp_path, stdin=" ".join(holder))

    assert (one.returncode, other.returncode) == (Exit.KEY, Exit.KEY)
    assert not (tmp_path / KEY).exists()
    assert not (tmp_path / "data/root.key").exists()


def test_the_desk_needs_neither_settings_nor_a_data_folder(tmp_path: Path) -> None:
    """A settings file that stops every command of the server is not even read, and nothing else is made."""
    (tmp_path / ".env").write_text("COLLECTIF_DATADIR=x\n")

    made(tmp_path)

    assert {p.name for p in tmp_path.iterdir()} == {".env", KEY, SHEET}


# ------------------------------------------------------------------------- answer


def test_a_challenge_is_answered(tmp_path: Path) -> None:
    """The answer stands alone on stdout in groups, whatever mail programs added around the challenge."""
    key = made(tmp_path)
    text, answer = challenge(key.public)
    mailed = "> Hello,\r\n\r\n" + "".join(f"  {line}  \r\n\r\n" for line in text.splitlines()) + "-- \r\nO."
    (tmp_path / "challenge.txt").write_text(mailed)

    filed = collectif("desk", "prove", "challenge.txt", "--key", KEY, cwd=tmp_path)
    piped = collectif("desk", "prove", "-", "--key", KEY, cwd=tmp_path, stdin=text)

    assert (filed.returncode, filed.stdout) == (piped.returncode, piped.stdout)
    assert re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){4}\n", filed.stdout)
    assert filed.stdout.replace("-", "").strip() == answer


def test_a_challenge_for_another_key_is_refused(tmp_path: Path) -> None:
    """The wrong key ends with 5 and one sentence, and nothing on stdout."""
    made(tmp_path)
    text, _ = challenge(HolderKey.make().public)

    done = collectif("desk", "prove", "-", "--key", KEY, cwd=tmp_path, stdin=text)

    assert (done.returncode, done.stdout) == (Exit.KEY, "")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("spoil", ["", "nonsense", "half", "bit", "copies", "other text"])
def test_what_is_no_challenge_is_refused(tmp_path: Path, spoil: str) -> None:
    """Nonsense, half a file, a changed one, copies without a challenge, and a text that is none."""
    key = made(tmp_path)
    text, _ = challenge(key.public)
    sealed = age.encrypt(b"not a challenge", [key.public])
    given = {
        "half": text[: len(text) // 2],
        "bit": text.replace(text.splitlines()[-3], text.splitlines()[-3].swapcase()),
        "copies": copies_for(key)[0].text(),
        "other text": exchange.Exchange(LANE, (), sealed).text(),
    }.get(spoil, spoil)

    done = collectif("desk", "prove", "-", "--key", KEY, cwd=tmp_path, stdin=given)

    assert (done.stdout, "Traceback" in done.stderr) == ("", False)
    assert done.returncode in (Exit.REFUSED, Exit.KEY)
    assert done.stderr.startswith("collectif: ")


@pytest.mark.parametrize(
    "content", [None, "", "age1xyz", "AGE-SECRET-KEY-1AAAA", "\x00\xff" * 50_000, "twice"]
)
def test_a_bad_key_file_is_refused_without_repeating_it(tmp_path: Path, content: str | None) -> None:
    """A key file that is missing, empty, damaged or holds two keys ends with 5 and a sentence."""
    if content == "twice":
        content = f"{HolderKey.make().secret}\n{HolderKey.make().secret}\n"
    if content is not None:
        (tmp_path / KEY).write_text(content)

    done = collectif("desk", "prove", "-", "--key", KEY, cwd=tmp_path, stdin="")

    assert (done.returncode, done.stdout) == (Exit.KEY, "")
    assert len(done.stderr.splitlines()) == 1
    assert not content or content.strip() not in done.stderr


def test_a_key_that_others_can_read_is_told(tmp_path: Path) -> None:
    """A memory stick may know no modes, so the key is used, with a warning that names the remedy."""
    key = made(tmp_path)
    (tmp_path / KEY).chmod(0o644)
    text, _ = challenge(key.public)

    done = collectif("desk", "prove", "-", "--key", KEY, cwd=tmp_path, stdin=text)

    assert done.returncode == Exit.OK
    assert "chmod 600" in done.stderr


# -------------------------------------------------------------------------- share


def test_sharing_lets_a_newcomer_answer(tmp_path: Path) -> None:
    """One key-holder copies both key pairs for a newcomer, who alone opens them and answers."""
    present, late = made(tmp_path, "present.txt"), made(tmp_path, "late.txt")
    given, secrets = copies_for(present, HolderKey.make())
    (tmp_path / "copies.txt").write_text(f"# explained here\n{given.text()}")

    done = collectif(
        *("desk", "share", "copies.txt", "--key", "present.txt", "--for", late.public), cwd=tmp_path
    )

    shared = exchange.read(done.stdout)
    assert (done.returncode, shared.lane_id) == (Exit.OK, LANE)
    assert exchange.opened(shared.copies, late.secret) == secrets
    assert exchange.opened(shared.copies, present.secret) == {}
    assert late.public in done.stderr
    drawn = lane.make_challenge(*map(age.public_of, secrets.values()))
    (tmp_path / "challenge.txt").write_text(
        exchange.Exchange(LANE, shared.copies, age.unarmor(drawn.sealed)).text()
    )
    answered = collectif("desk", "prove", "challenge.txt", "--key", "late.txt", cwd=tmp_path)
    assert answered.stdout.replace("-", "").strip() == drawn.answer
    stranger = collectif("desk", "prove", "challenge.txt", "--key", "present.txt", cwd=tmp_path)
    assert (stranger.returncode, stranger.stdout) == (Exit.KEY, "")


def test_sharing_into_a_file(tmp_path: Path) -> None:
    """`--out` writes a private file instead of stdout, and never over another."""
    present = made(tmp_path)
    given, _ = copies_for(present)
    (tmp_path / "copies.txt").write_text(given.text())
    command = (
        "desk",
        "share",
        "copies.txt",
        "--key",
        KEY,
        "--for",
        HolderKey.make().public,
        "--out",
        "new.txt",
    )

    first = collectif(*command, cwd=tmp_path, umask=0)
    again = collectif(*command, cwd=tmp_path)

    assert (first.returncode, first.stdout) == (Exit.OK, "")
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o600
    assert len(exchange.read((tmp_path / "new.txt").read_text()).copies) == 2
    assert (again.returncode, again.stdout) == (Exit.REFUSED, "")


@pytest.mark.parametrize(
    ("newcomer", "code"),
    [("own", Exit.USAGE), ("age1", Exit.USAGE), ("AGE-SECRET-KEY-1", Exit.USAGE), ("", Exit.USAGE)],
)
def test_sharing_needs_a_newcomers_public_key(tmp_path: Path, newcomer: str, code: Exit) -> None:
    """One's own key, a mistyped or a private one is refused, and not repeated."""
    present = made(tmp_path)
    given, _ = copies_for(present)
    public = {"own": present.public, "AGE-SECRET-KEY-1": HolderKey.make().secret}.get(newcomer, newcomer)

    done = collectif("desk", "share", "-", "--key", KEY, "--for", public, cwd=tmp_path, stdin=given.text())

    assert (done.returncode, done.stdout) == (code, "")
    assert len(public) < 10 or public not in done.stderr


def test_sharing_without_a_copy_of_ones_own_is_refused(tmp_path: Path) -> None:
    """Somebody who is no key-holder of the recipient has nothing to share."""
    made(tmp_path)
    given, _ = copies_for(HolderKey.make())

    done = collectif(
        *("desk", "share", "-", "--key", KEY, "--for", HolderKey.make().public),
        cwd=tmp_path,
        stdin=given.text(),
    )

    assert (done.returncode, done.stdout) == (Exit.KEY, "")


def test_many_copies_come_in_texts_that_fit_a_form(tmp_path: Path) -> None:
    """After many removals the copies make several texts, each of which fits a chat form, the newest first."""
    present, late = KeyHolder(), KeyHolder()
    secrets = {epoch: age.new_identity() for epoch in range(1, 13)}
    blobs = tuple((e, age.encrypt(s.encode(), [present.public])) for e, s in secrets.items())

    parts = exchange.read(present.share(exchange.Exchange(LANE, blobs).text(), late.public)).parts(
        exchange.PASTED
    )

    assert len(parts) > 1
    assert max(map(len, parts)) <= exchange.PASTED
    assert 12 in late.keys(parts[0])
    assert {e: k for part in parts for e, k in late.keys(part).items()} == secrets
