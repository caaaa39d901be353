"""Names and descriptions of commands in the languages of Discord clients."""

import re

import discord
from discord import app_commands

from bot.text import tr

# English is the language of the names themselves.
_LANGUAGES = {discord.Locale.french: "fr", discord.Locale.german: "de"}
_NAMES = (
    app_commands.TranslationContextLocation.command_name,
    app_commands.TranslationContextLocation.group_name,
    app_commands.TranslationContextLocation.parameter_name,
)
# Discord's rule for names; a catalogue entry that breaks it would make it refuse all commands.
_NAME = re.compile(r"[-_\w]{1,32}")
_LONGEST_DESCRIPTION = 100


def named(key: str) -> app_commands.locale_str:
    """A command's or option's name; `key` is its catalogue entry, a slash and the English name."""
    return app_commands.locale_str(key.removeprefix("/"), key=key)


def described(sentence: str) -> app_commands.locale_str:
    """A command's or option's description; the English sentence is its catalogue entry."""
    return app_commands.locale_str(sentence, key=sentence)


class CatalogueTranslator(app_commands.Translator):
    """Looks names and descriptions up in the same catalogues as every other sentence."""

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return the translation, or None where the English one stands."""
        key = string.extras.get("key")
        if locale not in _LANGUAGES or not isinstance(key, str):
            return None
        found = tr(key, _LANGUAGES[locale])
        if found == key:
            return None
        if context.location in _NAMES:
            name = found.removeprefix("/")
            return name if _NAME.fullmatch(name) and name == name.lower() else None
        return found if len(found) <= _LONGEST_DESCRIPTION else None
