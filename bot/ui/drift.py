"""Watching the bot's own settings at Discord: what a thief of its token would change to read along.

With the token alone, somebody can name an address that receives every interaction in the bot's place
(security brief 0.14). Then intake stops at once: what members would send goes to a stranger.
"""

from typing import Any

import discord

from bot import logs
from bot.domain.discord_rights import taps
from bot.services.halting import Halt


class Drift:
    """Compares what Discord says of the application with what was there at the first look."""

    def __init__(self, halt: Halt) -> None:
        self._halt = halt
        self._owner: object = None

    async def look(self, client: discord.Client) -> None:
        """Ask Discord once; a Discord that does not answer says nothing, and is asked again."""
        try:
            application: dict[str, Any] = dict(await client.http.application_info())
        except (discord.HTTPException, OSError) as error:
            logs.failure("application_unseen", error, level=logs.WARNING)
            return
        for tap in taps(application):
            logs.event("application_tapped", level=logs.ERROR, action=tap)
            if self._halt.put_on():
                logs.event("intake_stopped", level=logs.ERROR)
        owner = (application.get("owner") or {}).get("id")
        if self._owner not in (None, owner):
            logs.event("application_owner_changed", level=logs.ERROR)
        self._owner = owner
