"""What the exit code of a command tells, and which exception ends in which code."""

import errno
from collections.abc import Callable
from enum import IntEnum

import typer

from bot import logs
from bot.domain.errors import DomainError


class Exit(IntEnum):
    """Exit codes; docs/reference.md explains each and a test compares the two."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    REFUSED = 3
    INTEGRITY = 4
    KEY = 5
    TOKEN = 6
    BUSY = 7
    UNREACHABLE = 8
    INTERRUPTED = 130


class CommandError(Exception):
    """A command cannot go on; the text is for the person who typed it, the code for a script."""

    def __init__(self, text: str, code: Exit = Exit.REFUSED) -> None:
        super().__init__(text)
        self.code = code


# Exceptions whose own text is written for the operator, by name: naming them must not import their modules.
# The most specific class of an exception that stands here decides.
SPEAKING = {
    "bot.settings.SettingsError": Exit.USAGE,
    "bot.settings.MissingTokenError": Exit.TOKEN,
    "bot.packs.problems.PackError": Exit.REFUSED,
    "bot.letters.errors.WordingError": Exit.REFUSED,
    "bot.vault.keyfile.KeyFileError": Exit.KEY,
    "bot.vault.recovery.RecoveryError": Exit.KEY,
    "bot.vault.holder_key.HolderKeyError": Exit.KEY,
    "bot.vault.age.AgeKeyError": Exit.USAGE,
    "bot.vault.age.CannotOpenError": Exit.KEY,
    "bot.vault.exchange.BadExchangeError": Exit.REFUSED,
    "bot.dossier.refusals.OpeningError": Exit.INTEGRITY,
    "bot.dossier.refusals.OtherKeyError": Exit.KEY,
    "bot.dossier.refusals.UnknownMemberError": Exit.REFUSED,
    "bot.vault.signing.BadServerKeyError": Exit.USAGE,
    "bot.dossier.output.ExistsError": Exit.REFUSED,
    "bot.backup.errors.BackupError": Exit.REFUSED,
    "bot.backup.errors.BackupDamagedError": Exit.INTEGRITY,
    "bot.backup.errors.BackupKeyError": Exit.KEY,
    "bot.storage.errors.StoreError": Exit.REFUSED,
    "bot.storage.errors.WrongKeyError": Exit.KEY,
    "bot.storage.errors.SchemaError": Exit.INTEGRITY,
    "bot.storage.errors.DamagedError": Exit.INTEGRITY,
    "bot.storage.errors.InUseError": Exit.BUSY,
}

# Exceptions of which only the class is known to be harmless, with our own sentence.
EXPLAINED = {
    "bot.app.BadTokenError": (
        Exit.TOKEN,
        "Discord refuses the bot's token. Copy the current one from the developer portal "
        "(docs/operators.md, step 1) and start again.",
    ),
    "bot.vault.record.IntegrityError": (
        Exit.INTEGRITY,
        "stored data is not what it should be: it was damaged, moved or written with another key. "
        "Nothing was changed. Restore a copy.",
    ),
    "discord.errors.DiscordServerError": (
        Exit.UNREACHABLE,
        "Discord answers with an error of its own. Try again in some minutes.",
    ),
    "aiohttp.client_exceptions.ClientConnectionError": (
        Exit.UNREACHABLE,
        "Discord cannot be reached. Check the network of this machine and start again.",
    ),
}

# What an operator meets who types a command as somebody else than the user that the bot runs as.
_RIGHTS = "your user may not do this. Run the command as the user that the bot runs as."
_DISK = {
    errno.ENOSPC: "there is no room on the disk: make some, then try again",
    errno.EDQUOT: "there is no room on the disk for this user: make some, then try again",
    errno.EROFS: "the file system can only be read: nothing can be written there",
}


def guarded(command: Callable[[], object]) -> int:
    """Run a command; an expected failure becomes one message on stderr and its code, never a traceback."""
    try:
        command()
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except SystemExit as stop:  # how Typer ends: usage errors have been told already
        return stop.code if isinstance(stop.code, int) else Exit.OK
    except Exception as error:
        code, text = explain(error)
        if code is Exit.UNEXPECTED:
            logs.failure("command_failed", error)
        complain(text)
        return code
    return Exit.OK


def explain(error: Exception) -> tuple[Exit, str]:
    """Return the exit code and the sentence for an exception; never its text unless that is ours."""
    if isinstance(error, CommandError):
        return error.code, str(error)
    if isinstance(error, DomainError):
        from bot.text import tr

        return Exit.REFUSED, tr(error.text, "en", **error.values)
    for kind in type(error).__mro__:
        name = f"{kind.__module__}.{kind.__qualname__}"
        if name in SPEAKING:
            return SPEAKING[name], str(error)
        if name in EXPLAINED:
            return EXPLAINED[name]
    if isinstance(error, PermissionError):
        return Exit.REFUSED, f"{error.filename or 'a file'}: {_RIGHTS}"
    if isinstance(error, OSError) and error.errno in _DISK:
        return Exit.REFUSED, _DISK[error.errno]
    return (
        Exit.UNEXPECTED,
        f"something unexpected went wrong ({type(error).__name__}); please report the line above",
    )


def complain(text: str) -> None:
    """Write a message for people to stderr, each line named after the program."""
    for line in text.splitlines():
        typer.echo(f"collectif: {line}", err=True)
