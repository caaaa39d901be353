"""A key-holder fetches a dossier with a browser: the link shows, a button fetches, once."""

import asyncio
import hashlib
import io
import os
import socket
import sqlite3
import struct
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from aiohttp import ClientPayloadError

from bot.dossier.opening import open_dossier
from bot.services.dossiers import Parcel
from tests.services.handing import built, handed_in
from tests.services.office import ANN, ORGANISER
from tests.web.house import House


async def _link(house: House) -> str:
    """The path of a one-time link to a dossier with one member."""
    await handed_in(house.office, house.case, ANN, house.lane, "Zoë Canary")
    view = await built(house.office, house.case, house.lane)
    organiser = house.office.actor(ORGANISER)
    return f"/d/{await house.office.services.dossiers.link(organiser, house.case.id, view.id)}"


async def test_a_dossier_is_fetched_once(house: House) -> None:
    """Looking changes nothing; the button sends the whole file, which is then gone from the server."""
    path, browser = await _link(house), house.browser()

    first, again = await browser.get(path), await browser.get(path)
    fetched = await browser.send(again)
    late = await browser.send(first)

    assert first.status == again.status == fetched.status == 200
    assert hashlib.sha256(fetched.body).hexdigest() in first.text
    assert "Zoë" not in first.text
    assert fetched.headers["Content-Disposition"].endswith('.zip.age"')
    with open_dossier(io.BytesIO(fetched.body), house.holder.key.secret) as found:
        assert [p.identity.full_name for p in found.people.values() if p.identity] == ["Zoë Canary"]
    async with asyncio.timeout(5):
        while list(house.office.deps.dossiers.glob("*.age")):  # the last byte arrives a moment before
            await browser.get("/")
    assert late.status == (await browser.get(path)).status == 404


async def test_a_strange_link_says_whom_to_ask(house: House) -> None:
    """An unknown link to a dossier gives no hint but that the organisers can make a new one."""
    seen = await house.browser().get(f"/d/{'x' * 32}")

    assert seen.status == 404
    assert "organisers" in seen.text


async def test_a_link_to_a_page_fetches_no_dossier(house: House) -> None:
    """A member's own link is none to a dossier, and the other way round."""
    path = await _link(house)
    own = await house.link()
    browser = house.browser()

    assert (await browser.get(own.replace("/l/", "/d/"))).status == 404
    assert (await browser.get(path.replace("/d/", "/l/"))).status == 404


# ------------------------------------------------------------- transfers that break off


def _enlarged(house: House, size: int) -> Path:
    """Make the waiting dossier larger than all buffers between two programs; return its file."""
    (path,) = house.office.deps.dossiers.glob("*.age")
    path.write_bytes(os.urandom(size))
    for database in house.folder.glob("*.db"):
        with sqlite3.connect(database) as connection:
            if connection.execute("SELECT name FROM sqlite_master WHERE name = 'dossier'").fetchone():
                connection.execute("UPDATE dossier SET size = ?", (size,))
    return path


async def _hang_up(house: House, path: str, *, after: int) -> bytes:
    """Press the button, take so many bytes and pull the plug."""
    browser = house.browser()
    form = (await browser.get(path)).form()
    body = urlencode([(name, value) for name, values in form.fields.items() for value in values])
    cookie = "; ".join(f"{n}={v}" for n, v in browser.cookies.items())
    head = (
        f"POST /d HTTP/1.1\r\nHost: {house.page.address.removeprefix('http://')}\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    plug = socket.socket()
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plug.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(plug, ("127.0.0.1", house.page.port))
    await loop.sock_sendall(plug, (head + body).encode())
    taken = b""
    while len(taken) < after:
        taken += await loop.sock_recv(plug, 4096)
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    plug.close()
    return taken


async def test_a_transfer_that_breaks_off_loses_nothing(house: House) -> None:
    """The plug is pulled half-way: the dossier stays, the link is used up, a new one fetches the whole."""
    path = await _link(house)
    file = _enlarged(house, 12 << 20)
    whole = file.read_bytes()

    taken = await _hang_up(house, path, after=20_000)
    later = await house.browser().get(path)
    (view,) = await house.office.services.dossiers.list(house.office.actor(ORGANISER), house.case.id)

    assert taken.startswith(b"HTTP/1.1 200")
    assert file.read_bytes() == whole
    assert view.waiting
    assert later.status == 404
    organiser = house.office.actor(ORGANISER)
    fresh = f"/d/{await house.office.services.dossiers.link(organiser, house.case.id, view.id)}"
    browser = house.browser()
    fetched = await browser.send(await browser.get(fresh))
    assert fetched.body == whole
    async with asyncio.timeout(5):
        while file.exists():  # the last byte arrives a moment before it is deleted
            await browser.get("/")


async def test_the_file_stays_until_the_last_byte_is_taken(house: House) -> None:
    """Whoever takes the head of a small dossier and hangs up has not fetched it: the file is still there."""
    path = await _link(house)
    file = _enlarged(house, 60_000)
    assert house.page._runner is not None
    (site,) = house.page._runner.sites
    for listening in site._server.sockets:  # type: ignore[attr-defined]
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)  # else it lies in the kernel at once

    await _hang_up(house, path, after=1)
    for _ in range(20):
        await house.browser().get("/")

    assert file.exists()


async def test_a_fault_in_a_transfer_adds_nothing_to_the_file(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails half-way: the connection is cut, no page is mixed into the file, the dossier stays."""
    path, browser = await _link(house), house.browser()
    file = _enlarged(house, 1 << 20)
    page = await browser.get(path)

    async def failing(parcel: Parcel) -> AsyncIterator[bytes]:
        yield file.read_bytes()[: 1 << 16]
        raise OSError("read error")

    monkeypatch.setattr(Parcel, "pieces", failing)
    with pytest.raises(ClientPayloadError):
        await browser.send(page)

    assert file.exists()
    assert (await house.browser().get("/")).status == 200
