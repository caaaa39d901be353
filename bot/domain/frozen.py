"""A collective letter's text that is fixed: what members answer, and what follows its filing."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.errors import DomainError
from bot.domain.marks import N_

# In the place of an authority: the letter of the group goes to its lawyer. No authority has such an id.
TO_LAWYER = "*lawyer"


class Vote(StrEnum):
    """A member's answer to a frozen text; who says nothing has not approved."""

    APPROVE = "approve"
    OBJECT = "object"


class Ground(StrEnum):
    """Why a member objects to a text; the closed list keeps what people would type out of the chat."""

    FACT_WRONG = "fact_wrong"
    ABOUT_ME = "about_me"
    TOO_MUCH = "too_much"
    MISSING = "missing"
    DEMANDS = "demands"
    ADDRESSEE = "addressee"
    TIMING = "timing"
    OTHER = "other"


@dataclass(frozen=True)
class Objections:
    """How many objected on which ground, the most frequent first, and the notes that they left."""

    grounds: tuple[tuple[Ground, int], ...] = ()
    notes: tuple[tuple[Ground, str], ...] = ()  # without whose they are


@dataclass(frozen=True)
class Tally:
    """How many of those counted in a text approved it, objected to it, or said nothing."""

    members: int
    approved: int
    objected: int
    gone: int = 0  # left since, or took their consent to the complaint back: their answer counts no more

    @property
    def silent(self) -> int:
        """Who did not answer; never an approval."""
        return self.members - self.approved - self.objected - self.gone


class AlreadyFrozenError(DomainError):
    """Somebody was faster: the text exists once."""

    text = N_("This text was frozen already, on {day} at {time}. It cannot change any more.")


class DraftChangedError(DomainError):
    """What the letter is made from is not what it was when the draft was read."""

    text = N_(
        "The draft that you read is no longer what the letter would be now: somebody's file, the settings or "
        "the day has changed. Draw it again, read it, then freeze it. Nothing was saved."
    )


class MembersLeftError(DomainError):
    """The text counts people who are not there any more."""

    text = N_(
        "Somebody whom this text counts has left since it was drawn: nothing was frozen. Draw it again."
    )


class NotAsFrozenError(DomainError):
    """What is stored is not what was frozen: damaged, or changed by somebody."""

    text = N_(
        "This text is not as it was frozen, so it is not shown: the database was damaged or changed. Tell "
        "whoever runs the bot; do not file any copy of it."
    )


class NoReadingCopyError(DomainError):
    """A text that was frozen before reading copies were kept, or is in the reader's language."""

    text = N_("No reading copy in this language was kept with the text.")


class VoteClosedError(DomainError):
    """The answers were counted for the copy that is filed."""

    text = N_(
        "The answers were counted already, for the copy that goes to the authority. Nothing was changed; you "
        "can still leave the case."
    )


class ReasonNeededError(DomainError):
    """Whoever objects says why, from the list."""

    text = N_("Choose why you object: without a reason nobody could change the text. Nothing was saved.")


class NoteRefusedError(DomainError):
    """The note holds a number that has no place in it."""

    text = N_(
        "The note holds a number that nobody should write here, such as a social security, bank or card "
        "number. Nothing was saved: take it out."
    )


class NotCountedError(DomainError):
    """Only those whom a text counts answer for it."""

    text = N_("This text was made without you, so your answer is not asked for. You see what becomes of it.")


class ReplacedError(DomainError):
    """Members answer for the newest text; an earlier one is not filed any more."""

    text = N_("A later text has replaced this one. Nothing was changed: go on with the later one.")


class FilingOrderError(DomainError):
    """A filing goes step by step."""

    text = N_("First print the text for the authority, then record that it was filed, then its answer.")
