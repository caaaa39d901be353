"""From chat to the page: links of one's own, the invitation, and a case that leaves all else to the page."""

import json
import re
import sqlite3
from collections.abc import AsyncIterator

import pytest_asyncio

from bot.demo import moves
from bot.demo.people import Person, Seen
from bot.domain.access import privileged
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.way import IN_CHAT
from tests.laws import doors as forged
from tests.scene import CONTROLLER, FEBRUARY, LEAKED, SCAM, Scene, actor
from tests.web.browser import Browser
from tests.web.test_joining import ANSWERS, CODE

# Shown where chat carries only the way to the page: words of no code, no incident, no entry.
STATUS = {"page", "receipt", "languages", "privacy", "me.switch"}


@pytest_asyncio.fixture
async def address(scene: Scene) -> str:
    """The address of the page, which is on."""
    return await scene.world.open_page()


@pytest_asyncio.fixture
async def browser(address: str) -> AsyncIterator[Browser]:
    """A person's browser."""
    opened = Browser(address)
    yield opened
    await opened.close()


async def minimal(scene: Scene) -> None:
    """Leave everything but the way to the page."""
    page = await scene.organiser.command("case settings")
    form = await scene.organiser.press(page, "case.controller")
    await scene.organiser.fill(form, {**CONTROLLER, "retention": "24", "chat": "minimal"})


def path(seen: Seen, address: str) -> str:
    """The path of the one link on a page."""
    (link,) = seen.links
    assert link.startswith(address)
    assert len(link) <= 512  # what Discord takes in a button
    return link.removeprefix(address)


async def test_a_member_gets_a_link_of_their_own(scene: Scene, address: str, browser: Browser) -> None:
    """With the page on, /me has a button that gives a private link to the member's own page."""
    person = await scene.member("amelie")
    page = await moves.home(person)

    seen = await person.press(page, "page")

    hub = await browser.send(await browser.get(path(seen, address)))
    assert seen.private
    assert hub.path == f"/my/{(await scene.file(person)).ref}"


async def test_without_a_page_nothing_leads_to_one(scene: Scene) -> None:
    """With the page off there is no button to it, and letters come as files."""
    person = await scene.member("amelie", concerned=[FEBRUARY])
    page = await moves.home(person)

    assert "page" not in {c.action for c in page.controls}
    assert (await moves.letters(person)).files


async def test_letters_are_made_on_the_page(scene: Scene, address: str) -> None:
    """With the page on, /my-letter gives a link and no file."""
    person = await scene.member("amelie", concerned=[FEBRUARY])

    seen = await person.command("my-letter")

    assert path(seen, address).startswith("/l/")
    assert not seen.files


async def test_the_invitation_is_the_organisers(scene: Scene, address: str, browser: Browser) -> None:
    """/case page gives organisers the invitation with a QR code; it registers people without Discord."""
    seen = await scene.organiser.command("case page")
    other = await (await scene.member("amelie")).command("case page")
    assert other.refused
    assert not other.links

    form = await browser.get(path(seen, address) + "/register?lang=en")
    registered = await browser.send(form, ANSWERS)

    assert list(seen.files) == ["invitation.png"]
    assert CODE.search(registered.text)
    assert await scene.count() == 2


async def test_a_new_invitation_replaces_the_old_one(scene: Scene, address: str, browser: Browser) -> None:
    """After a question, a new invitation makes the old one worthless."""
    first = await scene.organiser.command("case page")
    asked = await scene.organiser.press(first, "case.page.renew")
    second = await scene.organiser.press(asked, "case.page.renew.yes")

    assert (await browser.get(path(first, address))).status == 404
    assert (await browser.get(path(second, address))).status == 200


async def test_a_personal_link_is_made_by_organisers(scene: Scene, address: str, browser: Browser) -> None:
    """P9: /case page gives organisers a link that registers one person past any queue."""
    shown = await scene.organiser.command("case page")
    seen = await scene.organiser.press(shown, "case.page.place")
    (at,) = re.findall(rf"`{re.escape(address)}(/j/[^`]+)`", seen.text)

    registered = await browser.send(await browser.get(f"{at}?lang=en"), ANSWERS)

    assert seen.private
    assert CODE.search(registered.text)
    assert await scene.count() == 1


async def test_an_organiser_ends_every_open_page(scene: Scene, address: str, browser: Browser) -> None:
    """P3: after a question, an organiser ends all sessions and links of the case; nobody loses anything."""
    person = await scene.member("amelie")
    seen = await person.press(await moves.home(person), "page")
    waiting = await person.press(await moves.home(person), "page")
    assert (await browser.get(path(seen, address))).status == 404
    await browser.send(await browser.get(path(waiting, address)))
    assert (await browser.get("/my")).status == 200
    unused = await person.press(await moves.home(person), "page")

    shown = await scene.organiser.command("case page")
    asked = await scene.organiser.press(shown, "case.page.end")
    assert (await browser.get("/my")).status == 200
    told = await scene.organiser.press(asked, "case.page.end.yes")

    assert "1 session" in told.text
    assert (await browser.get("/my")).status == 404
    assert (await browser.get(path(unused, address))).status == 404
    again = await person.press(await moves.home(person), "page")
    assert (await browser.send(await browser.get(path(again, address)))).path.startswith("/my/P-")


async def test_a_minimal_case_joins_on_the_page(scene: Scene, address: str, browser: Browser) -> None:
    """With `minimal`, Join leads to the page; whoever registers there is known in chat, by status only."""
    await minimal(scene)
    person = scene.newcomer("amelie")
    seen = await person.press(scene.panel, "join")
    assert seen.private

    form = await browser.get(path(seen, address) + "?lang=en")
    hub = await browser.send(form, ANSWERS)
    (member,) = await scene.files(person)
    home = await person.command("me")

    assert hub.path == f"/my/{member.ref}"
    assert member.ref in home.text
    assert {c.action for c in home.controls} <= STATUS
    titles = [t for i in (await _case(scene)).pack.incidents for t in i.title.values()]
    assert [t for t in titles if t in home.text] == []


async def _case(scene: Scene) -> CaseView:
    return await scene.world.app.services.cases.view(actor(scene.organiser), scene.case)


async def test_a_minimal_case_takes_no_code_in_chat(scene: Scene, address: str) -> None:
    """With `minimal`, every door about oneself is answered with the way to the page and changes nothing."""
    person = await scene.member("amelie", concerned=[FEBRUARY])
    page = await moves.open_incident(person, await moves.home(person), FEBRUARY)
    await moves.say_leaked(person, page, LEAKED)
    await moves.add_scam(person, SCAM)
    await minimal(scene)
    before = await scene.file(person)
    led, wrong = 0, []
    for door in _own_doors():
        seen = await _knock(scene, person, door)
        led += bool(seen.links)
        if not seen.links or not seen.private or seen.form:
            wrong.append((door, seen.text[:100]))

    assert wrong == []
    assert led > 40
    assert await scene.file(person) == before
    for command in ("scam", "my-letter", "join"):
        assert (await person.command(command)).links


def _own_doors() -> list[str]:
    """Doors about oneself that a minimal case leaves to the page."""
    named = {**doors.COMPONENTS, **doors.FORMS}
    organises = {n for n, door in named.items() if all(privileged(act) for act in door.acts)}
    organises |= {n for n in named if n.startswith("case.create")}  # what opens a case comes before any
    return [n for n in named if n not in IN_CHAT and n not in organises and n != "again"]


async def _knock(scene: Scene, person: Person, door: str) -> Seen:
    file = await scene.file(person)
    notice = await scene.world.app.services.notice.notice(actor(person), scene.case, "fr")
    entries = {"scam": file.scams[0].id, "harm": "0" * 26, "step": "0" * 26}
    own = forged.Target(scene.case, file.ref, entries, notice.version[:16])
    on = scene.panel.messages[0].handle
    (seen,) = await person.raw(forged.forge(scene, person, door, own, on))
    return seen


async def test_old_settings_load_as_they_were(scene: Scene) -> None:
    """A case stored before there was a choice carries codes in chat."""
    with sqlite3.connect(scene.world.settings.data_dir / "collectif.db") as connection:
        ((text,),) = connection.execute("SELECT config FROM case_file").fetchall()
        config = json.loads(text)
        assert config.pop("chat") == "codes"
        connection.execute("UPDATE case_file SET config = ?", (json.dumps(config),))

    case = await _case(scene)
    assert (case.config.chat, case.minimal) == ("codes", False)
