"""What is wrong with a pack, in words for its author: file, key and reason, never a long value."""

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.domain import pack_fields
from bot.domain.pack import Pack, PartialDate
from bot.domain.pack_rules import ECHO_LIMIT, IncoherentPackError, Problem, name_of

# More choices than this are looked up in the manual, not in an error message.
_LIST_LIMIT = 12

_PATTERNS = {
    pack_fields.SLUG: "write it with lower-case letters, digits and hyphens only, such as blue-clinic",
    pack_fields.INCIDENT_ID: "write it as INC-2021-07 (year and number)",
    pack_fields.LANGUAGE: "not a language code; write two small letters, such as fr",
    pack_fields.URL: "not a web address; it must begin with https:// or http:// and hold no spaces",
    pack_fields.VERSION: "write the version as three numbers, such as 1.0.0",
}

_WORDS: dict[str, str] = {
    "missing": "is missing",
    "string_type": "write a text between quotation marks",
    "list_type": "write a list between square brackets: [ … ]",
    "dict_type": 'write a table, such as {{ fr = "…", en = "…" }}',
    "model_type": "write a table of keys and values here",
    "bool_parsing": "write true or false, without quotation marks",
    "bool_type": "write true or false, without quotation marks",
    "int_parsing": "write a whole number",
    "int_type": "write a whole number",
    "int_from_float": "write a whole number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_too_short": "must not be empty",
    "string_too_long": "is too long: at most {max_length} characters",
    "too_short": "needs at least {min_length} of them",
    "too_long": "has too many: at most {max_length}",
    "date_from_datetime_parsing": "there is no such day in the calendar",
    "date_parsing": "there is no such day in the calendar",
}


class PackError(ValueError):
    """A pack cannot be used. Its text has one line for every problem: file, key, reason."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.lines = [f"{name}: {problem}" for problem in dict.fromkeys(problems)]
        super().__init__("\n".join(self.lines))


def explain(error: ValidationError, raw: Mapping[str, Any]) -> list[Problem]:
    """Turn what pydantic found into problems that name keys and ids as the author wrote them."""
    found: list[Problem] = []
    for details in error.errors(include_url=False):
        cause = details.get("ctx", {}).get("error")
        if isinstance(cause, IncoherentPackError):
            found += cause.problems
        else:
            found.append(Problem(_path(details["loc"], raw), _why(details)))
    return found


def nearest(word: str, known: Sequence[str]) -> str:
    """`; did you mean "…"?` when a known word is close to what was written, else nothing."""
    close = get_close_matches(word.lower(), [k.lower() for k in known], n=1)
    return f"; did you mean {next(k for k in known if k.lower() == close[0])!r}?" if close else ""


def echo(value: object) -> str:
    """The value as written when it is short, else what kind of thing it is."""
    return repr(value) if isinstance(value, str | int) and len(str(value)) <= ECHO_LIMIT else "this value"


def _why(details: ErrorDetails) -> str:
    special = _SPECIAL.get(details["type"])
    if special:
        return special(details)
    words = _WORDS.get(details["type"])
    return words.format(**details.get("ctx", {})) if words else details["msg"].lower()


def _pattern(details: ErrorDetails) -> str:
    return f"{echo(details['input'])}: {_PATTERNS[details['ctx']['pattern']]}"


def _own(details: ErrorDetails) -> str:
    return str(details["ctx"]["error"])


def _unknown_key(details: ErrorDetails) -> str:
    *parent, key = details["loc"]
    model = _model_at(parent)
    known = [*(model.model_fields if model else ()), *(("use_authorities",) if not parent else ())]
    return f"unknown key{nearest(str(key), known) or '; this table has: ' + ', '.join(known)}"


def _choice(details: ErrorDetails) -> str:
    options = re.findall(r"'([^']*)'", details["ctx"]["expected"]) or [details["ctx"]["expected"]]
    hint = nearest(str(details["input"]), options)
    if len(options) <= _LIST_LIMIT:
        return f"{echo(details['input'])} is not known here; write one of: {', '.join(options)}"
    return f"{echo(details['input'])} is not a known code{hint or '; docs/packs.md lists them'}"


_SPECIAL: dict[str, Callable[[ErrorDetails], str]] = {
    "string_pattern_mismatch": _pattern,
    "value_error": _own,
    "extra_forbidden": _unknown_key,
    "enum": _choice,
    "literal_error": _choice,
}


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for a in get_args(annotation) if (m := _model_in(a))), None)


def _model_at(loc: Sequence[int | str]) -> type[BaseModel] | None:
    model: type[BaseModel] | None = Pack
    for key in loc:
        if model and isinstance(key, str):
            model = _model_in(model.model_fields[key].annotation) if key in model.model_fields else None
    return model


def _path(loc: Sequence[int | str], raw: Mapping[str, Any]) -> str:
    keys = [key for key in loc if key != "[key]"]
    if keys and keys[-1] == "text" and _model_at(keys[:-1]) is PartialDate:
        keys.pop()
    path, here = "", raw
    for key in keys:
        here = _step(here, key)
        path += name_of(here, key) if isinstance(key, int) else f".{_shown(key)}"
    return path.removeprefix(".") or "the whole file"


def _shown(key: str) -> str:
    return key if key.isprintable() and len(key) <= ECHO_LIMIT else f"{key[: ECHO_LIMIT // 2]!r}…"


def _step(here: Any, key: int | str) -> Any:
    try:
        return here[key]
    except (KeyError, IndexError, TypeError):
        return None
