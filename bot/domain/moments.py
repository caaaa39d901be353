"""Which day a moment falls on: moments are kept in UTC, people count days by the clock on the wall."""

from datetime import date, datetime, tzinfo


def local_day(at: datetime, zone: tzinfo) -> date:
    """The day on which the moment falls in a time zone: that of the installation's settings."""
    return at.astimezone(zone).date()


def written_day(at: datetime) -> date:
    """The day that a moment names which was written down with its offset, as a dossier does.

    A desk has no settings; it must not show another day than the server did.
    """
    return at.date()
