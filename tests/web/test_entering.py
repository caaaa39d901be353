"""The way in: links that previews cannot use up, cookies, sessions that end, the language."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.errors import NotAllowedError
from tests.keyholder import KeyHolder
from tests.services.office import ANN, BEN, ORGANISER
from tests.services.sealing import chosen, opened
from tests.statements import counted
from tests.web.everything import contents
from tests.web.house import House, open_house

SECURE = {"url": "https://page.example.org", "proxies": ("127.0.0.1",)}


async def test_p1_looking_uses_nothing_up_and_a_link_opens_once(house: House) -> None:
    """P1: previews change nothing; the first POST opens a session; the second is told how to go on."""
    await house.member()
    path, previewer, person = await house.link(), house.browser(), house.browser()
    before = contents(house.folder)
    for _ in range(3):
        assert (await previewer.get(path)).status == 200
    assert contents(house.folder) == before

    first = await person.send(await person.get(path))
    page = await previewer.get(await house.link())
    again = await previewer.post("/l", {**page.form("/l").fields, "token": [path.rpartition("/")[2]]})

    assert first.path.startswith("/my/P-")
    assert again.status == 404
    assert "Ask for a new one in the chat with /me" in again.text


async def test_p1_of_two_posts_at_once_one_opens(house: House) -> None:
    """P1: two POSTs of one link at the same moment open one session."""
    import asyncio

    await house.member()
    path = await house.link()
    browsers = [house.browser() for _ in range(6)]
    pages = [await b.get(path) for b in browsers]

    seen = await asyncio.gather(*(b.send(p) for b, p in zip(browsers, pages, strict=True)))

    assert sorted(s.status for s in seen) == [200, 404, 404, 404, 404, 404]


async def test_p2_bad_links_get_one_answer(house: House) -> None:
    """P2: an expired, a used, a replaced, a cut and an invented link get the same answer, on GET and POST.

    And the same statements: how long the answer takes tells them apart no more than its words do.
    """
    await house.member()
    await house.member(BEN)
    used, replaced = await house.link(BEN), await house.link()
    cut, expired = replaced[:-3], await house.link()
    browser = house.browser()
    await browser.send(await browser.get(used))
    house.office.now += timedelta(minutes=31)

    asked = house.browser()
    answers, work = set(), set()
    for path in (used, replaced, cut, expired, "/l/" + "x" * 32):
        with counted(house.office) as statements:
            seen = await asked.get(path)
        answers.add((seen.status, seen.text))
        work.add(("GET", *statements))
    sender = house.browser()
    form = (await sender.get(await house.link())).form("/l")
    for path in (used, replaced, cut, expired, "/l/" + "x" * 32, "/l/é"):
        with counted(house.office) as statements:
            seen = await sender.post("/l", {**form.fields, "token": [path.rpartition("/")[2]]})
        answers.add((seen.status, seen.text))
        work.add(("POST", *statements))
    assert len(answers) == 1
    assert sorted(kind for kind, *_ in work) == ["GET", "POST"]
    assert answers.pop()[0] == 404


async def test_p2_only_hashes_of_tokens_are_kept(house: House) -> None:
    """P2: a token has at least 128 bits, and neither link nor session stands in any file."""
    await house.member()
    path = await house.link()
    token = path.rpartition("/")[2]
    browser = house.browser()
    await browser.send(await browser.get(path))
    fresh = (await house.link()).rpartition("/")[2]

    kept = b"".join(p.read_bytes() for p in house.folder.rglob("*") if p.is_file())
    assert len(token) >= 22
    assert [t for t in (token, fresh, browser.cookies["session"]) if t.encode() in kept] == []


async def test_p3_the_cookie_is_strict(tmp_path: Path) -> None:
    """P3: behind TLS the session's cookie is __Host-, Secure, HttpOnly, SameSite=Strict, for 24 hours."""
    async with open_house(tmp_path, **SECURE) as house:
        await house.member()
        browser = house.browser()
        page = await browser.send(await browser.get(await house.link()))

        (line,) = [c for c in browser.set_cookies if c.startswith("__Host-session=")]
        parts = {p.strip().lower() for p in line.split(";")[1:]}
        assert page.status == 200
        assert parts == {"httponly", "max-age=86400", "path=/", "samesite=strict", "secure"}
        assert all("HttpOnly" in c and "Secure" in c for c in browser.set_cookies)


async def test_p3_a_session_lasts_a_day(house: House) -> None:
    """P3: after 24 hours the session is no longer one."""
    await house.member()
    browser, _ = await house.enter()
    house.office.now += timedelta(hours=23, minutes=59)
    assert (await browser.get("/my")).status == 200
    house.office.now += timedelta(minutes=2)

    assert (await browser.get("/my")).status == 404


@pytest.mark.parametrize(
    "act", ["erase", "leave", "change", "close", "forgotten by chat", "case closed", "ended by an organiser"]
)
async def test_p3_what_ends_a_session(house: House, act: str) -> None:
    """P3: erasing, leaving, another recipient, closing page or case, and an organiser end every session."""
    member, office = await house.member(), house.office
    elsewhere, _ = await house.enter()
    browser, hub = await house.enter()
    cookies = dict(browser.cookies)
    if act == "close":
        await browser.send(hub, action="/my/close")
    elif act == "change":
        other = await opened(office, house.case, KeyHolder(), lane_name="Cabinet Deux")
        page = await browser.get(f"/my/{member.ref}/recipient")
        await browser.send(page, {"recipient": other.id})
    elif act == "case closed":
        await office.services.cases.close(office.actor(ORGANISER), house.case.id)
    elif act == "ended by an organiser":
        assert await office.services.page.end_sessions(office.actor(ORGANISER), house.case.id) == 2
    elif act == "forgotten by chat":
        await office.services.rights.erase(office.actor(ANN), house.case.id)
    else:
        await browser.send(await browser.get(f"/my/{member.ref}/{act}"))

    browser.cookies = cookies
    assert (await browser.get("/my")).status == 404
    assert (await elsewhere.get("/my")).status == 404


@pytest.mark.parametrize("act", ["case closed", "ended by an organiser"])
async def test_p3_what_ends_the_pages_of_a_case_ends_its_links_and_no_other(house: House, act: str) -> None:
    """P3: closing a case, or ending its pages, ends its members' links too; the ways back stay."""
    office, organiser = house.office, house.office.actor(ORGANISER)
    await house.member()
    code = await office.services.enrol.receipt(office.actor(ANN), house.case.id)
    link, invitation, browser = await house.link(), await house.invitation(), house.browser()
    if act == "case closed":
        await office.services.cases.close(organiser, house.case.id)
        # The case anew: nothing of the old one opens the new one.
        anew = await office.case()
        assert not await office.services.enrol.members(office.actor(ANN), anew.id)
    else:
        await office.services.page.end_sessions(organiser, house.case.id)

    dead = await browser.get(link)
    back = await browser.send(await browser.get(f"{invitation}/enter"), {"code": code})
    own = house.browser()
    fresh = await own.send(await own.get(await house.link()))

    assert [dead.status, back.status, fresh.status] == [404, 200, 200]
    with pytest.raises(NotAllowedError):
        await office.services.page.end_sessions(office.actor(ANN), house.case.id)


async def test_a_change_of_recipient_keeps_the_person_in(house: House) -> None:
    """Who changes the recipient goes on in a new session; what was sealed for the former one is gone."""
    member = await house.member()
    other = await opened(house.office, house.case, KeyHolder(), lane_name="Cabinet Deux")
    browser, _ = await house.enter()

    hub = await browser.send(await browser.get(f"/my/{member.ref}/recipient"), {"recipient": other.id})

    assert hub.path == f"/my/{member.ref}"
    assert "Cabinet Deux" in hub.text


async def test_a_link_in_a_chat_offers_to_go_on(house: House) -> None:
    """A strict cookie does not follow a link from another site: the page offers to go on, and keeps it."""
    await house.member()
    browser, _ = await house.enter()
    kept, browser.cookies = browser.cookies, {}
    seen = await browser.get("/my", **{"Sec-Fetch-Site": "cross-site"})
    browser.cookies |= kept

    assert "/my" in seen.read.links
    assert (await browser.get("/my")).status == 200


async def test_p14_language_of_the_page(house: House) -> None:
    """P14: the person's choice comes first, then the browser's languages, then the case's."""
    path = await house.invitation()

    async def spoken(accept: str, query: str = "") -> str:
        seen = await house.browser(**{"Accept-Language": accept}).get(path + query)
        return seen.html.partition('lang="')[2][:2]

    assert await spoken("de-AT,en;q=0.5") == "de"
    assert await spoken("pt, fr;q=0.4, en;q=0.9") == "en"
    assert await spoken("pt-BR") == house.case.pack.languages[0]
    assert await spoken("en", "?lang=fr") == "fr"
    assert await spoken("en", "?lang=xx") == "en"

    browser = house.browser()
    await browser.get(path + "?lang=de")
    assert 'lang="de"' in (await browser.get(path)).html[:60]


async def test_p14_a_members_choice_is_kept(house: House) -> None:
    """P14: the language chosen on the page holds in a later session, whatever the browser says."""
    await house.member()
    browser, hub = await house.enter()
    await browser.send(hub, {"language": "de"}, action="/my/language")
    later, _ = await house.enter()

    assert 'lang="de"' in (await later.get("/my")).html[:60]
    assert await house.office.services.enrol.language(house.office.actor(ANN), house.case.id) == "de"


async def test_a_language_chosen_before_entering_is_kept(house: House) -> None:
    """Who picks a language on the link's page goes on in it."""
    await house.member()
    browser, path = house.browser(), await house.link()
    await browser.get(path + "?lang=fr")
    hub = await browser.send(await browser.get(path))

    assert 'lang="fr"' in hub.html[:60]
    assert await chosen(house.office, house.case, ANN, hub.path.split("/")[2], house.lane.id) == 0
