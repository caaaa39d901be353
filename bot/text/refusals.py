"""Saying a refusal in a person's language."""

from bot.domain.errors import DomainError
from bot.text.formats import fmt_list
from bot.text.sentences import tr


def explain(error: DomainError, language: str) -> str:
    """The refusal's sentence with its values; lists among them are translated part by part."""
    values = {name: _worded(value, language) for name, value in error.values.items()}
    return tr(error.text, language, **values)


def _worded(value: object, language: str) -> object:
    if isinstance(value, tuple | list):
        return fmt_list([tr(str(part), language) for part in value], language)
    return value
