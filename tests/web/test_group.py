"""The group's letters on the page: the same bytes as in chat, an answer, and what each month brought."""

from tests.frozen import DOCUMENT, frozen_text
from tests.services.office import BEN, ORGANISER
from tests.web.house import House


async def test_a_member_reads_answers_and_follows_on_the_page(house: House) -> None:
    """Read, object, approve instead; after the count the answer stands, and all see the filing."""
    office, case = house.office, house.case
    ann, ben = await house.member(), await house.member(BEN)
    browser, _ = await house.enter()
    before = await browser.get(f"/my/{ann.ref}/group")
    assert before.text.count("Nothing new.") == 3
    row = await frozen_text(office.deps, case.id, [ann, ben], "fr-one")

    page = await browser.get(f"/my/{ann.ref}/group")
    assert "You have not answered: that is no approval." in page.text
    assert ben.ref not in page.text
    read = await browser.get(f"/my/{ann.ref}/group/{row.id}/text")
    assert read.body == DOCUMENT
    asked = await browser.get(f"/my/{ann.ref}/group/{row.id}/object")
    refused = await browser.send(asked, {"ground": "other", "note": "FR14 2004 1010 0505 0001 3M02 606"})
    assert "The note holds a number" in refused.text
    page = await browser.send(asked, {"ground": "fact_wrong", "note": "not the 3rd"})
    assert "Your answer: I object." in page.text
    page = await browser.send(page, {}, action=f"/my/{ann.ref}/group/{row.id}/approve")
    assert "Your answer: I approve it." in page.text

    filings = office.services.filings
    await filings.print(office.actor(ORGANISER), case.id, row.id)
    day = office.deps.today()
    await filings.filed(office.actor(ORGANISER), case.id, row.id, day, "N 1", proof=True)
    other, _ = await house.enter(BEN)
    seen = await other.get(f"/my/{ben.ref}/group")
    assert "1 of 2 approved" in seen.text
    assert "You did not answer" in seen.text
    assert "N 1" in seen.text
    assert not [f for f in seen.read.forms if f.action.endswith(("/approve", "/object"))]


async def test_a_member_asks_to_be_reminded_and_stops_on_the_page(house: House) -> None:
    """With the page alone: asked for there, shown there, stopped there at once."""
    ann = await house.member()
    browser, _ = await house.enter()
    page = await browser.get(f"/my/{ann.ref}/reminders")
    at = f"/my/{ann.ref}/reminders"

    kept = await browser.send(page, {}, action=f"{at}/digest")
    assert "You will be reminded of it, once." in kept.text
    async with house.office.deps.store.transaction() as tx:
        await tx.reminders.told(ann.id, "digest", house.office.deps.today())
    hub = await browser.get(f"/my/{ann.ref}")
    assert "You asked to be reminded of:" in hub.text
    page = await browser.get(at)
    assert "You asked to be reminded of:" not in (await browser.get(f"/my/{ann.ref}")).text
    gone = await browser.send(page, {}, action=f"{at}/stop")
    assert "You are reminded of nothing any more." in gone.text
