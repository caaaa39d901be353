"""What a key-holder without a terminal does with keys and requests on the desk's page, over HTTP."""

import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.desk.running import running
from bot.vault import Vault, exchange
from bot.vault.holder_key import HolderKey
from bot.vault.keyfile import RootKey
from tests.cli.test_desk_keys import LANE, challenge, copies_for, groups_on
from tests.desk.test_guard import Client
from tests.desk.test_reading import asked
from tests.dossier.sample import NAMES, NOW, moved, sample
from tests.dossier.test_told import NOTICES, SERVER, signed


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A running desk whose page has begun."""
    async with running("en") as desk, aiohttp.ClientSession() as http:
        found = Client(desk, http)
        await found.begin()
        yield found


def lying(folder: Path) -> list[Path]:
    """What lies in the folder."""
    return sorted(folder.iterdir())


async def _said(client: Client, door: str, /, **body: object) -> dict[str, object]:
    return await asked(client, "POST", door, json.dumps(body))


async def _pick(client: Client, key: HolderKey, folder: Path) -> None:
    path = folder / f"{key.public[-8:]}.txt"
    if not path.exists():
        key.write(path, NOW)
    await client.ask("PUT", "/key", path.read_bytes())


async def test_a_key_is_made_with_its_sheet(client: Client, tmp_path: Path) -> None:
    """Key file and sheet lie where the page says, for their owner only; the sheet brings the key back."""
    made = await asked(
        client, "POST", "/keygen?language=de", json.dumps({"path": str(tmp_path / "my-key.txt")})
    )

    key = HolderKey.load(tmp_path / "my-key.txt")
    assert made["public"] == key.public
    assert key.secret not in json.dumps(made)
    assert made["sheet"] == str(tmp_path / "my-key-recovery-sheet.pdf")
    assert groups_on(tmp_path / "my-key-recovery-sheet.pdf") == key.recovery_groups
    assert {stat.S_IMODE(p.stat().st_mode) for p in lying(tmp_path)} == {0o600}


@pytest.mark.parametrize("there", ["my-key.txt", "my-key-recovery-sheet.pdf", None])
async def test_a_key_overwrites_nothing(client: Client, tmp_path: Path, there: str | None) -> None:
    """A file that is there, a folder that is not, and no whole path are refused; nothing is made."""
    if there:
        (tmp_path / there).write_text("precious")
    paths = (
        [str(tmp_path / "my-key.txt")] if there else [str(tmp_path / "no/such/key.txt"), "key.txt", "", "\0"]
    )

    for path in paths:
        assert "error" in await _said(client, "/keygen", path=path)

    assert [(p.name, p.read_text()) for p in lying(tmp_path)] == ([(there, "precious")] if there else [])


async def test_a_challenge_is_answered(client: Client, tmp_path: Path) -> None:
    """The page gives the answer that the command gives, and forgets the key with it."""
    key = HolderKey.make()
    text, answer = challenge(key.public)
    assert "key file" in str((await _said(client, "/prove", text=text))["error"])
    await _pick(client, key, tmp_path)

    wrong = await _said(client, "/prove", text=challenge(HolderKey.make().public)[0])
    copies = await _said(client, "/prove", text=copies_for(key)[0].text())
    nonsense = await _said(client, "/prove", text="hello")
    right = await _said(client, "/prove", text=text)
    again = await _said(client, "/prove", text=text)

    assert str(right["answer"]).replace("-", "") == answer
    assert all("error" in found for found in (wrong, copies, nonsense, again))
    assert "another key" in str(wrong["error"])
    assert "no challenge" in str(copies["error"])


async def test_another_key_holder_is_let_in(client: Client, tmp_path: Path) -> None:
    """The copies are for the newcomer alone; one's own key, a mistyped one and a foreign file are refused."""
    present, late = HolderKey.make(), HolderKey.make()
    given, secrets = copies_for(present, HolderKey.make())
    await _pick(client, present, tmp_path)

    own = await _said(client, "/share", text=given.text(), newcomer=present.public)
    mistyped = await _said(client, "/share", text=given.text(), newcomer=f"{late.public}x")
    foreign = await _said(client, "/share", text=copies_for(late)[0].text(), newcomer=late.public)
    shared = await _said(client, "/share", text=given.text(), newcomer=late.public)

    found = exchange.read("\n".join(shared["texts"]))  # type: ignore[arg-type]
    assert (shared["public"], shared["copies"], found.lane_id) == (late.public, 2, LANE)
    assert exchange.opened(found.copies, late.secret) == secrets
    assert exchange.opened(found.copies, present.secret) == {}
    assert all("error" in refused for refused in (own, mistyped, foreign))
    assert not any(present.secret in json.dumps(said) for said in (own, mistyped, foreign, shared))


async def test_a_member_is_answered(client: Client, tmp_path: Path) -> None:
    """The folder holds one member's data; an unknown one and a folder that is there are refused."""
    await client.opened(tmp_path)

    done = await _said(client, "/answer", ref="P-00001", folder=str(tmp_path / "zoe"))
    again = await _said(client, "/answer", ref="P-00001", folder=str(tmp_path / "zoe"))
    unknown = await _said(client, "/answer", ref="P-77777", folder=str(tmp_path / "nobody"))

    assert done == {"folder": str(tmp_path / "zoe"), "notes": []}
    whole = b"".join(p.read_bytes() for p in (tmp_path / "zoe").rglob("*.json"))
    assert NAMES[0].encode() in whole
    assert NAMES[1].encode() not in whole
    assert "exists already" in str(again["error"])
    assert "P-77777" in str(unknown["error"])
    assert not (tmp_path / "nobody").exists()


async def test_the_page_says_whose_dossier_it_is(client: Client, tmp_path: Path) -> None:
    """With the server's key, typed or in the key file: checked or refused; without: not checked."""
    found = sample(1)
    other = Vault(RootKey(bytes(32))).server_key
    key = f"{found.key}\n".encode()
    await client.ask("PUT", "/dossier", signed(found))

    said = {}
    for name, file, typed in (
        ("none", key, ""),
        ("typed", key, SERVER.server_key),
        ("pinned", f"# server key: {SERVER.server_key}\n".encode() + key, ""),
        ("another", key, other),
        ("mistyped", key, "ed25519-1"),
    ):
        await client.ask("PUT", "/key", file)
        said[name] = json.dumps(await _said(client, "/open", server_key=typed))

    assert "Signature not checked" in said["none"]
    assert "Signature checked" in said["typed"]
    assert "Signature checked" in said["pinned"]
    assert "not signed by your server" in said["another"]
    assert "public key" in said["mistyped"]


async def test_k6_news_of_members_are_shown_on_opening(client: Client, tmp_path: Path) -> None:
    """K6: who erased, left or corrected is listed as soon as the dossier is open, with a page to keep."""
    found = moved(sample(1), notices=NOTICES)
    file, key = found.lying(tmp_path)
    await client.ask("PUT", "/dossier", file.read_bytes())
    await client.ask("PUT", "/key", key.read_bytes())

    summary = await asked(client, "POST", "/open")
    page = await client.ask("GET", "/document?path=notices.pdf")

    assert [notice.ref for notice in NOTICES] == [line.split(":")[0] for line in summary["told"]]  # type: ignore[attr-defined]
    assert page[1].startswith(b"%PDF-")


async def test_opening_another_dossier_closes_the_first(client: Client, tmp_path: Path) -> None:
    """Keys and names of a dossier do not stay in memory when another one is opened over it."""
    await client.opened(tmp_path)
    first = client.desk.state.opened
    await client.ask("PUT", "/key", (tmp_path / "key.txt").read_bytes())

    await asked(client, "POST", "/open")

    assert first.people == {}
    assert client.desk.state.opened.people != {}


@pytest.mark.parametrize("path", ["/answer", "/keygen", "/prove", "/share", "/open"])
@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"text": 5}', b'{"path": {}}', b'"x"'])
async def test_nonsense_is_refused_quietly(client: Client, path: str, body: bytes) -> None:
    """A body that the page never sends gets an error and no trace of the program."""
    status, answer, _ = await client.ask("POST", path, body)

    assert status in (400, 409)
    assert b"Traceback" not in answer
