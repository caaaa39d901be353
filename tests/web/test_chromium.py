"""The page in a real browser: no JavaScript needed, phone and desktop, keyboard, axe (security brief P12)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

pytest.importorskip("playwright")

from playwright.async_api import Browser, Page

from bot.web.turns import Gate
from tests.services.office import ANN, BEN
from tests.web.chromium import (
    DESK,
    PHONE,
    axe,
    chromium,
    closed,
    small_targets,
    too_wide,
    violations,
    visitor,
)
from tests.web.everything import GETS, Owner, owner_of_everything, picture
from tests.web.house import INCIDENT, WHO, House, open_house

# One browser for all of them, with a window each.
pytestmark = [pytest.mark.needs("chromium"), pytest.mark.asyncio(loop_scope="module")]


@dataclass
class Stage:
    """A running page and a real browser."""

    house: House
    chromium: Browser

    def url(self, path: str) -> str:
        """The full address of a path."""
        return self.house.page.address + path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def started() -> AsyncIterator[Browser]:
    """Chromium, once."""
    async with chromium() as found:
        yield found


@pytest_asyncio.fixture(loop_scope="module")
async def stage(tmp_path: Path, started: Browser) -> AsyncIterator[Stage]:
    """The page, and Chromium without windows."""
    async with open_house(tmp_path) as house:
        yield Stage(house, started)
        await closed(started)


async def open_page(stage: Stage, page: Page) -> None:
    """Exchange a one-time link for a session, as a person does."""
    await page.goto(stage.url(await stage.house.link()))
    await page.get_by_role("button", name="Open my page").click()


async def every_page(stage: Stage, owner: Owner, page: Page) -> AsyncIterator[str]:
    """Open every page that there is, refusals and results of forms included, one after another."""
    for path in ("/", "/nowhere", *(owner.path(r) for r in GETS if r.access == "anyone" and r.path != "/")):
        await page.goto(stage.url(path))
        yield path
    await open_page(stage, page)
    # A frozen letter's text is a file to save, not a page.
    for path in (
        owner.path(r) for r in GETS if r.access == "member" and not r.path.endswith(("/text", "/copy"))
    ):
        await page.goto(stage.url(path))
        yield path
    base = f"/my/{owner.member.ref}"
    await page.goto(stage.url(f"{base}/identity"))
    await page.get_by_role("button", name="Seal").click()
    yield "errors"
    await fill_who(page)
    await page.get_by_role("button", name="Seal").click()
    yield "receipt with letters"
    await page.goto(stage.url(f"{base}/letters"))
    await page.get_by_role("button", name="blank fields").click()
    yield "parcel"
    await page.goto(stage.url("/my/receipt-code"))
    await page.get_by_role("button", name="Show a new code").click()
    yield "receipt code"
    await page.get_by_role("button", name="Close my page").click()
    yield "closed"
    async for name in joining(stage, page):
        yield name


async def joining(stage: Stage, page: Page) -> AsyncIterator[str]:
    """Stand in the queue, be registered, and send the form again as if no answer had come."""
    site, path = stage.house.page.site, f"{await stage.house.invitation()}/register"
    assert site is not None
    usual, site.joining = site.joining, Gate(per_minute=1, at_once=0)
    await page.goto(stage.url(path))
    before = await page.context.cookies()
    await fill_registration(page)
    yield "queue"
    site.joining = usual
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("heading", name="You are registered").wait_for()
    yield "registered"
    await page.context.clear_cookies()
    await page.context.add_cookies(before)  # type: ignore[arg-type]
    await page.goto(stage.url(path))
    await fill_registration(page)
    yield "sent before"
    await page.get_by_role("button", name="That was me").click()
    await page.get_by_role("heading", name="You are registered").wait_for()
    yield "registered, told again"


async def fill_registration(page: Page) -> None:
    """Register for oneself with the first consent only."""
    for name, value in (("capacity", "self"), ("adult", "yes"), ("consents", "register")):
        await page.locator(f"input[name={name}][value={value}]").check()
    await page.locator("select[name=residence]").select_option("FR")
    await page.get_by_role("button", name="Register").click()


async def fill_who(page: Page) -> None:
    """Type name and address."""
    for name, value in WHO.items():
        if name != "country":
            await page.locator(f"#f-{name}").fill(value)


async def test_p12_no_page_shuts_anybody_out(stage: Stage) -> None:
    """P12: axe finds nothing against WCAG 2.2 AA on phone and desktop, by day and night; 200 % zoom fits.

    Twice as large a text in the narrowest window is 200 % zoom of one of 640 pixels.
    """
    owner, source = await owner_of_everything(stage.house), axe()
    owner.tokens["l"] = (await stage.house.link()).rpartition("/")[2]
    # Colours change at once where no motion is wanted, so none is looked at half-way.
    context = await visitor(stage.chromium, PHONE, script=True, reduced_motion="reduce")
    page = await context.new_page()
    problems, seen = {}, 0

    async for name in every_page(stage, owner, page):
        seen += 1
        await page.wait_for_load_state("load")  # its styles too, before it is looked at
        found = await violations(page, source)
        found += [f"too wide: {e}" for e in await too_wide(page)]
        found += [f"too small: {e}" for e in await small_targets(page)]
        await page.emulate_media(color_scheme="dark")
        found += [f"by night: {e}" for e in await violations(page, rules=["color-contrast"])]
        await page.emulate_media(color_scheme="light")
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        found += [f"zoomed: {e}" for e in await too_wide(page)]
        await page.evaluate("document.documentElement.style.fontSize = ''")
        await page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        found += [f"desktop: {e}" for e in await violations(page)]
        found += [f"desktop, too wide: {e}" for e in await too_wide(page)]
        await page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        if found:
            problems[name] = found[:4]

    assert seen > 40
    assert problems == {}


async def test_p12_a_journey_without_javascript(stage: Stage, tmp_path: Path) -> None:
    """P12: from the link to sealed name, evidence and saved letters on a phone, with JavaScript off."""
    member = await stage.house.member()
    context = await visitor(stage.chromium, PHONE)
    page = await context.new_page()
    await open_page(stage, page)
    await page.get_by_role("link", name="My name and address").click()
    await page.get_by_role("button", name="Seal").click()
    assert await page.title() == "Error: My name and address · Collectif"
    await page.get_by_role("link", name="First name and surname – Please fill this in.").click()
    await fill_who(page)
    await page.get_by_role("button", name="Seal").click()
    assert await page.get_by_text("Your letters are ready").is_visible()
    async with page.expect_download() as saving:
        await page.get_by_role("button", name="Save: Your complaint to").click()
    saved = await (await saving.value).path()
    await page.goto(stage.url(f"/my/{member.ref}/evidence"))
    await page.get_by_label("File", exact=True).set_input_files(
        {"name": "x.png", "mimeType": "image/png", "buffer": picture()}
    )
    await page.get_by_role("button", name="Seal this file").click()

    assert saved.read_bytes().startswith(b"%PDF-")
    assert await page.get_by_role("heading", name="Receipt").is_visible()
    marks = await stage.house.office.services.sealed.marks(
        stage.house.office.actor(ANN), stage.house.case.id, member.ref
    )
    assert [m.field for m in marks] == ["identity", "contact", "evidence"]


async def test_p12_registering_without_javascript(stage: Stage) -> None:
    """P12: somebody without Discord registers on a phone, with JavaScript off, and gets a receipt code."""
    context = await visitor(stage.chromium, PHONE)
    page = await context.new_page()
    await page.goto(stage.url(await stage.house.invitation()))
    await page.get_by_role("link", name="Register", exact=True).click()
    assert await page.get_by_role("checkbox", checked=True).count() == 0
    await page.get_by_label("Myself: I am 18 or over").check()
    await page.get_by_label("I am 18 or over. If").check()
    await page.get_by_label("I expressly consent").check()
    await page.get_by_label("Country of residence").select_option("FR")
    await page.get_by_role("button", name="Register").click()

    assert await page.get_by_role("heading", name="You are registered").is_visible()
    assert len(await page.locator(".secret").inner_text()) == 24
    await page.get_by_role("link", name="I have written it down").click()
    assert "/my/P-" in page.url


async def test_p12_with_the_keyboard_alone(stage: Stage) -> None:
    """P12: the skip link comes first, and a form is filled in and sent with Tab, letters and Enter."""
    member = await stage.house.member()
    context = await visitor(stage.chromium, DESK)
    page = await context.new_page()
    await open_page(stage, page)
    await page.goto(stage.url(f"/my/{member.ref}/incidents/{INCIDENT}"))
    await page.keyboard.press("Tab")
    assert await page.locator(":focus").inner_text() == "Skip to the content"
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    assert await page.locator(":focus").inner_text() == "Back to my file"
    await page.goto(stage.url(f"/my/{member.ref}/harms/new"))
    for _ in range(30):
        await page.keyboard.press("Tab")
        if await page.locator(":focus").get_attribute("id") == "f-head":
            break
    await page.keyboard.type("Fear")
    for _ in range(4):
        await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")

    await page.wait_for_url("**/harms")
    found = await stage.house.office.services.entries.file(
        stage.house.office.actor(ANN), stage.house.case.id, member.ref
    )
    assert [h.head for h in found.harms] == ["N_FEAR"]


async def test_p11_the_back_button_shows_nothing(stage: Stage) -> None:
    """P11: going back from the receipt shows an empty form, not what was typed."""
    member = await stage.house.member()
    context = await visitor(stage.chromium, DESK)
    page = await context.new_page()
    await open_page(stage, page)
    await page.goto(stage.url(f"/my/{member.ref}/statement"))
    await page.locator("#f-statement").fill("Words that nobody else may see.")
    await page.get_by_role("button", name="Seal").click()
    assert await page.get_by_role("heading", name="Receipt").is_visible()
    await page.go_back()

    assert "nobody else may see" not in await page.content()
    assert await page.locator("#f-statement").input_value() == ""


async def test_nothing_is_loaded_from_elsewhere(stage: Stage) -> None:
    """P5: the browser asks this server and nobody else, and reports no breach of the content policy."""
    owner = await owner_of_everything(stage.house)
    owner.tokens["l"] = (await stage.house.link()).rpartition("/")[2]
    context = await visitor(stage.chromium, DESK)
    page = await context.new_page()
    asked: set[str] = set()
    complaints: list[str] = []
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    page.on("console", lambda message: complaints.append(message.text))

    async for _ in every_page(stage, owner, page):
        pass

    assert asked == {stage.house.page.address.removeprefix("http://")}
    assert [c for c in complaints if "Security Policy" in c or "Refused" in c] == []


async def test_a_click_on_another_site_opens_a_link_beside_a_former_session(stage: Stage) -> None:
    """P3: strict cookies stay at home on a click in web mail; its link opens, and replaces the session."""
    await stage.house.member()
    await stage.house.member(BEN)
    links = {user: stage.url(await stage.house.link(user)) for user in (ANN, BEN)}
    mail = "".join(f'<a id="m{user}" rel="noreferrer" href="{url}">Open</a>' for user, url in links.items())
    context = await visitor(stage.chromium, DESK)
    page = await context.new_page()
    # Another site, as the browser's rules for cookies have it: nothing of it is ours.
    await page.route("http://mail.example/", lambda route: route.fulfill(body=mail, content_type="text/html"))

    seen = []
    for user in (BEN, ANN):
        await page.goto("http://mail.example/")
        await page.locator(f"#m{user}").click()
        await page.get_by_role("button", name="Open my page").click()
        seen.append(page.url)

    enrol = stage.house.office.services.enrol
    for user, url in zip((BEN, ANN), seen, strict=True):
        (member,) = await enrol.members(stage.house.office.actor(user), stage.house.case.id)
        assert url == stage.url(f"/my/{member.ref}")
    await context.close()
