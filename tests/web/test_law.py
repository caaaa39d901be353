"""What must hold for every address of the page; the addresses are the application's own table."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.web.server import HEADERS
from tests.services.office import BEN
from tests.web.browser import Browser, Seen
from tests.web.everything import (
    GETS,
    MEMBER_ROUTES,
    POSTS,
    ROUTES,
    Owner,
    contents,
    owner_of_everything,
)
from tests.web.house import House, open_house

NOBODY = "P-00000"


@dataclass
class Crowd:
    """The owner of everything, another member, a stranger, and what is stored."""

    house: House
    owner: Owner
    own: Browser
    other: Browser
    stranger: Browser

    def stored(self) -> dict[str, list[tuple[object, ...]]]:
        """What the databases hold."""
        return contents(self.house.folder)


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[Crowd]:
    """Everybody, each with a browser; the owner's and the other's pages are open."""
    async with open_house(tmp_path) as house:
        owner = await owner_of_everything(house)
        await house.member(BEN)
        other, _ = await house.enter(BEN)
        own, _ = await house.enter()
        owner.tokens["l"] = (await house.link()).rpartition("/")[2]
        yield Crowd(house, owner, own, other, house.browser())


def fields(seen: Seen | None = None, **more: str) -> dict[str, list[str]]:
    """What every form carries; the token of the page's first form, or none."""
    token = seen.read.forms[0].fields["csrf"][0] if seen else ""
    return {"csrf": [token], "once": [secrets.token_hex(16)], **{k: [v] for k, v in more.items()}}


def multipart(path: str) -> bool:
    """Whether this address takes a file."""
    return path.endswith(("/evidence", "/mandate"))


def test_the_table_is_the_application(crowd: Crowd) -> None:
    """The running application answers the addresses of the table, static files, and nothing else."""
    assert crowd.house.page.site is not None
    from bot.web.server import application

    served = {
        (route.method, route.resource.canonical)
        for route in application(crowd.house.page.site).router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    named = {(r.method, _canonical(r.path)) for r in ROUTES}
    assert served == named | {("GET", "/static/{name}")}


def _canonical(path: str) -> str:
    import re

    return re.sub(r"\{(\w+):(?:[^{}]|\{[^{}]*\})*\}", r"{\1}", path)


async def test_p4_a_get_changes_nothing(crowd: Crowd) -> None:
    """P1, P4: no GET, by anybody, changes anything that is stored."""
    before = crowd.stored()
    changed = []
    for route in GETS:
        for browser in (crowd.own, crowd.other, crowd.stranger):
            await browser.get(crowd.owner.path(route))
            if crowd.stored() != before:
                changed.append(route.path)
    assert changed == []


async def test_owner_sees_every_page(crowd: Crowd) -> None:
    """The positive control: the owner's browser gets every page, so the refusals below mean something."""
    refused = {}
    for route in GETS:
        seen = await crowd.own.get(crowd.owner.path(route))
        if seen.status != 200:
            refused[route.path] = seen.status
    # Each file has its own address; the fields that are typed share the entry's pattern with none of them.
    assert refused == {}


async def test_p10_without_a_session_there_is_nothing(crowd: Crowd) -> None:
    """P2, P10: without a session every member's address gives one and the same answer and changes nothing."""
    before, seen = crowd.stored(), set()
    start = await crowd.stranger.get("/")
    for route in MEMBER_ROUTES:
        path = crowd.owner.path(route)
        if route.method == "GET":
            answer = await crowd.stranger.get(path)
        else:
            sent = {"csrf": [""], "once": [secrets.token_hex(16)]}
            answer = await crowd.stranger.post(path, sent, multipart=multipart(path))
        seen.add((answer.status, answer.text))
        assert crowd.stored() == before, route.path
    assert start.status == 200
    assert len(seen) == 1
    assert seen.pop()[0] == 404


async def test_p10_another_members_session_finds_nobody(crowd: Crowd) -> None:
    """P10: another member's session gets, for the owner's reference, what it gets for one that nobody has."""
    before = crowd.stored()
    home = await crowd.other.get("/my")
    differing = []
    for route in (r for r in MEMBER_ROUTES if "{ref" in r.path):
        answers = []
        for ref in (crowd.owner.member.ref, NOBODY):
            path = crowd.owner.path(route, ref)
            if route.method == "GET":
                seen = await crowd.other.get(path)
            else:
                seen = await crowd.other.post(path, fields(home), multipart=multipart(path))
            answers.append((seen.status, seen.text.replace(ref, "")))
        if answers[0] != answers[1] or answers[0][0] != 404 or crowd.stored() != before:
            differing.append((route.method, route.path, answers))
    assert differing == []


async def test_p4_every_form_needs_its_token(crowd: Crowd) -> None:
    """P4: a POST without the form's token, or with another browser's, is refused and changes nothing."""
    before = crowd.stored()
    theirs = await crowd.other.get("/my")
    passed = []
    for route in POSTS:
        path = crowd.owner.path(route)
        for sent in (fields(), fields(theirs), {"once": ["0" * 32]}):
            answer = await crowd.own.post(path, sent, multipart=multipart(path))
            if answer.status != 403 or crowd.stored() != before:
                passed.append((path, answer.status))
    assert passed == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "null", "Sec-Fetch-Site": "same-site"},
        {"Origin": "null", "Sec-Fetch-Site": "none"},
    ],
)
async def test_p4_another_origin_is_refused(crowd: Crowd, headers: dict[str, str]) -> None:
    """P4: a POST that another site made the browser send is refused, even with the right token."""
    home = await crowd.own.get("/my")
    before = crowd.stored()
    passed = []
    for route in POSTS:
        path = crowd.owner.path(route)
        answer = await crowd.own.post(path, fields(home), multipart=multipart(path), headers=headers)
        if answer.status != 403 or crowd.stored() != before:
            passed.append((path, answer.status))
    assert passed == []


async def test_a_good_token_is_let_in(crowd: Crowd) -> None:
    """The positive control of the two above: with token and origin right, no POST is called a forgery."""
    refused = []
    last = ("/my/close", "/erase", "/leave", "/withdraw", "/remove", "/delete")
    ordered = sorted(POSTS, key=lambda r: next((i + 1 for i, s in enumerate(last) if r.path.endswith(s)), 0))
    for route in ordered:
        if not await crowd.house.exists():
            await crowd.house.member()
        browser, home = await crowd.house.enter()
        path = crowd.owner.path(route)
        answer = await browser.post(path, fields(home), multipart=multipart(path))
        if answer.status == 403:
            refused.append(path)
    assert refused == []


async def test_p5_every_answer_has_the_headers(crowd: Crowd) -> None:
    """P5: pages, redirects, refusals, unknown addresses, wrong methods and styles carry every header."""
    home = await crowd.own.get("/my")
    answers = [home, await crowd.own.get("/static/page.css"), await crowd.own.get("/nowhere")]
    for route in ROUTES:
        path = crowd.owner.path(route)
        answers.append(await crowd.stranger.get(path))
        answers.append(await crowd.stranger.post(path, {"csrf": ["x"]}))
    answers.append(await crowd.own.post("/static/page.css", {}))

    lacking = [(a.path, a.status) for a in answers if any(a.headers.get(k) != v for k, v in HEADERS.items())]
    assert lacking == []
    assert "unsafe-inline" not in HEADERS["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in HEADERS["Content-Security-Policy"]
