"""The page as `collectif run` serves it: beside the bot, at the address set, or a clear refusal."""

import asyncio
import signal
import socket
from pathlib import Path

import aiohttp
import pytest

from bot.cli.exits import Exit
from bot.settings import Settings, SettingsError
from bot.settings_file import load
from tests.cli.test_run import Discord, finish, home, refusing, start

__all__ = ["home", "refusing"]


def settings(home: Path, **values: str) -> None:
    """Add settings to the file."""
    with (home / ".env").open("a") as file:
        file.writelines(f"COLLECTIF_{name.upper()}={value}\n" for name, value in values.items())


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def test_the_page_is_served_beside_the_bot(home: Path, refusing: Discord) -> None:
    """While the bot talks to Discord, the page answers at its address; both end together, in good order."""
    refusing.hang = True
    port = free_port()
    settings(home, page_url=f"http://127.0.0.1:{port}", page_listen=f"127.0.0.1:{port}")
    process = await start(home, refusing.url)
    await asyncio.wait_for(refusing.asked.wait(), timeout=60)

    async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/") as answer:
        assert answer.status == 200
        assert "Collectif" in await answer.text()
    process.send_signal(signal.SIGTERM)
    code, out, err = await finish(process)

    assert (code, out) == (Exit.OK, "")
    assert "page_serving" in err
    assert "127.0.0.1" not in err


async def test_a_taken_port_is_told(home: Path, refusing: Discord) -> None:
    """A port that another program has stops the start with the setting's name, before Discord is asked."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings(home, page_url=f"http://127.0.0.1:{port}", page_listen=f"127.0.0.1:{port}")
        code, _, err = await finish(await start(home, refusing.url))

    assert code == Exit.USAGE
    assert "COLLECTIF_PAGE_LISTEN" in err
    assert refusing.requests == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page_url", "http://page.example.org"),
        ("page_url", "https://page.example.org/path"),
        ("page_url", "https://user@page.example.org"),
        ("page_url", "wrong.example.net"),
        ("page_url", "https://page.example.org:port"),
        ("page_listen", "9191"),
        ("page_listen", "127.0.0.9:"),
        ("page_listen", "127.0.0.1:99999"),
        ("trusted_proxies", "proxy.example"),
        ("trusted_proxies", "10.0.0.0/33"),
    ],
)
def test_wrong_settings_are_named_and_not_repeated(tmp_path: Path, name: str, value: str) -> None:
    """A page that could not be safe does not start; the message names the setting and not the value."""
    file = tmp_path / ".env"
    file.write_text(f"COLLECTIF_{name.upper()}={value}\n")

    with pytest.raises(SettingsError) as caught:
        load(file)

    assert f"COLLECTIF_{name.upper()}" in str(caught.value)
    assert value not in str(caught.value)


def test_good_settings_are_read(tmp_path: Path) -> None:
    """An address loses its slash and its capitals; proxies may be addresses and networks."""
    file = tmp_path / ".env"
    file.write_text(
        "COLLECTIF_PAGE_URL=https://Page.example.org/\nCOLLECTIF_TRUSTED_PROXIES=10.0.0.2, 10.1.0.0/16\n"
    )
    found = load(file)

    assert found.page_url == "https://page.example.org"
    assert found.trusted_proxies == ("10.0.0.2", "10.1.0.0/16")
    assert Settings().page_url == ""
