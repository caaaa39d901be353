"""The burst at the service layer: everything but Discord."""

from pathlib import Path

from bench.burst.wave import Wave, at_once
from tests.services.office import open_office

_FIRST = 10_000_000  # account numbers of those who join


async def services(folder: Path, people: int) -> tuple[Wave, Wave]:
    """Register everybody at once, then give everybody a receipt code at once."""
    async with open_office(folder) as office:
        case = await office.case()
        form = await office.form(case)
        enrol, numbers = office.services.enrol, range(_FIRST, _FIRST + people)
        joined = await at_once([enrol.register(office.actor(n), case.id, form) for n in numbers])
        received = await at_once([enrol.receipt(office.actor(n), case.id) for n in numbers])
        async with office.deps.store.reading() as tx:
            assert await tx.members.count(case.id) == people
    return joined, received
