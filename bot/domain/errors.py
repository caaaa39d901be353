"""What can be refused, each with a sentence for people and never a person's data."""

from typing import ClassVar

from bot.domain.marks import N_


class DomainError(Exception):
    """A refusal that a person is told.

    `text` is the English sentence and catalogue key; `values` fill its `{placeholders}` and hold codes,
    dates and limits only, never what somebody typed.
    """

    text: ClassVar[str] = N_("This is not possible.")

    def __init__(self, **values: object) -> None:
        super().__init__(type(self).__name__)
        self.values = values

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a child process with the values."""
        return _rebuild, (type(self), self.values)


def _rebuild(kind: "type[DomainError]", values: dict[str, object]) -> "DomainError":
    return kind(**values)


class KeptError(DomainError):
    """A refusal that undoes nothing: what was written before it was raised stays, with its audit line."""


class NotFoundError(DomainError):
    """The object does not exist, or is not the caller's to see: one answer for both."""

    text = N_("Nothing here under that reference.")


class NotAllowedError(DomainError):
    """The caller's role does not allow the act."""

    text = N_("Only the organisers of this case can do this.")


class NoCaseHereError(DomainError):
    """The server runs no case."""

    text = N_("No group action is open in this server yet.")


class ServerNotAllowedError(DomainError):
    """The operator's settings do not list this server."""

    text = N_("This bot is not set up for this server. Its operator must allow the server first.")


class CaseClosedError(DomainError):
    """The case no longer takes what was sent."""

    text = N_("This case is closed: nothing was saved. You can still see, leave or erase your registration.")


class CaseExistsError(DomainError):
    """A server runs one open case at a time."""

    text = N_("A case is already open in this server. Close it before you open another.")


class BadCodeError(DomainError):
    """An organiser code is wrong, used or expired."""

    text = N_("This code is not valid. It may be mistyped, used or expired: ask the operator for a new one.")


class BadReceiptError(DomainError):
    """A receipt code is wrong or replaced."""

    text = N_("This receipt code is not valid. It may be mistyped or replaced by a newer one.")


class ConsentMissingError(DomainError):
    """No registration without the first consent (legal brief F.3)."""

    text = N_(
        "Without the first consent we may not store anything about you, so nothing was saved. "
        "You can start again at any time."
    )


class NotAdultError(DomainError):
    """Only adults register themselves."""

    text = N_(
        "You must be 18 or over to register. "
        "A parent or legal representative can register for you. Nothing was saved."
    )


class NotRegisteredError(DomainError):
    """The caller has no registration in this case."""

    text = N_("You are not registered in this case yet. Press Join or use /join.")


class NoticeChangedError(DomainError):
    """The text shown is no longer the one in force."""

    text = N_(
        "The information notice has changed since you opened it. Please read it again: nothing was saved."
    )


class TooManyError(DomainError):
    """A limit that protects the group was reached."""

    text = N_("The limit of {limit} entries is reached. Delete or correct an existing one first.")


class AlreadyDoneError(DomainError):
    """The same interaction arrived twice: its one effect already stands."""

    text = N_("This was already saved.")


class InvalidInputError(DomainError):
    """Something typed or chosen cannot be recorded; nothing was saved."""

    text = N_("This entry is not valid. Nothing was saved.")


class KeptLongerError(InvalidInputError):
    """Nobody shortens the time on which others registered: it could delete their files early."""

    text = N_(
        "People have registered on the promise that their data stay for {n} months after the closing: "
        "you may lengthen that time, not shorten it."
    )


class BadDateError(InvalidInputError):
    """A date that cannot be read."""

    text = N_(
        "This date could not be read. Write it as day/month/year, for example {example}. Nothing was saved."
    )


class FutureDateError(InvalidInputError):
    """A date that has not happened."""

    text = N_("This date lies in the future. Nothing was saved.")


class TooEarlyDateError(InvalidInputError):
    """A date before the thing can have happened."""

    text = N_("This date is before {earliest}, which cannot be right. Nothing was saved.")


class BadAmountError(InvalidInputError):
    """An amount that cannot be read or is out of range."""

    text = N_(
        "This amount could not be read. Write it in euros, for example {example}, "
        "between 0 and {maximum}. Nothing was saved."
    )


class BadDurationError(InvalidInputError):
    """A duration that cannot be read or is out of range."""

    text = N_("This time could not be read. Write it in hours, for example {example}. Nothing was saved.")


class ContradictionError(InvalidInputError):
    """The same thing was answered yes and no."""

    text = N_("You chose both yes and no for the same category. Nothing was saved: please choose again.")


class NothingContradictionError(InvalidInputError):
    """Asked for nothing and for something."""

    text = N_(
        "You chose that nothing was asked for, and something else as well. Nothing was saved: please choose "
        "again."
    )


class NoticeContradictionError(InvalidInputError):
    """Learned by a notice that was never received."""

    text = N_(
        "You say that you learned of it by a letter or message of the organisation, and also that it did not "
        "tell you personally. Nothing was saved: please choose again."
    )


class LetterRefusedError(DomainError):
    """A letter lacks something without which it may not be made; `missing` names it."""

    text = N_("The letter cannot be made yet. Missing: {missing}.")


class LetterTooLargeError(DomainError):
    """A letter would have to reckon by itself for more members than one job can; `limit` is the most."""

    text = N_("This letter can be made for at most {limit} members. Nothing was made.")


class NoMembersError(DomainError):
    """A collective letter needs complainants (at least two, legal brief C.8)."""

    text = N_(
        "The letter cannot be made yet: it needs at least {needed} registered members who agreed "
        "to be part of the complaint and are routed to this authority; there are {present}."
    )


class LastOrganiserError(DomainError):
    """A case keeps at least one organiser."""

    text = N_("The last organiser cannot be removed.")


class BusyError(DomainError):
    """Storage could not save now."""

    text = N_("This could not be saved just now. Nothing was lost on our side: please try again in a minute.")


class ErasureGoesOnError(DomainError):
    """The member is erased for good, and the database refuses to delete the rows that are left."""

    text = N_(
        "Erased: what you sealed can never be read again, and nothing of you is shown or used any more. The "
        "database is busy, so deleting the remaining rows goes on by itself. You need not do anything."
    )


class AlreadyRegisteredError(DomainError):
    """The account already has this registration; a second one would count the person twice."""

    text = N_("You are already registered in this case. Use /me to see or change your registration.")


class WithdrawnError(DomainError):
    """The registration was withdrawn, so it takes no new entries."""

    text = N_("This registration was left: nothing was saved. Open it and press “Come back” first.")


class LinkError(DomainError):
    """A one-time link or a session is unknown, used, expired or another's: one answer for all."""

    text = N_(
        "This link is no longer valid. Ask for a new one in the chat with /me, or use your group's "
        "invitation and your receipt code."
    )


class NoLaneError(DomainError):
    """Nothing can be sealed before somebody can open it."""

    text = N_(
        "Nobody can open sealed files in this case yet: it needs a key-holder who has proved that they hold "
        "their key. Nothing was saved."
    )


class RecipientClosedError(NoLaneError):
    """The member's own recipient was closed: nothing may be sealed for it, and another must be chosen."""

    text = N_(
        "Your recipient takes nothing more: choose another one on your page, under “Recipient of my file”. "
        "Nothing was saved."
    )


class LaneNotChosenError(DomainError):
    """A sealed field needs to know whom it is sealed for."""

    text = N_("Choose first to whom your file goes. Nothing was saved.")


class BadKeyError(InvalidInputError):
    """What was given as a public key is none."""

    text = N_("This is not a public key of the age program: it begins with age1. Nothing was saved.")


class SecretKeyError(DomainError):
    """A private key where a public one was asked for: it has left its owner's hands."""

    text = N_(
        "This is a private key: it must never leave its owner, and it has just passed through Discord. Make "
        "a new key and give its public half, which begins with age1. Nothing was saved."
    )


class KeyInUseError(InvalidInputError):
    """Two key-holders with one key would be one key-holder."""

    text = N_(
        "Another key-holder of this recipient has this key already. Each key-holder makes a key of their "
        "own. Nothing was saved."
    )


class BadCopiesError(InvalidInputError):
    """What was handed in is no file of key copies for this recipient."""

    text = N_(
        "These are not key copies for this recipient. Hand in the whole text that collectif desk share "
        "printed. Nothing was saved."
    )


class CopyNeededError(DomainError):
    """Members rely on the recipient's present key-holders: only one of them lets another in."""

    text = N_(
        "Members have chosen this recipient already, so a new key-holder needs a copy of its key from one of "
        "the present key-holders first. Hand in that copy, then ask for a challenge."
    )


class BadAnswerError(DomainError):
    """The answer to a key-holder's challenge is wrong, or the challenge expired."""

    text = N_("This answer is not right, or its challenge has expired. Ask for a new challenge.")


class NobodyChoseError(DomainError):
    """A dossier of nobody is of no use to anybody."""

    text = N_("No member's file goes to this recipient at present: there is nothing to hand over.")


class DossierLinkError(LinkError):
    """A link to a dossier is unknown, used, expired, or its dossier is gone: one answer for all."""

    text = N_("This link is no longer valid. Ask the organisers who gave it to you for a new one.")


class LastKeyHolderError(DomainError):
    """A lane keeps somebody who can open it."""

    text = N_("The last key-holder of a recipient cannot be removed: nobody could open its files any more.")


class UploadRefusedError(InvalidInputError):
    """A file is of a kind or size that is not taken in; `reason` is a sentence of its own."""

    text = N_("This file was not accepted: {reason}. Nothing was saved.")


class DailyLimitError(DomainError):
    """A member or a case sealed as much as a day takes."""

    text = N_("That is as much as can be handed in on one day. Nothing was saved: please come back tomorrow.")


class NoRoomError(DomainError):
    """A member's sealed files take all the room that a member has."""

    text = N_("There is no more room for your files. Nothing was saved: remove one that is not needed first.")
