"""The public figures on the page: the same to members and to whoever has the invitation."""

from bot.domain.served import OpeningKind
from bot.storage import DossierRow
from tests.services.test_statistics import agree
from tests.web.house import House


async def test_l5_the_page_shows_what_is_published_and_nothing_before(house: House) -> None:
    """L5, L1: on the invitation and in a member's own pages stand the same figures, in their language."""
    member = await house.member()
    visitor, (owner, _) = house.browser(), await house.enter()
    path = await house.invitation()
    assert "No public figures yet" in (await visitor.get(path)).text

    await agree(house.office, house.case, 34)
    await house.office.services.statistics.publish()
    landing = await visitor.get(path)
    own = await owner.get(f"/my/{member.ref}/figures")
    hub = await owner.get(f"/my/{member.ref}")
    other = await owner.get("/my/P-00000/figures")

    assert "35 members" in landing.text
    assert "35 members" in own.text
    assert f'href="/my/{member.ref}/figures"' in hub.html
    assert other.status == 404


async def test_members_read_how_often_their_file_was_opened(house: House) -> None:
    """The hub says into how many dossiers the file went and how often one was handed over."""
    member = await house.member()
    owner, _ = await house.enter()
    assert "What became of my file" not in (await owner.get(f"/my/{member.ref}")).text
    now = house.office.now
    async with house.office.deps.store.transaction() as tx:
        row = DossierRow("0" * 26, house.case.id, house.lane.id, 1, "x.age", "0" * 64, 9, 1, now)
        await tx.page.add_dossier(row)
        for kind in OpeningKind:
            await tx.served.opened(house.case.id, row.id, [member.id], kind, now)

    hub = await owner.get(f"/my/{member.ref}")
    assert "Put into dossiers: 1. Handed over to the recipient: 1." in hub.text
