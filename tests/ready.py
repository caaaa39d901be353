"""Data folders that need no migration: the empty stores are made once in a process, then copied.

What makes them is tested where it is the subject (`tests/storage`); elsewhere it was a third of a test.
"""

import asyncio
import atexit
import shutil
import sqlite3
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from pathlib import Path

from bot.storage import Store
from bot.storage.files import DATABASE, SHRED_KEYS
from bot.storage.repositories.keys import KEY_CHECK
from bot.storage.shredding import ShredStore

_NOBODY = b"a key's check"


def fill(folder: Path, key_check: bytes) -> None:
    """Put empty stores of this root key into a data folder that has none, as the first start would."""
    if (folder / DATABASE).exists():
        return
    _copy(SHRED_KEYS, folder / SHRED_KEYS)
    database(folder / DATABASE, key_check)


def database(path: Path, key_check: bytes) -> None:
    """Make an empty database of this root key."""
    _copy(DATABASE, path)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA synchronous=OFF")
        db.execute("UPDATE meta SET value = ? WHERE name = ?", (key_check, KEY_CHECK))


def _copy(name: str, to: Path) -> None:
    shutil.copyfile(_made() / name, to)
    to.chmod(0o600)


@cache
def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="collectif-ready-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with ThreadPoolExecutor(1) as thread:  # the test's own loop runs in this one
        thread.submit(asyncio.run, _make(folder)).result()
    return folder


async def _make(folder: Path) -> None:
    store = await Store.open(f"sqlite:///{folder / DATABASE}", key_check=_NOBODY)
    await store.close()
    shreds = await ShredStore.open(folder / SHRED_KEYS)
    await shreds.close()
