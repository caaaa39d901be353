"""Files on their way in: so many at once, refused before they are read, and nothing of one that broke off."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.domain.sealing import SealedField
from bot.services import quotas
from bot.web.places import TRY_AGAIN, NoPlaceError, Places
from tests.services.office import ANN, BEN
from tests.web.browser import Browser, Seen
from tests.web.everything import contents, picture
from tests.web.house import House

BOUNDARY = "xxCOLLECTIFxx"


class Upload:
    """A file that a member's browser has begun to send."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def answer(self) -> bytes:
        """The first line of the answer."""
        async with asyncio.timeout(10):
            return await self.reader.readline()

    async def break_off(self) -> None:
        """Pull the plug."""
        self.writer.transport.abort()
        await asyncio.sleep(0)


@asynccontextmanager
async def begun(
    house: House, browser: Browser, path: str, *, part: float = 0.5, page: Seen | None = None
) -> AsyncIterator[Upload]:
    """Send the head of a file's form, as a page has it, and a part of its body."""
    shown = page or await browser.get(path)
    body = b""
    for name, (value,) in shown.form().fields.items():
        lines = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        body += lines.encode()
    body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'.encode()
    body += picture() + b"\0" * 50_000 + f"\r\n--{BOUNDARY}--\r\n".encode()
    cookie = "; ".join(f"{n}={v}" for n, v in browser.cookies.items())
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {house.page.address.removeprefix('http://')}\r\nCookie: {cookie}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", house.page.port)
    writer.write(head.encode() + body[: int(len(body) * part)])
    await writer.drain()
    try:
        yield Upload(reader, writer)
    finally:
        writer.transport.abort()


async def held(house: House, places: int) -> None:
    """Wait until so many files are on their way in."""
    assert house.page.site is not None
    async with asyncio.timeout(10):
        while len(house.page.site.places) != places:
            await house.browser().get("/")


async def test_m3_files_wait_when_as_many_come_in_as_may(house: House) -> None:
    """M3: beyond so many files at once a browser is told to wait, by 503; all else goes on."""
    assert house.page.site is not None
    house.page.site.places = Places(at_once=1)
    member, other = await house.member(), await house.member(BEN)
    slow, _ = await house.enter()
    browser, _ = await house.enter(BEN)
    path = f"/my/{other.ref}/evidence"
    page, before = await browser.get(path), contents(house.folder)

    async with begun(house, slow, f"/my/{member.ref}/evidence"):
        await held(house, 1)
        refused = await browser.send(page, files={"file": picture()})
        hub = await browser.get("/my")
        assert contents(house.folder) == before
    await held(house, 0)
    taken = await browser.send(page, files={"file": picture()})

    assert (refused.status, refused.headers["Retry-After"]) == (503, str(TRY_AGAIN))
    assert "please wait half a minute" in refused.text
    assert hub.status == 200
    assert taken.path.startswith(f"{path}/receipt/")


def test_m3_one_account_never_holds_all_places() -> None:
    """M3: one account holds two places at most, and its slow line keeps nobody out."""
    places = Places(at_once=3, of_one=2)
    with places.hold("ann"), places.hold("ann"):
        with pytest.raises(NoPlaceError), places.hold("ann"):
            pass
        with places.hold("ben"), pytest.raises(NoPlaceError), places.hold("zoe"):
            pass
        assert len(places) == 2
    assert (len(places), places._taken) == (0, {})


@pytest.mark.parametrize("part", [0.0, 0.02, 0.5, 0.999])
async def test_g12_an_upload_that_breaks_off_stores_nothing(
    house: House, part: float, caplog: pytest.LogCaptureFixture
) -> None:
    """G12: a file that stops half-way stores nothing, costs nothing of the quota, and holds no place."""
    member, office = await house.member(), house.office
    browser, _ = await house.enter()
    path = f"/my/{member.ref}/evidence"
    room = await office.services.sealed.room(
        office.actor(ANN), house.case.id, member.ref, SealedField.EVIDENCE
    )
    before = contents(house.folder)

    async with begun(house, browser, path, part=part) as upload:
        await held(house, 1)
        await upload.break_off()
    await held(house, 0)

    assert contents(house.folder) == before
    assert room == await office.services.sealed.room(
        office.actor(ANN), house.case.id, member.ref, SealedField.EVIDENCE
    )
    assert "page_failed" not in caplog.text  # a plug that is pulled is no fault of ours
    assert (await browser.send(await browser.get(path), files={"file": picture()})).status == 200


@pytest.mark.parametrize("stands", ["files", "day", "closed"])
async def test_g1_a_file_without_room_is_refused_before_it_is_read(
    house: House, monkeypatch: pytest.MonkeyPatch, stands: str
) -> None:
    """G1: with the quota used up, or the case closed, the refusal comes before any of the file was sent."""
    member = await house.member()
    browser, _ = await house.enter()
    path = f"/my/{member.ref}/evidence"
    await browser.send(await browser.get(path), files={"file": picture()})
    page = await browser.get(path)
    if stands == "files":
        monkeypatch.setattr(quotas, "MAX_FILES", 1)
    elif stands == "day":
        monkeypatch.setattr(quotas, "MAX_A_DAY", 1)
    else:
        async with house.office.deps.store.transaction() as tx:
            from bot.domain.codes import CaseStatus

            await tx.cases.set_status(house.case.id, CaseStatus.CLOSED, house.office.now)
    before = contents(house.folder)

    async with begun(house, browser, path, part=0, page=page) as upload:
        assert (await upload.answer()).startswith(b"HTTP/1.1 422")

    assert contents(house.folder) == before


async def test_g1_g9_refused_by_size_and_by_what_it_is(house: House) -> None:
    """G1, G2, G9: a byte too much, and a ZIP under whatever name and type, are refused and cost nothing."""
    member, office = await house.member(), house.office
    browser, _ = await house.enter()
    page = await browser.get(f"/my/{member.ref}/evidence")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("picture.png", picture())
    before = contents(house.folder)

    large = await browser.send(page, files={"file": picture() + b"\0" * (10 << 20)})
    zipped = await browser.send(page, files={"file": archive.getvalue()})  # sent as CANARY-name.png

    assert [large.status, zipped.status] == [413, 422]
    assert "not accepted" in zipped.text
    assert contents(house.folder) == before
    room = await office.services.sealed.room(
        office.actor(ANN), house.case.id, member.ref, SealedField.EVIDENCE
    )
    assert (room.files, room.records_today) == (quotas.MAX_FILES, quotas.MAX_A_DAY)
