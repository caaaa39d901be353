"""What is sealed on the page: checked, receipted, replaced, removed; letters made while a name is there."""

import asyncio
import json
import subprocess
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.domain.codes import Channel, Pretext
from bot.domain.errors import BusyError
from bot.domain.member import EntryId, ScamContact
from bot.domain.proposal_errors import WaitsError
from bot.domain.sealing import SealedField
from bot.storage import SealedRow
from bot.storage.repositories import Sealed
from bot.web.parcels import LIFE, Document, Parcels, Ticket
from tests.keyholder import KeyHolder
from tests.services.office import ANN, BEN, ORGANISER
from tests.services.sealing import opened
from tests.web.everything import contents, owner_of_everything, picture
from tests.web.house import WHO, House, open_house


async def marks(house: House, ref: str) -> list[SealedField]:
    """The fields that are sealed."""
    found = await house.office.services.sealed.marks(house.office.actor(ANN), house.case.id, ref)
    return [m.field for m in found]


@pytest.mark.parametrize(
    ("page", "values", "expected"),
    [
        ("statement", {"statement": "Line one\r\n\r\nI was afraid."}, "I was afraid."),
        ("contact", WHO, "Canariville"),
        ("identity", {**WHO, "letters": []}, "Canary-Name"),
    ],
)
async def test_p11_a_receipt_tells_field_date_and_hash(
    house: House, page: str, values: dict[str, str], expected: str
) -> None:
    """P11: after sealing, the receipt has what, when and the hash; the form comes back empty, uncached."""
    member = await house.member()
    browser, _ = await house.enter()
    form = await browser.get(f"/my/{member.ref}/{page}")

    receipt = await browser.send(
        form, {k: v for k, v in values.items() if k in form.form().fields or v == []}
    )
    again = await browser.get(f"/my/{member.ref}/{page}")

    found = await house.office.services.sealed.marks(house.office.actor(ANN), house.case.id, member.ref)
    assert receipt.hops == [(303, f"/my/{member.ref}/{page}/receipt")]
    assert all(m.sha256 in receipt.text for m in found)
    assert expected not in receipt.html + again.html
    assert {receipt.headers["Cache-Control"], again.headers["Cache-Control"]} == {"no-store"}
    assert "You sealed this on 24 November 2026" in again.text
    assert any(expected in body.decode() for _, body in await house.opened())


async def test_b17_receipt_form_and_page_name_one_day(house: House) -> None:
    """B17: sealed at 23:30 UTC, it was the next day in the case's zone, on every page that says when."""
    member = await house.member()
    house.office.now = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    browser, _ = await house.enter()
    base = f"/my/{member.ref}"
    receipt = await browser.send(await browser.get(f"{base}/statement"), {"statement": "At night."})
    mark = await house.office.services.sealed.put_file(
        house.office.actor(ANN), house.case.id, member.ref, SealedField.EVIDENCE, picture()
    )
    with suppress(WaitsError):  # members see that it waits, and until when
        await house.office.services.lanes.close(house.office.actor(ORGANISER), house.case.id, house.lane.id)

    pages = [
        receipt,
        await browser.get(base),
        await browser.get(f"{base}/statement"),
        await browser.get(f"{base}/evidence"),
        await browser.get(f"{base}/evidence/{mark.id}/remove"),
    ]

    for page in pages:
        assert page.status == 200
        assert "1 December 2026" in page.text, page.text
        assert "30 November" not in page.text, page.text


async def test_corrections_replace_and_removals_remove(house: House) -> None:
    """What is sent again replaces what was there; what is removed is gone from the server."""
    member = await house.member()
    browser, _ = await house.enter()
    path = f"/my/{member.ref}/statement"
    await browser.send(await browser.get(path), {"statement": "First words."})
    await browser.send(await browser.get(path), {"statement": "Second words."})
    assert [json.loads(body) for _, body in await house.opened()] == [{"text": "Second words."}]

    await browser.send(await browser.get(f"{path}/remove"))

    assert await marks(house, member.ref) == []


async def test_a_form_stopped_corrected_and_sent_again_seals_the_correction(house: House) -> None:
    """Whoever stops a form, corrects it and sends it again is told "sealed" of the words that are sealed."""
    member = await house.member()
    browser, _ = await house.enter()
    words = await browser.get(f"/my/{member.ref}/statement")
    name = await browser.get(f"/my/{member.ref}/identity")

    for text in ("Wrong words.", "Right words.", "Right words."):
        assert (await browser.send(words, {"statement": text})).status == 200
    for typed in ("Wrong Name", "Right Name"):
        receipt = await browser.send(name, {**WHO, "full_name": typed})
        assert "Your letters are ready" in receipt.text

    sealed = {h.field: (h.version, json.loads(body)) for h, body in await house.opened()}
    assert sealed["statement"] == (2, {"text": "Right words."})
    assert sealed["identity"][1]["full_name"] == "Right Name"


@pytest.mark.parametrize(
    ("page", "change", "field", "told"),
    [
        ("identity", {"full_name": "X"}, "full_name", "2 to 120 characters"),
        ("identity", {"full_name": "<script>"}, "full_name", "letters, spaces"),
        ("identity", {"email": "", "phone": ""}, "email", "so that you can be reached"),
        ("contact", {"postcode": "ABC"}, "postcode", "French postcode has 5 digits"),
        ("contact", {"email": "a@b@c"}, "email", "not an e-mail address"),
        ("contact", {"country": ""}, "country", "Please choose"),
        ("statement", {"statement": "NIR 2 55 08 14 168 025 38"}, "statement", "number"),
        ("statement", {"statement": "  "}, "statement", "Please fill this in"),
    ],
)
async def test_errors_stand_by_their_field(
    house: House, page: str, change: dict[str, str], field: str, told: str
) -> None:
    """Each rule that a value breaks is told beside its field; nothing is sealed and nothing retyped."""
    member = await house.member()
    browser, _ = await house.enter()
    form = await browser.get(f"/my/{member.ref}/{page}")
    typed = {k: v for k, v in {**WHO, "statement": "Words."}.items() if k in form.form().fields} | change
    before = contents(house.folder)

    again = await browser.send(form, typed)

    assert again.status == 422
    assert f'id="f-{field}-error"' in again.html
    assert told in again.text
    assert "<script>" not in again.html
    kept = again.form().fields
    assert {k: kept[k][0].strip() for k in typed if k != "country"} == {
        k: v.strip() for k, v in typed.items() if k != "country"
    }
    assert contents(house.folder) == before


async def test_nothing_is_sealed_for_nobody(house: House) -> None:
    """Without a recipient the page says to choose one first, and stores nothing."""
    member = await house.member(lane=False)
    browser, hub = await house.enter()

    seen = await browser.get(f"/my/{member.ref}/identity")

    assert f"/my/{member.ref}/recipient" in hub.read.links
    assert seen.status == 422
    assert "Choose first to whom your file goes" in seen.text


async def test_senders_are_sealed_by_contact(house: House) -> None:
    """Each suspicious contact has a line for its sender; what is typed is sealed with the contact's id."""
    owner = await owner_of_everything(house)
    browser, _ = await house.enter()
    path = f"/my/{owner.member.ref}/senders"
    page = await browser.get(path)

    wrong = await browser.send(page, {owner.entries["scams"]: "?!"})
    receipt = await browser.send(page, {owner.entries["scams"]: "+33 6 12 34 56 78"})

    assert wrong.status == 422
    assert receipt.path == f"{path}/receipt"
    bodies = {h.field: body for h, body in await house.opened()}
    assert json.loads(bodies["senders"])["senders"][0] == {
        "scam": owner.entries["scams"],
        "kind": "phone",
        "shown": "+33612345678",
    }


async def test_a_birth_date_that_no_form_asks_for_is_not_sealed(house: House) -> None:
    """What the page did not ask for is not taken from a form that was made up: no birth date is sealed."""
    member = await house.member()
    browser, _ = await house.enter()
    page = await browser.get(f"/my/{member.ref}/identity")
    assert "birth_date" not in page.form().fields

    await browser.send(page, {**WHO, "letters": [], "birth_date": "16/07/1980"})

    (identity, *_) = [json.loads(body) for header, body in await house.opened() if header.field == "identity"]
    assert identity["birth_date"] is None


async def test_a_sender_added_later_wipes_none_unknowingly(house: House) -> None:
    """Who adds a sender is told to type the former ones again; without saying so, nothing is replaced."""
    member, day = await house.member(), date(2026, 3, 1)
    entries, actor = house.office.services.entries, house.office.actor

    async def contact(channel: Channel) -> str:
        contact = ScamContact(EntryId(""), channel, Pretext.PARCEL, day)
        return str(await entries.add_scam(actor(ANN), house.case.id, member.ref, contact))

    first = await contact(Channel.SMS)
    browser, _ = await house.enter()
    path = f"/my/{member.ref}/senders"
    page = await browser.get(path)
    assert "replace" not in page.form().options
    await browser.send(page, {first: "+33 6 12 34 56 78"})
    second = await contact(Channel.EMAIL)

    page = await browser.get(path)
    refused = await browser.send(page, {second: "spam@example.net"})
    kept = [json.loads(body)["senders"] for _, body in await house.opened()]
    done = await browser.send(
        refused, {first: "+33 6 12 34 56 78", second: "spam@example.net", "replace": ["yes"]}
    )

    assert "You sealed senders on 24 November 2026" in page.text
    assert (refused.status, refused.form().fields[second]) == (422, ["spam@example.net"])
    assert [[s["scam"] for s in senders] for senders in kept] == [[first]]
    assert done.path == f"{path}/receipt"
    ((_, body),) = await house.opened()
    assert {s["scam"] for s in json.loads(body)["senders"]} == {first, second}


async def test_a_closed_recipient_is_asked_for_nothing(house: House) -> None:
    """Who chose a recipient that was closed is told so before they type, and keeps what they typed."""
    member, office = await house.member(), house.office
    browser, _ = await house.enter()
    base = f"/my/{member.ref}"
    early = await browser.get(f"{base}/statement")
    await browser.send(await browser.get(f"{base}/contact"), {k: WHO[k] for k in WHO if k != "full_name"})
    closing = office.services.lanes.close(office.actor(ORGANISER), house.case.id, house.lane.id)
    await office.agreed(house.case, closing)

    hub = await browser.get(base)
    pages = [await browser.get(f"{base}/{page}") for page in ("identity", "statement", "senders", "evidence")]
    contact = await browser.get(f"{base}/contact")
    late = await browser.send(early, {"statement": "My own words."})

    said = f"{house.lane.name} takes nothing more: choose another recipient."
    assert all(said in seen.text for seen in (hub, contact, *pages))
    assert f'<span class="status open">{said}</span>' in hub.html
    for seen in (*pages, contact):
        assert f"{base}/recipient" in seen.read.links
        assert f"Only {house.lane.name} can read it" not in seen.text
        assert seen.path not in [form.action for form in seen.read.forms]
    assert f"{base}/contact/remove" in contact.read.links
    assert (late.status, late.form().fields["statement"]) == (422, ["My own words."])
    assert "Your recipient takes nothing more: choose another one" in late.text
    assert await marks(house, member.ref) == [SealedField.CONTACT]


async def test_a_recipient_is_changed_knowingly(house: House) -> None:
    """With something sealed, a change asks to confirm that it goes; then it is gone, for the new one too."""
    member = await house.member()
    other = await opened(house.office, house.case, KeyHolder(), lane_name="Cabinet Deux")
    browser, _ = await house.enter()
    await browser.send(await browser.get(f"/my/{member.ref}/statement"), {"statement": "Words."})
    page = await browser.get(f"/my/{member.ref}/recipient")

    asked = await browser.send(page, {"recipient": other.id})
    hub = await browser.send(page, {"recipient": other.id, "understood": ["yes"]})

    assert asked.status == 422
    assert "is deleted here and you enter it again" in page.text
    assert "Cabinet Deux" in hub.text
    assert await marks(house, member.ref) == []
    history = await _history(house, member.id)
    assert history == [(house.lane.id, True), (house.lane.id, False), (other.id, True)]


async def _history(house: House, member_id: str) -> list[tuple[str | None, bool]]:
    async with house.office.deps.store.reading() as tx:
        rows = await tx.consents.history(member_id)
    return [(row.recipient, row.given) for row in rows if row.recipient]


async def test_a_choice_is_withdrawn(house: House) -> None:
    """Withdrawing deletes what was sealed; the page goes on without a recipient."""
    member = await house.member()
    browser, _ = await house.enter()
    await browser.send(await browser.get(f"/my/{member.ref}/statement"), {"statement": "Words."})

    await browser.send(await browser.get(f"/my/{member.ref}/recipient/withdraw"))
    browser, hub = await house.enter()

    assert "Nobody chosen yet" in hub.text
    assert await marks(house, member.ref) == []


# -------------------------------------------------------------------------------- files


async def test_files_are_sealed_listed_and_removed(house: House) -> None:
    """An image is sealed without its name; the list has its date and kind, and a way to remove it."""
    member = await house.member()
    browser, _ = await house.enter()
    path = f"/my/{member.ref}/evidence"

    receipt = await browser.send(await browser.get(path), files={"file": picture()})
    listed = await browser.get(path)

    assert receipt.path.startswith(f"{path}/receipt/")
    assert "Image · 24 November 2026" in listed.text
    assert "CANARY-name" not in receipt.html + listed.html
    ((header, body),) = await house.opened()
    assert (header.field, header.media_type) == ("evidence", "image/png")
    assert b"CANARY" not in body
    remove = next(link for link in listed.read.links if link.endswith("/remove"))
    await browser.send(await browser.get(remove))
    assert await marks(house, member.ref) == []


@pytest.mark.parametrize("data", [b"", b"MZ\x90 not an image", b"<svg xmlns='x'/>", b"%PDF-1.7 broken"])
async def test_other_files_are_refused(house: House, data: bytes) -> None:
    """What is no image or document is refused beside the field and stores nothing."""
    member = await house.member()
    browser, _ = await house.enter()
    page, before = await browser.get(f"/my/{member.ref}/evidence"), contents(house.folder)

    seen = await browser.send(page, files={"file": data})

    assert seen.status == 422
    assert ("not accepted" in seen.text) or ("Choose a file first" in seen.text)
    assert contents(house.folder) == before


async def test_a_new_mandate_replaces_the_former(house: House) -> None:
    """A mandate is one file; handing in another replaces it."""
    member = await house.member()
    browser, _ = await house.enter()
    path = f"/my/{member.ref}/mandate"
    for colour in ("navy", "red"):
        await browser.send(await browser.get(path), files={"file": picture(colour)})

    assert await marks(house, member.ref) == [SealedField.MANDATE]


# ------------------------------------------------------------------------------- letters


def words_of(document: bytes) -> str:
    """The text of a PDF, else nothing."""
    if not document.startswith(b"%PDF-"):
        return ""
    program = ["pdftotext", "-", "-"]
    text = subprocess.run(program, input=document, capture_output=True, check=True).stdout.decode()
    return text.replace("\u00ad\n", "")  # words broken at the ends of lines


@pytest.mark.needs("poppler")
async def test_letters_with_a_name_are_saved_once(house: House) -> None:
    """Letters made with a name can be saved once each, by their owner, from their page; nothing is stored."""
    member = await house.member()
    browser, _ = await house.enter()
    page = await browser.get(f"/my/{member.ref}/letters")
    named = f"/my/{member.ref}/letters/named"
    parcel = await browser.send(page, {**WHO, "birth_date": "16/07/1980"}, action=named)
    saves = [f for f in parcel.read.forms if f.action == "/my/letters/save"]

    files = [await browser.post(f.action, f.fields) for f in saves]
    again = await browser.post(saves[0].action, saves[0].fields)

    assert parcel.status == 200
    assert len(files) >= 3
    assert all(f.headers["Content-Disposition"].startswith('attachment; filename="') for f in files)
    assert {f.body[:5] for f in files if "pdf" in f.headers["Content-Type"]} == {b"%PDF-"}
    assert any(WHO["full_name"] in words_of(f.body) for f in files)
    assert all(WHO["full_name"] not in f.headers["Content-Disposition"] for f in files)
    assert again.status == 410
    kept = b"".join(p.read_bytes() for p in house.folder.rglob("*") if p.is_file())
    assert WHO["full_name"].encode() not in kept


@pytest.mark.needs("poppler")
async def test_sealing_a_name_hands_out_the_letters(house: House) -> None:
    """While a name is sealed the letters are made with it, and the page that answers has the key to them."""
    member = await house.member()
    browser, _ = await house.enter()
    receipt = await browser.send(await browser.get(f"/my/{member.ref}/identity"), {**WHO, "letters": ["yes"]})

    saves = [f for f in receipt.read.forms if f.action == "/my/letters/save"]
    texts = [words_of((await browser.post(f.action, f.fields)).body) for f in saves]

    assert receipt.status == 200
    assert "Your letters are ready" in receipt.text
    assert any(WHO["full_name"] in text and WHO["city"] in text for text in texts)
    assert await marks(house, member.ref) == [SealedField.IDENTITY, SealedField.CONTACT]


async def test_p10_letters_of_another_are_not_handed_out(house: House) -> None:
    """P10: parcel, key and number of another's letters are worth nothing in another session."""
    member = await house.member()
    await house.member(BEN)
    browser, _ = await house.enter()
    other, home = await house.enter(BEN)
    page = await browser.get(f"/my/{member.ref}/letters")
    parcel = await browser.send(page, action=f"/my/{member.ref}/letters/blank")
    save = next(f for f in parcel.read.forms if f.action == "/my/letters/save")

    stolen = await other.post(save.action, {**save.fields, "csrf": home.read.forms[0].fields["csrf"]})
    guessed = await browser.post(save.action, {**save.fields, "key": ["00" * 32]})
    odd = [await browser.post(save.action, {**save.fields, "at": [at]}) for at in ("-1", "99", "x", "")]
    own = await browser.post(save.action, save.fields)

    assert [stolen.status, guessed.status, own.status] == [410, 410, 200]
    assert {s.status for s in odd} == {410}


@pytest.mark.parametrize(
    ("stands", "told"),
    [
        ("full", "Too many letters of other people are waiting"),
        ("busy", "Your letters could not be made just now"),
        ("broken", "Your letters could not be made just now"),
    ],
)
async def test_what_is_sealed_is_never_called_lost(
    house: House, monkeypatch: pytest.MonkeyPatch, stands: str, told: str
) -> None:
    """A name is sealed and the letters cannot be made: the answer is the receipt and says what is missing."""
    member = await house.member()
    browser, _ = await house.enter()
    page = await browser.get(f"/my/{member.ref}/identity")
    assert house.page.site is not None
    drawn = _count_letters(house, monkeypatch, {"busy": BusyError(), "broken": OSError("x")}.get(stands))
    if stands == "full":
        _fill(house.page.site.parcels)

    receipt = await browser.send(page, {**WHO, "letters": ["yes"]})

    assert receipt.status == 200
    assert told in receipt.text
    assert "could not be saved" not in receipt.text
    assert await marks(house, member.ref) == [SealedField.IDENTITY, SealedField.CONTACT]
    assert len(drawn) == (0 if stands == "full" else 1)
    assert not [f for f in receipt.read.forms if f.action == "/my/letters/save"]


def _count_letters(house: House, monkeypatch: pytest.MonkeyPatch, error: Exception | None) -> list[object]:
    """Note each time that letters are drawn; let the rendering fail with the error, if there is one."""
    drawn: list[object] = []
    pool = house.office.deps.pool
    run = pool.run

    async def noted(*args: object) -> object:
        drawn.append(args[0])
        if error is not None:
            raise error
        return await run(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(pool, "run", noted)
    return drawn


def _fill(parcels: Parcels) -> None:
    """Let letters of others wait until there is no room."""
    for n in range(7):
        assert parcels.put(f"other {n}", [Document("a.pdf", "application/pdf", b"x" * (8 << 20))]) is not None


async def test_letters_are_not_drawn_when_they_could_not_be_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without room no letter is drawn or counted as made; the page says so beside the form and keeps it."""
    member = await house.member()
    browser, _ = await house.enter()
    page = await browser.get(f"/my/{member.ref}/letters")
    assert house.page.site is not None
    drawn = _count_letters(house, monkeypatch, None)
    _fill(house.page.site.parcels)

    named = await browser.send(page, WHO, action=f"/my/{member.ref}/letters/named")
    blank = await browser.send(page, action=f"/my/{member.ref}/letters/blank")

    assert drawn == []
    assert [named.status, blank.status] == [422, 503]
    assert all("Yours can be made later" in seen.text for seen in (named, blank))
    assert named.form(f"/my/{member.ref}/letters/named").fields["full_name"] == [WHO["full_name"]]


async def test_a_form_is_sealed_whole_or_not_at_all(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address cannot be stored: the name is not either, what was there stays, and the page says so."""
    member = await house.member()
    browser, _ = await house.enter()
    path = f"/my/{member.ref}/identity"
    await browser.send(await browser.get(path), {**WHO, "letters": []})
    before = contents(house.folder)
    add = Sealed.add

    async def failing(repository: Sealed, row: SealedRow) -> None:
        if row.field is SealedField.CONTACT:
            raise OSError("disk full")
        await add(repository, row)

    monkeypatch.setattr(Sealed, "add", failing)
    refused = await browser.send(await browser.get(path), {**WHO, "full_name": "Another Name", "letters": []})

    assert refused.status == 500
    assert contents(house.folder) == before
    assert refused.form().fields["full_name"] == ["Another Name"]


def test_one_account_cannot_fill_the_memory_for_letters() -> None:
    """An account keeps eight megabytes at most, in place of its former; too much leaves the former there."""
    parcels = Parcels()
    small = parcels.put("ann", [Document("a", "x/y", b"a")])
    assert parcels.put("ann", [Document("b", "x/y", b"0" * ((8 << 20) + 1))]) is None
    assert small is not None
    assert parcels.take("ann", small, 0) is not None
    for _ in range(20):
        assert parcels.put("ann", [Document("b", "x/y", b"0" * (8 << 20))]) is not None
    assert len(parcels) == 1
    assert parcels.has_room("ben")


def test_parcels_expire_and_stay_bounded() -> None:
    """Documents are forgotten after half an hour, one parcel a person; without room there is none."""
    now = [0.0]
    parcels = Parcels(lambda: now[0])
    documents = [Document("a.pdf", "application/pdf", b"x" * 1000)]
    first = parcels.put("ann", documents)
    second = parcels.put("ann", documents)
    assert first is not None
    assert second is not None

    assert parcels.take("ann", first, 0) is None
    assert len(parcels) == 1
    now[0] = LIFE + 1
    assert parcels.take("ann", second, 0) is None
    assert len(parcels) == 0
    assert parcels.put("ben", [Document("b", "x/y", b"0" * (65 << 20))]) is None


async def test_letters_that_nobody_fetches_go_by_the_clock(tmp_path: Path) -> None:
    """After half an hour their bytes leave memory though nobody opens a page; until then they stay."""
    async with open_house(tmp_path, tidy=0.01) as house:
        site, now = house.page.site, [0.0]
        assert site is not None
        site.parcels = Parcels(lambda: now[0])
        site.parcels.put("ann", [Document("a", "x/y", b"a")])
        kept = vars(site.parcels)

        now[0] = LIFE - 1
        await asyncio.sleep(0.05)
        assert len(kept["_kept"]) == 1
        now[0] = LIFE + 1
        for _ in range(500):
            if not kept["_kept"]:
                break
            await asyncio.sleep(0.01)
        assert kept["_kept"] == {}


def test_parcels_hold_ciphertext_only() -> None:
    """What waits in memory is encrypted; the key is in the ticket only."""
    parcels = Parcels()
    ticket = parcels.put("ann", [Document("a.txt", "text/plain", b"CANARY" * 100)])

    assert ticket is not None
    assert b"CANARY" not in repr(vars(parcels)).encode()
    assert ticket.key not in repr(vars(parcels))
    assert parcels.take("ann", Ticket(ticket.parcel, "zz"), 0) is None
    found = parcels.take("ann", ticket, 0)
    assert found is not None
    assert found.data == b"CANARY" * 100
