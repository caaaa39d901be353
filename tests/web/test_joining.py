"""Joining on the page: without Discord by the invitation, or from chat by a link that nobody else has."""

import re
from datetime import timedelta

import pytest

from bot.domain.codes import Capacity, Purpose
from bot.web.turns import Gate
from tests.services.office import ANN, BEN, ORGANISER, OUTSIDER
from tests.web.browser import Browser, Seen
from tests.web.everything import contents
from tests.web.house import House

CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}")
ANSWERS = {
    "capacity": "self",
    "adult": ["yes"],
    "consents": ["register", "complaint"],
    "residence": "FR",
    "work": "",
}


async def form_of(house: House, browser: Browser) -> Seen:
    """The registration form behind the invitation."""
    return await browser.get(f"{await house.invitation()}/register")


async def test_registering_without_discord(house: House) -> None:
    """The invitation leads to a file of one's own; the receipt code is shown once and brings back to it."""
    browser = house.browser()
    landing = await browser.get(await house.invitation())
    assert house.case.title("en") in landing.text
    seen = await browser.send(await form_of(house, browser), ANSWERS)

    (code,) = CODE.findall(seen.text)
    hub = await browser.get("/my")
    ref = hub.path.split("/")[2]
    assert seen.status == 200
    assert ref in seen.text
    assert code not in hub.html
    async with house.office.deps.store.reading() as tx:
        (member, account), *_ = [await tx.members.by_ref(house.case.id, ref)]  # type: ignore[misc]
        bindings = await tx.accounts.bindings(account)
    assert [b.kind for b in bindings] == ["receipt"]
    assert member.consents == {Purpose.REGISTER, Purpose.COMPLAINT}

    returning = house.browser()
    page = await returning.get(f"{await house.invitation()}/enter")
    back = await returning.send(page, {"code": code.lower().replace("-", " ")})
    assert back.path == f"/my/{ref}"


async def test_all_consents_are_off(house: House) -> None:
    """No tick is set beforehand, each consent stands in full beside its own box."""
    page = await form_of(house, house.browser())
    notice = await house.office.services.notice.notice(house.office.actor(OUTSIDER), house.case.id, "en")

    form = page.form()
    assert {"consents", "adult", "capacity"} & set(form.fields) == set()
    assert form.options["consents"] == [p.value for p in Purpose if p in notice.consents]
    assert all(sentence in page.text for sentence in notice.consents.values())
    assert all(paragraph in page.text for _, paragraphs in notice.sections for paragraph in paragraphs)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"consents": ["complaint"]}, "consents"),
        ({"consents": []}, "consents"),
        ({"adult": []}, "adult"),
        ({"residence": ""}, "residence"),
        ({"capacity": []}, "capacity"),
    ],
)
async def test_what_is_missing_is_said_beside_it(house: House, change: dict[str, object], field: str) -> None:
    """Without the first consent, an adult, a person or a country nothing is stored; the rest stays."""
    browser = house.browser()
    page, before = await form_of(house, browser), contents(house.folder)

    again = await browser.send(page, {**ANSWERS, **change})  # type: ignore[arg-type]

    assert again.status == 422
    assert f'id="f-{field}-error"' in again.html
    kept = again.form().fields
    assert all(kept.get(k) == ([v] if isinstance(v, str) else v) for k, v in ANSWERS.items() if k != field)
    assert contents(house.folder) == before


@pytest.mark.parametrize("field", ["consents", "residence", "capacity", "work"])
async def test_values_that_were_not_offered_are_refused(house: House, field: str) -> None:
    """A value that the form did not offer, or one twice, stores nothing."""
    browser = house.browser()
    page, before = await form_of(house, browser), contents(house.folder)

    for value in (["nonsense"], ["self", "child"], ["FR", "FR"]):
        seen = await browser.send(page, {**ANSWERS, field: value})
        assert seen.status == 422
    assert contents(house.folder) == before


async def test_a_notice_that_changed_is_read_again(house: House) -> None:
    """A form whose notice changed since it was shown registers nobody."""
    browser = house.browser()
    page = await form_of(house, browser)
    from tests.keyholder import KeyHolder
    from tests.services.sealing import opened

    await opened(house.office, house.case, KeyHolder(), lane_name="Cabinet Deux")
    before = contents(house.folder)

    seen = await browser.send(page, ANSWERS)

    assert seen.status == 422
    assert "has changed since you opened it" in seen.text
    assert contents(house.folder) == before


async def test_sending_twice_registers_once(house: House) -> None:
    """The same form sent again, by a nervous finger or a reload, has its one effect."""
    browser = house.browser()
    page = await form_of(house, browser)
    fields = {**page.form().fields, **{k: v if isinstance(v, list) else [v] for k, v in ANSWERS.items()}}
    await browser.post(page.path, fields)
    browser.cookies.pop("session")

    again = await browser.post(page.path, fields)

    # The cookie of the first visit went with the session, so the form is another browser's now.
    assert again.status == 403
    progress = await house.office.services.cases.progress(house.office.actor(ORGANISER), house.case.id)
    assert progress.registered == 1


async def test_wrong_codes_and_invitations_are_refused(house: House) -> None:
    """A wrong code, another case's invitation and a replaced one let nobody in."""
    await house.member()
    code = await house.office.services.enrol.receipt(house.office.actor(ANN), house.case.id)
    invitation = await house.invitation()
    browser = house.browser()
    page = await browser.get(f"{invitation}/enter")

    wrong = await browser.send(page, {"code": "AAAA-AAAA-AAAA-AAAA-AAAA"})
    empty = await browser.send(page, {"code": " "})
    await house.office.services.page.invitation(house.office.actor(ORGANISER), house.case.id, renew=True)
    old = await browser.send(page, {"code": code})

    assert [wrong.status, empty.status, old.status] == [422, 422, 404]
    assert "This receipt code is not valid" in wrong.text
    assert (await browser.get(invitation)).status == 404


async def test_a_closed_case_takes_nobody(house: House) -> None:
    """After the case is closed the invitation says so and registers nobody; members still get in."""
    browser = house.browser()
    page = await form_of(house, browser)
    await house.office.services.cases.close(house.office.actor(ORGANISER), house.case.id)

    assert (await browser.send(page, ANSWERS)).status == 422
    landing = await browser.get(await house.invitation())
    assert "This case is closed" in landing.text
    assert not any(link.endswith("/register") for link in landing.read.links)


async def test_p9_a_flood_waits_and_members_do_not(house: House) -> None:
    """P9: beyond the burst strangers get a turn, keep what they typed and pass when it comes."""
    clock = [0.0]
    assert house.page.site is not None
    house.page.site.joining = Gate(per_minute=60, at_once=2, clock=lambda: clock[0])
    await house.member()
    for _ in range(2):
        browser = house.browser()
        assert (await browser.send(await form_of(house, browser), ANSWERS)).status == 200

    late = house.browser()
    queue = await late.send(await form_of(house, late), ANSWERS)
    early = await late.send(queue)
    member, hub = await house.enter()
    clock[0] += 5
    seen = await late.send(early)

    assert [queue.status, early.status, seen.status] == [503, 503, 200]
    assert queue.form().fields["consents"] == ANSWERS["consents"]
    assert "Your turn comes in about" in queue.text
    assert CODE.search(seen.text)
    assert hub.status == 200
    assert (await member.get("/my")).status == 200


async def test_p9_guessing_codes_is_slowed(house: House) -> None:
    """P9: wrong receipt codes queue at a gate of their own, a right one passes; no guesser is stored."""
    assert house.page.site is not None
    house.page.site.entering = Gate(per_minute=1, at_once=3, clock=lambda: 0.0)
    browser = house.browser()
    page, before = await browser.get(f"{await house.invitation()}/enter"), contents(house.folder)

    seen = [await browser.send(page, {"code": f"AAAA-AAAA-AAAA-AAAA-AAA{n}"}) for n in range(6)]

    assert [s.status for s in seen] == [422, 422, 422, 503, 503, 503]
    assert contents(house.folder) == before
    kept = b"".join(p.read_bytes() for p in house.folder.rglob("*") if p.is_file())
    assert b"127.0.0.1" not in kept

    await house.member()
    code = await house.office.services.enrol.receipt(house.office.actor(ANN), house.case.id)
    assert (await browser.send(page, {"code": code})).status == 200


# -------------------------------------------------------------------------- from chat


async def arrival(house: House, user_id: int = OUTSIDER) -> str:
    """The path of a joining link, as chat hands it out."""
    return f"/j/{await house.office.services.page.join_link(house.office.actor(user_id), house.case.id)}"


async def test_who_comes_from_chat_is_known_there(house: House) -> None:
    """The joining link registers the Discord user it was made for; until then nothing is stored."""
    before = contents(house.folder)
    browser, path = house.browser(), await arrival(house)
    page = await browser.get(path)
    assert contents(house.folder) == before

    hub = await browser.send(page, ANSWERS)

    (member,) = await house.office.services.enrol.members(house.office.actor(OUTSIDER), house.case.id)
    assert hub.path == f"/my/{member.ref}"
    again = house.browser()
    assert (await again.send(await again.get(path), ANSWERS)).status == 409


async def test_a_joining_link_expires_and_cannot_be_forged(house: House) -> None:
    """After half an hour, or changed in one place, a joining link is none."""
    path, browser = await arrival(house), house.browser()
    assert (await browser.get(path)).status == 200
    assert (await browser.get(path[:-9] + "AAAAAAAAA")).status == 404
    house.office.now += timedelta(minutes=31)

    assert (await browser.get(path)).status == 404


async def test_members_of_chat_are_not_registered_twice(house: House) -> None:
    """Who is registered already is told so."""
    path = await arrival(house, BEN)
    await house.member(BEN)
    browser = house.browser()

    seen = await browser.send(await browser.get(path), ANSWERS)

    assert seen.status == 422
    assert "You are already registered" in seen.text


async def test_a_dependant_is_registered_from_the_page(house: House) -> None:
    """A member registers a child they represent; the page then switches between the two."""
    await house.member()
    browser, _ = await house.enter()
    page = await browser.get("/my/dependant")
    assert "self" not in page.form().options["capacity"]

    hub = await browser.send(page, {**ANSWERS, "capacity": "child"})

    members = await house.office.services.enrol.members(house.office.actor(ANN), house.case.id)
    assert [m.capacity for m in members] == [Capacity.SELF, Capacity.CHILD]
    assert hub.path == f"/my/{members[1].ref}"
    assert f"/my/{members[0].ref}" in hub.read.links


async def test_who_left_comes_back(house: House) -> None:
    """Leaving ends the session; a new link leads to the way back, on new consents."""
    member = await house.member()
    browser, _ = await house.enter()
    left = await browser.send(await browser.get(f"/my/{member.ref}/leave"))
    assert "You have left" in left.text
    browser, page = await house.enter()
    assert f"/my/{member.ref}/return" in page.read.links

    hub = await browser.send(await browser.get(f"/my/{member.ref}/return"), ANSWERS)

    assert hub.path == f"/my/{member.ref}"
    assert "My letters" in hub.text
