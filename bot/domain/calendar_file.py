"""A calendar file (RFC 5545): all-day entries with an alarm, nothing in them that says whose matter it is.

Calendars are copied to telephones and clouds, so the words are for the person alone: no organisation, no
health, no case.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

_LINE = 75  # octets, the line end not counted (section 3.1)
_DAYS_BEFORE = 14


@dataclass(frozen=True)
class Entry:
    """One day in the calendar; `uid` stays the same when the file is made again."""

    uid: str
    day: date
    summary: str
    description: str = ""


def calendar_file(entries: Iterable[Entry], now: datetime, language: str) -> bytes:
    """Return the file; `now` is aware, in UTC."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Collectif//time limits//{language.upper()}"]
    for entry in entries:
        lines += _event(entry, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line)).encode()


def _event(entry: Entry, now: datetime) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(entry.uid)}",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(entry.summary)}",
        f"DESCRIPTION:{_text(entry.description)}",
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(entry.summary)}",
        f"TRIGGER:-P{_DAYS_BEFORE}D",
        "END:VALARM",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    """A TEXT value (section 3.3.11); other control characters are not allowed in one."""
    value = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(c for c in value if c >= " " and c != "\x7f")


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, no character torn; each further piece begins with a space."""
    piece, room = "", _LINE
    for character in line:
        size = len(character.encode())
        if size > room:
            yield piece
            piece, room = " ", _LINE - 1
        piece += character
        room -= size
    yield piece
