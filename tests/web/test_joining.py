"""Joining on the page: without Discord by the invitation, or from chat by a link that nobody else has."""

import asyncio
import hashlib
import re
from datetime import timedelta

import pytest

from bot.domain.codes import Capacity, Purpose
from bot.vault import RootKey, Vault
from bot.vault.joining_link import Subject
from bot.web.turns import LEAST, Gate
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


async def test_nobody_without_discord_is_promised_a_direct_message(house: House) -> None:
    """Who agreed to be written to, but joined by the page alone, reads that reminders stand on the page."""
    browser = house.browser()
    agreed = ANSWERS | {"consents": [*ANSWERS["consents"], "contact"]}
    await browser.send(await form_of(house, browser), agreed)
    hub = await browser.get("/my")
    page = await browser.get(f"{hub.path}/reminders")

    assert "The bot knocks by direct message." not in page.text
    assert "You find them on this page when you come back" in page.text

    offered = {Purpose.REGISTER, Purpose.COMPLAINT, Purpose.CONTACT}
    await house.member(consents=frozenset(offered))
    known, own = await house.enter()
    assert "The bot knocks by direct message." in (await known.get(f"{own.path}/reminders")).text


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


def filled(page: Seen, **changes: list[str]) -> dict[str, list[str]]:
    """The registration form with the answers in it, as a browser sends it."""
    answers = {k: v if isinstance(v, list) else [v] for k, v in ANSWERS.items()}
    return {**page.form().fields, **answers, **changes}


def said(asked: Seen, mine: str) -> dict[str, list[str]]:
    """What is sent by one of the two answers to whether a registration was one's own."""
    return next(f.fields for f in asked.read.forms if f.fields.get("mine") == [mine])


async def registered(house: House) -> int:
    """How many members the case has."""
    progress = await house.office.services.cases.progress(house.office.actor(ORGANISER), house.case.id)
    return progress.registered


@pytest.mark.parametrize("how", ["sent again", "opened and filled in again", "through a full gate"])
async def test_a_lost_answer_is_given_again(house: House, how: str) -> None:
    """The answer to a registration was lost: the same form from the same browser brings session and code.

    Nobody is registered twice, the lost code is worth nothing, and the gate does not hold a member up.
    """
    browser = house.browser()
    page = await form_of(house, browser)
    before = dict(browser.cookies)
    lost = await browser.post(page.path, filled(page))
    browser.cookies = dict(before)
    if how == "through a full gate":
        assert house.page.site is not None
        house.page.site.joining = Gate(per_minute=1, at_once=0)

    if how == "sent again" or how == "through a full gate":
        again = await browser.post(page.path, filled(page))
    if how == "opened and filled in again":
        asked = await browser.send(await form_of(house, browser), ANSWERS)
        assert (asked.status, CODE.findall(asked.text)) == (409, [])
        assert "Was that you?" in asked.text
        again = await browser.post(page.path, said(asked, "yes"))

    ((old,), (new,)) = CODE.findall(lost.text), CODE.findall(again.text)
    assert (again.status, old == new) == (200, False)
    assert (await browser.get("/my")).status == 200
    assert await registered(house) == 1
    assert "works no longer" in again.text
    codes = [await _enters(house, code) for code in (old, new)]
    assert codes == [422, 200]


async def _enters(house: House, code: str) -> int:
    """What a new browser gets with a receipt code."""
    browser = house.browser()
    return (await browser.send(await browser.get(f"{await house.invitation()}/enter"), {"code": code})).status


async def test_two_forms_at_once_register_once(house: House) -> None:
    """A nervous finger sends the form several times at once: each answer has a session and one member."""
    browser = house.browser()
    page = await form_of(house, browser)

    seen = await asyncio.gather(*(browser.post(page.path, filled(page)) for _ in range(4)))

    assert [s.status for s in seen] == [200] * 4
    assert len({CODE.findall(s.text)[0] for s in seen}) == 4
    assert len({s.text.partition("P-")[2][:5] for s in seen}) == 1
    assert await registered(house) == 1


async def test_a_lost_answer_is_for_nobody_else(house: House) -> None:
    """Another browser, other answers, a browser that was answered, anybody a day later: nobody gets in."""
    browser = house.browser()
    page = await form_of(house, browser)
    fields, before = filled(page), dict(browser.cookies)
    await browser.post(page.path, fields)
    answered = await browser.post(page.path, fields)
    assert answered.status == 403
    assert "/my" in answered.read.links

    other = house.browser()
    theirs = await form_of(house, other)
    copied = await other.post(page.path, fields)
    numbered = await other.post(page.path, {**filled(theirs), "once": fields["once"]})
    browser.cookies = dict(before)
    otherwise = await browser.post(page.path, filled(page, residence=["LU"]))
    insisted = await browser.post(page.path, {**filled(page, residence=["LU"]), "mine": ["yes"]})
    house.office.now += timedelta(hours=25)
    late = await browser.post(page.path, fields)

    refused = (copied, numbered, otherwise, insisted, late)
    assert [seen.status for seen in refused] == [403, 409, 409, 409, 409]
    assert [CODE.findall(seen.text) for seen in refused] == [[]] * 5
    assert await registered(house) == 1


@pytest.mark.parametrize("country", ["FR", "LU"])
async def test_somebody_else_at_the_browser_registers_themselves(house: House, country: str) -> None:
    """Whose answer was lost may be another person: who says so is registered, and has a file of their own."""
    browser = house.browser()
    page = await form_of(house, browser)
    before = dict(browser.cookies)
    first = await browser.post(page.path, filled(page))
    browser.cookies = dict(before)
    asked = await browser.send(await form_of(house, browser), {**ANSWERS, "residence": country})
    assert ("the same answers" in asked.text) == (country == "FR")

    second = await browser.post(page.path, said(asked, "no"))
    mine = dict(browser.cookies)
    browser.cookies = before
    again = await browser.post(page.path, said(asked, "no"))

    refs = [seen.text.partition("P-")[2][:5] for seen in (first, second, again)]
    assert refs[0] != refs[1] == refs[2]
    assert await registered(house) == 2
    browser.cookies = mine
    assert (await browser.get("/my")).path == f"/my/P-{refs[1]}"


@pytest.mark.parametrize("act", ["code used", "page closed", "erased", "sessions ended"])
async def test_a_lost_answer_ends_with_what_shows_that_it_arrived(house: House, act: str) -> None:
    """Once the person has used their code, closed or erased their page, the form lets nobody in any more."""
    browser = house.browser()
    page = await form_of(house, browser)
    fields, before = filled(page), dict(browser.cookies)
    answer = await browser.post(page.path, fields)
    if act == "code used":
        assert await _enters(house, CODE.findall(answer.text)[0]) == 200
    elif act == "page closed":
        await browser.send(await browser.get("/my"), action="/my/close")
    elif act == "erased":
        await browser.send(await browser.get("/my/erase"))
    else:
        await house.office.services.page.end_sessions(house.office.actor(ORGANISER), house.case.id)
    browser.cookies = before

    again = await browser.post(page.path, fields)

    assert again.status == 409
    assert not CODE.search(again.text)


async def test_only_a_keyed_hash_is_kept_for_a_lost_answer(house: House) -> None:
    """Neither the browser's secret nor the form's number is on the disk, nor a hash of either alone."""
    browser = house.browser()
    page = await form_of(house, browser)
    (secret,), (once,) = browser.cookies.values(), page.form().fields["once"]
    await browser.post(page.path, filled(page))

    kept = b"".join(p.read_bytes() for p in house.folder.rglob("*") if p.is_file())
    found = [secret.encode(), once.encode(), hashlib.sha256(secret.encode()).digest()]
    assert [f for f in found if f in kept] == []


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
    """P9: under a flood strangers wait, keep what they typed and pass; members and links never wait."""
    clock = [0.0]
    assert house.page.site is not None
    house.page.site.joining = Gate(per_minute=60, at_once=2, clock=lambda: clock[0])
    await house.member()
    organiser = house.office.actor(ORGANISER)
    flood = house.browser()
    knocking = filled(await form_of(house, flood), once=["x"])  # each a form of its own that registers nobody

    async def knock() -> None:
        for _ in range(20):
            await flood.post(f"{await house.invitation()}/register", knocking)

    await knock()
    late = house.browser()
    queue = await late.send(await form_of(house, late), ANSWERS)
    code = await house.office.services.enrol.receipt(house.office.actor(ANN), house.case.id)
    member, hub = await house.enter()
    entered = await _enters(house, code)
    chat, friend = house.browser(), house.browser()
    arrived = await chat.send(await chat.get(await arrival(house)), ANSWERS)
    place = await house.office.services.page.place(organiser, house.case.id)
    placed = await friend.send(await friend.get(f"/j/{place}"), ANSWERS)
    early = await late.send(queue)
    for _ in range(int(LEAST) + 3):
        clock[0] += 1
        await flood.post(f"{await house.invitation()}/register", knocking)
    seen = await late.send(early)

    assert [queue.status, early.status, seen.status] == [503, 503, 200]
    assert queue.headers["Retry-After"] == str(int(LEAST))
    assert queue.form().fields["consents"] == ANSWERS["consents"]
    assert f"Wait at least {int(LEAST)} seconds" in queue.text
    assert CODE.search(seen.text)
    assert [hub.status, (await member.get("/my")).status, entered] == [200, 200, 200]
    assert [arrived.status, placed.status] == [200, 200]
    assert CODE.search(placed.text)


async def test_p9_who_waits_long_is_told_of_the_other_ways(house: House) -> None:
    """P9: after a minute in the queue the page says that chat and a personal link do not wait."""
    clock = [0.0]
    assert house.page.site is not None
    house.page.site.joining = Gate(per_minute=1, at_once=0, clock=lambda: clock[0])
    browser = house.browser()
    queue = await browser.send(await form_of(house, browser), ANSWERS)
    assert "personal link" not in queue.text
    clock[0] += 61

    assert "personal link that does not wait" in (await browser.send(queue)).text


async def test_a_personal_link_registers_one_person(house: House) -> None:
    """An organiser's personal link registers one person, once; whose answer was lost gets it again."""
    place = await house.office.services.page.place(house.office.actor(ORGANISER), house.case.id)
    browser = house.browser()
    page = await browser.get(f"/j/{place}")
    before = dict(browser.cookies)
    first = await browser.post(page.path, filled(page))
    (code,) = CODE.findall(first.text)
    browser.cookies = before
    again = await browser.post(page.path, filled(page))
    other = house.browser()
    second = await other.send(await other.get(f"/j/{place}"), ANSWERS)

    assert [first.status, again.status, second.status] == [200, 200, 409]
    assert not CODE.search(second.text)
    assert "ask the organisers for a new link" in second.text
    assert await registered(house) == 1
    assert await _enters(house, code) == 422
    house.office.now += timedelta(hours=13)
    assert (await other.get(f"/j/{place}")).status == 404


async def test_p9_guessing_codes_is_slowed(house: House) -> None:
    """P9, I14: wrong receipt codes queue at a gate of their own, a right one passes; no guesser is stored."""
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


@pytest.mark.parametrize("capacity", ["self", "child"])
async def test_the_root_key_alone_opens_no_members_page(house: House, capacity: str) -> None:
    """P10: a joining link for somebody registered, forged with the root key or left over, gives nothing."""
    left_over = await arrival(house, BEN)
    await house.member(BEN)
    thief = Vault(RootKey.load(house.folder / "root.key"))
    until = int((house.office.now + timedelta(minutes=5)).timestamp())
    forged = thief.joining_link(Subject.new(house.case.id, BEN, until))
    before = contents(house.folder)

    for path in (left_over, f"/j/{forged}"):
        browser = house.browser()
        seen = await browser.send(await browser.get(path), {**ANSWERS, "capacity": capacity})

        assert seen.status == 422
        assert "/me" in seen.text
        assert (await browser.get("/my")).status != 200
    assert contents(house.folder) == before


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
