"""Reading a form's answers: every value is held against what was asked, every error stands by its field."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import TypeVar

from bot.domain.errors import DomainError, InvalidInputError
from bot.domain.inputs import parse_amount, parse_date, parse_hours
from bot.domain.marks import N_
from bot.web.forms import Choice, Form, Given, Line
from bot.web.words import Words

Code = TypeVar("Code", bound=StrEnum)
Value = TypeVar("Value")

NEEDED = N_("Please fill this in.")
CHOOSE = N_("Please choose.")
TOO_LONG = N_("This is too long: at most {limit} characters.")


class UnfinishedError(Exception):
    """The form cannot be taken as it is; it is shown again with what was typed and what is wrong."""

    def __init__(self, form: Form, errors: dict[str, str]) -> None:
        super().__init__("unfinished form")
        self.form = form
        self.errors = errors


class Answers:
    """The answers of one form; errors are collected, so that a person sees all of them at once."""

    def __init__(self, words: Words, form: Form, given: Given) -> None:
        self._words = words
        self._form = form
        self._given = given
        self.errors: dict[str, str] = {}
        for name, asked in form.fields.items():
            if isinstance(asked, Line):
                self._check_line(name, asked)
            elif isinstance(asked, Choice):
                self._check_choice(name, asked)

    def _check_line(self, name: str, asked: Line) -> None:
        # Browsers send a line break as two characters and count it as one.
        typed = self._raw(name).replace("\r\n", "\n")
        if asked.required and not typed.strip():
            self.errors[name] = self._words.tr(NEEDED)
        elif len(typed) > asked.limit:
            self.errors[name] = self._words.tr(TOO_LONG, limit=asked.limit)

    def _check_choice(self, name: str, asked: Choice) -> None:
        values = self.values(name)
        offered = {o.value for o in asked.options}
        if (
            len(set(values)) != len(values)
            or not set(values) <= offered
            or (len(values) > 1 and not asked.many)
        ):
            raise InvalidInputError
        if asked.required and not values:
            self.errors[name] = self._words.tr(CHOOSE)

    def _raw(self, name: str) -> str:
        return "".join(self._given.get(name, ())[:1])

    # -------------------------------------------------------------------- values

    def text(self, name: str) -> str:
        """What was typed, without the spaces around it."""
        return self._raw(name).replace("\r\n", "\n").strip()

    def values(self, name: str) -> tuple[str, ...]:
        """What was chosen; a menu's empty line counts as nothing."""
        return tuple(v for v in self._given.get(name, ()) if v)

    def value(self, name: str) -> str | None:
        """The one value chosen, if any."""
        return next(iter(self.values(name)), None)

    def one(self, name: str, codes: type[Code]) -> Code | None:
        """The code chosen, if any."""
        chosen = self.value(name)
        return codes(chosen) if chosen is not None else None

    def many(self, name: str, codes: type[Code]) -> frozenset[Code]:
        """The codes chosen."""
        return frozenset(codes(v) for v in self.values(name))

    def day(self, name: str, *, today: date, earliest: date) -> date | None:
        """The day typed, if any; a day that cannot be is noted as an error."""
        return self._typed(name, lambda typed: parse_date(typed, today=today, earliest=earliest))

    def cents(self, name: str) -> int | None:
        """The amount typed, if any, in cents."""
        return self._typed(name, parse_amount)

    def minutes(self, name: str) -> int | None:
        """The duration typed, if any, in minutes."""
        return self._typed(name, parse_hours)

    def _typed(self, name: str, parse: Callable[[str], Value]) -> Value | None:
        typed = self.text(name)
        if not typed or name in self.errors:
            return None
        try:
            return parse(typed)
        except DomainError as error:
            self.errors[name] = self._words.refusal(error)
            return None

    # -------------------------------------------------------------------- verdict

    def fail(self, name: str, sentence: str, *, instead: bool = False) -> None:
        """Note an error beside a field, in the person's language; the first one stays unless `instead`."""
        if instead or name not in self.errors:
            self.errors[name] = sentence

    def check(self) -> None:
        """Raise UnfinishedError when anything is wrong."""
        if self.errors:
            raise self.unfinished()

    def unfinished(self) -> UnfinishedError:
        """The form with what was typed and what is wrong with it."""
        return UnfinishedError(self._form.filled(self._given), self.errors)
