"""The figures of members who are at hand, as a letter counts them."""

from collections.abc import Iterable, Sequence

from bot.domain.figures import Figures
from bot.domain.member import MemberFile
from bot.domain.tallies import Tally, figures_of, tally_of


def count(incidents: Sequence[str], members: Iterable[MemberFile]) -> Figures:
    """Count each member, and add up."""
    return figures_of(incidents, sum(map(tally_of, members), Tally()))
