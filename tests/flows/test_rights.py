"""Rights in chat: own data, consent ledger, what a way out means, a receipt, the papers of a controller."""

import json
from typing import Any

from bot.demo import moves
from bot.domain.codes import Capacity
from bot.text import pick_language, tr
from tests.scene import AFTER, FEBRUARY, SCAM, Scene, registration


async def test_h11_all_my_data_is_private_and_ones_own(scene: Scene) -> None:
    """H11: the two files come to the person alone, hold their references and nobody else's."""
    amelie = await scene.member("amelie", concerned=[FEBRUARY])
    await moves.add_scam(amelie, SCAM, AFTER)
    bastien = await scene.member("bastien", concerned=[FEBRUARY])
    mine, other = (await scene.file(amelie)).ref, (await scene.file(bastien)).ref

    page = await amelie.press(await amelie.command("privacy"), "data")

    assert page.private
    files: dict[str, Any] = page.files
    names = sorted(files)
    assert [name.rpartition(".")[2] for name in names] == ["json", "pdf"]
    found = json.loads(files[names[0]])
    assert [m["reference"] for m in found["members"]] == [mine]
    assert found["members"][0]["scam_contacts"]
    assert other not in files[names[0]].decode()
    assert str(bastien.id) not in files[names[0]].decode()
    assert files[names[1]].startswith(b"%PDF")


async def test_the_ledger_is_shown_in_full(scene: Scene) -> None:
    """Every consent given and withdrawn stands in the ledger, with its text and moment."""
    amelie = await scene.member("amelie")
    page = await amelie.press(await amelie.command("privacy"), "ledger")

    assert page.private
    assert page.text.count("- **") == 4


async def test_ways_out_say_what_they_mean_and_give_a_receipt(scene: Scene) -> None:
    """Leaving and erasing say before what cannot be undone; after it a receipt can be saved."""
    amelie = await scene.member("amelie", concerned=[FEBRUARY])
    ref = (await scene.file(amelie)).ref

    asked = await amelie.press(await amelie.command("privacy"), "leave")
    assert "réclamation" in asked.text
    left = await amelie.press(asked, "leave.yes")
    assert ref in left.text
    assert any(ref in data.decode() for name, data in left.files.items() if name.startswith("receipt-"))

    asked = await moves.ask_to_erase(amelie)
    assert "90" in asked.text
    gone = await amelie.press(asked, "erase.yes")
    (written,) = [data.decode() for name, data in gone.files.items() if name.startswith("receipt-")]
    assert ref in written
    assert "contact@example.invalid" in written


async def test_a_dependants_receipt_names_nobody_else(scene: Scene) -> None:
    """Erasing a child's registration gives a receipt of that reference alone."""
    parent = await scene.member("chloe", concerned=[FEBRUARY])
    own = (await scene.file(parent)).ref
    answers = {**registration(), "adult": ["yes"]}
    page = await moves.join(parent, await moves.home(parent), answers, capacity=Capacity.CHILD)
    child = moves.ref_of(page)

    gone = await moves.erase(parent, child)

    (written,) = [data.decode() for name, data in gone.files.items() if name.startswith("receipt-")]
    assert child in written
    assert own not in written


async def test_an_organiser_gets_the_papers(scene: Scene) -> None:
    """From the settings: three drafts, each as text and PDF, to the organiser alone."""
    page = await scene.organiser.press(await scene.organiser.command("case settings"), "case.papers")

    assert page.private
    assert len(page.files) == 6


async def test_an_organiser_who_is_no_member_reads_what_is_kept_of_them(scene: Scene) -> None:
    """Nobody who is listed as an organiser is told that nothing is recorded of them."""
    organiser = await scene.organiser.command("privacy")
    stranger = await scene.newcomer("zoe", "en-US").command("privacy")

    nothing = "Nothing is recorded about you in this case."
    assert "contact@example.invalid" in organiser.text
    assert tr(nothing, pick_language(scene.organiser.locale)) not in organiser.text
    assert nothing in stranger.text
