"""From the link in chat to a receipt for a name that only the key-holder can read."""

import json

from tests.services.office import ANN
from tests.web.house import WHO, House


async def test_a_link_leads_to_a_sealed_name_and_its_receipt(house: House) -> None:
    """The link opens the hub; a name typed there is sealed, its receipt has date and hash and no name."""
    member = await house.member()
    browser, hub = await house.enter()
    assert hub.status == 200
    assert hub.path == f"/my/{member.ref}"

    form = await browser.get(f"/my/{member.ref}/identity")
    receipt = await browser.send(form, {**WHO, "letters": []})

    marks = await house.office.services.sealed.marks(house.office.actor(ANN), house.case.id, member.ref)
    assert receipt.path == f"/my/{member.ref}/identity/receipt"
    assert [m.field for m in marks] == ["identity", "contact"]
    assert all(m.sha256 in receipt.text for m in marks)
    assert "24 November 2026" in receipt.text
    assert [typed for typed in WHO.values() if len(typed) > 2 and typed in receipt.html] == []
    opened = {header.field: json.loads(body) for header, body in await house.opened()}
    assert opened["identity"]["full_name"] == WHO["full_name"]
    assert opened["contact"]["address"]["city"] == WHO["city"]


async def test_errors_stand_beside_their_fields_and_nothing_is_retyped(house: House) -> None:
    """A refused form comes back with what was typed, its error by its field and in the summary."""
    member = await house.member()
    browser, _ = await house.enter()
    form = await browser.get(f"/my/{member.ref}/contact")

    again = await browser.send(
        form, {"street": "1 rue Canary", "postcode": "123", "city": "Metz", "email": "a@example.org"}
    )

    assert again.status == 422
    assert again.form().fields["street"] == ["1 rue Canary"]
    assert again.form().fields["email"] == ["a@example.org"]
    assert 'id="f-postcode-error"' in again.html
    assert again.text.count("A French postcode has 5 digits") == 2
    assert again.read.title.startswith("Error: ")
