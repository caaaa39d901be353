"""What members may know of their file's travels, and what recipients must be told (GDPR art. 19)."""

from enum import StrEnum


class OpeningKind(StrEnum):
    """What was done with a member's file as a whole."""

    BUILT = "built"  # it went into a dossier
    FETCHED = "fetched"  # that dossier was handed over


class RecipientNoticeKind(StrEnum):
    """What a recipient who was served a member's file must be told of that member."""

    ERASED = "erased"
    WITHDRAWN = "withdrawn"  # left the group action
    LEFT_RECIPIENT = "left_recipient"  # no longer wants the file to go to this recipient
    CORRECTED = "corrected"
