"""Watching the bot's own settings at Discord: what a thief of its token would change.

With the token alone, somebody can name an address that receives every interaction in the bot's place
(security brief 0.14). Then intake stops at once: what members would send goes to a stranger. Another owner or
other commands take nothing away from members by themselves; organisers are told, and commands put right.
"""

from typing import Any

import discord

from bot import logs
from bot.domain.discord_rights import taps
from bot.services.alerts import Alert, AlertService
from bot.services.halting import Halt


class Drift:
    """Compares what Discord says of the application with what was there at the first look."""

    def __init__(self, halt: Halt, alerts: AlertService) -> None:
        self._halt = halt
        self._alerts = alerts
        self._owner: object = None
        # The commands that the bot published last; none before it could.
        self.published: frozenset[str] | None = None

    async def look(self, client: discord.Client) -> bool:
        """Ask Discord once, and say whether the commands have to be published anew.

        A Discord that does not answer says nothing, and is asked again.
        """
        try:
            self._application(dict(await client.http.application_info()))
            commands = await self._commands(client)
        except (discord.HTTPException, OSError) as error:
            logs.failure("application_unseen", error, level=logs.WARNING)
            return False
        if commands == self.published:
            return False
        self._changed("application_commands_changed")
        self.published = None
        return True

    def _application(self, application: dict[str, Any]) -> None:
        """Stop intake at once where somebody reads along, whatever else Discord answers or not."""
        for tap in taps(application):
            logs.event("application_tapped", level=logs.ERROR, action=tap)
            if self._halt.put_on():
                logs.event("intake_stopped", level=logs.ERROR)
        owner = (application.get("owner") or {}).get("id")
        if self._owner not in (None, owner):
            self._changed("application_owner_changed")
        self._owner = owner

    async def _commands(self, client: discord.Client) -> frozenset[str] | None:
        if self.published is None or client.application_id is None:
            return None
        there = await client.http.get_global_commands(client.application_id)
        return frozenset(command["name"] for command in there)

    def _changed(self, what: str) -> None:
        logs.event(what, level=logs.ERROR)
        self._alerts.stand(Alert.APPLICATION_CHANGED)
