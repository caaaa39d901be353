"""Files that organisers pass on between the bot and a key-holder's desk."""

import io

import discord

from bot.domain.marks import N_
from bot.ui.speech import Speaker

# Neutral names: they lie in download folders and mailboxes.
CHALLENGE, COPIES = "challenge.txt", "key-copies.txt"

# What a file says of itself, for whoever finds it in a mailbox; `#` marks what the program passes over.
_EXPLAINED = {
    CHALLENGE: N_(
        "For the key-holder. On your own machine run: collectif desk prove FILE --key YOUR-KEY-FILE"
    ),
    COPIES: N_(
        "For a present key-holder. On your own machine run: collectif desk share FILE --key YOUR-KEY-FILE "
        "--for PUBLIC-KEY-OF-THE-NEWCOMER"
    ),
}


def handed(speaker: Speaker, name: str, text: str) -> discord.File:
    """The file as an attachment, with a first line that says what to do with it."""
    said = f"# {speaker.tr(_EXPLAINED[name])}\n{text}"
    return discord.File(io.BytesIO(said.encode()), name)
