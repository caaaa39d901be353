"""Knocking: the only direct message of the bot, for who asked to be reminded, and it says nothing of them."""

import discord

from bot import logs
from bot.services.reminding import Knock
from bot.ui.replies import LINE_BROKE


def knocking(client: discord.Client) -> Knock:
    """Return what sends a knock; one that Discord does not deliver is given up, and never told elsewhere."""

    async def knock(user_id: int, text: str) -> None:
        try:
            channel = await client.create_dm(discord.Object(user_id))
            await channel.send(text, allowed_mentions=discord.AllowedMentions.none())
        # One that cannot be told must not cost those behind them theirs: all are noted as told already.
        except (discord.HTTPException, *LINE_BROKE) as error:
            logs.failure("reminder_not_delivered", error, level=logs.WARNING)

    return knock
