"""Collectif: everything of the bot that is not a Discord command."""

__version__ = "0.1.0"
