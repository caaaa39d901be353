"""Starts the real program against a Discord on this machine: the one address that tests may reach.

Run as a script: `python local_discord.py ADDRESS ARGUMENTS...`.
"""

import sys

import discord.http
from discord.gateway import DiscordWebSocket
from yarl import URL

from bot.cli import main

if __name__ == "__main__":
    discord.http.Route.BASE = sys.argv[1]
    DiscordWebSocket.DEFAULT_GATEWAY = URL(sys.argv[1].replace("http", "ws", 1) + "/gateway")
    sys.argv = ["collectif", *sys.argv[2:]]
    sys.exit(main())
