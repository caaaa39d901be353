"""What may only be sealed: the fields of a member that the server takes in and can never read again."""

from enum import StrEnum


class SealedField(StrEnum):
    """A field of a member's sealed file; each correction is a new version of its field."""

    IDENTITY = "identity"  # names, and a birth date where a chosen letter needs one
    CONTACT = "contact"  # postal address, e-mail, telephone
    STATEMENT = "statement"  # the member's own words
    SENDERS = "senders"  # scam senders as displayed, by scam contact
    MANDATE = "mandate"  # a signed mandate, as a file
    EVIDENCE = "evidence"  # one evidence file; several may stand beside each other


# Fields of which only the newest version counts; evidence files stand beside each other.
SINGLE = frozenset(SealedField) - {SealedField.EVIDENCE}


class LaneKind(StrEnum):
    """What a lane's key-holders are to the members who chose it."""

    LAWYER = "lawyer"
    ASSOCIATION = "association"
    ORGANISER = "organiser"  # named as key-holder by the notice that members accept


class HolderState(StrEnum):
    """Where a key-holder stands: named, proved to hold the key, or gone."""

    NAMED = "named"
    PROVED = "proved"
    REMOVED = "removed"


class LinkPurpose(StrEnum):
    """What a one-time link opens."""

    OWN_FILE = "own_file"  # a member's page
    DOSSIER = "dossier"  # one dossier, for its lane's key-holder
