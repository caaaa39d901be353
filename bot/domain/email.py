"""E-mail addresses: the plain form that every server takes, domains in their ASCII form."""

import re

_LONGEST = 254  # characters (RFC 5321)
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def clean_email(text: str) -> str | None:
    """Return the address, its domain in lower case and in ASCII (`xn--…`), or None if it is none.

    A domain in other letters comes out as what it really is, so that it cannot pass for a look-alike.
    """
    local, at, domain = text.strip().rpartition("@")
    if not at or len(text) > _LONGEST or len(local) > 64 or not _LOCAL.fullmatch(local):
        return None
    try:
        labels = domain.encode("idna").decode("ascii").lower().split(".")
    except UnicodeError:
        return None
    top = labels[-1]
    if len(labels) < 2 or top.isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    address = f"{local}@{'.'.join(labels)}"
    return address if len(address) <= _LONGEST else None
