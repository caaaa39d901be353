"""`collectif invite`: the link for adding the bot."""

import base64
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.cli.process import collectif

APP = "123456789012345678"
# View Channels and Send Messages (Discord's permission bits 10 and 11).
TWO_RIGHTS = "3072"


def test_j7_the_link_asks_for_two_rights_and_no_more(tmp_path: Path) -> None:
    """J7: no Administrator, no Mention Everyone, no user install: scopes and rights are the needed ones."""
    done = collectif("invite", "--application-id", APP, cwd=tmp_path)
    link = urlsplit(done.stdout.strip())

    assert (done.returncode, link.netloc, link.path) == (0, "discord.com", "/oauth2/authorize")
    assert parse_qs(link.query) == {
        "client_id": [APP],
        "scope": ["bot applications.commands"],
        "permissions": [TWO_RIGHTS],
        "integration_type": ["0"],
    }


def test_it_reads_the_application_from_the_token_and_never_prints_it(tmp_path: Path) -> None:
    """The id is the token's first part; the rest of the token appears nowhere."""
    token = f"{base64.b64encode(APP.encode()).decode().rstrip('=')}.Secret.CANARY"

    done = collectif("invite", cwd=tmp_path, COLLECTIF_DISCORD_TOKEN=token)

    assert f"client_id={APP}&" in done.stdout
    assert "CANARY" not in done.stdout + done.stderr


def test_without_an_id_it_says_how_to_give_one(tmp_path: Path) -> None:
    """No token, an id that is none, a token that is none: a clear refusal, nothing on stdout."""
    none = collectif("invite", cwd=tmp_path)
    wrong = collectif("invite", "--application-id", "12", cwd=tmp_path)
    odd = collectif("invite", cwd=tmp_path, COLLECTIF_DISCORD_TOKEN="not-a-token")

    assert [none.returncode, wrong.returncode, odd.returncode] == [6, 2, 2]
    assert [d.stdout for d in (none, wrong, odd)] == ["", "", ""]
    assert "--application-id" in none.stderr
