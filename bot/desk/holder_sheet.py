"""What the recovery sheet of a key-holder says, in their language."""

from datetime import date

from bot.domain.marks import N_
from bot.letters.recovery_sheet import Wording
from bot.text import tr

TITLE = N_("Collectif: recovery sheet")
HEADING = N_("Recovery sheet of a key-holder")
MADE = N_("Made on {day}. Public half of the key:")
WHAT = (
    N_(
        "This page holds a private key. With it and a dossier of the recipient that it belongs to, anybody "
        "can read the names, addresses and documents of the members who chose that recipient."
    ),
    N_(
        "When the key file is lost and this page too, and no other key-holder is left, nobody can ever read "
        "those files again."
    ),
)
NOW = N_("Now")
DO = (
    N_("Print this page once, on a printer you trust, and delete the file."),
    N_(
        "Keep the paper where you keep what is under professional secrecy, away from the machine with the "
        "key file. Do not photograph or scan it, and give it to nobody: an organiser never needs it."
    ),
)
LOST = N_("When the key file is lost")
RESTORE = (
    N_("On your machine run: {command}"),
    N_("Type the groups in order. Spaces and small letters do not matter; there is no 0, 1, 8 or 9."),
    N_(
        "The fifth letter of each group checks it: a typing error is named. Then compare the public half "
        "with the one above."
    ),
)
COMMAND = "collectif desk keygen --restore"


def holder_wording(public: str, day: date, language: str) -> Wording:
    """The sheet of one key-holder's key."""
    return Wording(
        title=tr(TITLE, language),
        heading=tr(HEADING, language),
        made=tr(MADE, language, day=day),
        what=tuple(tr(text, language) for text in WHAT),
        now=tr(NOW, language),
        do=tuple(tr(text, language) for text in DO),
        lost=tr(LOST, language),
        restore=(tr(RESTORE[0], language, command=COMMAND), *(tr(text, language) for text in RESTORE[1:])),
        code=public,
    )
