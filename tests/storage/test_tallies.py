"""What is counted in the database is what is counted from the members' files."""

from dataclasses import replace

from bot.domain.codes import MemberStatus, Purpose
from bot.domain.member import MemberFile
from bot.domain.tallies import Tally, figures_of
from bot.storage import Store, Tx
from tests.domain.figures import count
from tests.domain.generated import INCIDENTS, crowd
from tests.storage.sample import NOW, add_member, case_row, consent_row


async def keep(tx: Tx, file: MemberFile) -> None:
    """Write a whole file; a consent that was withdrawn stands in the ledger before the others."""
    await add_member(tx, replace(file, involvements=(), exposures=(), scams=(), harms=(), steps=()))
    for purpose in Purpose:
        await tx.consents.add(consent_row(file.id, purpose))
        await tx.consents.add(consent_row(file.id, purpose, given=purpose in file.consents))
    for involvement in file.involvements:
        await tx.entries.put_involvement(file.id, involvement)
    for exposure in file.exposures:
        await tx.entries.put_exposures(file.id, exposure.incident, [exposure])
    for scam in file.scams:
        await tx.entries.add_scam(file.id, scam)
    for harm in file.harms:
        await tx.entries.add_harm(file.id, harm)
    for step in file.steps:
        await tx.entries.add_step(file.id, step)


async def test_m1_counts_are_those_of_the_files(store: Store) -> None:
    """M1: whole or in slices, figures are those of the files; who left and other cases are not in them."""
    people = crowd(7, 40)
    async with store.transaction() as tx:
        await tx.cases.add(case_row(), list(INCIDENTS))
        await tx.cases.add(case_row("OTHER"), list(INCIDENTS))
        for file in people:
            await keep(tx, file)
        await add_member(tx, case_id="OTHER")
        await tx.members.set_status(people[-1].id, MemberStatus.WITHDRAWN, NOW)

    async with store.reading() as tx:
        stored = await tx.members.in_case("CASE")
        (whole,) = (await tx.tallies.count("CASE", [""], [])).values()
        parts = await tx.tallies.count("CASE", await tx.tallies.slices("CASE", 1), [])

    total: Tally = sum(parts.values(), Tally())
    assert total == whole
    assert len(parts) > 1
    assert figures_of(INCIDENTS, total) == count(INCIDENTS, stored)
    assert sum(n for key, n in total.items() if key[:2] == ("member", "withdrawn")) == 1
    for purpose in Purpose:
        given = sum(1 for m in stored if purpose in m.consents)
        assert sum(n for key, n in total.items() if key[:2] == ("consent", purpose)) == given
