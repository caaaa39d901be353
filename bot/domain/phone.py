"""Telephone numbers: what a person typed, read as an E.164 number."""

import re

import phonenumbers
from phonenumbers import PhoneNumber

# No letters: the library would read a word as keypad digits, and an extension that no letter has room for.
_TYPED = re.compile(r"\+?[0-9][0-9 \u00a0\u202f().\-/]{3,38}")


def clean_phone(text: str, region: str) -> str | None:
    """Return a number that can exist, as E.164; `region` (ISO 3166-1) is that of a number without country."""
    number = phone_like(text.strip(), region)
    if number is None or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_like(text: str, region: str) -> PhoneNumber | None:
    """Read what has the shape of a telephone number, whether or not such a number exists."""
    if not _TYPED.fullmatch(text):
        return None
    try:
        return phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
