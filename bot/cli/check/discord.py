"""What Discord says of the bot: the token, its intents, its servers, and whether somebody changed it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp

from bot.cli.check.finding import Finding, error, fine, warning
from bot.cli.exits import Exit
from bot.domain.discord_rights import ADMINISTRATOR, NEEDED, POWERS, taps
from bot.settings import MissingTokenError, Settings

_SECONDS = 20
# How far the clock may be off before moments in letters and links are wrong.
_DRIFT = 30
# Application flags (discord.com/developers/docs/resources/application): the privileged intents, granted or
# limited: presence, server members, message content.
_PRIVILEGED = {"Presence": 0b11 << 12, "Server Members": 0b11 << 14, "Message Content": 0b11 << 18}
_PORTAL = "Developer Portal"
# Among the ways to install an application: to a person's account instead of a server (same page).
_USER_INSTALL = "1"


async def look(settings: Settings) -> list[Finding]:
    """Ask Discord about its side; a Discord that cannot be reached is one finding."""
    try:
        token = settings.token().get_secret_value()
    except MissingTokenError as reason:
        return [error("token", str(reason), "See docs/operators.md, section 2.", Exit.TOKEN)]
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    headers = {"Authorization": f"Bot {token}", "User-Agent": "DiscordBot (collectif, 0)"}
    try:
        async with aiohttp.ClientSession(headers=headers, timeout=timeout) as session:
            return await _ask(session, settings)
    except (TimeoutError, aiohttp.ClientError, ValueError) as reason:
        todo = "Check the network and https://discordstatus.com, then try again."
        return [warning("Discord", f"it cannot be asked now ({type(reason).__name__})", todo)]


async def _ask(session: aiohttp.ClientSession, settings: Settings) -> list[Finding]:
    from discord.http import Route

    async with session.get(f"{Route.BASE}/applications/@me") as answer:
        if answer.status == 401:
            todo = "Reset the token in the portal and write the new one into its file."
            return [error("token", "Discord refuses it", todo, Exit.TOKEN)]
        answer.raise_for_status()
        clock = answer.headers.get("Date")
        application: dict[str, Any] = await answer.json()
    async with session.get(f"{Route.BASE}/users/@me/guilds") as answer:
        answer.raise_for_status()
        servers = {int(server["id"]): int(server.get("permissions") or 0) for server in await answer.json()}
    allowed = set(settings.allowed_servers)
    return [
        fine("token", "Discord accepts it"),
        *_intents(application),
        *_drift(application),
        *_servers(set(servers), allowed),
        *_rights([rights for server, rights in servers.items() if server in allowed]),
        *_clock(clock),
    ]


def _intents(application: dict[str, Any]) -> list[Finding]:
    flags = int(application.get("flags") or 0)
    granted = [name for name, bits in _PRIVILEGED.items() if flags & bits]
    if granted:
        todo = f"{_PORTAL}, Bot: switch them off; a stolen token could read what they give."
        return [warning("intents", f"the application may use {', '.join(granted)}; the bot needs none", todo)]
    return [fine("intents", "no privileged one")]


def _drift(application: dict[str, Any]) -> list[Finding]:
    """Find what a thief of the token would set to read along (security brief 0.14)."""
    found = []
    for field in taps(application):
        todo = f"Run: collectif panic. Then remove it in the {_PORTAL} and reset the token."
        text = f"{field} is set: somebody else receives what members send"
        found.append(error("application", text, todo))
    if application.get("bot_public"):
        todo = f"{_PORTAL}, Bot: switch Public Bot off; nobody else can then add it anywhere."
        found.append(warning("application", "anybody can add the bot to their server", todo))
    if _USER_INSTALL in (application.get("integration_types_config") or {}):
        todo = f"{_PORTAL}, Installation: leave Guild Install only."
        text = "people can bring it along into any server; it does nothing there, but it is seen with them"
        found.append(warning("application", text, todo))
    return found or [fine("application", "its settings at Discord are as they should be")]


def _servers(there: set[int], allowed: set[int]) -> list[Finding]:
    found = []
    if not allowed:
        found.append(warning("servers", "the settings allow none", "Set COLLECTIF_ALLOWED_SERVERS."))
    if missing := allowed - there:
        todo = "Add it with the link of: collectif invite"
        found.append(warning("servers", f"the bot is not in {len(missing)} of the allowed servers", todo))
    if foreign := there - allowed:
        todo = "It answers nobody there; let it leave them, or allow them."
        found.append(warning("servers", f"the bot is in {len(foreign)} servers that are not allowed", todo))
    return found or [fine("servers", f"it is in all {len(allowed)} allowed servers and no other")]


def _rights(servers: Sequence[int]) -> list[Finding]:
    """Compare what the bot may do in each server with what it needs; its channels may say otherwise."""
    found = []
    granted = {right.name for right in POWERS for rights in servers if rights & right.bit}
    if granted:
        todo = "Server Settings, Roles: take them from the bot's role; a stolen token could use them."
        text = f"the bot may use {', '.join(sorted(granted))}; it needs none of them"
        found.append(warning("permissions", text, todo))
    every = [rights for rights in servers if not rights & ADMINISTRATOR.bit]
    lacking = [right.name for right in NEEDED if any(not rights & right.bit for rights in every)]
    if lacking:
        todo = "Allow it for the bot's role in the panel's channel, or everywhere; commands work without."
        found.append(warning("permissions", f"the bot lacks {', '.join(lacking)} for its panel", todo))
    if servers and not found:
        found.append(fine("permissions", "what the panel needs, and nothing powerful"))
    return found


def _clock(date: str | None) -> list[Finding]:
    if date is None:
        return []
    off = abs((datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds())
    if off > _DRIFT:
        todo = "Set the clock (systemd-timesyncd, chrony): links, deadlines and letters are dated by it."
        return [warning("clock", f"it differs from Discord's by {off:.0f} s", todo)]
    return [fine("clock", "it agrees with Discord's")]
