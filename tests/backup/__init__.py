"""Backups: made while the bot runs, put back whole, and never bringing back who erased themselves."""
