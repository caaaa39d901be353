"""What the bot needs at Discord, and all that it needs: scopes, and rights in the channel of the panel."""

from collections.abc import Mapping
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

# What a thief of the token could do harm with; the bot needs none of it, and no invitation asks for it.
ADMINISTRATOR = Right("Administrator", 1 << 3)
POWERS = (
    ADMINISTRATOR,
    Right("Kick Members", 1 << 1),
    Right("Ban Members", 1 << 2),
    Right("Manage Channels", 1 << 4),
    Right("Manage Server", 1 << 5),
    Right("Manage Messages", 1 << 13),
    Right("Manage Roles", 1 << 28),
    Right("Manage Webhooks", 1 << 29),
)

# Fields of an application (discord.com/developers/docs/resources/application) that send what people do, and
# type, to an address of somebody's choice.
_TAPS = ("interactions_endpoint_url", "event_webhooks_url")


def taps(application: Mapping[str, object]) -> list[str]:
    """Return which of an application's settings let somebody else receive what members send."""
    return [field for field in _TAPS if application.get(field)]
