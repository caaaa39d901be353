"""Run in a process of its own by tests of sealing: `python -m tests.services.sealing_child JOB FOLDER`."""

import asyncio
import dataclasses
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from bot.domain.identity import Statement, encode
from bot.domain.sealing import SealedField
from bot.services import Services, build_services
from bot.storage.shredding import ShredStore
from tests.keyholder import KeyHolder
from tests.services.office import ANN, Office, open_office
from tests.services.sealing import chosen, opened

WORDS = "Canary words {number}"


class Dying(ShredStore):
    """A store of shred keys after whose first write the process is gone."""

    async def keep(self, member_id: str, key_enc: bytes, at: datetime) -> bytes:
        """Keep the key, then die as by a power cut."""
        await super().keep(member_id, key_enc, at)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    async def shred(self, member_id: str, pseudonym: bytes, at: datetime) -> None:
        """Shred the key, then die as by a power cut."""
        await super().shred(member_id, pseudonym, at)
        os.kill(os.getpid(), signal.SIGKILL)


def say(*words: object) -> None:
    """Tell the parent, at once."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


async def _ready(office: Office) -> tuple[str, str]:
    """Let a member choose a recipient; tell the parent whose key opens what comes."""
    case, holder = await office.case(), KeyHolder()
    member = await office.member(case)
    lane = await opened(office, case, holder)
    await chosen(office, case, ANN, member.ref, lane.id)
    say("key", holder.key.secret)
    return case.id, member.ref


async def between(office: Office) -> None:
    """Die between the shred key and the record."""
    case_id, ref = await _ready(office)
    await _dying(office).sealed.put(office.actor(ANN), case_id, ref, SealedField.STATEMENT, _words(0))


async def erasing(office: Office) -> None:
    """Die between the shred key and the rows."""
    case_id, ref = await _ready(office)
    await office.services.sealed.put(office.actor(ANN), case_id, ref, SealedField.STATEMENT, _words(0))
    await _dying(office).rights.erase(office.actor(ANN), case_id)


def _dying(office: Office) -> Services:
    dying = Dying(office.deps.shreds._engine, office.deps.shreds._instance_lock)
    return build_services(dataclasses.replace(office.deps, shreds=dying))


def _words(number: int) -> bytes:
    return encode(Statement(WORDS.replace("{number}", str(number))))


async def burst(office: Office) -> None:
    """Correct a statement for ever; print each version once it is saved."""
    case_id, ref = await _ready(office)
    for number in range(1, 1_000):
        sealed = office.services.sealed
        mark = await sealed.put(office.actor(ANN), case_id, ref, SealedField.STATEMENT, _words(number))
        say("saved", mark.version)


async def _main(job: str, folder: Path) -> None:
    async with open_office(folder) as office:
        await {"between": between, "erasing": erasing, "burst": burst}[job](office)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], Path(sys.argv[2])))
