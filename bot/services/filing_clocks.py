"""The days that follow from a filing of the group: the authority's silence, and the appeal."""

from datetime import date

from bot.domain.clocks import Clock, filing_clocks
from bot.domain.codes import StepKind
from bot.domain.frozen import TO_LAWYER
from bot.domain.member import EntryId, Step
from bot.domain.pack import Authority, Pack
from bot.storage import FilingRow


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
