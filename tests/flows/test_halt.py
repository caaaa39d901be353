"""Intake stopped in an emergency: by the operator's command, or by the bot itself when it is tapped."""

import asyncio
from typing import Any

import pytest

from bot.demo import moves
from bot.services.alerts import ALERTS, Alert
from bot.services.halting import HALT
from bot.text import tr
from tests.cli.process import collectif
from tests.scene import FEBRUARY, SCAM, Scene, registration


async def test_panic_stops_a_running_bot_and_keeps_the_ways_out(scene: Scene) -> None:
    """Nothing new is taken in, from members, newcomers or organisers; erasing works; `--over` ends it."""
    member = await scene.member("amelie", concerned=[FEBRUARY])
    leaver = await scene.member("bastien")
    form = await member.command("scam")
    home = scene.world.settings.data_dir.parent
    data = str(scene.world.settings.data_dir)

    stopped = await asyncio.to_thread(collectif, "panic", cwd=home, COLLECTIF_DATA_DIR=data)
    refused = [
        await member.fill(form, SCAM),
        await moves.join(scene.newcomer("zoe"), scene.panel, registration()),
        await scene.organiser.command("case panel"),
    ]
    read = await member.command("me")
    gone = await moves.erase(leaver)
    count = await scene.count()
    again = await asyncio.to_thread(collectif, "panic", "--over", cwd=home, COLLECTIF_DATA_DIR=data)
    saved = await member.fill(await member.command("scam"), SCAM)

    assert (stopped.returncode, again.returncode) == (0, 0)
    assert "Reset Token" in stopped.stdout
    assert [seen.refused for seen in refused] == [True, True, True]
    assert "rien n’a été enregistré" in refused[0].text.lower().replace("'", "’")
    assert not read.refused
    assert not gone.refused
    assert count == 1
    assert not saved.refused
    assert len((await scene.file(member)).scams) == 1


@pytest.mark.parametrize("field", ["interactions_endpoint_url", "event_webhooks_url"])
async def test_c14_a_tapped_bot_stops_intake_by_itself(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    """C14: an address that would receive interactions stops intake within one look; before, all went on.

    So it does when Discord answers nothing else.
    """
    bot = scene.world.bot
    plain = bot.http.application_info
    halt = scene.world.settings.data_dir / HALT

    async def tapped() -> Any:
        return {**await plain(), field: "https://stranger.invalid/"}

    await bot._drift.look(bot)
    before = halt.exists()
    monkeypatch.setattr(bot.http, "application_info", tapped)

    async def unanswered(*_: object) -> Any:
        raise OSError  # as when a thief uses up what may be asked with the token

    monkeypatch.setattr(bot.http, "get_global_commands", unanswered)
    bot._drift.published = frozenset({"me"})
    await bot._drift.look(bot)
    seen = await moves.join(scene.newcomer("zoe"), scene.panel, registration())

    assert (before, halt.exists()) == (False, True)
    assert seen.refused
    assert await scene.count() == 0
    told = {failure.partition(" ")[0] for failure in scene.world.failures}
    assert told - {"application_unseen"} == {"application_tapped", "intake_stopped"}
    scene.world.failures.clear()


async def test_c14_another_owner_or_other_commands_are_told_to_organisers(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C14: found at the next look, told on the organisers' page alone, logged once; intake goes on."""
    bot, services = scene.world.bot, scene.world.app.services
    plain, told = bot.http.application_info, tr(ALERTS[Alert.APPLICATION_CHANGED], "fr")
    foreign = {"name": "foreign", "description": "Somebody else's.", "type": 1}
    await bot._publish()
    await bot._drift.look(bot)
    before = await scene.organiser.command("case settings")
    await bot.http.bulk_upsert_global_commands(str(bot.application_id), [foreign])

    async def sold() -> Any:
        return {**await plain(), "owner": {"id": "1"}}

    monkeypatch.setattr(bot.http, "application_info", sold)
    await bot._look()
    task = bot._publish.get_task()
    assert task is not None
    await task
    await bot._look()
    after = await scene.organiser.command("case settings")
    own = await (await scene.member("amelie")).command("me")

    assert told not in before.text + own.text
    assert after.text.count(told) == 1
    assert not services.halt.is_on()
    names = [failure.partition(" ")[0] for failure in scene.world.failures]
    assert names == ["application_owner_changed", "application_commands_changed"]
    scene.world.failures.clear()


def test_panic_without_a_folder_says_so(scene: Scene) -> None:
    """A wrong folder is told, and nothing is made."""
    home = scene.world.settings.data_dir.parent

    done = collectif("panic", cwd=home, COLLECTIF_DATA_DIR=str(home / "elsewhere"))

    assert done.returncode == 3
    assert not (home / "elsewhere").exists()
