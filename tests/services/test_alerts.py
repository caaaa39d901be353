"""What organisers are told of the machine and of key-holders: from when it is wrong until it is right."""

import shutil
from datetime import timedelta
from types import SimpleNamespace

import pytest

from bot.backup.making import make, newest
from bot.domain.errors import NotAllowedError
from bot.services.alerts import ALERTS, LITTLE_ROOM, Alert, AlertService, Signs
from bot.text import LANGUAGES, tr
from tests.keyholder import KeyHolder
from tests.services.faulting_child import plan
from tests.services.office import ANN, ORGANISER, Office
from tests.services.sealing import named, opened


async def test_backups_disk_and_key_holders_are_watched(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has its own alert, from when it is wrong until it is right; what is not watched says nothing."""
    case = await office.case()
    folder = office.deps.dossiers.parent
    wanted = plan(folder)
    watching = AlertService(office.deps, Signs(folder, lambda: newest(wanted), timedelta(hours=24)))

    async def found(service: AlertService) -> list[Alert]:
        return await service.alerts(office.actor(ORGANISER), case.id)

    assert await found(office.services.alerts) == []
    assert await found(watching) == [Alert.BACKUP_LATE]
    await make(wanted, office.now)
    assert await found(watching) == []
    office.now += timedelta(hours=49)
    assert await found(watching) == [Alert.BACKUP_LATE]
    office.now -= timedelta(hours=49)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=LITTLE_ROOM - 1))
    assert await found(watching) == [Alert.DISK_FULL]
    await named(office, case, KeyHolder(), lane_name="Cabinet Deux")
    assert await found(office.services.alerts) == [Alert.NO_HOLDER]
    await opened(office, case, KeyHolder())
    assert await found(office.services.alerts) == [Alert.NO_HOLDER, Alert.ONE_HOLDER]
    with pytest.raises(NotAllowedError):
        await watching.alerts(office.actor(ANN), case.id)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alert_has_its_words(language: str) -> None:
    """In every language, and no alert holds a place for a value."""
    assert set(ALERTS) == set(Alert)
    assert [text for text in ALERTS.values() if "{" in tr(text, language)] == []
