"""An organiser hands the members' files to a recipient, from the command to the key-holder's desk."""

from pathlib import Path

from bot.demo import moves
from bot.demo.people import Person, Seen
from bot.domain.checked import Identity, encode
from bot.domain.sealing import SealedField
from bot.dossier.opening import open_dossier
from tests.keyholder import KeyHolder
from tests.scene import FEBRUARY, Scene, actor

PAGE = "https://page.example.invalid"


async def _sealed(scene: Scene, holder: KeyHolder, name: str) -> Person:
    """A recipient with one key-holder, and a member who chose it and sealed a name; the member."""
    services = scene.world.app.services
    found = await services.lanes.add_holder(
        actor(scene.organiser),
        scene.case,
        lane_name="Cabinet Canary",
        holder_name="Me Canary",
        public_key=holder.public,
    )
    answer = holder.answer(found.challenge)
    await services.lanes.prove(actor(scene.organiser), scene.case, found.holder_id, answer)
    person = await scene.member("amelie", concerned=[FEBRUARY])
    ref = (await scene.file(person)).ref
    notice = await services.notice.notice(actor(person), scene.case, "fr")
    await services.lanes.choose(actor(person), scene.case, ref, found.lane_id, notice.version, "fr")
    body = encode(Identity(name))
    await services.sealed.put(actor(person), scene.case, ref, SealedField.IDENTITY, body)
    return person


async def _built(scene: Scene, page: Seen) -> Seen:
    """Press the button, let the second organiser confirm, and open what was built."""
    asked = await scene.organiser.press(page, "dossier.build")
    assert _files(scene) == []
    assert not asked.refused
    await moves.confirm(await scene.second())
    return await moves.newest_dossier(scene.organiser)


def _files(scene: Scene) -> list[Path]:
    folder = scene.world.settings.data_dir / "dossiers"
    return sorted(folder.iterdir()) if folder.exists() else []


async def test_a_dossier_goes_through_a_link(scene: Scene) -> None:
    """With a page: built on a press, told of by size and fingerprint, linked once; no file in chat."""
    holder = KeyHolder()
    await _sealed(scene, holder, "Zoë Canary")
    scene.world.app.services.page.serve_at(PAGE)

    page = await scene.organiser.command("case dossier")
    built = await _built(scene, page)
    linked = await scene.organiser.press(built, "dossier.link")

    (file,) = _files(scene)
    assert "SHA-256" in built.text
    assert f"{PAGE}/d/" in linked.text
    token = linked.text.split(f"{PAGE}/d/")[1].split()[0].strip("`")
    parcel = await scene.world.app.services.dossiers.fetch(token)
    whole = b"".join([piece async for piece in parcel.pieces()])
    assert not file.exists()
    (file.parent / "kept").write_bytes(whole)
    with open_dossier(file.parent / "kept", holder.key.secret) as found:
        assert [p.identity.full_name for p in found.people.values() if p.identity] == ["Zoë Canary"]
    sent = [r for r in scene.world.requests if "dossier-" in str(r.json)]
    assert sent == []  # neither the file nor, with a page, its name


async def test_without_a_page_the_operator_hands_it_over(scene: Scene) -> None:
    """Without a page the reply names the file on the server's disk; deleting it asks first."""
    await _sealed(scene, KeyHolder(), "Zoë Canary")

    page = await scene.organiser.command("case dossier")
    built = await _built(scene, page)
    (file,) = _files(scene)
    assert f"dossiers/{file.name}" in built.text
    asked = await scene.organiser.press(built, "dossier.delete")
    assert file.exists()
    gone = await scene.organiser.press(asked, "dossier.delete.yes")

    assert _files(scene) == []
    assert not gone.refused


async def test_k6_what_a_recipient_is_owed_waits_until_it_is_told(scene: Scene) -> None:
    """K6: handed over from the disk counts as received; a correction then waits, by reference only."""
    person = await _sealed(scene, KeyHolder(), "Zoë Canary")
    built = await _built(scene, await scene.organiser.command("case dossier"))
    assert scene.world.app.services.dossiers.server_key in built.text
    handed = await scene.organiser.press(built, "dossier.handed")
    assert not handed.refused
    assert _files(scene) == []
    assert "dossier.told" not in str(handed.messages)

    ref = (await scene.file(person)).ref
    body = encode(Identity("Zoë Neu-Canary"))
    await scene.world.app.services.sealed.put(actor(person), scene.case, ref, SealedField.IDENTITY, body)
    page = await scene.organiser.command("case dossier")
    told = await scene.organiser.press(page, "dossier.told")

    text = told.files["notices.txt"].decode("utf-8-sig")
    assert ref in text
    assert "Canary" not in text.replace("Cabinet Canary", "")


async def test_a_dossier_is_refused_without_anybody_to_open_it(scene: Scene) -> None:
    """Without a recipient the page says what is needed and offers no build."""
    await moves.join(scene.newcomer("amelie"), scene.panel, {"consents": ["register"], "residence": ["FR"]})

    page = await scene.organiser.command("case dossier")

    assert not page.refused
    assert "dossier.build" not in str(page.messages)
    assert _files(scene) == []
