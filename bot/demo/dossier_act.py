"""The last act: a dossier a recipient, built in chat, fetched over HTTP, opened as at a key-holder's desk."""

import asyncio
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.demo import moves
from bot.demo.hand import DemoError, went_well
from bot.demo.keyholders import Holder, Recipient
from bot.demo.organising import Organisers
from bot.demo.page_visitor import Visitor
from bot.demo.result import DOSSIERS, DemoResult, Dossier, Folder
from bot.dossier.opening import Opened, open_dossier
from bot.dossier.output import write_out
from bot.dossier.papers import Desk
from bot.dossier.refusals import OtherKeyError

_LINK = re.compile(r"https?://[^\s`]+/d/[A-Za-z0-9_-]+")
_SUFFIX = ".zip.age"


@dataclass(frozen=True)
class Fetched:
    """A dossier on the key-holder's disk."""

    recipient: Recipient
    path: Path


async def hand_over(organisers: Organisers, recipient: Recipient, folder: Folder) -> Fetched:
    """Build the dossier by two organisers, make the link, and fetch the file as the key-holder does."""
    organiser = organisers.first
    await organisers.confirmed(await moves.build_dossier(organiser, recipient.lane_id))
    built = went_well(await moves.newest_dossier(organiser))
    linked = went_well(await organiser.press(built, "dossier.link"))
    found = _LINK.search(linked.text)
    if found is None:
        raise DemoError(f"no link to the dossier: {linked.text[:300]}")
    async with Visitor("fr") as visitor:
        page = await visitor.open(found[0])
        data = (await visitor.send(page, action="/d")).data
    if hashlib.sha256(data).hexdigest() not in built.text:
        raise DemoError("the organiser was told another fingerprint than that of the file")
    name = folder.save(f"{DOSSIERS}/{recipient.slug}{_SUFFIX}", data)
    return Fetched(recipient, folder.path / name)


async def open_at_desk(
    fetched: Fetched, strangers: Iterable[Holder], folder: Folder, result: DemoResult, now: datetime
) -> None:
    """Open the dossier with the key of whoever joined last, and write everything that a desk writes.

    Raises DemoError when a key-holder of the recipient cannot open all of it, or anybody else any of it.
    """
    recipient = fetched.recipient
    for holder in recipient.holders[:-1]:
        await asyncio.to_thread(_check_whole, fetched, holder)
    for stranger in strangers:
        await asyncio.to_thread(_check_closed, fetched, stranger)
    last = recipient.holders[-1]
    target = folder.free(f"{DOSSIERS}/{recipient.slug}")
    members, written = await asyncio.to_thread(_write, fetched, last, target)
    result.opened += sorted(p.relative_to(folder.path).as_posix() for p in written)
    key = folder.path / DOSSIERS / f"fictitious-key-{recipient.slug}.txt"
    key.unlink(missing_ok=True)
    last.key.write(key, now)
    result.keys.append(key.relative_to(folder.path).as_posix())
    path = fetched.path.relative_to(folder.path).as_posix()
    digest = hashlib.sha256(fetched.path.read_bytes()).hexdigest()
    result.dossiers.append(Dossier(path, digest, members, recipient.name))


def _write(fetched: Fetched, holder: Holder, target: Path) -> tuple[int, list[Path]]:
    with _opened_whole(fetched, holder) as opened:
        write_out(Desk(opened), target)
        return len(opened.members), [p for p in target.rglob("*") if p.is_file()]


def _check_whole(fetched: Fetched, holder: Holder) -> None:
    _opened_whole(fetched, holder).close()


def _opened_whole(fetched: Fetched, holder: Holder) -> Opened:
    opened = open_dossier(fetched.path, holder.key.secret)
    if opened.locked:
        opened.close()
        raise DemoError(f"{holder.name} cannot open everything in {fetched.path.name}")
    return opened


def _check_closed(fetched: Fetched, stranger: Holder) -> None:
    try:
        open_dossier(fetched.path, stranger.key.secret).close()
    except OtherKeyError:
        return
    raise DemoError(f"{stranger.name} opened {fetched.path.name}, which is not theirs")
