"""The group's letter from its draft to the authority's answer, through the chat, and on the page."""

import hashlib
import re

from bot.demo import moves
from bot.demo.people import Person, Seen
from bot.services.reminding import KNOCK
from bot.text import tr
from tests.letters.reading import words
from tests.scene import FEBRUARY, Scene

ALERT = {"authority": ["cnil"], "mode": "alert"}


async def _texts(person: Person) -> Seen:
    return await person.press(await moves.home(person), "group")


async def test_a_letter_is_frozen_approved_filed_and_followed(scene: Scene) -> None:
    """Draft, freeze by two, read, approve, print, file, answer: every member sees where the letter stands.

    The filing kit, of the draft and of the printed text, lists the very files that were handed over, and so
    does the letter to the lawyer.
    """
    amelie = await scene.member("amelie", concerned=[FEBRUARY])
    bastien = await scene.member("bastien", concerned=[FEBRUARY])
    olivia, oskar = scene.organiser, await scene.second()
    empty = await _texts(amelie)
    assert "Rien de nouveau" in empty.text

    drafted = await moves.draft(olivia, ALERT)
    ((_name, draft), _) = drafted.files.items()
    early = await olivia.press(drafted, "case.draft.kit")
    assert all(
        hashlib.sha256(made).hexdigest()[:16] in words(next(iter(early.files.values())))
        for made in drafted.files.values()
    )
    asked = await olivia.press(drafted, "case.freeze")
    assert asked.private
    assert "deux organisateurs" in asked.text
    waiting = await oskar.command("case waiting")
    (control,) = [c for c in waiting.controls if c.action == "waiting.select"]
    one = await oskar.choose(waiting, "waiting.select", [control.options[0]])
    read = await oskar.press(one, "waiting.read")
    assert list(read.files.values()) == [draft]
    await oskar.press(one, "waiting.confirm")
    again = await olivia.press(drafted, "case.freeze")
    assert "déjà" in again.text

    page = await amelie.press(await _texts(amelie), "group.text")
    assert "Vous n’avez pas répondu" in page.text
    shown = await amelie.press(page, "group.read")
    assert shown.private
    ((name, text),) = shown.files.items()
    assert name.startswith("reading-copy-fr-of-")
    assert hashlib.sha256(draft).hexdigest() in words(text).replace(" ", "")
    assert not re.search(r"\bP-[0-9A-Z]{5}\b", words(text))  # nobody reads what another declared
    saved = await amelie.press(shown, "group.approve")
    assert "Je l’approuve" in saved.text
    assert "bastien" not in saved.text

    letters = await oskar.command("case letters")
    assert "1 sur 2" in letters.text
    letter = await oskar.press(letters, "filing")
    printed = await oskar.press(await oskar.press(letter, "filing.print"), "filing.print.yes")
    assert next(iter(printed.files.values())) == draft
    assert len(printed.files) == 2
    kit = await oskar.press(printed, "filing.kit")
    assert kit.private
    guide, short, _full = kit.files.values()
    assert all(hashlib.sha256(made).hexdigest()[:16] in words(guide) for made in printed.files.values())
    assert hashlib.sha256(draft).hexdigest().encode() in short
    cover = await olivia.press(drafted, "case.draft.lawyer")
    listed = words(next(iter(cover.files.values())))
    assert all(hashlib.sha256(made).hexdigest()[:16] in listed for made in printed.files.values())
    form = await oskar.press(printed, "filing.filed")
    today = scene.world.app.services.texts.today()
    filed = await oskar.fill(form, {"on": f"{today:%d/%m/%Y}", "reference": "SAISINE-1", "proof": "yes"})
    assert not filed.refused, filed.text

    status = await _texts(bastien)
    assert "SAISINE-1" in status.text
    assert "1 sur 2" in status.text
    text = await bastien.press(status, "group.text")
    assert not text.offers("group.approve")
    routes = await bastien.press(await moves.home(bastien), "routes")
    calendar = await bastien.press(routes, "paper", "calendar")
    assert b"Trois mois" in b"".join(calendar.files.values())
    answered = await oskar.fill(
        await oskar.press(filed, "filing.answered"),
        {"outcome": ["refused"], "on": f"{today:%d/%m/%Y}"},
    )
    assert not answered.refused, answered.text
    assert "Refus" in (await _texts(bastien)).text


async def test_a_member_is_reminded_by_a_message_that_says_nothing(scene: Scene) -> None:
    """J4, J6: opted in twice, reminded once by a direct message without content; stopped at once.

    With closed direct messages nothing is lost: the next /me says it.
    """
    amelie = await scene.member("amelie", concerned=[FEBRUARY])
    routes = await amelie.press(await moves.home(amelie), "routes")
    page = await amelie.press(routes, "reminders")
    kept = await amelie.choose(page, "reminder.ask", ["digest"])
    assert "Résumé mensuel" in kept.text
    services, before = scene.world.app.services, len(scene.world.requests)
    deps = services.cases._deps
    (own,) = await scene.files(amelie)
    async with deps.store.transaction() as tx:
        await tx.reminders.told(own.id, "digest", services.texts.today())

    knock = services.reminding.knock
    assert knock is not None
    await knock(amelie.id, tr(KNOCK, "fr"))
    await knock(1, tr(KNOCK, "fr"))  # nobody: not delivered, and no reason to stop

    sent = [(r.method, r.path) for r in scene.world.requests[before:]]
    assert [s for s in sent if s[1] == "/users/@me/channels"] == [("POST", "/users/@me/channels")] * 2
    assert "rappel" in (await moves.home(amelie)).text
    page = await amelie.press(await moves.home(amelie), "reminders")
    assert "rappel de" not in (await moves.home(amelie)).text
    assert "Plus rien" in (await amelie.press(page, "reminder.stop.all")).text


async def test_an_association_files_once_it_has_proved_itself(scene: Scene) -> None:
    """B.4 (b): without register, purpose and activity no letter in its name; with them, one."""
    for name in ("amelie", "bastien"):
        await scene.member(name, concerned=[FEBRUARY])
    olivia = scene.organiser
    choice = {"authority": ["cnil"], "mode": "association"}
    refused = await moves.draft(olivia, choice)
    assert refused.refused
    assert "le numéro d’enregistrement de l’association" in refused.text

    settings = await olivia.command("case settings")
    proof = {"register": "RNA W123456789", "purpose": "Défendre les patients", "activity": "Conseil"}
    saved = await olivia.fill(await olivia.press(settings, "case.association"), proof)
    assert "RNA W123456789" in saved.text
    assert "La notice a changé" not in saved.text  # it says nothing of an association
    runs = {"name": "Collectif B", "contact": "b@example.org", "mode": "alert", "retention": "24"}
    told = await olivia.fill(await olivia.press(saved, "case.controller"), runs)
    assert "La notice a changé" in told.text

    drafted = await moves.draft(olivia, choice)
    assert any(data.startswith(b"%PDF") for data in drafted.files.values())


async def test_a_letter_says_where_it_was_sent_from_and_how(scene: Scene) -> None:
    """C.8, `place` and `send_mode`: no draft without them, named in words; set, the letter prints them."""
    for name in ("amelie", "bastien"):
        await scene.member(name, concerned=[FEBRUARY])
    await scene.sends(None, None)
    olivia = scene.organiser
    refused = await moves.draft(olivia, ALERT)
    assert refused.refused
    assert "le lieu d’où partent les lettres" in refused.text
    assert "le mode d’envoi des lettres" in refused.text

    form = await olivia.press(await olivia.command("case settings"), "case.sending")
    saved = await olivia.fill(form, {"place": "Esch-sur-Alzette", "send_mode": "online"})
    assert "Esch-sur-Alzette" in saved.text

    drafted = await moves.draft(olivia, ALERT)
    printed = words(next(data for data in drafted.files.values() if data.startswith(b"%PDF")))
    assert re.search(r"Esch-sur-Alzette, le \d", printed)
    assert printed.index("Par le téléservice de la CNIL") < printed.index("Esch-sur-Alzette, le")
