"""Why a dossier is not opened: one sentence each, for the person at the desk. Nothing was written then."""

from typing import ClassVar

from bot.domain.marks import N_
from bot.text import tr


class OpeningError(Exception):
    """A dossier was refused; `text` is the English sentence and catalogue key."""

    text: ClassVar[str] = N_("The dossier could not be opened.")

    def __init__(self, **values: str) -> None:
        super().__init__(tr(type(self).text, "en", **values))
        self.values = values

    def said(self, language: str) -> str:
        """Return the sentence in the language."""
        return tr(self.text, language, **self.values)


class NotADossierError(OpeningError):
    """Something else than a dossier, or not a whole one."""

    text = N_(
        "This file is not a dossier, or it is damaged or incomplete. Nothing was opened. Get it again and "
        "compare its size and SHA-256 with what the organisers see."
    )


class OtherKeyError(OpeningError):
    """An age file for other keys than this one."""

    text = N_(
        "This key does not open this dossier: it was made for other key-holders. Nothing was opened. Take "
        "your other key, or ask the organisers for a dossier made since you are a key-holder."
    )


class DamagedDossierError(OpeningError):
    """The age layer is whole, and what is inside is not what its manifest says."""

    text = N_(
        "This dossier contradicts its own manifest ({place}). Nothing was opened. Do not use it; ask for a "
        "new one and tell the operator of the server."
    )


class OtherServerError(OpeningError):
    """Not signed, or not by the server whose public key was given."""

    text = N_(
        "This dossier was not signed by your server, or was changed afterwards. It names the key {key}. "
        "Nothing was opened. Compare the server's public key with the organisers, by telephone; if it is "
        "the right one, do not use this dossier and tell them."
    )


class MisplacedRecordError(OpeningError):
    """A sealed record lies where another belongs."""

    text = N_(
        "A sealed record does not belong where it lies ({place}): it is another member's, of another case, "
        "replaced or damaged. Nothing was opened. Do not use this dossier; tell the operator of the server."
    )


class UnknownMemberError(OpeningError):
    """No member of the dossier has the reference."""

    text = N_(
        "There is nobody with the reference {reference} in this dossier. Nothing was written. Take the "
        "newest dossier, and read the reference again: five letters and digits after P-."
    )


class OtherVersionError(OpeningError):
    """Made by a newer program."""

    text = N_(
        "This dossier was made by another version of Collectif than this one. Nothing was opened. Install "
        "the current version and try again."
    )
