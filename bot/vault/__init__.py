"""Secrets of the server: the root key, the keys derived from it, and encrypted fields."""

from bot.vault.keyfile import KeyFileError, RootKey
from bot.vault.past import PastKey
from bot.vault.place import Place
from bot.vault.record import IntegrityError
from bot.vault.recovery import RecoveryError
from bot.vault.vault import Vault

__all__ = ["IntegrityError", "KeyFileError", "PastKey", "Place", "RecoveryError", "RootKey", "Vault"]
