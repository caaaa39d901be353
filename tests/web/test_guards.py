"""What stands before every page: hosts, proxies, limits, requests that are none."""

import asyncio
from contextlib import nullcontext
from pathlib import Path
from unittest.mock import Mock

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from bot.web import posted
from bot.web.guard import WrongHostError, check_host
from bot.web.server import HEADERS
from tests.web.everything import contents, picture
from tests.web.house import House, open_house

SECURE = {"url": "https://page.example.org", "proxies": ("127.0.0.1",)}


async def ask(port: int, headers: dict[str, str], path: str = "/") -> tuple[int, dict[str, str]]:
    """Send a request with exactly these headers; return status and headers of the answer."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{port}{path}", headers=headers) as answer,
    ):
        return answer.status, dict(answer.headers)


async def raw(port: int, data: bytes, *, wait: float = 10) -> bytes:
    """Send bytes and return all that comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(data)
    await writer.drain()
    try:
        return await asyncio.wait_for(reader.read(), wait)
    finally:
        writer.close()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "page.example.org", "X-Forwarded-Proto": "https"}, 200),
        ({"Host": "PAGE.example.org", "X-Forwarded-Proto": "https"}, 200),
        ({"Host": "127.0.0.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "page.example.org"}, 200),
        ({"Host": "page.example.org"}, 421),
        ({"Host": "page.example.org", "X-Forwarded-Proto": "http"}, 421),
        ({"Host": "evil.example", "X-Forwarded-Proto": "https"}, 421),
        ({"Host": "page.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}, 421),
        ({"Host": "page.example.org:99", "X-Forwarded-Proto": "https"}, 421),
        ({"Host": "page.example.org.evil.example", "X-Forwarded-Proto": "https"}, 421),
    ],
)
async def test_p7_hosts_behind_the_proxy(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    """P7: behind TLS only the configured proxy, saying https and the page's own name, is served."""
    async with open_house(tmp_path, **SECURE) as house:
        seen, sent = await ask(house.page.port, headers)

        assert seen == status
        assert {k: sent.get(k) for k in HEADERS} == HEADERS
        assert sent["Strict-Transport-Security"].startswith("max-age=")


async def test_p7_strangers_are_not_believed(tmp_path: Path) -> None:
    """P7: X-Forwarded headers of anybody but a configured proxy are not read: no cleartext, no host."""
    settings = {"url": "https://page.example.org", "proxies": ("10.9.8.7",)}
    async with open_house(tmp_path, **settings) as house:
        claims = {"Host": "page.example.org", "X-Forwarded-Proto": "https"}
        assert (await ask(house.page.port, claims))[0] == 421
    folder = tmp_path / "plain"
    folder.mkdir()
    async with open_house(folder) as house:
        own = house.page.address.removeprefix("http://")
        assert (await ask(house.page.port, {"Host": own, "X-Forwarded-Host": "evil.example"}))[0] == 200
        assert (await ask(house.page.port, {"Host": "evil.example", "X-Forwarded-Host": own}))[0] == 421
        assert (await ask(house.page.port, {"Host": "localhost"}))[0] == 421
        _, sent = await ask(house.page.port, {"Host": own})
        assert "Strict-Transport-Security" not in sent


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GARBAGE-CANARY\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
        b"POST /l HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01",
    ],
)
async def test_p5_what_is_no_request_gets_the_headers_and_no_echo(house: House, data: bytes) -> None:
    """P5, P7: bytes that are no request are refused with the same headers, and not quoted."""
    answer = await raw(house.page.port, data)

    assert answer.split()[1] in (b"400", b"421")
    assert b"CANARY" not in answer
    assert [k for k, v in HEADERS.items() if f"{k}: {v}".encode() not in answer] == []


async def test_p8_bodies_have_limits(house: House) -> None:
    """P8: too many bytes, fields or files, another kind of body and a lied length store nothing."""
    member = await house.member()
    browser, _ = await house.enter()
    page = await browser.get(f"/my/{member.ref}/statement")
    before = contents(house.folder)
    fields = page.form().fields

    large = await browser.post(page.path, {**fields, "statement": ["x" * 200_000]})
    many = await browser.post(page.path, {**fields, **{f"f{n}": ["x"] for n in range(300)}})
    long = await browser.post(page.path, {**fields, "statement": ["word " * 900]})
    files = await browser.post(page.path, fields, multipart=True, files={"file": picture()})
    evidence = await browser.get(f"/my/{member.ref}/evidence")
    huge = await browser.send(evidence, files={"file": b"\x89PNG" + b"0" * (11 << 20)})

    assert [large.status, many.status, long.status, files.status, huge.status] == [413, 422, 422, 422, 413]
    assert long.form().fields["statement"][0].startswith("word word")
    assert contents(house.folder) == before


@pytest.mark.parametrize(("parts", "status"), [(2, 200), (4, 413)])
async def test_p8_a_body_without_a_length_has_a_limit(parts: int, status: int) -> None:
    """P8: a multipart body in chunks is refused once the whole is too large, though each part is not."""

    async def take(request: web.Request) -> web.Response:
        try:
            await posted.read(request, 200_000)
        except posted.TooMuchError:
            return web.Response(status=413)
        return web.Response()

    form = aiohttp.FormData(default_to_multipart=True)
    for n in range(parts):
        form.add_field(f"f{n}", "x" * 100_000)
    app = web.Application()
    app.router.add_post("/", take)
    async with TestClient(TestServer(app)) as client, client.post("/", data=form(), chunked=True) as answer:
        assert answer.status == status


async def test_p8_a_second_file_is_refused(house: House) -> None:
    """P8: a form brings one file; with two nothing is stored."""
    member = await house.member()
    browser, _ = await house.enter()
    page = await browser.get(f"/my/{member.ref}/evidence")
    before = contents(house.folder)

    seen = await browser.send(page, files={"file": picture(), "other": picture()})

    assert seen.status == 422
    assert contents(house.folder) == before


@pytest.mark.parametrize(
    ("peer", "served"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("192.0.2.7", False)],
)
async def test_p7_plain_http_is_for_this_machine(house: House, peer: str, served: bool) -> None:
    """P7: without TLS nobody but this machine is served, whatever name they ask for."""
    transport = Mock()
    transport.get_extra_info.return_value = (peer, 5)
    site = house.page.site
    assert site is not None
    request = make_mocked_request("GET", "/", {"Host": site.address.host}, transport=transport)

    with nullcontext() if served else pytest.raises(WrongHostError):
        check_host(request, site)


async def test_p8_a_slow_header_is_dropped(tmp_path: Path) -> None:
    """P8: a connection that never finishes its header is closed; others are served meanwhile."""
    async with open_house(tmp_path, idle=1) as house:
        slow = asyncio.ensure_future(raw(house.page.port, b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow:"))
        assert (await house.browser().get("/")).status == 200
        assert await slow == b""


async def test_p8_a_dripping_body_is_dropped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """P8: a body that comes too slowly is answered with that, and nothing is stored."""
    monkeypatch.setattr(posted, "FORM_SECONDS", 0.3)
    host = house.page.address.removeprefix("http://")
    head = f"POST /l HTTP/1.1\r\nHost: {host}\r\nContent-Length: 500\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\n\r\ncsrf="

    answer = await raw(house.page.port, head.encode(), wait=20)

    assert answer.startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize(
    "path", ["/my/../etc/passwd", "/static/../server.py", "/static/%2e%2e/server.py", "/.env"]
)
async def test_paths_lead_nowhere_else(house: House, path: str) -> None:
    """Only the style sheet and the mark are files; every other path is a page or none."""
    async with aiohttp.ClientSession() as http:
        from yarl import URL

        url = URL(house.page.address + path, encoded=True)
        async with http.get(url) as answer:
            assert answer.status in (404, 400)
