"""The journey in codes on the page, from the incidents to the ways out."""

import pytest

from bot.domain.codes import Answer, HarmHead, LeakCategory, Purpose, ScamOutcome, StepOutcome
from bot.domain.member import MemberFile
from tests.services.office import ANN, BEN
from tests.web.browser import Browser
from tests.web.everything import contents, picture
from tests.web.house import INCIDENT, House

SCAM = {
    "channel": "SMS",
    "pretext": "PARCEL",
    "on": "16/03/2026",
    "knew": ["ID_NAME", "HE_INFECT"],
    "asked": ["card"],
    "outcome": "paid",
    "loss": "1 234,56",
    "reported": ["police", "bank"],
}
HARM = {"head": "M_FIN", "amount": "99,90", "time": "2h30", "since": "01/02/2026", "proof": "document"}
STEP = {
    "incident": INCIDENT,
    "kind": "access_request",
    "organisation": "lab-one",
    "on": "02/02/2026",
    "outcome": "refused",
    "answered_on": "03/03/2026",
}
# Kind of entry, good answers, what is wrong with which field.
KINDS = {
    "scams": (SCAM, {"on": "16/03/2099", "loss": "much", "channel": ""}),
    "harms": (HARM, {"amount": "x", "time": "soon", "since": "31.02.2026", "head": "", "proof": []}),
    "steps": (STEP, {"on": "1/1/1999", "answered_on": "1/1/2000", "kind": "", "incident": []}),
}


async def file(house: House, ref: str) -> MemberFile:
    """What is recorded."""
    return await house.office.services.entries.file(house.office.actor(ANN), house.case.id, ref)


async def entered(house: House) -> tuple[str, Browser]:
    """A member's reference and their browser."""
    member = await house.member()
    browser, _ = await house.enter()
    return member.ref, browser


@pytest.mark.parametrize("kind", ["scams", "harms", "steps", "statement", "evidence", "receipt-code"])
async def test_c8_a_form_delivered_twice_has_one_effect(house: House, kind: str) -> None:
    """C8, D1: the same form, delivered again by a network or a finger, changes nothing more.

    The number that it carries is worth something in its own account only: another member's form with the
    same number has its effect.
    """
    ref, browser = await entered(house)
    other = await house.member(BEN)
    theirs, _ = await house.enter(BEN)
    path = {"receipt-code": "/my/receipt-code"}.get(kind, f"/my/{ref}/{kind}")
    path += "/new" if kind in KINDS else ""
    files = {"file": picture()} if kind == "evidence" else None
    values = KINDS[kind][0] if kind in KINDS else {"statement": "Words."} if kind == "statement" else {}
    form = (await browser.get(path)).form(path)
    fields = {**form.fields, **{k: v if isinstance(v, list) else [v] for k, v in values.items()}}

    first = await browser.post(path, fields, multipart=form.multipart, files=files)
    stored = contents(house.folder)
    again = await browser.post(path, fields, multipart=form.multipart, files=files)

    assert first.status == 200
    assert again.status in (200, 409)
    assert contents(house.folder) == stored
    elsewhere = path.replace(ref, other.ref)
    own = (await theirs.get(elsewhere)).form(elsewhere).fields["csrf"]
    copied = {**fields, "csrf": own}
    assert (await theirs.post(elsewhere, copied, multipart=form.multipart, files=files)).status == 200
    assert contents(house.folder) != stored


async def test_an_incident_and_its_data(house: House) -> None:
    """How an incident concerns somebody leads on to which data leaked; both can be corrected and deleted."""
    ref, browser = await entered(house)
    path = f"/my/{ref}/incidents/INC-2025-06"
    answers = {"concerned": "yes", "how": "press", "on": "20/07/2025", "notice": "no"}
    data = await browser.send(await browser.get(path), answers)
    assert data.path == f"{path}/data"
    hub = await browser.send(data, {"ID_NAME": "yes", "FI_BANK": "no", "SX_LIFE": "yes", "known_by": "press"})

    found = await file(house, ref)
    involvement = found.involvement("INC-2025-06")
    answered = {e.category: e.answer for e in found.exposures if e.incident == "INC-2025-06"}
    assert hub.path == f"/my/{ref}"
    assert involvement is not None
    assert (involvement.concerned, str(involvement.learned_on)) == (Answer.YES, "2025-07-20")
    assert answered[LeakCategory.ID_NAME] is Answer.YES
    assert answered[LeakCategory.FI_BANK] is Answer.NO
    assert answered[LeakCategory.GE_GENETIC] is Answer.UNKNOWN
    again = await browser.get(path)
    assert again.form().fields["on"] == ["20/07/2025"]
    await browser.send(await browser.get(f"{path}/delete"))
    assert (await file(house, ref)).involvement("INC-2025-06") is None


async def test_optional_kinds_stay_unasked(house: House) -> None:
    """Who leaves the optional kinds of data open has no answer recorded about them, not even "don't know"."""
    ref, browser = await entered(house)
    page = await browser.get(f"/my/{ref}/incidents/{INCIDENT}/data")

    await browser.send(page, {"ID_NAME": "yes"})

    recorded = {e.category for e in (await file(house, ref)).exposures}
    assert LeakCategory.ID_NAME in recorded
    assert {LeakCategory.SX_LIFE, LeakCategory.GE_GENETIC, LeakCategory.HE_INFECT} & recorded == set()


@pytest.mark.parametrize("kind", KINDS)
async def test_entries_are_added_corrected_and_deleted(house: House, kind: str) -> None:
    """Each kind of entry can be added, comes back in its form as it was typed, is corrected and deleted."""
    ref, browser = await entered(house)
    good, _ = KINDS[kind]
    listed = await browser.send(await browser.get(f"/my/{ref}/{kind}/new"), good)
    assert listed.path == f"/my/{ref}/{kind}"

    (link,) = [x for x in listed.read.links if x.startswith(f"/my/{ref}/{kind}/") and len(x) > 40]
    page = await browser.get(link)
    shown = {k: v for k, v in page.form().fields.items() if k in good}
    assert shown.keys() == good.keys()
    corrected = await browser.send(page, {"outcome": "full"} if kind == "steps" else {})
    assert corrected.path == f"/my/{ref}/{kind}"
    found = await file(house, ref)
    recorded = getattr(found, kind)
    assert len(recorded) == 1
    _check(kind, found)
    await browser.send(await browser.get(f"{link}/delete"))
    assert getattr(await file(house, ref), kind) == ()


def _check(kind: str, found: MemberFile) -> None:
    if kind == "scams":
        (scam,) = found.scams
        assert (scam.loss_cents, scam.outcome) == (123456, ScamOutcome.PAID)
        assert LeakCategory.HE_INFECT in scam.knew
    elif kind == "harms":
        (harm,) = found.harms
        assert (harm.head, harm.amount_cents, harm.minutes) == (HarmHead.M_FIN, 9990, 150)
    else:
        (step,) = found.steps
        assert (step.organisation, step.outcome) == ("lab-one", StepOutcome.FULL)


@pytest.mark.parametrize("kind", KINDS)
async def test_wrong_entries_are_told_field_by_field(house: House, kind: str) -> None:
    """All that is wrong is told at once, each beside its field, and nothing is stored."""
    ref, browser = await entered(house)
    good, wrong = KINDS[kind]
    page, before = await browser.get(f"/my/{ref}/{kind}/new"), contents(house.folder)

    seen = await browser.send(page, {**good, **wrong})

    assert seen.status == 422
    assert [f for f in wrong if f'id="f-{f}-error"' not in seen.html] == []
    assert contents(house.folder) == before


async def test_a_form_sent_twice_has_one_effect(house: House) -> None:
    """The same form of a new entry, sent twice, adds one entry."""
    ref, browser = await entered(house)
    page = await browser.get(f"/my/{ref}/harms/new")
    await browser.send(page, HARM)

    again = await browser.send(page, HARM)

    assert again.status == 409
    assert "already saved" in again.text
    assert len((await file(house, ref)).harms) == 1


async def test_countries_and_consents(house: House) -> None:
    """Countries are corrected; consents are given and withdrawn tick by tick; the first only by leaving."""
    ref, browser = await entered(house)
    await browser.send(await browser.get(f"/my/{ref}/countries"), {"residence": "LU", "work": "FR"})
    page = await browser.get(f"/my/{ref}/consents")
    after = await browser.send(page, {"consents": ["contact"]})

    found = await file(house, ref)
    assert (found.residence, found.work) == ("LU", "FR")
    assert found.consents == {Purpose.REGISTER, Purpose.CONTACT, Purpose.LAWYER}
    assert after.path == f"/my/{ref}/rights"


async def test_a_receipt_code_from_the_page(house: House) -> None:
    """A new receipt code is shown once and brings back to the same file."""
    ref, browser = await entered(house)
    shown = await browser.send(await browser.get("/my/receipt-code"))
    code = next(w for w in shown.text.split() if w.count("-") == 4)

    back = house.browser()
    page = await back.get(f"{await house.invitation()}/enter")
    assert (await back.send(page, {"code": code})).path == f"/my/{ref}"


async def test_erasing_one_of_two(house: House) -> None:
    """Erasing a dependant leaves the other; erasing everything leaves nothing and says so."""
    ref, browser = await entered(house)
    answers = {"capacity": "child", "adult": ["yes"], "consents": ["register"], "residence": "FR"}
    hub = await browser.send(await browser.get("/my/dependant"), answers)
    child = hub.path.split("/")[2]

    gone = await browser.send(await browser.get(f"/my/{child}/erase"))
    assert child in gone.text
    assert (await browser.get("/my")).path == f"/my/{ref}"
    last = await browser.send(await browser.get("/my/erase"))

    assert "Erased" in last.text
    assert not await house.exists()
    assert (await browser.get("/my")).status == 404


async def test_a_failure_is_an_apology(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever breaks inside, the person gets an apology with a reference and keeps what they typed."""
    ref, browser = await entered(house)
    page = await browser.get(f"/my/{ref}/statement")

    async def broken(*_: object) -> None:
        raise RuntimeError("CANARY inside")

    monkeypatch.setattr(house.office.services.sealed, "put_all", broken)
    seen = await browser.send(page, {"statement": "My own words."})

    assert seen.status == 500
    assert "CANARY" not in seen.html
    assert "tell an organiser this reference" in seen.text
    assert seen.form().fields["statement"] == ["My own words."]
