"""Nothing of a person where it does not belong: logs, disk, titles, addresses, headers, the audit trail."""

import io
import logging
import re
from collections.abc import Iterator

import pytest

from bot import logs
from tests.web.browser import Browser
from tests.web.everything import picture
from tests.web.house import INCIDENT, WHO, House
from tests.web.test_joining import ANSWERS, CODE
from tests.web.test_journey import HARM, SCAM, STEP

STATEMENT = "CANARY-statement in my own words"
SENDER = "canary-sender@evil.example"
TYPED = ("CANARY-typed-date", "CANARY-typed-amount")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that the bot's logging writes at its loudest."""
    root, ours = logging.getLogger(), logging.getLogger("collectif")
    kept = (list(root.handlers), root.level, ours.level)
    written = io.StringIO()
    logs.configure(level="DEBUG", stream=written)
    yield written
    root.handlers[:], level, our_level = kept
    root.setLevel(level)
    ours.setLevel(our_level)
    logging.captureWarnings(capture=False)


async def _whole_journey(house: House, browser: Browser) -> list[str]:
    """Register without Discord, fill in every form, mistype, save letters; return every secret there was."""
    invitation = await house.invitation()
    page = await browser.get(f"{invitation}/register")
    registered = await browser.send(page, ANSWERS)
    (code,) = CODE.findall(registered.text)
    session = browser.cookies["session"]
    base = (await browser.get("/my")).path
    await browser.send(
        await browser.get(f"{base}/incidents/{INCIDENT}"), {"concerned": "yes", "on": "20/07/2025"}
    )
    await browser.send(await browser.get(f"{base}/recipient"), {"recipient": house.lane.id})
    await browser.send(await browser.get(f"{base}/scams/new"), {**SCAM, "on": TYPED[0], "loss": TYPED[1]})
    for kind, good in (("scams", SCAM), ("harms", HARM), ("steps", STEP)):
        await browser.send(await browser.get(f"{base}/{kind}/new"), good)
    await browser.send(await browser.get(f"{base}/identity"), {**WHO, "full_name": "?" + WHO["full_name"]})
    sealed = await browser.send(await browser.get(f"{base}/identity"), {**WHO, "letters": ["yes"]})
    await browser.send(await browser.get(f"{base}/statement"), {"statement": STATEMENT})
    senders = await browser.get(f"{base}/senders")
    (scam,) = [name for name in senders.form().fields if len(name) == 26]
    await browser.send(senders, {scam: SENDER})
    await browser.send(await browser.get(f"{base}/evidence"), files={"file": picture()})
    keys = [f.fields["key"][0] for f in sealed.read.forms if "key" in f.fields]
    for form in (f for f in sealed.read.forms if "key" in f.fields):
        await browser.post(form.action, form.fields)
    tokens = [f.fields["csrf"][0] for f in sealed.read.forms]
    await browser.get("/l/" + "CANARY" * 5)
    await browser.get("/my/CANARY-path?token=CANARY-query")
    return [code, code.replace("-", ""), session, invitation.rpartition("/")[2], *keys, *tokens]


def _typed() -> list[str]:
    """What a person typed, in forms that nothing else in the tests has."""
    values = [v for k, v in WHO.items() if v and k not in ("country", "postcode")]
    return [*values, STATEMENT, SENDER, *TYPED, "CANARY"]


async def test_p6_no_secret_leaves_the_page(
    house: House, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    """P6, J1: a whole journey at DEBUG leaves no token, cookie or field in log, output, title or redirect."""
    browser = house.browser()
    secrets = await _whole_journey(house, browser)

    out, err = capfd.readouterr()
    written = log.getvalue() + out + err
    assert [s for s in [*secrets, *_typed()] if s in written] == []
    told = [location for seen in browser.history for _, location in seen.hops]
    told += [seen.read.title for seen in browser.history]
    told += [str(v) for seen in browser.history for k, v in seen.headers.items() if k != "Set-Cookie"]
    assert [s for s in [*secrets, *_typed()] for text in told if s in text] == []
    refs = {m for text in told for m in re.findall(r"P-[0-9A-Z]{5}", text) if "filename" not in text}
    assert len(refs) == 1  # the member's own pseudonym stands in their addresses, and nobody else's


async def test_p6_no_secret_is_on_disk(house: House) -> None:
    """P6, J1: after a whole journey nothing that was typed and no token stands in any file."""
    secrets = await _whole_journey(house, house.browser())

    kept = {p.name: p.read_bytes() for p in house.folder.rglob("*") if p.is_file()}
    assert [(n, s) for n, data in kept.items() for s in [*secrets, *_typed()] if s.encode() in data] == []


async def test_no_page_names_the_illness_or_the_case_in_its_title(house: House) -> None:
    """A browser's history and tabs show what page it is, never which case."""
    browser = house.browser()
    await _whole_journey(house, browser)

    titles = {seen.read.title for seen in browser.history if seen.read.title}
    assert [t for t in titles if house.case.title("en") in t or "leak" in t.lower()] == []


async def test_hostile_words_are_only_words(house: House) -> None:
    """Markup and template text in a field comes back as text, and runs nowhere."""
    member = await house.member()
    browser, _ = await house.enter()
    page = await browser.get(f"/my/{member.ref}/contact")
    hostile = "{{ 7*7 }}<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{0.__class__}"

    seen = await browser.send(
        page, {"street": hostile, "city": hostile, "postcode": hostile, "email": hostile}
    )

    assert seen.status == 422
    assert "<script" not in seen.html
    assert "<img" not in seen.html
    assert "{{ 7*7 }}" in seen.html
    assert seen.form().fields["street"] == [hostile]
