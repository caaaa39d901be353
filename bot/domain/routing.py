"""Which authority a member's complaint goes to (art. 77 GDPR; legal brief B.3).

Residence first, then place of work: one person has one regulator. A pack that has no authority for
either country leaves the member without one, and the tool says so instead of guessing.
"""

from collections.abc import Iterable

from bot.domain.member import MemberFile
from bot.domain.pack import Authority, Pack


def authority_for(pack: Pack, residence: str, work: str | None) -> Authority | None:
    """The authority of the country of residence, else of work, else None."""
    by_country = {a.country: a for a in pack.authorities}
    return by_country.get(residence) or (by_country.get(work) if work else None)


def routed_to(pack: Pack, authority: Authority, members: Iterable[MemberFile]) -> list[MemberFile]:
    """The members whose complaint goes to the authority, in the order of their references."""
    chosen = (m for m in members if authority_for(pack, m.residence, m.work) == authority)
    return sorted(chosen, key=lambda m: m.ref)
