"""The desk's page belongs to one window of one machine (security brief P13)."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import psutil
import pytest

from bot.desk.guard import HEADERS, SECRET_HEADER
from bot.desk.running import Running, running
from tests.dossier.sample import NAMES, sample

ROUTES = (
    ("PUT", "/dossier"), ("PUT", "/key"), ("POST", "/open"), ("GET", "/summary"), ("GET", "/search?words=a"),
    ("GET", "/member?ref=P-00001"), ("GET", "/document?path=sheets/P-00001.pdf"), ("POST", "/save"),
    ("POST", "/answer"), ("POST", "/keygen"), ("POST", "/prove"), ("POST", "/share"), ("POST", "/close"),
    ("POST", "/quit"),
)  # fmt: skip


class Client:
    """Whatever knocks at the desk's port, with any headers it likes."""

    def __init__(self, desk: Running, http: aiohttp.ClientSession) -> None:
        self.desk, self._http = desk, http
        self.secret = ""

    async def ask(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, bytes, "aiohttp.typedefs.LooseHeaders"]:
        """Send one request; the secret goes with it once there is one."""
        usual = {SECRET_HEADER: self.secret} if self.secret else {}
        async with self._http.request(
            method, f"http://{self.desk.guard.host}{path}", data=body,
            headers={**usual, **{name.replace("_", "-"): value for name, value in headers.items()}},
        ) as response:  # fmt: skip
            return response.status, await response.read(), response.headers

    async def begin(self, code: str | None = None) -> int:
        """Trade the code of the address for the secret."""
        body = f'{{"code": "{self.desk.guard.code if code is None else code}"}}'
        status, answer, _ = await self.ask("POST", "/begin", body)
        if status == 200:
            import json

            self.secret = json.loads(answer)["secret"]
        return status

    async def opened(self, folder: Path) -> None:
        """Hand in a dossier and its key, and open it."""
        file, key = sample(2).lying(folder)
        await self.begin()
        assert (await self.ask("PUT", "/dossier", file.read_bytes()))[0] == 200
        assert (await self.ask("PUT", "/key", key.read_bytes()))[0] == 200
        assert (await self.ask("POST", "/open"))[0] == 200


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A running desk, and somebody who knocks at it."""
    async with running("en") as desk, aiohttp.ClientSession() as http:
        yield Client(desk, http)


async def test_p13_it_listens_on_this_machine_only(client: Client) -> None:
    """P13: the one socket that listens is on the loopback address, at a port that the system chose."""
    listening = [c.laddr for c in psutil.Process().net_connections("tcp") if c.status == psutil.CONN_LISTEN]
    port = int(client.desk.guard.host.rpartition(":")[2])

    assert [address.ip for address in listening if address.port == port] == ["127.0.0.1"]
    outside = next(
        (a.address for found in psutil.net_if_addrs().values() for a in found
         if a.family == socket.AF_INET and not a.address.startswith("127.")), None)  # fmt: skip
    if outside is not None:
        with pytest.raises(OSError):  # noqa: PT011 - refused or unreachable, as the system says it
            socket.create_connection((outside, port), timeout=2).close()


async def test_p13_two_starts_have_ports_and_secrets_of_their_own() -> None:
    """P13: nothing of one start is good for another."""
    async with running("en") as one, running("en") as two:
        assert one.guard.host != two.guard.host
        assert one.guard.code != two.guard.code
        assert len(one.guard.code) >= 32


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_p13_without_the_secret_nothing_is_answered(
    client: Client, tmp_path: Path, method: str, path: str
) -> None:
    """P13: no secret, a wrong one, an older one or the code itself: refused, and the dossier stays open."""
    await client.opened(tmp_path)
    good = client.secret

    for bad in ("", "x", good[:-1], good + "x", client.desk.guard.code):
        client.secret = bad
        status, body, _ = await client.ask(method, path, "{}")
        assert status == 403
        assert not any(name.encode() in body for name in NAMES)

    client.secret = good
    assert (await client.ask("GET", "/summary"))[0] == 200


@pytest.mark.parametrize("code", ["", "x", "0" * 32])
async def test_p13_a_wrong_code_gives_no_secret(client: Client, code: str) -> None:
    """P13: guessing the code gives nothing."""
    assert await client.begin(code) == 403
    assert client.secret == ""


async def test_p13_another_window_begins_with_nothing(client: Client, tmp_path: Path) -> None:
    """P13: whoever comes later with the code gets an empty desk, and the earlier window is out."""
    await client.opened(tmp_path)
    first = client.secret

    assert await client.begin() == 200
    assert (await client.ask("GET", "/summary"))[0] == 409
    client.secret = first
    assert (await client.ask("GET", "/summary"))[0] == 403


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", "127.0.0.1:1", "[::1]", ""])
async def test_p13_another_host_name_is_refused(client: Client, tmp_path: Path, host: str) -> None:
    """P13: a name that points at this machine (DNS rebinding) reaches neither the page nor a dossier."""
    await client.opened(tmp_path)

    for path in ("/", "/desk.js", "/summary"):
        assert (await client.ask("GET", path, Host=host))[0] in (400, 403)
    assert (await client.ask("GET", "/summary"))[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
    ],
)
async def test_p13_no_other_origin_is_answered(
    client: Client, tmp_path: Path, headers: dict[str, str]
) -> None:
    """P13: requests that another page caused are refused, even with the secret."""
    await client.opened(tmp_path)

    for method, path in ROUTES:
        status, body, _ = await client.ask(method, path, "{}", **headers)
        assert status == 403, path
        assert not any(name.encode() in body for name in NAMES)
    assert (await client.ask("POST", "/begin", "{}", **headers))[0] == 403


async def test_p13_every_answer_has_the_headers(client: Client, tmp_path: Path) -> None:
    """P13: no other page may frame, read, sniff or keep anything; errors carry the same headers."""
    await client.opened(tmp_path)
    paths = [
        "/",
        "/desk.js",
        "/desk.css",
        "/mark.svg",
        "/summary",
        "/nothing",
        "/document?path=nothing",
        "/search",
    ]

    for path in paths:
        _, _, headers = await client.ask("GET", path)
        for name, value in HEADERS.items():
            assert headers[name] == value, (path, name)  # type: ignore[call-overload,index]
        assert "Access-Control-Allow-Origin" not in headers
        assert "Set-Cookie" not in headers
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert "http" not in HEADERS["Content-Security-Policy"]


async def test_the_empty_page_holds_nothing(client: Client, tmp_path: Path) -> None:
    """What anybody on the machine may load is the same before and after a dossier is open."""
    before = (await client.ask("GET", "/"))[1]
    await client.opened(tmp_path)

    assert (await client.ask("GET", "/"))[1] == before
    assert client.desk.guard.code.encode() not in before


async def test_p13_ending_forgets_everything(tmp_path: Path) -> None:
    """P13: the page's end ends the program's waiting, and nothing of the dossier is left open."""
    async with running("en") as desk, aiohttp.ClientSession() as http:
        client = Client(desk, http)
        await client.opened(tmp_path)
        found = desk.state.opened

        assert (await client.ask("POST", "/quit"))[0] == 200
        await desk.until_closed()
        assert found.people == {}
        assert (await client.ask("GET", "/summary"))[0] == 409
    with pytest.raises(OSError):  # noqa: PT011
        socket.create_connection(("127.0.0.1", int(desk.guard.host.rpartition(":")[2])), timeout=2)
