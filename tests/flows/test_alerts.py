"""Organisers are told in chat that something is wrong: on their own pages, without content, without a DM."""

import pytest

from bot.domain.errors import NotAllowedError
from bot.services.alerts import ALERTS, Alert
from bot.text import tr
from tests.scene import Scene, actor


async def test_every_alert_arrives_once_and_on_the_organisers_page(scene: Scene) -> None:
    """Whatever is wrong: one line each, without a value, in the reader's language, shown to them alone."""
    quiet = await scene.organiser.command("case settings")
    for alert in Alert:
        scene.world.app.services.alerts.stand(alert)

    page = await scene.organiser.command("case settings")

    assert {alert: page.text.count(tr(ALERTS[alert], "fr")) for alert in Alert} == dict.fromkeys(Alert, 1)
    assert page.private
    assert [alert for alert in Alert if tr(ALERTS[alert], "fr") in quiet.text] == []


async def test_what_is_wrong_stands_on_organisers_pages_only(scene: Scene) -> None:
    """A stopped intake is told under settings and progress, in the reader's language, until it is over."""
    member = await scene.member("amelie")
    halt = scene.world.app.services.halt
    told = tr(ALERTS[Alert.INTAKE_STOPPED], "fr")
    sent = len(scene.world.requests)

    halt.put_on()
    pages = [await scene.organiser.command(f"case {page}") for page in ("settings", "progress")]
    own = await member.command("me")
    halt.take_off()
    after = await scene.organiser.command("case settings")

    assert [told in page.text and page.private for page in pages] == [True, True]
    assert told not in own.text + after.text
    assert [r.path for r in list(scene.world.requests)[sent:] if "/channels" in r.path] == []
    with pytest.raises(NotAllowedError):
        await scene.world.app.services.alerts.alerts(actor(member), scene.case)
