"""The desk's page in a real browser, as somebody uses it who never saw a terminal."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

pytest.importorskip("playwright")

from playwright.async_api import Browser, Page, expect

from bot.desk.running import Running, running
from bot.vault import exchange
from bot.vault.holder_key import HolderKey
from tests.cli.test_desk_keys import challenge, copies_for
from tests.dossier.sample import NAMES, WORDS, sample
from tests.web.chromium import DESK, PHONE, axe, chromium, closed, small_targets, too_wide, violations

# One browser for all of them, with a window each.
pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]


class Window:
    """A browser's window on the desk; what it asked for and what it complained about is kept."""

    def __init__(self, desk: Running, page: Page) -> None:
        self.desk, self.page = desk, page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._note)

    def _note(self, message: object) -> None:
        if getattr(message, "type", "") == "error":
            self.complaints.append(getattr(message, "text", ""))

    async def begin(self) -> None:
        """Open the address that the program shows."""
        await self.page.goto(self.desk.guard.address)
        await self.page.locator("#start").wait_for()

    async def open(self, folder: Path) -> None:
        """Pick a dossier and a key, and press the button."""
        file, key = sample(3).lying(folder)
        await self.page.set_input_files("#dossier", file)
        await self.page.set_input_files("#key", key)
        await self.page.click("#open")
        await self.page.locator("#desk").wait_for()

    async def read(self, name: str) -> str:
        """Open a member's page and return what stands on it."""
        await self.page.locator("#people button", has_text=name).click()
        await self.page.locator("#member").wait_for()
        return await self.page.locator("#member").inner_text()


async def _window(desk: Running, browser: Browser, size: tuple[int, int], **more: bool) -> Window:
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height}, accept_downloads=True, locale="en-GB", **more
    )  # type: ignore[arg-type]
    return Window(desk, await context.new_page())


@pytest_asyncio.fixture(loop_scope="module")
async def desk() -> AsyncIterator[Running]:
    """A running desk."""
    async with running("en") as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def started() -> AsyncIterator[Browser]:
    """Chromium, once."""
    async with chromium() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def browser(started: Browser) -> AsyncIterator[Browser]:
    """Chromium without windows."""
    yield started
    await closed(started)


@pytest_asyncio.fixture(loop_scope="module")
async def window(desk: Running, browser: Browser) -> Window:
    """A window on the desk, which has begun."""
    found = await _window(desk, browser, DESK)
    await found.begin()
    return found


async def test_from_the_dossier_to_a_saved_folder(window: Window, tmp_path: Path) -> None:
    """Pick, open, read a member, look at a picture, save one document and then everything; no complaint."""
    await window.open(tmp_path)
    page = window.page
    names = await page.locator("#people strong").all_inner_texts()
    text = await window.read("Zoë")
    await page.get_by_role("button", name="Show: Evidence file").click()
    await expect(page.locator("#member img")).to_have_js_property("naturalWidth", 1)
    async with page.expect_download() as saved:
        await page.get_by_role("button", name="Save: Sheet (PDF)").click()
    await (await saved.value).save_as(tmp_path / "sheet.pdf")
    await page.get_by_role("button", name="Back to the list").click()
    await page.fill("#folder", str(tmp_path / "case"))
    await page.get_by_role("button", name="Write the folder").click()
    await expect(page.locator("#status")).to_contain_text("/case")

    assert set(names) == set(NAMES[:3])
    assert [line for line in WORDS.splitlines() if line not in text] == []
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "case/sheets/P-00001.pdf").exists()
    assert window.complaints == []


async def test_a_lawyer_without_a_terminal_has_a_key_proves_and_shares_it(
    window: Window, tmp_path: Path
) -> None:
    """Make a key, answer a challenge with it, copy the recipient's keys for a colleague; all by pressing."""
    page, key = window.page, tmp_path / "my-key.txt"
    for summary in await page.locator("details summary").all():
        await summary.click()
    await page.fill("#key-path", str(key))
    await page.get_by_role("button", name="Make the key and its sheet").click()
    await expect(page.locator("#made pre")).to_have_text(re.compile("^age1[a-z0-9]{58}$"))
    mine, late = HolderKey.load(key), HolderKey.make()

    text, answer = challenge(mine.public)
    (tmp_path / "challenge.txt").write_text(text)
    await page.set_input_files("#challenge", tmp_path / "challenge.txt")
    await page.set_input_files("#prove-key", key)
    await page.get_by_role("button", name="Show the answer").click()
    await expect(page.locator("#proved pre")).to_have_text(
        "-".join(answer[i : i + 4] for i in range(0, 20, 4))
    )

    given, secrets = copies_for(mine)
    (tmp_path / "copies.txt").write_text(given.text())
    await page.set_input_files("#copies", tmp_path / "copies.txt")
    await page.set_input_files("#share-key", key)
    await page.fill("#newcomer", late.public)
    await page.get_by_role("button", name="Copy the keys").click()
    async with page.expect_download() as saved:
        await page.get_by_role("button", name="Save 1/1").click()
    await (await saved.value).save_as(tmp_path / "shared.txt")

    found = exchange.read((tmp_path / "shared.txt").read_text())
    assert exchange.opened(found.copies, late.secret) == secrets
    assert window.complaints == []


async def test_a_member_is_answered_from_their_page(window: Window, tmp_path: Path) -> None:
    """The answer to one member's request is written from that member's page, into a folder of their own."""
    await window.open(tmp_path)
    await window.read("Zoë")
    await window.page.fill("#answer-folder", str(tmp_path / "zoe"))
    await window.page.get_by_role("button", name="Write the answer").click()

    await expect(window.page.locator("#status")).to_contain_text("/zoe")
    assert (tmp_path / "zoe/answer-P-00001.pdf").exists()
    assert window.complaints == []


async def test_a_letter_opens_in_a_window_of_its_own(window: Window, tmp_path: Path) -> None:
    """Open shows the document in a new window, by an address that only this browser knows."""
    await window.open(tmp_path)

    async with window.page.context.expect_page() as opened:
        await window.page.get_by_role("button", name="Open: To CNIL, with names (PDF)").click()

    assert (await opened.value).url.startswith(f"blob:http://{window.desk.guard.host}/")
    assert window.complaints == []


async def test_what_members_wrote_is_text_and_nothing_else(window: Window, tmp_path: Path) -> None:
    """Markup in a member's words stays text; the page asks nobody but the program on this machine."""
    await window.open(tmp_path)
    await window.read("Zoë")

    own = (f"http://{window.desk.guard.host}/", f"blob:http://{window.desk.guard.host}/")
    assert await window.page.locator("#member b").count() == 0
    assert [url for url in window.asked if not url.startswith(own)] == []


async def test_p13_the_code_leaves_the_address_bar(window: Window) -> None:
    """P13: the code is gone from the address as soon as the page has begun, and no request carries it."""
    assert window.page.url == f"http://{window.desk.guard.host}/"
    assert [url for url in window.asked if window.desk.guard.code in url.partition("#")[0]] == []


async def test_a_reload_and_another_language_keep_the_dossier_open(window: Window, tmp_path: Path) -> None:
    """Reloading or changing the language loses nothing."""
    await window.open(tmp_path)

    await window.page.get_by_role("link", name="Français").click()
    await expect(window.page.locator("#side h2")).to_contain_text("Membres")
    await window.page.reload()

    await expect(window.page.locator("#people button")).to_have_count(3)


async def test_search_narrows_the_list(window: Window, tmp_path: Path) -> None:
    """Typing finds people without accents; clearing shows everybody again."""
    await window.open(tmp_path)
    people = window.page.locator("#people button")

    await window.page.fill("#words", "nguyen")
    await expect(people).to_have_count(1)
    await window.page.fill("#words", "nobody at all")
    await expect(window.page.locator("#none")).to_be_visible()
    await window.page.fill("#words", "")
    await expect(people).to_have_count(3)


async def test_a_refusal_is_told_where_it_is_seen(window: Window, tmp_path: Path) -> None:
    """A damaged dossier gives one sentence in an alert, and the page stays where it was."""
    file, key = sample(1).lying(tmp_path)
    file.write_bytes(file.read_bytes()[:-9])
    await window.page.set_input_files("#dossier", file)
    await window.page.set_input_files("#key", key)
    await window.page.click("#open")

    await expect(window.page.get_by_role("alert")).to_contain_text("Nothing was opened")
    await expect(window.page.locator("#desk")).to_be_hidden()


async def test_p13_a_page_of_another_origin_can_read_nothing(window: Window, tmp_path: Path) -> None:
    """P13: a page from elsewhere in the same browser gets no answer that it could read."""
    await window.open(tmp_path)
    async with running("en") as stranger:  # another port is another origin
        other = await window.page.context.new_page()
        await other.goto(f"http://{stranger.guard.host}/")
        for path in ("/", "/summary", "/document?path=sheets/P-00001.pdf"):
            script = "url => fetch(url).then(() => 'read', () => 'refused')"
            assert await other.evaluate(script, f"http://{window.desk.guard.host}{path}") == "refused"

    assert len(window.desk.state.opened.people) == 3  # it was open all the while


async def test_p13_a_second_window_gets_an_empty_desk(
    window: Window, browser: Browser, tmp_path: Path
) -> None:
    """P13: who opens the address again finds nothing open, and the first window is told that it is out."""
    await window.open(tmp_path)
    second = await _window(window.desk, browser, DESK)
    await second.begin()

    await window.page.locator("#people button").first.click()

    await expect(window.page.get_by_role("alert")).to_contain_text("no longer belongs")
    assert await second.page.locator("#people button").count() == 0


async def test_keys_alone_are_enough(window: Window, tmp_path: Path) -> None:
    """Everything can be reached with Tab and pressed with Enter, and the focus is always to be seen."""
    await window.open(tmp_path)
    page, reached = window.page, set[str]()
    for _ in range(24):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        if await page.evaluate("document.activeElement !== document.body"):
            assert await page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    await page.locator("#people button").first.focus()
    await page.keyboard.press("Enter")
    await page.locator("#member").wait_for()

    assert {"words", "folder", "BUTTON", "A"} <= reached
    assert await page.evaluate("document.activeElement.tagName") == "H2"  # where reading goes on


@pytest.mark.parametrize("size", [PHONE, (390, 844), DESK])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_the_screen_and_axe_finds_nothing(
    desk: Running, browser: Browser, tmp_path: Path, size: tuple[int, int], scheme: str
) -> None:
    """At 320 px, on a phone and on a desktop, light and dark: no sideways scrolling, no violation."""
    window = await _window(desk, browser, size, bypass_csp=True)  # axe is put into the page by the test
    page, source = window.page, axe()
    await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    async def fine() -> None:
        assert await too_wide(page) == []
        assert await small_targets(page) == []
        assert await violations(page, source) == []

    await window.begin()
    for summary in await page.locator("details summary").all():
        await summary.click()
    await fine()
    await window.open(tmp_path)
    await fine()
    await window.read("Zoë")
    await fine()


async def test_p13_ending_ends_the_program(window: Window, tmp_path: Path) -> None:
    """P13: pressing End closes the dossier and the program, and the window says so and shows nothing more."""
    await window.open(tmp_path)
    await window.page.locator("#whole").get_by_role("button", name="End the desk").click()

    await expect(window.page.get_by_role("heading", name="The desk has ended")).to_be_visible()
    await asyncio.wait_for(window.desk.until_closed(), 5)
    assert await window.page.locator("#people button").count() == 0
