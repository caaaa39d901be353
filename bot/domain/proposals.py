"""Acts that need two people: which, and how far a proposal has come (`design.md`, section 6)."""

from enum import StrEnum


class ProposedAct(StrEnum):
    """An act that a second organiser confirms, or that a lone one waits a day for."""

    ADD_ORGANISER = "add_organiser"
    REMOVE_ORGANISER = "remove_organiser"
    ADD_HOLDER = "add_holder"
    ACCEPT_HOLDER = "accept_holder"
    REMOVE_HOLDER = "remove_holder"
    CLOSE_LANE = "close_lane"
    BUILD_DOSSIER = "build_dossier"
    FREEZE_LETTER = "freeze_letter"


class ProposalState(StrEnum):
    """Where a proposal stands; every state but the first is final."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"  # by another organiser, or taken back by the one who asked
    EXPIRED = "expired"
    FAILED = "failed"  # confirmed, but what it was about had changed in the meantime
