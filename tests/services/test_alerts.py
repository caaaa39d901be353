"""What organisers are told of the machine and of key-holders: from when it is wrong until it is right."""

import asyncio
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.app import build
from bot.backup.making import make, newest
from bot.domain.access import Actor
from bot.domain.errors import NotAllowedError
from bot.services.alerts import ALERTS, LITTLE_ROOM, Alert, AlertService, Signs
from bot.services.halting import HaltedError
from bot.settings import Settings
from bot.storage import DamagedError
from bot.text import LANGUAGES, tr
from tests.keyholder import KeyHolder
from tests.services.faulting_child import plan
from tests.services.office import ANN, ORGANISER, SERVER, Office, open_office
from tests.services.sealing import named, opened

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


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


async def test_b9_damage_met_while_serving_stops_intake_and_is_told(tmp_path: Path) -> None:
    """B9: the bot reads on where it can and takes nothing new; organisers see that intake is stopped."""
    async with open_office(tmp_path) as office:
        case = await office.case()
        for who in range(5000, 5060):
            await office.member(case, who)
    app = await build(Settings(data_dir=tmp_path), servers=(SERVER,), clock=lambda: NOON)
    try:
        await asyncio.to_thread(_damage, tmp_path / "collectif.db", "consent")
        await app.store._engine.dispose()  # what was read before is not remembered
        member, organiser, join = (Actor(who, SERVER, "en", f"r{who}") for who in (5000, ORGANISER, ANN))

        with pytest.raises(DamagedError):
            await app.services.enrol.members(member, case.id)
        with pytest.raises(HaltedError):
            await app.services.enrol.register(join, case.id, await office.form(case, notice_version="x"))
        assert await app.services.alerts.alerts(organiser, case.id) == [Alert.INTAKE_STOPPED]
    finally:
        await app.close()


def _damage(path: Path, table: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\x55" * 100)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_alert_has_its_words(language: str) -> None:
    """In every language, and no alert holds a place for a value."""
    assert set(ALERTS) == set(Alert)
    assert [text for text in ALERTS.values() if "{" in tr(text, language)] == []
