"""What the bot's process gives up at the start: core dumps, inspection, files that others can read."""

import os

from bot import inspection


def harden() -> None:
    """Forbid core dumps and inspection by the same user, and make every new file private."""
    os.umask(0o077)
    inspection.forbid()
