"""A key-holder fetches a dossier with a browser: the link shows, a button fetches, once."""

import hashlib
import io

from bot.dossier.opening import open_dossier
from tests.services.handing import built, handed_in
from tests.services.office import ANN, ORGANISER
from tests.web.house import House


async def _link(house: House) -> str:
    """The path of a one-time link to a dossier with one member."""
    await handed_in(house.office, house.case, ANN, house.lane, "Zoë Canary")
    view = await built(house.office, house.case, house.lane)
    organiser = house.office.actor(ORGANISER)
    return f"/d/{await house.office.services.dossiers.link(organiser, house.case.id, view.id)}"


async def test_a_dossier_is_fetched_once(house: House) -> None:
    """Looking changes nothing; the button sends the whole file, which is then gone from the server."""
    path, browser = await _link(house), house.browser()

    first, again = await browser.get(path), await browser.get(path)
    fetched = await browser.send(again)
    late = await browser.send(first)

    assert first.status == again.status == fetched.status == 200
    assert hashlib.sha256(fetched.body).hexdigest() in first.text
    assert "Zoë" not in first.text
    assert fetched.headers["Content-Disposition"].endswith('.zip.age"')
    with open_dossier(io.BytesIO(fetched.body), house.holder.key.secret) as found:
        assert [p.identity.full_name for p in found.people.values() if p.identity] == ["Zoë Canary"]
    assert list(house.office.deps.dossiers.glob("*.age")) == []
    assert late.status == (await browser.get(path)).status == 404


async def test_a_strange_link_says_whom_to_ask(house: House) -> None:
    """An unknown link to a dossier gives no hint but that the organisers can make a new one."""
    seen = await house.browser().get(f"/d/{'x' * 32}")

    assert seen.status == 404
    assert "organisers" in seen.text


async def test_a_link_to_a_page_fetches_no_dossier(house: House) -> None:
    """A member's own link is none to a dossier, and the other way round."""
    path = await _link(house)
    own = await house.link()
    browser = house.browser()

    assert (await browser.get(own.replace("/l/", "/d/"))).status == 404
    assert (await browser.get(path.replace("/d/", "/l/"))).status == 404
