"""`collectif try` as a process: what a script and a newcomer get on each stream."""

import hashlib
import json
from pathlib import Path

from bot.cli.exits import Exit
from tests.cli.process import collectif


def test_a_script_gets_one_object_and_the_letters_it_names(tmp_path: Path) -> None:
    """With --json, stdout is one JSON object alone; each letter it lists is there with that fingerprint.

    Progress is on stderr, without a line of the log; the operator's own settings are not looked at.
    """
    (tmp_path / ".env").write_text("COLLECTIF_NONSENSE=1\n")

    done = collectif("try", "--once", "--json", "--out", "the letters", cwd=tmp_path)

    assert (done.returncode, "library_message" in done.stderr) == (Exit.OK, False)
    told = json.loads(done.stdout)
    assert set(told) == {
        *("members", "letters", "seconds"),
        *("dossiers", "opened", "keys", "second_case"),
    }
    assert isinstance(told["members"], int)
    assert told["members"] > 0
    assert {letter["kind"] for letter in told["letters"]} >= {"collective_complaint", "individual_complaint"}
    for letter in told["letters"]:
        data = (tmp_path / "the letters" / letter["path"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == letter["sha256"]
    assert "fictitious" in done.stderr
