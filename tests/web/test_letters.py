"""The letters that the page makes: with the name, and without the draft mark once they are one's own."""

import pytest

from tests.letters.reading import words
from tests.web.browser import Browser, Seen
from tests.web.house import WHO, House

pytestmark = pytest.mark.needs("poppler")

MARK = "PROJET – à relire par un avocat"  # the authority reads French


async def _complaint(browser: Browser, parcel: Seen) -> str:
    """Save the first letter offered and read it."""
    save = next(f for f in parcel.read.forms if f.action == "/my/letters/save")
    document = await browser.post(save.action, save.fields)
    assert "Canary" not in str(document.headers)
    return words(document.body)


@pytest.mark.parametrize("own", [True, False], ids=["read", "unread"])
async def test_the_letters_bear_the_name_and_lose_the_mark_when_they_are_ones_own(
    house: House, own: bool
) -> None:
    """What was typed stands in the complaint; the draft mark goes when the member says that it is theirs."""
    member = await house.member()
    browser, _ = await house.enter()
    page = await browser.get(f"/my/{member.ref}/letters")

    ticked = {"own_named": ["lift"] if own else []}
    parcel = await browser.send(page, {**WHO, **ticked}, action=f"/my/{member.ref}/letters/named")
    text = await _complaint(browser, parcel)

    assert WHO["full_name"] in text
    assert f"{WHO['street']} {WHO['postcode']} {WHO['city']}" in text
    assert WHO["email"] in text
    assert (MARK in text) is not own


async def test_blank_letters_can_be_made_ones_own_too(house: House) -> None:
    """The mark goes from letters with blank fields as well."""
    member = await house.member()
    browser, _ = await house.enter()
    page = await browser.get(f"/my/{member.ref}/letters")

    action = f"/my/{member.ref}/letters/blank"
    texts = []
    for ticked in ([], ["lift"]):
        parcel = await browser.send(page, {"own_blank": ticked}, action=action)
        texts.append(await _complaint(browser, parcel))
        page = await browser.get(f"/my/{member.ref}/letters")

    assert [MARK in text for text in texts] == [True, False]
