"""The classes of what is kept for a time, each with its own clock."""

from enum import StrEnum


class RetentionClass(StrEnum):
    """What is deleted by age; the periods stand in `bot.services.retention`."""

    REGISTRATIONS = "registrations"  # everything of a case's members, after the case was closed
    WITHDRAWN = "withdrawn"  # registrations that were withdrawn and not erased
    AUDIT = "audit"  # lines of the audit trail
    REQUESTS = "requests"  # hashes of interaction ids
    LINKS = "links"  # used and expired links, ended sessions
    DOSSIERS = "dossiers"  # dossier files that nobody fetched
    NOTICES = "notices"  # notices that a recipient was served
