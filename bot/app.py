"""The only wiring: settings to storage, vault and services, and those to the Discord client."""

import asyncio
import gc
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from bot.backup.making import Plan, Target, newest
from bot.backup.scratch import clear_left
from bot.backup.swapping import is_under_way
from bot.domain.errors import BusyError
from bot.evidence.cleaner import Cleaner
from bot.letters.pool import RenderPool
from bot.packs import Library
from bot.services import Deps, Services, build_services
from bot.services.alerts import Signs
from bot.services.backups import backup_chores
from bot.services.chores import chores
from bot.services.erasing import check_shreds, replay_tombstones
from bot.services.halting import HALT, Halt
from bot.services.keyring import unlock
from bot.services.reserve import RESERVE, Reserve
from bot.services.rotation import bring_under
from bot.services.upkeep import Upkeep
from bot.settings import PREFIX, Settings, SettingsError
from bot.storage import Store, StoreError
from bot.storage.files import DATABASE, SHRED_KEYS
from bot.storage.shredding import ShredStore
from bot.text.catalogue import LANGUAGES, catalogue
from bot.vault import RootKey, Vault
from bot.vault.keyfile import load_earlier

if TYPE_CHECKING:
    from bot.ui.client import CollectifBot
    from bot.web.health import Health
    from bot.web.server import Page

# Folder in the data folder; what lies in it is encrypted to key-holders and waits to be fetched.
DOSSIERS = "dossiers"
Clock = Callable[[], datetime]
_SETTLED_AFTER = 5.0  # seconds


class BadTokenError(Exception):
    """Discord refused the bot's token."""


def utc_now() -> datetime:
    """Return the present, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class App:
    """A built bot: what runs it and what must be closed after it."""

    deps: Deps
    services: Services
    upkeep: Upkeep

    @property
    def store(self) -> Store:
        """The database."""
        return self.deps.store

    async def close(self) -> None:
        """Let children and storage go; safe to call once after use."""
        await _close(self.deps)

    def client(self) -> "CollectifBot":
        """Return a Discord client that serves this app; it connects only when started."""
        from bot.ui.client import CollectifBot  # the whole of chat loads only where it is used

        return CollectifBot(self.services)

    def page(self, settings: Settings) -> "Page":
        """Return the sealed page of this app; it serves only when started."""
        from bot.web.server import Page

        return Page(
            self.services,
            zone=settings.zone,
            url=settings.page_url,
            listen=settings.page_listen,
            proxies=settings.trusted_proxies,
        )

    def health(self, settings: Settings, client: "CollectifBot") -> "Health":
        """Return the endpoints for the operator's monitoring; they serve only when started."""
        from bot.web.health import Health, Probe

        plan = backup_plan(settings)

        async def readable() -> bool:
            try:
                async with self.store.reading():
                    return True
            except (BusyError, StoreError):
                return False

        def backup_age() -> float | None:
            last = newest(plan) if plan is not None else None
            return None if last is None else (utc_now() - last).total_seconds()

        probe = Probe(readable, client.is_ready, lambda: client.latency, backup_age, settings.data_dir)
        return Health(probe, settings.health_listen)


def _check_wording(settings: Settings, library: Library) -> None:
    """Refuse to start with wording that no letter can be made with; files are read, nothing is drawn."""
    if settings.wording_dir is None:
        return
    from bot.letters.checking import check_wording

    packs = [library.get(s.id).pack for s in library.summaries("en")]
    report = check_wording(settings.wording_dir, packs, (), utc_now().date(), composing=False)
    if report.errors:
        raise SettingsError("\n".join((*report.errors, "run: collectif wording check FOLDER")))


async def build(settings: Settings, *, servers: Iterable[int] | None = None, clock: Clock = utc_now) -> App:
    """Open the storage, check the key against it, repeat erasures that a backup undid, build the services.

    Raises KeyFileError (no or a bad root key) and StoreError (wrong key, newer schema, second instance, lost
    shred keys, a restore that was interrupted) before anything is written.
    """
    if is_under_way(settings.data_dir):
        raise StoreError("a restore was interrupted here: go on with collectif restore --finish")
    if settings.data_dir.is_dir():
        await asyncio.to_thread(clear_left, settings.data_dir)
    root = RootKey.load(settings.root_key)
    load_earlier(settings.previous_root_key_files, root)  # a mistake in the list stops the start
    deps = await _open(settings, root, settings.database, settings.data_dir, clock, servers)
    plan, every = backup_plan(settings), timedelta(hours=settings.backup_hours)
    looking = partial(newest, plan) if plan is not None else None
    services = build_services(deps, Signs(settings.data_dir, looking, every))
    built = App(deps, services, Upkeep(chores(deps, services), clock))
    try:
        await check_shreds(deps)
        await replay_tombstones(deps)
        await built.upkeep.turn()
        # A large backup takes its time: the first one is made once the bot serves.
        built.upkeep.add(backup_chores(plan, every, clock))
    except BaseException:
        await built.close()
        raise
    return built


async def replay(settings: Settings, folder: Path) -> int:
    """Bring the stores of a folder up to date and erase again whoever was erased; return how many.

    A backup of before a change of the root key comes under the present one first, with the keys that the
    settings name. Raises what `build` raises. Nothing is served.
    """
    root = RootKey.load(settings.root_key)
    earlier = load_earlier(settings.previous_root_key_files, root)
    if earlier:
        database = f"sqlite:///{folder / DATABASE}"
        await bring_under(database, folder / SHRED_KEYS, Vault(root), [*map(Vault, earlier)], utc_now())
    deps = await _open(settings, root, f"sqlite:///{folder / DATABASE}", folder, utc_now, ())
    try:
        await check_shreds(deps)
        return await replay_tombstones(deps)
    finally:
        await _close(deps)


def backup_plan(settings: Settings) -> Plan | None:
    """Return what the settings say of backups; none when they name no folder."""
    if settings.backup_dir is None or settings.key_backup_dir is None:
        return None
    days, key_days = timedelta(days=settings.backup_days), timedelta(days=settings.key_backup_days)
    return Plan(
        database_url=settings.database,
        shred_keys=settings.data_dir / SHRED_KEYS,
        data_dir=settings.data_dir,
        program=metadata.version("collectif"),
        data=Target(settings.backup_dir, settings.backup_recipients, days),
        keys=Target(settings.key_backup_dir, settings.backup_recipients, key_days),
    )


async def _open(
    settings: Settings,
    root: RootKey,
    database: str,
    data_dir: Path,
    clock: Clock,
    servers: Iterable[int] | None,
) -> Deps:
    vault = Vault(root)
    library = Library(settings.packs_dir)
    _check_wording(settings, library)
    store = await Store.open(database, key_check=vault.check, copies=data_dir)
    try:
        shreds = await ShredStore.open(data_dir / SHRED_KEYS)
    except BaseException:
        await store.close()
        raise
    try:
        vault = await unlock(vault, store, shreds)
    except BaseException:
        await shreds.close()
        await store.close()
        raise
    return Deps(
        store=store,
        shreds=shreds,
        vault=vault,
        library=library,
        pool=RenderPool(),
        evidence=Cleaner(),
        dossiers=data_dir / DOSSIERS,
        halt=Halt(data_dir / HALT),
        reserve=Reserve(data_dir / RESERVE),
        clock=clock,
        allowed_servers=frozenset(settings.allowed_servers if servers is None else servers),
        timezone=settings.zone,
        backup_days=settings.backup_days,
        key_backup_days=settings.key_backup_days,
        wording_dir=settings.wording_dir,
    )


async def _close(deps: Deps) -> None:
    deps.pool.close()
    deps.evidence.close()
    await deps.shreds.close()
    await deps.store.close()


async def run(settings: Settings) -> None:
    """Serve Discord until stopped; raises BadTokenError, once and without a retry, for a refused token."""
    import discord  # the commands that tend the stores do without it, and start sooner

    token = settings.token()
    app = await build(settings)
    page = app.page(settings) if settings.page_url else None
    client = app.client()
    health = app.health(settings, client) if settings.health_listen else None
    upkeep = asyncio.create_task(app.upkeep.forever())
    settling = asyncio.create_task(_settle_later())
    try:
        await _start(page, "PAGE_LISTEN")
        await _start(health, "HEALTH_LISTEN")
        async with client:
            await client.start(token.get_secret_value())
    except discord.LoginFailure as error:
        raise BadTokenError from error
    except discord.ConnectionClosed as error:
        # 4004: the token was accepted over HTTP and refused by the gateway, so it was just revoked.
        if error.code == 4004:
            raise BadTokenError from error
        raise
    finally:
        upkeep.cancel()
        settling.cancel()
        for door in (health, page):
            if door is not None:
                await door.stop()
        await app.close()


async def _settle_later() -> None:
    """Settle beside the loop, some seconds after Discord was called: the start does not wait for it."""
    await asyncio.sleep(_SETTLED_AFTER)
    await asyncio.to_thread(settle)


def settle() -> None:
    """Load the sentences, and leave what lives as long as the process out of later garbage collections.

    Reading a catalogue would hold the loop for 50 ms, a collection of everything for 100 to 250 ms.
    """
    for language in LANGUAGES:
        catalogue(language)
    gc.collect()
    gc.freeze()


async def _start(door: "Page | Health | None", setting: str) -> None:
    if door is None:
        return
    try:
        await door.start()
    except OSError as error:
        raise SettingsError(f"{PREFIX}{setting}: this address and port cannot be used here") from error
