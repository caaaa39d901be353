"""The days that follow from a filing of the group: the authority's silence, and the appeal."""

from datetime import date

from bot.domain.clocks import Clock, filing_clocks
from bot.domain.codes import StepKind
from bot.domain.frozen import TO_LAWYER
from bot.domain.member import EntryId, Step
from bot.domain.pack import Authority, Pack
from bot.storage import FilingRow, Tx


def receiving(pack: Pack, authority: str) -> Authority | None:
    """Return the authority that a letter of the group goes to; None when it goes to the lawyer."""
    return None if authority == TO_LAWYER else pack.authority(authority)


def clocks_of(authority: Authority | None, filed: FilingRow, today: date) -> tuple[Clock, ...]:
    """Return what runs since the filing, counted as for a member's own complaint; nothing before it."""
    if filed.filed_on is None or authority is None:
        return ()
    step = Step(
        id=EntryId(filed.frozen_id),
        incident="",  # the group's letter may be about several
        kind=StepKind.COMPLAINT_FILED,
        sent_on=filed.filed_on,
        outcome=filed.outcome,
        answered_on=filed.answered_on,
    )
    return tuple(filing_clocks(step, authority, today))


async def group_clocks(
    tx: Tx, pack: Pack, case_id: str, today: date, member_id: str | None = None
) -> tuple[Clock, ...]:
    """Return what runs since the group's letters were filed; with a member, those that count them."""
    filed = await tx.frozen.filings(case_id)
    counted = None if member_id is None else await tx.frozen.own(member_id)
    found: tuple[Clock, ...] = ()
    for row in await tx.frozen.of_case(case_id) if filed else []:
        if row.id in filed and (counted is None or row.id in counted):
            found += clocks_of(receiving(pack, row.authority), filed[row.id], today)
    return found
