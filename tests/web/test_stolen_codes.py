"""A receipt code that somebody else got hold of: what it opened ends when the code is replaced or used."""

from tests.services.office import ANN, BEN
from tests.web.house import House


async def test_a_new_receipt_code_ends_what_the_old_one_opened(house: House) -> None:
    """A session entered with the old code and an open link end with it; the page that asked goes on."""
    await house.member()
    enrol, ann = house.office.services.enrol, house.office.actor
    old = await enrol.receipt(ann(ANN), house.case.id)
    thief, browser = house.browser(), (await house.enter())[0]
    invitation = await house.invitation()
    await thief.send(await thief.get(f"{invitation}/enter"), {"code": old})
    link = await house.link()
    assert (await thief.get("/my")).status == 200

    shown = await browser.send(await browser.get("/my/receipt-code"))

    assert "Pages of yours that were open elsewhere are closed" in shown.text
    assert [(await b.get("/my")).status for b in (browser, thief)] == [200, 404]
    assert (await thief.get(link)).status == 404
    await enrol.receipt(ann(ANN), house.case.id)  # asked for in chat, which has no page to keep
    assert (await browser.get("/my")).status == 404


async def test_recovering_ends_what_the_former_user_had_open(house: House) -> None:
    """After /recover neither the former user's page nor their one-time link opens the file."""
    await house.member()
    enrol = house.office.services.enrol
    code = await enrol.receipt(house.office.actor(ANN), house.case.id)
    browser, _ = await house.enter()
    link = await house.link()

    (member,) = await enrol.recover(house.office.actor(BEN), house.case.id, code)

    assert (await browser.get("/my")).status == 404
    assert (await browser.get(link)).status == 404
    _, mine = await house.enter(BEN)
    assert mine.path == f"/my/{member.ref}"
