"""Posting in a channel: the few messages of the bot that everybody there sees, and that ping nobody."""

import discord

from bot.domain.errors import DomainError
from bot.domain.marks import N_
from bot.ui.context import Context
from bot.ui.layout import Page


class CannotPostError(DomainError):
    """Discord does not let the bot write in this channel."""

    text = N_("The bot may not write in this channel. Let it view the channel and send messages there.")


async def post(ctx: Context, page: Page) -> None:
    """Post a page in the channel that the interaction is from; raises CannotPostError."""
    channel = ctx.interaction.channel
    if not isinstance(channel, discord.abc.Messageable):
        raise CannotPostError
    try:
        await channel.send(view=page.view(), allowed_mentions=discord.AllowedMentions.none())
    except discord.Forbidden:
        raise CannotPostError from None
