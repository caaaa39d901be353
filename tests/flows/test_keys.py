"""Recipients in chat: organisers name key-holders, these prove their keys, members choose among them."""

from pathlib import Path
from typing import Any

from bot.cli.exits import Exit
from bot.demo import moves
from bot.demo.people import Person, Seen
from bot.domain.codes import Purpose
from bot.domain.sealing import HolderState
from bot.services.views import LaneView
from bot.vault.holder_key import HolderKey
from tests.cli.process import collectif
from tests.keyholder import KeyHolder
from tests.scene import Scene, actor

CHALLENGE, COPIES = "challenge.txt", "key-copies.txt"


def recipient(holder: KeyHolder, name: str = "Cabinet Un", person: str = "Me Un") -> dict[str, Any]:
    """Answers for the form of a recipient."""
    return {"name": name, "kind": "lawyer", "holder": person, "key": holder.public}


async def add(scene: Scene, answers: dict[str, Any]) -> Seen:
    """Add a recipient with `/case keys`."""
    page = await scene.organiser.command("case keys")
    return await scene.organiser.fill(await scene.organiser.press(page, "keys.new"), answers)


async def answer(scene: Scene, page: Seen, text: str) -> Seen:
    """Enter the answer to a challenge."""
    return await scene.organiser.fill(await scene.organiser.press(page, "keys.answer"), {"answer": text})


async def opened(scene: Scene, holder: KeyHolder, name: str = "Cabinet Un", person: str = "Me Un") -> Seen:
    """Add a recipient and open it."""
    page = await add(scene, recipient(holder, name, person))
    return await answer(scene, page, holder.answer(page.files[CHALLENGE].decode()))


async def lanes(scene: Scene) -> list[LaneView]:
    """The recipients as the organiser may know them."""
    return await scene.world.app.services.lanes.lanes(actor(scene.organiser), scene.case)


async def choose(scene: Scene, person: Person, lane: LaneView) -> Seen:
    """Choose a recipient from one's own page; ends where the consent is asked for."""
    page = await person.press(await moves.home(person), "recipients")
    return await person.choose(page, "recipient.select", [lane.id])


async def chosen(scene: Scene, person: Person, lane: LaneView) -> Seen:
    """Choose a recipient from one's own page and agree."""
    return await person.press(await choose(scene, person, lane), "lane.choose")


async def test_an_organiser_opens_a_recipient(scene: Scene) -> None:
    """A name and a public key give a challenge file; its answer opens the recipient, with a warning."""
    holder = KeyHolder()
    first = await scene.organiser.command("case keys")

    page = await add(scene, recipient(holder))
    (before,) = await lanes(scene)
    after = await answer(scene, page, holder.answer(page.files[CHALLENGE].decode()))

    assert not first.offers("keys.select")
    assert page.private
    assert list(page.files) == [CHALLENGE]
    assert holder.public in page.text
    assert not before.open
    (lane,) = await lanes(scene)
    assert (lane.open, lane.warning_single) == (True, True)
    assert "⚠" in after.text
    assert not after.refused


async def test_the_desk_answers_the_file_from_chat(scene: Scene, tmp_path: Path) -> None:
    """The attachment as it is, given to `collectif desk prove`, gives the answer that chat takes."""
    desk = tmp_path / "desk"
    desk.mkdir()
    key = collectif("desk", "keygen", cwd=desk).stdout.strip()
    holder = KeyHolder()
    holder.key = HolderKey.load(desk / "collectif-key.txt")

    page = await add(scene, recipient(holder))
    (desk / CHALLENGE).write_bytes(page.files[CHALLENGE])
    done = collectif("desk", "prove", CHALLENGE, "--key", "collectif-key.txt", cwd=desk)
    await answer(scene, page, done.stdout)

    assert key == holder.public
    assert done.returncode == Exit.OK
    assert (await lanes(scene))[0].open


async def test_a_wrong_answer_can_be_corrected(scene: Scene) -> None:
    """A mistyped answer opens nothing and leads back to the form; the right one then opens."""
    holder = KeyHolder()
    page = await add(scene, recipient(holder))
    right = holder.answer(page.files[CHALLENGE].decode())

    refused = await answer(scene, page, "0" * 20)
    assert refused.refused
    assert not (await lanes(scene))[0].open
    await scene.organiser.fill(await scene.organiser.press(refused, "again"), {"answer": right})

    assert (await lanes(scene))[0].open


async def test_a_private_key_is_neither_taken_nor_kept(scene: Scene) -> None:
    """Who pastes their private key is told to make another; no form brings it back, no file holds it."""
    holder = KeyHolder()

    refused = await add(scene, {**recipient(holder), "key": holder.key.secret})

    assert refused.refused
    assert not refused.offers("again")
    assert await lanes(scene) == []
    assert holder.key.secret not in refused.text
    assert len(scene.world.bot.router.drafts) == 0
    data = scene.world.settings.data_dir
    secret = holder.key.secret.encode()
    assert [p.name for p in data.iterdir() if p.is_file() and secret in p.read_bytes()] == []


async def test_an_answer_survives_a_restart(scene: Scene) -> None:
    """The form that was open while the bot restarted is taken all the same."""
    holder = KeyHolder()
    page = await add(scene, recipient(holder))
    form = await scene.organiser.press(page, "keys.answer")

    await scene.world.restart()
    await scene.organiser.fill(form, {"answer": holder.answer(page.files[CHALLENGE].decode())})

    assert (await lanes(scene))[0].open


async def test_a_new_challenge_is_another_file(scene: Scene) -> None:
    """Asking again hands over a new file; the answer to the first is worth nothing."""
    holder = KeyHolder()
    page = await add(scene, recipient(holder))
    again = await scene.organiser.press(page, "keys.challenge")

    refused = await answer(scene, page, holder.answer(page.files[CHALLENGE].decode()))
    taken = await answer(scene, again, holder.answer(again.files[CHALLENGE].decode()))

    assert refused.refused
    assert not taken.refused


async def test_a_late_lawyer_is_let_in_by_another(scene: Scene) -> None:
    """After the first choice: two organisers, and copies from a present key-holder's desk."""
    first, late = KeyHolder(), KeyHolder()
    page = await opened(scene, first)
    (lane,) = await lanes(scene)
    await chosen(scene, await scene.member("amelie"), lane)
    organiser = scene.organiser

    asked = await organiser.fill(
        await organiser.press(page, "keys.add"), {"holder": "Me Tard", "key": late.public}
    )
    assert asked.offers("waiting")
    await moves.confirm(await scene.second())
    waiting = await moves.key_holder_page(organiser, lane.id, late.public)
    assert waiting.files == {}
    assert not waiting.offers("keys.answer")
    copies = await organiser.press(waiting, "keys.copies")
    shared = first.share(copies.files[COPIES].decode(), late.public)
    challenged = await organiser.fill(await organiser.press(waiting, "keys.accept"), {"copies": shared})
    await answer(scene, challenged, late.answer(challenged.files[CHALLENGE].decode()))
    assert {h.name for h in (await lanes(scene))[0].able} == {"Me Un"}
    await moves.confirm(await scene.second())

    (lane,) = await lanes(scene)
    assert {h.name for h in lane.able} == {"Me Un", "Me Tard"}


async def test_what_is_no_copy_is_refused(scene: Scene) -> None:
    """Pasting something else is refused, and the form comes back with it."""
    first, late = KeyHolder(), KeyHolder()
    page = await opened(scene, first)
    (lane,) = await lanes(scene)
    await chosen(scene, await scene.member("amelie"), lane)
    await scene.organiser.fill(
        await scene.organiser.press(page, "keys.add"), {"holder": "Me Tard", "key": late.public}
    )
    await moves.confirm(await scene.second())
    waiting = await moves.key_holder_page(scene.organiser, lane.id, late.public)

    refused = await scene.organiser.fill(
        await scene.organiser.press(waiting, "keys.accept"), {"copies": "my key is in the safe"}
    )

    assert refused.refused
    assert refused.offers("again")


async def test_removing_and_closing_are_asked_first(scene: Scene) -> None:
    """A removal and a closing take a second press; the last key-holder stays; a closed recipient is gone."""
    one, two = KeyHolder(), KeyHolder()
    page = await opened(scene, one)
    organiser = scene.organiser
    named = await organiser.fill(
        await organiser.press(page, "keys.add"), {"holder": "Me Deux", "key": two.public}
    )
    page = await answer(scene, named, two.answer(named.files[CHALLENGE].decode()))
    (lane,) = await lanes(scene)
    gone, last = (next(h for h in lane.holders if h.public_key == k.public) for k in (two, one))

    asked = await organiser.press(
        await organiser.choose(page, "keys.holder.select", [gone.id]), "keys.remove"
    )
    assert len((await lanes(scene))[0].able) == 2
    after = await organiser.press(asked, "keys.remove.yes")
    asked = await organiser.press(
        await organiser.choose(after, "keys.holder.select", [last.id]), "keys.remove"
    )
    refused = await organiser.press(asked, "keys.remove.yes")
    assert refused.refused
    page = await organiser.choose(await organiser.command("case keys"), "keys.select", [lane.id])
    asked = await organiser.press(page, "keys.close")
    closed = await organiser.press(asked, "keys.close.yes")

    (lane,) = await lanes(scene)
    assert lane.closed
    assert [h.state for h in lane.holders] == [HolderState.PROVED]
    assert not closed.offers("keys.select")


async def test_a_key_holder_of_a_closed_recipient_can_be_removed(scene: Scene) -> None:
    """H10: a closed recipient stays in the menu while somebody can be taken out of it, for that alone."""
    one, two = KeyHolder(), KeyHolder()
    page = await opened(scene, one)
    organiser = scene.organiser
    named = await organiser.fill(
        await organiser.press(page, "keys.add"), {"holder": "Me Deux", "key": two.public}
    )
    page = await answer(scene, named, two.answer(named.files[CHALLENGE].decode()))
    (lane,) = await lanes(scene)
    gone = next(h for h in lane.holders if h.public_key == two.public)
    await organiser.press(await organiser.press(page, "keys.close"), "keys.close.yes")

    page = await organiser.choose(await organiser.command("case keys"), "keys.select", [lane.id])
    assert not any(page.offers(door) for door in ("keys.add", "keys.copies", "keys.close"))
    page = await organiser.choose(page, "keys.holder.select", [gone.id])
    assert not any(page.offers(door) for door in ("keys.challenge", "keys.answer", "keys.accept"))
    await organiser.press(await organiser.press(page, "keys.remove"), "keys.remove.yes")

    assert [h.public_key for h in (await lanes(scene))[0].holders] == [one.public]
    assert not (await organiser.command("case keys")).offers("keys.select")


async def test_members_see_a_choice_only_where_there_is_one(scene: Scene) -> None:
    """Own page and notice speak of recipients once one is open, and name who can open files."""
    person = await scene.member("amelie", "en")
    before = await moves.home(person)
    unproved = KeyHolder()
    await add(scene, recipient(unproved, "Cabinet Fermé", "Me Fermé"))
    still = await moves.home(person)

    await opened(scene, KeyHolder())

    after = await moves.home(person)
    notice = await _whole_notice(person)
    assert not before.offers("recipients")
    assert not still.offers("recipients")
    assert after.offers("recipients")
    assert "Cabinet Un" in notice
    assert "Me Un" in notice
    assert "Me Fermé" not in notice


async def _whole_notice(person: Person) -> str:
    page = await person.press(await person.command("privacy"), "notice")
    texts = [page.text]
    for number in range(1, 10):
        if not page.offers("notice", str(number)):
            break
        page = await person.press(page, "notice", str(number))
        texts.append(page.text)
    return "\n".join(texts)


async def test_a_member_chooses_changes_and_withdraws(scene: Scene) -> None:
    """The consent is read in full before it is given; a change says what it deletes; withdrawing is easy."""
    await opened(scene, KeyHolder())
    await opened(scene, KeyHolder(), "Cabinet Deux", "Me Deux")
    first, second = sorted(await lanes(scene), key=lambda lane: lane.name, reverse=True)
    person = await scene.member("amelie", "en")

    asked = await choose(scene, person, first)
    assert "I expressly consent" in asked.text
    assert "Me Un" in asked.text
    assert Purpose.LAWYER not in (await scene.file(person)).consents
    page = await person.press(asked, "lane.choose")
    assert "Cabinet Un" in page.text
    assert Purpose.LAWYER in (await scene.file(person)).consents

    change = await choose(scene, person, second)
    assert "is deleted here" in change.text
    page = await person.press(change, "lane.choose")
    assert "Cabinet Deux" in page.text
    assert "Cabinet Un. Can be opened by" not in page.text
    assert {lane.name: lane.members for lane in await lanes(scene)} == {"Cabinet Un": 0, "Cabinet Deux": 1}

    asked = await person.press(await person.press(page, "recipients"), "recipient.leave")
    assert Purpose.LAWYER in (await scene.file(person)).consents
    await person.press(asked, "recipient.leave.yes")
    assert Purpose.LAWYER not in (await scene.file(person)).consents


async def test_the_consent_shown_is_the_one_given(scene: Scene) -> None:
    """When a key-holder joins while a member reads, the choice is refused and leads to the new text."""
    one, two = KeyHolder(), KeyHolder()
    page = await opened(scene, one)
    (lane,) = await lanes(scene)
    person = await scene.member("amelie", "en")
    asked = await choose(scene, person, lane)
    named = await scene.organiser.fill(
        await scene.organiser.press(page, "keys.add"), {"holder": "Me Deux", "key": two.public}
    )
    await answer(scene, named, two.answer(named.files[CHALLENGE].decode()))

    refused = await person.press(asked, "lane.choose")

    assert refused.refused
    assert refused.offers("notice")
    assert Purpose.LAWYER not in (await scene.file(person)).consents


async def test_leaving_names_what_is_deleted(scene: Scene) -> None:
    """Who chose a recipient is told, before leaving, that what was sealed goes; others hear nothing of it."""
    await opened(scene, KeyHolder())
    (lane,) = await lanes(scene)
    with_choice, without = await scene.member("amelie", "en"), await scene.member("bastien", "en")
    await chosen(scene, with_choice, lane)

    async def question(person: Person) -> str:
        return (await person.press(await person.press(await moves.home(person), "privacy"), "leave")).text

    assert "Cabinet Un" in await question(with_choice)
    assert "seal" not in (await question(without)).lower()


async def test_organisers_words_are_shown_as_words(scene: Scene) -> None:
    """Names of recipients and key-holders are never markup, mention or link, whoever reads them."""
    name, who = "[x](http://example.invalid)", "@everyone **Me**"
    await opened(scene, KeyHolder(), name, who)
    (lane,) = await lanes(scene)
    person = await scene.member("amelie", "en")

    asked = await choose(scene, person, lane)

    for page in (asked, await moves.home(person), await scene.organiser.command("case keys")):
        assert name not in page.text
        assert "@everyone" not in page.text
        assert "**Me**" not in page.text
