"""`collectif wording check` from outside, and a start with wording that no letter can be made with."""

from pathlib import Path

from bot.cli.exits import Exit
from tests.cli.process import collectif

TOKEN = "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.not-a-real-token"
HEAD = '+++\nversion = "1.0.0"\nlaw_as_of = 2026-11-23\ntitle = "T"\n+++\n'


def _own(folder: Path, body: str, *languages: str) -> Path:
    for language in languages or ("fr",):
        (folder / "own" / language).mkdir(parents=True)
        (folder / "own" / language / "mandate.md").write_text(HEAD + body, encoding="utf-8")
    return folder / "own"


def test_a_sound_folder_ends_with_0_and_says_what_was_read(tmp_path: Path) -> None:
    """One line on stdout; letters were composed with it."""
    _own(tmp_path, "Mandat de {{ member.ref }}.\n", "fr", "en", "de")

    done = collectif("wording", "check", "own", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (Exit.OK, "")
    assert done.stdout.startswith("3 wording files can be used")


def test_problems_end_with_3_one_line_each_and_a_missing_folder_with_2(tmp_path: Path) -> None:
    """Every problem has its file and line on stderr, after the languages that are not the operator's own.

    stdout stays empty, and there is no traceback.
    """
    _own(tmp_path, "{{ nobody }}\n\n{{ table('nothing') }}\n")

    done = collectif("wording", "check", "own", cwd=tmp_path)
    none = collectif("wording", "check", "elsewhere", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (Exit.REFUSED, "")
    said = done.stderr.splitlines()
    assert [line.partition("mandate.md")[0] for line in said[:2]] == [
        "collectif: warning: en/",
        "collectif: warning: de/",
    ]
    assert said[2:] == [
        "collectif: fr/mandate.md:6: unknown name 'nobody'",
        "collectif: fr/mandate.md:8: no table 'nothing'",
    ]
    assert (none.returncode, none.stderr) == (Exit.USAGE, "collectif: elsewhere: there is no such folder\n")


def test_the_bot_does_not_start_with_wording_that_is_wrong(tmp_path: Path) -> None:
    """A wrong file stops the start with its line, before Discord is asked for anything."""
    _own(tmp_path, "{{ nobody }}\n")
    assert collectif("init", cwd=tmp_path).returncode == Exit.OK

    done = collectif(
        "run", cwd=tmp_path, COLLECTIF_DISCORD_TOKEN=TOKEN, COLLECTIF_WORDING_DIR=str(tmp_path / "own")
    )

    assert done.returncode == Exit.USAGE
    assert "fr/mandate.md:6: unknown name 'nobody'" in done.stderr
    assert "collectif wording check" in done.stderr
