"""What is said of an act that needs two people: it waits, or it cannot be decided so."""

from bot.domain.errors import DomainError, KeptError
from bot.domain.marks import N_


class WaitsError(KeptError):
    """The act was not done: it waits, and is on record."""


class SecondNeededError(WaitsError):
    """From the second organiser on, two decide."""

    text = N_(
        "Not done yet: this takes two organisers. It is noted; another organiser confirms it with /case "
        "waiting within {days} days. Members can see that it waits."
    )


class LoneWaitError(WaitsError):
    """A lone organiser's act waits, so that members can see it coming."""

    text = N_(
        "Not done yet: you are the only organiser, so this takes effect on {day} at {time}. Until then "
        "members can see that it waits, and you can take it back with /case waiting."
    )


class RemovalWaitError(WaitsError):
    """Of two organisers, one wants the other removed: nobody else could confirm."""

    text = N_(
        "Not done yet: the person concerned can refuse it with /case waiting. If they do not, they are "
        "removed on {day} at {time}. Until then members can see that it waits."
    )


class OwnProposalError(DomainError):
    """Two people means two."""

    text = N_("You asked for this yourself: another organiser must confirm it.")


class DecidedError(DomainError):
    """Somebody was faster."""

    text = N_("This has been decided already.")


class ProposalExpiredError(KeptError):
    """Nobody confirmed it in time."""

    text = N_("This request has expired: nothing was done. Ask again if it is still wanted.")


class AskerGoneError(KeptError):
    """An act of somebody who may not ask for it any more."""

    text = N_("Whoever asked for this is no organiser any more: nothing was done.")


class ProposalFailedError(KeptError):
    """What it was about is no longer as it was."""

    text = N_(
        "What this was about has changed in the meantime: nothing was done. Ask again if it is still wanted."
    )


class ChangedError(DomainError):
    """Between asking and doing, the thing itself changed."""
