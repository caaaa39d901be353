"""Rights on the page: one's own data, the consent ledger, and a receipt after each way out."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.codes import Capacity, MemberStatus
from tests.services.office import ANN, BEN
from tests.web.house import House, open_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """The running page."""
    async with open_house(tmp_path) as opened:
        yield opened


async def test_h11_ones_own_data_is_saved_from_the_page(house: House) -> None:
    """H11: both files come by POST, as attachments, as often as asked, with nobody else's reference."""
    ann, child = await house.member(), await house.member(lane=False, capacity=Capacity.CHILD)
    ben = await house.member(BEN)
    browser, _ = await house.enter()
    page = await browser.get(f"/my/{ann.ref}/rights")

    machine = await browser.send(page, action="/my/data/json")
    printed = await browser.send(page, action="/my/data/pdf")
    again = await browser.send(page, action="/my/data/json")

    found = json.loads(machine.html)
    assert {m["reference"] for m in found["members"]} == {ann.ref, child.ref}
    assert ben.ref not in machine.html
    assert machine.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert "no-store" in machine.headers["Cache-Control"]
    assert printed.headers["Content-Type"] == "application/pdf"
    assert json.loads(again.html)["members"] == found["members"]
    assert (await browser.get("/my/data/json")).status in (404, 405)
    assert (await house.browser().post("/my/data/json", {"csrf": ["x"], "once": ["0" * 32]})).status != 200


async def test_the_ledger_shows_every_line_with_its_recipient(house: House) -> None:
    """Each consent stands there with text, language, hash and, for the file, whom it names; newest first."""
    ann = await house.member()
    browser, _ = await house.enter()

    page = await browser.get(f"/my/{ann.ref}/ledger")

    ledger = await house.office.services.rights.ledger(house.office.actor(ANN), house.case.id, ann.ref)
    assert len(ledger) == 4
    assert ledger[0].recipient == "Cabinet Un"
    assert "Cabinet Un" in page.text
    for line in ledger:
        assert line.text_sha256 in page.text


async def test_an_erasure_gives_a_receipt_once_and_to_nobody_else(house: House) -> None:
    """After erasing everything the receipt can be saved once, though the session is over; a copy cannot."""
    ann = await house.member()
    browser, _ = await house.enter()
    asked = await browser.get("/my/erase")
    assert "Your file was handed to no recipient" in asked.text
    assert "90 days" in asked.text

    done = await browser.send(asked)
    saved = await browser.send(done, action="/receipt")
    twice = await browser.send(done, action="/receipt")

    assert not await house.exists()
    assert saved.headers["Content-Disposition"].startswith('attachment; filename="receipt-')
    assert ann.ref in saved.html
    assert "Deleted: 1 entry" in saved.html
    assert twice.status == 410
    assert (await browser.get(f"/my/{ann.ref}/rights")).status != 200


async def test_a_foreign_receipt_is_not_handed_out(house: House) -> None:
    """Without the key, or under another owner's name, there is no receipt; letters are not reached either."""
    await house.member()
    browser, _ = await house.enter()
    done = await browser.send(await browser.get("/my/erase"))
    fields = dict(done.form("/receipt").fields)

    for name, value in (("key", "00" * 32), ("owner", "receipt:" + "0" * 32), ("owner", ""), ("parcel", "x")):
        other = await browser.post("/receipt", {**fields, name: [value]})
        assert other.status == 410, name


async def test_leaving_one_keeps_the_page_of_the_other(house: House) -> None:
    """A parent who withdraws a child's registration goes on with their own, and can bring the child back."""
    ann = await house.member(lane=False)
    child = await house.member(lane=False, capacity=Capacity.CHILD)
    browser, _ = await house.enter()

    done = await browser.send(await browser.get(f"/my/{child.ref}/leave"))

    assert child.ref in done.text
    assert "all consents are withdrawn" in done.text
    assert (await browser.get(f"/my/{ann.ref}")).status == 200

    # ... and can bring the child back: the same reference, on consents of its own.
    browser, _ = await house.enter()
    back = await browser.send(
        await browser.get(f"/my/{child.ref}/return"),
        {"capacity": "child", "adult": "yes", "consents": "register", "residence": "FR", "work": ""},
    )
    assert back.status == 200
    members = await house.office.services.enrol.members(house.office.actor(ANN), house.case.id)
    assert {(m.ref, m.status) for m in members} == {
        (ann.ref, MemberStatus.REGISTERED),
        (child.ref, MemberStatus.REGISTERED),
    }


async def test_taking_the_file_back_says_what_it_means_and_gives_a_receipt(house: House) -> None:
    """Before: who has it already; after: that it is no longer meant for them."""
    ann = await house.member()
    browser, _ = await house.enter()
    asked = await browser.get(f"/my/{ann.ref}/recipient/withdraw")
    assert "Your file was handed to no recipient" in asked.text

    done = await browser.send(asked)

    assert f"the file of {ann.ref} is no longer meant for Cabinet Un" in done.text
    assert (await browser.get(f"/my/{ann.ref}")).status == 200
