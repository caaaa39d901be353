"""What the bot needs at Discord, and all that it needs: scopes, and rights in the channel of the panel."""

from dataclasses import dataclass

# A bot account, and its commands.
SCOPES = ("bot", "applications.commands")


@dataclass(frozen=True)
class Right:
    """A permission of Discord, by the name that its settings show in English."""

    name: str
    bit: int


# Answers to commands need no right; the panel is a message of its own.
NEEDED = (Right("View Channels", 1 << 10), Right("Send Messages", 1 << 11))
