"""The classes of what is kept for a time, how long each is kept, and when people are warned."""

from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from bot.domain.calendar_days import add_months

# A withdrawn registration waits for its person to come back; entries that nobody uses are not kept for ever.
WITHDRAWN_KEPT = timedelta(days=365)
# Pseudonymous lines of who did what: as long as somebody may ask (design 2.6 of the security brief).
AUDIT_KEPT = timedelta(days=3 * 365)
# That a recipient was told, after it was told.
NOTICES_KEPT = timedelta(days=90)
# Whom an organiser's decided act named, and who asked for it and decided: members see it for so long.
ACTS_KEPT = timedelta(days=30)
# Between the warning and the deletion of registrations: long enough for one month's holiday.
WARNED_BEFORE = timedelta(days=30)


class RetentionClass(StrEnum):
    """What is deleted by age; the periods stand above and in the case's settings."""

    REGISTRATIONS = "registrations"  # everything of a case's members, after the case was closed
    WITHDRAWN = "withdrawn"  # registrations that were withdrawn and not erased
    AUDIT = "audit"  # lines of the audit trail
    REQUESTS = "requests"  # hashes of interaction ids
    LINKS = "links"  # used and expired links, ended sessions
    DOSSIERS = "dossiers"  # dossier files that nobody fetched
    NOTICES = "notices"  # notices that a recipient was served
    ACTS = "acts"  # names and accounts in organisers' acts that were decided


# What people may be warned of, in the order of the schema; acts that take two are forgotten without it.
WARNED = tuple(kind for kind in RetentionClass if kind is not RetentionClass.ACTS)


def registrations_due(closed_at: datetime | None, months: int, zone: tzinfo) -> datetime | None:
    """Return when a case's registrations are deleted: so many months after it was closed, to the second.

    Months are counted by the clocks of the installation's time zone, like every other period: a case that
    was closed there on the last of a month, late in the evening, is counted from that day.
    """
    if closed_at is None:
        return None
    local = closed_at.astimezone(zone)
    last = datetime.combine(add_months(local.date(), months), local.time(), tzinfo=zone)
    return last.astimezone(closed_at.tzinfo)
