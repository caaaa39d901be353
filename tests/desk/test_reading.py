"""What a lawyer does on the desk's page, over HTTP: open, read, search, save, close."""

import json
import urllib.parse
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.desk.running import running
from bot.vault.holder_key import HolderKey
from tests.desk.test_guard import Client
from tests.dossier.sample import NAMES, PNG, WORDS, sample
from tests.keyholder import KeyHolder


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A running desk whose page has begun."""
    async with running("en") as desk, aiohttp.ClientSession() as http:
        found = Client(desk, http)
        await found.begin()
        yield found


async def asked(client: Client, method: str, path: str, body: object = None) -> dict[str, object]:
    """What the page is told; an error is an answer too."""
    status, answer, _ = await client.ask(method, path, body)
    assert status in (200, 409), status
    found: dict[str, object] = json.loads(answer)
    return found


async def test_names_words_and_files_can_be_read(client: Client, tmp_path: Path) -> None:
    """The list has every name, a member's page everything that they sealed, a document its bytes."""
    await client.opened(tmp_path)

    summary = await asked(client, "GET", "/summary")
    page = await asked(client, "GET", "/member?ref=P-00001")
    document = await client.ask("GET", "/document?path=documents/P-00001/evidence-1.png")
    sheet = await client.ask("GET", "/document?path=sheets/P-00001.pdf")

    assert {m["name"] for m in summary["members"]} == set(NAMES[:2])  # type: ignore[attr-defined,index]
    assert page["statement"] == WORDS
    assert "12 rue Canari" in json.dumps(page)
    assert "hxxps://canary[.]example/x" in json.dumps(page)
    assert (document[1], document[2]["Content-Type"]) == (PNG, "image/png")  # type: ignore[call-overload,index]
    assert sheet[1].startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zoe", ["P-00001"]), ("CANARY zoë", ["P-00001"]), ("nguyen", ["P-00002"]), ("m2@", ["P-00002"]),
        ("P-00002", ["P-00002"]),
        ("rue canari 75011", ["P-00001", "P-00002"]), ("canary.example", ["P-00001", "P-00002"]),
        ("hyperlink", ["P-00001", "P-00002"]), ("nobody", []), ("", ["P-00001", "P-00002"]),
    ],
)  # fmt: skip
async def test_search_finds_what_was_sealed(
    client: Client, tmp_path: Path, words: str, found: list[str]
) -> None:
    """Names without accents, addresses, own words, senders and references are found; every word must fit."""
    await client.opened(tmp_path)

    answer = await asked(client, "GET", f"/search?words={urllib.parse.quote(words)}")

    assert answer["refs"] == found


async def test_everything_is_saved_into_a_new_folder(client: Client, tmp_path: Path) -> None:
    """The folder gets what `desk open` writes; one that exists, or no path, is refused in a sentence."""
    await client.opened(tmp_path)
    folder = tmp_path / "case"

    saved = await asked(client, "POST", "/save", json.dumps({"folder": str(folder)}))
    again = await asked(client, "POST", "/save", json.dumps({"folder": str(folder)}))
    vague = await asked(client, "POST", "/save", json.dumps({"folder": "case"}))

    assert saved["folder"] == str(folder)
    assert (folder / "sheets/P-00002.pdf").exists()
    assert "exists already" in str(again["error"])
    assert "whole path" in str(vague["error"])


@pytest.mark.parametrize("missing", ["dossier", "key"])
async def test_what_is_missing_is_asked_for(client: Client, tmp_path: Path, missing: str) -> None:
    """Without a dossier or a key the page says which is missing."""
    file, key = sample(1).lying(tmp_path)
    if missing == "key":
        await client.ask("PUT", "/dossier", file.read_bytes())
    else:
        await client.ask("PUT", "/key", key.read_bytes())

    answer = await asked(client, "POST", "/open")

    assert missing in str(answer["error"])


async def test_a_wrong_key_can_be_followed_by_the_right_one(client: Client, tmp_path: Path) -> None:
    """After a refusal the dossier is still there: picking the right key opens it."""
    file, key = sample(1).lying(tmp_path)
    KeyHolder().key.write(tmp_path / "other.txt", sample(1).plan.created)
    await client.ask("PUT", "/dossier", file.read_bytes())

    await client.ask("PUT", "/key", (tmp_path / "other.txt").read_bytes())
    refused = await asked(client, "POST", "/open")
    no_key = await asked(client, "PUT", "/key", b"hello")
    await client.ask("PUT", "/key", key.read_bytes())
    opened = await asked(client, "POST", "/open")

    assert "other key-holders" in str(refused["error"])
    assert "AGE-SECRET-KEY" in str(no_key["error"])
    assert len(opened["members"]) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize("damage", ["cut", "changed", "other"])
async def test_a_damaged_dossier_opens_nothing(client: Client, tmp_path: Path, damage: str) -> None:
    """A refusal in one sentence, and the page shows nothing of the dossier."""
    file, key = sample(1).lying(tmp_path)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= damage == "changed"
    sent = {"cut": bytes(data[:-9]), "changed": bytes(data), "other": b"hello"}[damage]
    await client.ask("PUT", "/dossier", sent)
    await client.ask("PUT", "/key", key.read_bytes())

    refused = await asked(client, "POST", "/open")
    summary = await asked(client, "GET", "/summary")

    assert "Nothing was opened" in str(refused["error"])
    assert "error" in summary


@pytest.mark.parametrize(
    "path", ["../key.txt", "/etc/passwd", "sheets/../case/pack.toml", "", "sheets/P-99999.pdf"]
)
async def test_only_documents_of_the_dossier_are_given(client: Client, tmp_path: Path, path: str) -> None:
    """A path that the dossier does not list is nothing, whatever lies there on the machine."""
    await client.opened(tmp_path)

    status, body, _ = await client.ask("GET", f"/document?path={urllib.parse.quote(path)}")

    assert status == 409
    assert HolderKey.load(tmp_path / "key.txt").secret.encode() not in body


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"folder": 5}', b'{"folder": null}'])
async def test_nonsense_is_refused_quietly(client: Client, tmp_path: Path, body: bytes) -> None:
    """A body that the page never sends gets an error and no trace of the program."""
    await client.opened(tmp_path)

    status, answer, _ = await client.ask("POST", "/save", body)

    assert status in (400, 409)
    assert b"Traceback" not in answer


async def test_closing_forgets_the_dossier(client: Client, tmp_path: Path) -> None:
    """After Close neither names nor documents can be had, until a dossier is opened again."""
    await client.opened(tmp_path)
    await asked(client, "POST", "/close")

    assert "error" in await asked(client, "GET", "/summary")
    assert "error" in await asked(client, "GET", "/member?ref=P-00001")
    assert "error" in await asked(client, "POST", "/open")
    (tmp_path / "again").mkdir()
    await client.opened(tmp_path / "again")
    assert "members" in await asked(client, "GET", "/summary")


@pytest.mark.parametrize(("language", "word"), [("fr", "Identité"), ("de", "Identität"), ("en", "Identity")])
async def test_it_speaks_the_readers_language(
    client: Client, tmp_path: Path, language: str, word: str
) -> None:
    """The page and what it shows come in the language asked for."""
    await client.opened(tmp_path)

    page = await client.ask("GET", f"/?language={language}")
    found = await asked(client, "GET", f"/member?ref=P-00001&language={language}")

    assert f'<html lang="{language}">'.encode() in page[1]
    assert word in json.dumps(found, ensure_ascii=False)
