"""The desk's page in a real browser, as somebody uses it who never saw a terminal."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.desk.running import Running, running
from tests.chromium import DESKTOP, PHONE, Tab, chromium
from tests.dossier.sample import NAMES, WORDS, sample

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.xdist_group("chromium")]


@pytest.fixture
async def desk() -> AsyncIterator[Running]:
    """A running desk."""
    async with running("en") as found:
        yield found


@pytest.fixture
async def tab(desk: Running, tmp_path: Path) -> AsyncIterator[Tab]:
    """The desk's page in a browser that may reach this machine only."""
    (tmp_path / "downloads").mkdir()
    rules = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    async with chromium(rules) as browser, browser.tab(tmp_path / "downloads") as found:
        await found.open(desk.guard.address)
        await found.until("!document.getElementById('start').hidden")
        yield found


async def opened(tab: Tab, folder: Path) -> None:
    """Pick a dossier and a key, and press the button."""
    file, key = sample(3).lying(folder)
    await tab.pick("#dossier", file)
    await tab.pick("#key", key)
    await tab.run("document.getElementById('open').click()")
    await tab.until("!document.getElementById('desk').hidden")


async def test_from_the_dossier_to_a_saved_folder(tab: Tab, tmp_path: Path) -> None:
    """Pick, open, read a member, look at a picture, save one document and then everything; no complaint."""
    await opened(tab, tmp_path)
    names = await tab.run("[...document.querySelectorAll('#people strong')].map(n => n.textContent)")
    await tab.run(
        "[...document.querySelectorAll('#people button')].find(b => b.textContent.includes('Zoë')).click()"
    )
    await tab.until("!document.getElementById('member').hidden")
    text = await tab.run("document.getElementById('member').innerText")
    await tab.run("document.querySelector('#member [data-do=show]:not([hidden])').click()")
    await tab.until("document.querySelector('#member img')?.naturalWidth === 1")
    await tab.run("document.querySelector('#member [data-do=save]').click()")
    await _there(tmp_path / "downloads", ".pdf")
    await tab.run("document.querySelector('[data-act=back]').click()")
    await tab.run(f"document.getElementById('folder').value = {json.dumps(str(tmp_path / 'case'))}")
    await tab.run("document.querySelector('#save button').click()")
    await tab.until("document.getElementById('status').textContent.includes('/case')")

    assert set(names) == set(NAMES[:3])
    for line in WORDS.splitlines():
        assert line in text
    assert (tmp_path / "case/sheets/P-00001.pdf").exists()
    assert tab.complaints == []


async def test_what_members_wrote_is_text_and_nothing_else(tab: Tab, tmp_path: Path) -> None:
    """Markup in a member's words stays text: no element of it, no request from it, none to anybody else."""
    await opened(tab, tmp_path)
    await tab.run("document.querySelector('#people button').click()")
    await tab.until("!document.getElementById('member').hidden")

    assert await tab.run("document.querySelectorAll('#member b').length") == 0
    foreign = [
        url for url in tab.requests if not url.startswith(("http://127.0.0.1:", "blob:http://127.0.0.1:"))
    ]
    assert foreign == []


async def test_the_code_leaves_the_address_bar_and_the_history(desk: Running, tab: Tab) -> None:
    """The code is gone from the address as soon as the page has begun, and was sent in no address."""
    assert await tab.run("location.href") == f"http://{desk.guard.host}/"
    assert await tab.run("history.length") <= 2
    assert [
        url for url in tab.requests if desk.guard.code in url and not url.endswith(f"#{desk.guard.code}")
    ] == []


async def test_a_reload_and_another_language_keep_the_dossier_open(tab: Tab, tmp_path: Path) -> None:
    """Reloading or changing the language loses nothing."""
    await opened(tab, tmp_path)

    await tab.run("document.querySelector('.tongues a[lang=fr]').click()")
    await tab.until("document.documentElement.lang === 'fr' && !document.getElementById('desk').hidden")
    await tab.send("Page.reload")
    await tab.until("document.querySelectorAll('#people button').length === 3")

    assert await tab.run("document.querySelector('h2').innerText.startsWith('Membres')")


async def test_search_narrows_the_list(tab: Tab, tmp_path: Path) -> None:
    """Typing finds people without accents; clearing shows everybody again."""
    await opened(tab, tmp_path)
    field = "const f = document.getElementById('words')"
    typed = f"(t) => {{ {field}; f.value = t; f.dispatchEvent(new Event('input')); }}"

    await tab.run(f"({typed})('nguyen')")
    await tab.until("document.querySelectorAll('#people button').length === 1")
    await tab.run(f"({typed})('nobody at all')")
    await tab.until("!document.getElementById('none').hidden")
    await tab.run(f"({typed})('')")
    await tab.until("document.querySelectorAll('#people button').length === 3")


async def test_a_refusal_is_told_where_it_is_seen(tab: Tab, tmp_path: Path) -> None:
    """A damaged dossier gives one sentence in an alert, and the page stays where it was."""
    file, key = sample(1).lying(tmp_path)
    file.write_bytes(file.read_bytes()[:-9])
    await tab.pick("#dossier", file)
    await tab.pick("#key", key)
    await tab.run("document.getElementById('open').click()")
    await tab.until("!document.getElementById('error').hidden")

    assert "Nothing was opened" in await tab.run("document.getElementById('error').innerText")
    assert await tab.run("document.getElementById('desk').hidden")
    assert await tab.run("document.getElementById('error').getAttribute('role')") == "alert"


async def test_p13_a_page_of_another_origin_can_read_nothing(desk: Running, tab: Tab, tmp_path: Path) -> None:
    """P13: a page from elsewhere in the same browser gets no answer it could read, and no frame."""
    await opened(tab, tmp_path)
    host = desk.guard.host
    async with running("en") as stranger:  # another origin: another port
        await tab.open(f"http://{stranger.guard.host}/")
        for path in ("/", "/summary", "/document?path=sheets/P-00001.pdf"):
            answer = await tab.run(f"fetch('http://{host}{path}').then(r => 'read', e => 'refused')")
            assert answer == "refused"
    with pytest.raises(AssertionError):
        assert not desk.state.opened.people  # the dossier was open all the while


async def test_keys_alone_are_enough(tab: Tab, tmp_path: Path) -> None:
    """Everything can be reached with Tab and pressed with Enter; the focus is always to be seen."""
    await opened(tab, tmp_path)
    reached: set[str] = set()
    await tab.run("document.body.focus()")
    for _ in range(30):
        await tab.press("Tab")
        reached.add(
            await tab.run(
                "document.activeElement.id || document.activeElement.textContent.trim().slice(0, 12)"
            )
        )
        outline = await tab.run("getComputedStyle(document.activeElement).outlineStyle")
        on_page = await tab.run("document.activeElement !== document.body")
        assert outline != "none" or not on_page  # between the last and the first: the browser's own bar
    assert {"words", "folder"} <= reached
    await tab.run("document.querySelector('#people button').focus()")
    await tab.press("Enter")
    await tab.until("!document.getElementById('member').hidden")
    assert await tab.run("document.activeElement.tagName") == "H2"


@pytest.mark.parametrize("size", [PHONE, (320, 640), DESKTOP])
async def test_it_fits_the_screen(tab: Tab, tmp_path: Path, size: tuple[int, int]) -> None:
    """On a phone, at 320 px and on a desktop nothing is wider than the window, and buttons can be hit."""
    await tab.size(*size)
    await opened(tab, tmp_path)
    for script in ("null", "document.querySelector('#people button').click()"):
        await tab.run(script)
        await asyncio.sleep(0.3)
        assert await tab.run("document.documentElement.scrollWidth") <= size[0]
        heights = await tab.run("[...document.querySelectorAll('button')].map(b => b.offsetHeight)")
        assert [height for height in heights if 0 < height < 40] == []  # 0: not shown


async def test_ending_ends_the_program(desk: Running, tab: Tab, tmp_path: Path) -> None:
    """P13: pressing End closes the dossier and the program, and the window says so."""
    await opened(tab, tmp_path)
    await tab.run("document.querySelector('#whole [data-act=quit]').click()")
    await tab.until("!document.getElementById('ended').hidden")

    await asyncio.wait_for(desk.until_closed(), 5)
    assert await tab.run("document.getElementById('people').children.length") == 0


async def _there(folder: Path, suffix: str) -> None:
    """Wait until a file of the kind lies in the folder."""
    for _ in range(400):
        if await asyncio.to_thread(lambda: any(path.suffix == suffix for path in folder.iterdir())):
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"no {suffix} file was saved")
