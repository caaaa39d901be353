"""What is missing in a member's file, in the order in which a person would complete it."""

from collections.abc import Iterator

from bot.domain.codes import Answer, Purpose
from bot.domain.member import MemberFile
from bot.domain.pack import Incident, Pack
from bot.domain.routing import authority_for
from bot.services.views import GAP_TEXTS, CaseView, Gap


def gaps(case: CaseView, member: MemberFile) -> list[Gap]:
    """List what the file lacks; an empty list means that nothing more is needed for a complaint."""
    return list(_gaps(case, member))


def asking(pack: Pack) -> frozenset[str]:
    """Return the incidents in which an organisation can be said, so that not saying one is a gap."""
    return frozenset(i.id for i in pack.incidents if pack.choices(i.id))


def _gaps(case: CaseView, member: MemberFile) -> Iterator[Gap]:
    for incident in case.pack.incidents:
        yield from _of_incident(case, member, incident)
    if authority_for(case.pack, member.residence, member.work) is None:
        yield Gap("routing", GAP_TEXTS["routing"])
    if Purpose.COMPLAINT not in member.consents:
        yield Gap("complaint", GAP_TEXTS["complaint"])


def _of_incident(case: CaseView, member: MemberFile, incident: Incident) -> Iterator[Gap]:
    found = member.involvement(incident.id)
    if found is None:
        yield Gap("involvement", GAP_TEXTS["involvement"], incident.id)
        return
    if found.concerned is not Answer.YES:
        return
    if found.organisation is None and incident.id in asking(case.pack):
        yield Gap("organisation", GAP_TEXTS["organisation"], incident.id)
    if found.learned_on is None:
        yield Gap("learned_on", GAP_TEXTS["learned_on"], incident.id)
    if not any(e.incident == incident.id for e in member.exposures):
        yield Gap("categories", GAP_TEXTS["categories"], incident.id)
