"""Checking what a member typed on the page: every field's value, or one sentence beside each wrong field.

The rules are those of the project's legal brief C.8. Nothing that a person typed leaves these functions but
in the checked value itself, which goes into a sealed record and nowhere else.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from bot.domain.checked import (
    Address,
    Checked,
    Contact,
    Identity,
    Problems,
    Sender,
    SenderKind,
    Senders,
    Statement,
    decode,
    encode,
    field_of,
)
from bot.domain.codes import Capacity
from bot.domain.countries import COUNTRIES
from bot.domain.email import clean_email
from bot.domain.errors import BadDateError, FutureDateError, InvalidInputError, TooEarlyDateError
from bot.domain.forbidden_numbers import WARNINGS, numbers_in
from bot.domain.inputs import clean_line, parse_date
from bot.domain.marks import N_
from bot.domain.phone import clean_phone
from bot.domain.senders import check_senders, defanged

__all__ = [
    "Address",
    "Checked",
    "Contact",
    "Identity",
    "Problems",
    "Sender",
    "SenderKind",
    "Senders",
    "Statement",
    "age_on",
    "check_contact",
    "check_identity",
    "check_senders",
    "check_statement",
    "decode",
    "defanged",
    "encode",
    "field_of",
]

NAME_MIN, NAME_MAX = 2, 120
STREET_LINES, LINE_MAX, CITY_MAX = 3, 100, 80
STATEMENT_MAX = 4000
OF_AGE, OLDEST = 18, 120  # years

BAD_NAME = N_(
    "Write the first name and the surname with letters, spaces, hyphens, apostrophes and dots, "
    "2 to 120 characters."
)
BAD_BIRTH_DATE = N_("Write the date of birth as day/month/year, for example 16/07/1980.")
NOT_OF_AGE = N_("This date of birth is of somebody under 18: a parent or guardian registers for a child.")
TOO_OLD = N_("This date of birth is more than 120 years ago. Please check the year.")
NOT_A_CHILD = N_("This date of birth is of somebody of 18 or over, and this registration is for a child.")
BAD_STREET = N_("Write the street and number, on at most 3 lines.")
BAD_CITY = N_("Write the town.")
BAD_COUNTRY = N_("Choose the country.")
BAD_POSTCODE = N_("Write the postcode as letters and digits, for example 75011.")
BAD_POSTCODE_FR = N_("A French postcode has 5 digits, for example 75011.")
BAD_POSTCODE_LU = N_("A Luxembourg postcode has 4 digits, for example L-4370.")
BAD_EMAIL = N_("This is not an e-mail address: it looks like name@example.org.")
BAD_PHONE = N_(
    "This is not a telephone number. Abroad, begin with + and the country, for example +352 621 123 456."
)
NO_WAY_BACK = N_("Give an e-mail address or a telephone number, so that you can be reached.")
EMPTY_STATEMENT = N_("Write a few words, or leave this page without sending it.")
LONG_STATEMENT = N_("This is too long: at most 4000 characters.")
UNREADABLE = N_("This holds characters that cannot be read. Please type it again.")

_POSTCODES = {"FR": re.compile(r"[0-9]{5}"), "LU": re.compile(r"(?:L ?- ?|L )?([0-9]{4})")}
_POSTCODE_TOLD = {"FR": BAD_POSTCODE_FR, "LU": BAD_POSTCODE_LU}
_POSTCODE = re.compile(r"[A-Z0-9](?:[A-Z0-9 -]{0,8}[A-Z0-9])?")
# U+2010 and U+2011 are hyphens too; U+2019 and U+02BC are what keyboards and languages write as apostrophe.
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-"})
_IN_NAMES = frozenset(" '-.\u2019\u00b7")


def check_identity(
    form: Mapping[str, str], *, today: date, capacity: Capacity, birth_date: bool = False
) -> Identity | Problems:
    """Check `full_name`, for a dependant `guardian_name`, and `birth_date` if a letter needs it.

    What is not needed is not taken: a birth date that no letter asks for is left out.
    """
    problems = Problems()
    name = _name(form, "full_name", problems)
    guardian = None if capacity is Capacity.SELF else _name(form, "guardian_name", problems)
    born = _birth_date(form, today, capacity, problems) if birth_date else None
    return problems or Identity(name, born, guardian)


def check_contact(form: Mapping[str, str]) -> Contact | Problems:
    """Check `street` (up to three lines), `postcode`, `city`, `country`, and one of `email` and `phone`."""
    problems = Problems()
    country = form.get("country", "").strip().upper()
    if country not in COUNTRIES:
        problems["country"] = BAD_COUNTRY
    address = Address(
        street=_street(form, problems),
        postcode=_postcode(form, country, problems),
        city=_city(form, problems),
        country=country,
    )
    email, phone = form.get("email", "").strip(), form.get("phone", "").strip()
    reachable = clean_email(email), clean_phone(phone, country if country in COUNTRIES else "FR")
    if email and reachable[0] is None:
        problems["email"] = BAD_EMAIL
    if phone and reachable[1] is None:
        problems["phone"] = BAD_PHONE
    if not email and not phone:
        problems["email"] = NO_WAY_BACK
    return problems or Contact(address, *reachable)


def check_statement(form: Mapping[str, str]) -> Statement | Problems:
    """Check `statement`: at most 4000 characters, and none of the numbers that nobody needs."""
    typed = form.get("statement", "")
    if len(typed) > 2 * STATEMENT_MAX:
        return Problems(statement=LONG_STATEMENT)
    if any(unicodedata.category(c) == "Cs" for c in typed):
        return Problems(statement=UNREADABLE)
    lines = [_line(line, 4 * len(line)) if line.strip() else "" for line in typed.splitlines()]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    if not any(unicodedata.category(c)[0] in "LN" for c in text):
        return Problems(statement=EMPTY_STATEMENT)
    if len(text) > STATEMENT_MAX:
        return Problems(statement=LONG_STATEMENT)
    for kind in numbers_in(text):
        return Problems(statement=WARNINGS[kind])
    return Statement(text)


def age_on(born: date, today: date) -> int:
    """Return the age in completed years; who was born on 29 February is a year older on 1 March."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _name(form: Mapping[str, str], field: str, problems: Problems) -> str:
    name = _line(form.get(field, ""), NAME_MAX).translate(_HYPHENS)
    letters = [c for c in name if unicodedata.category(c)[0] == "L"]
    others = (c for c in name if unicodedata.category(c)[0] not in "LM" and c not in _IN_NAMES)
    if len(name) < NAME_MIN or not letters or any(others):
        problems[field] = BAD_NAME
    return name


def _birth_date(form: Mapping[str, str], today: date, capacity: Capacity, problems: Problems) -> date | None:
    try:
        born = parse_date(form.get("birth_date", ""), today=today, earliest=date(1, 1, 1))
    except (BadDateError, FutureDateError, TooEarlyDateError):
        problems["birth_date"] = BAD_BIRTH_DATE
        return None
    age = age_on(born, today)
    if age > OLDEST:
        problems["birth_date"] = TOO_OLD
    elif age < OF_AGE and capacity is not Capacity.CHILD:
        problems["birth_date"] = NOT_OF_AGE
    elif age >= OF_AGE and capacity is Capacity.CHILD:
        problems["birth_date"] = NOT_A_CHILD
    return born


def _street(form: Mapping[str, str], problems: Problems) -> tuple[str, ...]:
    typed = [line for line in form.get("street", "").splitlines() if line.strip()]
    lines = tuple(_line(line, LINE_MAX) for line in typed[: STREET_LINES + 1])
    readable = all(lines) and any(c.isalnum() for line in lines for c in line)
    if not readable or len(lines) > STREET_LINES:
        problems["street"] = BAD_STREET
    for kind in numbers_in("\n".join(lines)):
        problems["street"] = WARNINGS[kind]
    return lines


def _city(form: Mapping[str, str], problems: Problems) -> str:
    city = _line(form.get("city", ""), CITY_MAX)
    if not any(unicodedata.category(c)[0] == "L" for c in city):
        problems["city"] = BAD_CITY
    for kind in numbers_in(city):
        problems["city"] = WARNINGS[kind]
    return city


def _postcode(form: Mapping[str, str], country: str, problems: Problems) -> str:
    """Return the postcode as it is printed; countries without postcodes have none."""
    typed = _line(form.get("postcode", ""), 20).upper()
    if country in _POSTCODES:
        match = _POSTCODES[country].fullmatch(typed)
        if match is None:
            problems["postcode"] = _POSTCODE_TOLD[country]
        return f"L-{match[1]}" if match and country == "LU" else typed
    if typed and not _POSTCODE.fullmatch(typed):
        problems["postcode"] = BAD_POSTCODE
    return typed


def _line(text: str, limit: int) -> str:
    """Return a clean line, or nothing where there is none or it is too long."""
    try:
        return clean_line(text, limit=limit) if len(text) <= 8 * limit else ""
    except InvalidInputError:
        return ""
