"""Stopping intake in an emergency: while a file lies in the data folder, nothing new is taken in.

A file, so that the operator's command works beside a running bot and outlives its restart.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from bot.domain.access import Action
from bot.domain.errors import DomainError
from bot.domain.marks import N_

HALT = "HALTED"
# What people may still do: look, take their own things with them, and leave. An act that is not here waits.
_STILL = frozenset(
    {
        Action.READ_NOTICE,
        Action.READ_OWN_FILE,
        Action.READ_PROGRESS,
        Action.READ_FIGURES,
        Action.READ_CHECKPOINT,
        Action.READ_LANES,
        Action.READ_ACTS,
        Action.EXPORT_OWN,
        Action.SET_LANGUAGE,
        Action.STOP_REMINDER,
        Action.LEAVE,
        Action.ERASE,
        Action.CLOSE_CASE,
    }
)


class HaltedError(DomainError):
    """The operator, or the bot itself, stopped intake."""

    text = N_(
        "For safety, the operator has stopped taking in anything new for the moment. Nothing was saved; what "
        "was saved before is untouched. Leaving and erasing still work. Please come back later."
    )


@dataclass(frozen=True)
class Halt:
    """The file that stops intake; without a path nothing ever does."""

    path: Path | None = None

    def is_on(self) -> bool:
        """Whether intake is stopped."""
        return self.path is not None and self.path.exists()

    def put_on(self) -> bool:
        """Stop intake; say whether it was running before."""
        if self.path is None or self.path.exists():
            return False
        os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY | os.O_NOFOLLOW, 0o600))
        return True

    def take_off(self) -> bool:
        """Let intake go on; say whether it was stopped."""
        if self.path is None or not self.path.exists():
            return False
        self.path.unlink(missing_ok=True)
        return True

    def check(self, action: Action) -> None:
        """Raise HaltedError for an act that takes something in, or changes who may read what."""
        if action not in _STILL and self.is_on():
            raise HaltedError
