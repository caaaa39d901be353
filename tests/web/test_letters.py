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


async def test_the_page_shows_the_routes_and_makes_what_they_ask_for(house: House) -> None:
    """What is there and missing for each route, no advice, and a document with its guide for one download."""
    member = await house.member()
    browser, _ = await house.enter()
    page = await browser.get(f"/my/{member.ref}/ways?lang=en")

    for said in ("The authority asks for:", "A criminal complaint asks for:", "This is no advice", "missing"):
        assert said in page.text
    parcel = await browser.send(page, {}, action=f"/my/{member.ref}/ways/mandate")
    saves = [f for f in parcel.read.forms if f.action == "/my/letters/save"]
    document = await browser.post(saves[0].action, saves[0].fields)

    assert len(saves) == 3  # the mandate in French, its reading copy in English, what to do with it
    assert "Reading copy in your language: do not send it." in parcel.text
    assert "Mandat" in words(document.body)
    assert "What to do with it" in parcel.text


async def test_a_document_that_would_say_nothing_is_refused_by_name(house: House) -> None:
    """Without the entry that it is about, the page says what is missing and makes nothing."""
    member = await house.member()
    browser, _ = await house.enter()
    page = await browser.get(f"/my/{member.ref}/ways?lang=en")
    form = next(f for f in page.read.forms if "/ways/" in f.action)

    refused = await browser.post(f"/my/{member.ref}/ways/reminder", form.fields)

    assert refused.status == 422
    assert "a request to an organisation that was not answered within the month" in refused.text
