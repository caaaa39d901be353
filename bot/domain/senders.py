"""Scam senders as displayed: in which of the forms of the legal brief C.8, and how to show them safely."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

import phonenumbers

from bot.domain.checked import Problems, Sender, SenderKind, Senders
from bot.domain.email import clean_email
from bot.domain.errors import InvalidInputError
from bot.domain.inputs import clean_line
from bot.domain.marks import N_
from bot.domain.phone import phone_like

UNKNOWN_SENDER = N_(
    "This is not a sender that can be recorded. Write the telephone number, the short number of five digits, "
    "the name of up to 11 letters and digits, the e-mail address or the web address, as it was displayed."
)
LIMIT = 500

_SHORT_CODE = re.compile(r"[0-9]{5}")
_NAME = re.compile(r"(?=[^A-Za-z]{0,10}[A-Za-z])[A-Za-z0-9][A-Za-z0-9 .&'_+-]{0,10}")
_HOST = r"(?:[^\W_](?:[^\W_]|-){0,62}\.){1,8}[^\W\d_][^\W_]{1,23}"
_WEB = re.compile(rf"(?:https?://)?{_HOST}(?::[0-9]{{1,5}})?(?:[/?#][^\s<>\"]*)?", re.IGNORECASE)


def check_senders(form: Mapping[str, str], *, scams: Collection[str], region: str) -> Senders | Problems:
    """Check one text for each scam contact of the member, by the contact's id; an empty one is left out.

    `region` (ISO 3166-1) tells how to read a number without its country.
    """
    found, problems = [], Problems()
    for scam in scams:
        text = form.get(scam, "")
        if not text.strip():
            continue
        sender = read_sender(text, region)
        if sender is None:
            problems[scam] = UNKNOWN_SENDER
        else:
            found.append(Sender(scam, *sender))
    return problems or Senders(tuple(found))


def read_sender(text: str, region: str) -> tuple[SenderKind, str] | None:
    """Tell which kind of sender the text is, and its one written form; None for anything else."""
    try:
        line = clean_line(text[: 2 * LIMIT], limit=LIMIT)
    except InvalidInputError:
        return None
    if _SHORT_CODE.fullmatch(line):
        return SenderKind.SHORT_CODE, line
    if email := clean_email(line):
        return SenderKind.EMAIL, email
    if phone := _phone(line, region):
        return SenderKind.PHONE, phone
    if _is_web(line):
        return SenderKind.WEB, line
    return (SenderKind.NAME, line) if _NAME.fullmatch(line) else None


def defanged(text: str) -> str:
    """Return the text so that no program makes a link of it: `hxxps://evil[.]example`, `a[at]b[.]example`.

    What is defanged already stays as it is.
    """
    safe = re.sub(r"\bhttp(?=s?:)", "hxxp", text, flags=re.IGNORECASE)
    safe = safe.replace("@", "[at]")
    return re.sub(r"(?<=\w)\.(?=\w)", "[.]", safe)


def _phone(line: str, region: str) -> str | None:
    # Scammers display numbers that nobody has: the right shape is enough.
    number = phone_like(line, region)
    if number is None or not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_web(line: str) -> bool:
    if not _WEB.fullmatch(line):
        return False
    try:
        parts = urlsplit(line if "://" in line else f"https://{line}")
        return parts.scheme in ("http", "https") and parts.username is None and bool(parts.hostname)
    except ValueError:
        return False
