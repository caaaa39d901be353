"""Coming back by a link on another site, with a former session still in the browser."""

import pytest

from tests.services.office import ANN, BEN, ORGANISER
from tests.services.test_dossiers import built, handed_in
from tests.web.everything import contents
from tests.web.house import House

ANSWERS: dict[str, str | list[str]] = {
    "capacity": "self",
    "adult": ["yes"],
    "consents": ["register"],
    "residence": "FR",
}


@pytest.mark.parametrize("whose", [ANN, BEN])
async def test_a_link_clicked_elsewhere_opens_beside_a_former_session(house: House, whose: int) -> None:
    """A click in chat brings no strict cookie, the form does; the session entered replaces the former one."""
    await house.member()
    if whose == BEN:
        await house.member(BEN)
    browser, _ = await house.enter(whose)
    former = dict(browser.cookies)

    opened = await browser.send(await browser.click_elsewhere(await house.link(ANN)))

    (ann,) = await house.office.services.enrol.members(house.office.actor(ANN), house.case.id)
    assert (opened.status, opened.path) == (200, f"/my/{ann.ref}")
    assert (await browser.get("/my")).path == f"/my/{ann.ref}"
    browser.cookies = former
    assert (await browser.get("/my")).status == 404


async def test_a_joining_link_and_a_dossier_link_open_beside_a_former_session(house: House) -> None:
    """A registration filled in, and a key-holder's link, are taken though somebody's session is there."""
    office, case = house.office, house.case
    await handed_in(office, case, ANN, house.lane, "Zoë Canary")
    view = await built(office, case, house.lane)
    place = await office.services.page.place(office.actor(ORGANISER), case.id)
    dossier = await office.services.dossiers.link(office.actor(ORGANISER), case.id, view.id)
    browser, _ = await house.enter()
    theirs = await browser.get("/my")

    fetched = await browser.send(await browser.click_elsewhere(f"/d/{dossier}"))
    joined = await browser.send(await browser.click_elsewhere(f"/j/{place}"), ANSWERS)

    assert [fetched.status, joined.status] == [200, 200]
    assert len(fetched.body) == view.size
    assert "You are registered" in joined.text
    assert (await browser.get("/my")).path not in ("/my", theirs.path)


async def test_a_link_that_opens_beside_a_form_leaves_the_form_good(house: House) -> None:
    """A registration form in one tab is taken though a link was opened and used in another meanwhile."""
    await house.member()
    browser = house.browser()
    form = await browser.get(f"{await house.invitation()}/register")

    link = await browser.click_elsewhere(await house.link())
    opened = await browser.send(link)
    joined = await browser.send(form, ANSWERS)

    assert [opened.status, joined.status] == [200, 200]
    assert "You are registered" in joined.text


async def test_who_has_no_token_is_not_led_to_the_session_of_another(house: House) -> None:
    """When a link's form is refused, the page does not offer the file of whoever had this browser before."""
    await house.member()
    await house.member(BEN)
    browser, _ = await house.enter(BEN)
    page = await browser.click_elsewhere(await house.link(ANN))
    browser.cookies.pop("visit")

    refused = await browser.send(page)

    assert refused.status == 403
    assert "/my" not in refused.read.links


WORDS = "A long statement of mine.\nCANARY-WORDS"


@pytest.mark.parametrize("ended", ["closed elsewhere", "a newer link was opened"])
async def test_typed_words_come_back_when_the_session_ended(
    house: House, ended: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who typed while their session ended gets their words back on that page to copy; nothing keeps them."""
    member = await house.member()
    browser, _ = await house.enter()
    form = await browser.get(f"/my/{member.ref}/statement")
    if ended == "closed elsewhere":
        other, hub = await house.enter()
        await other.send(hub, action="/my/close")
    else:
        await browser.send(await browser.click_elsewhere(await house.link()))
    before = contents(house.folder)

    seen = await browser.send(form, {"statement": WORDS})

    assert seen.status == (404 if ended == "closed elsewhere" else 403)
    assert "Your text was not saved" in seen.text
    assert ">\nA long statement of mine.\nCANARY-WORDS</textarea>" in seen.html
    assert ("ask for a new link" in seen.text) == (ended == "closed elsewhere")
    assert seen.headers["Cache-Control"] == "no-store"
    assert contents(house.folder) == before
    kept = b"".join(p.read_bytes() for p in house.folder.rglob("*") if p.is_file())
    assert b"CANARY-WORDS" not in kept
    assert "CANARY-WORDS" not in "".join(capsys.readouterr())


async def test_another_site_puts_no_words_on_the_page(house: House) -> None:
    """Words that another site made the browser send, or a browser that does not say, are not shown."""
    member = await house.member()
    browser, _ = await house.enter()
    path, fields = f"/my/{member.ref}/statement", {"statement": ["CANARY-WORDS"], "csrf": ["x"]}

    seen = [
        await browser.post(path, fields, headers={"Sec-Fetch-Site": site}) for site in ("cross-site", "none")
    ]
    fresh = house.browser()
    seen.append(await fresh.post(path, fields, headers={"Sec-Fetch-Site": "cross-site"}))
    seen.append(await fresh.post(path, {"code": ["CANARY-WORDS"]}))

    assert [s.status for s in seen] == [403, 403, 403, 404]
    assert all("CANARY" not in s.html for s in seen)


async def test_a_form_with_fields_has_no_other_language_to_lose_them_to(house: House) -> None:
    """A member's form with fields has no language buttons, which would take away what stands in them."""
    member = await house.member()
    browser, hub = await house.enter()
    form = await browser.get(f"/my/{member.ref}/statement")

    assert [hub.html.count("/my/language"), form.html.count("/my/language")] == [1, 0]
