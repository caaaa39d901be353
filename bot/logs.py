"""The log: events with a closed list of fields, and nothing that a person typed.

`event` and `failure` are the only ways to write a line of our own; their signatures are the allow-list.
Whatever other libraries log is reduced to the logger's name, the level and the class of the exception: their
messages quote request bodies, SQL parameters and paragraphs of letters. It is reduced when the record is
made, so a library that brings a handler of its own has nothing to print either.
"""

import asyncio
import json
import logging
import re
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

DEBUG, INFO, WARNING, ERROR = logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR

_OURS = logging.getLogger("collectif")
# Names of events are our own: there are only so many.
_counts: Counter[tuple[str, str]] = Counter()
_FIELDS = "collectif_fields"

# Foreign loggers stay at WARNING whatever the setting: below it they write payloads and interaction tokens.
_FOREIGN_FLOOR = logging.WARNING
_PINNED = (
    "discord",
    "aiohttp",
    "sqlalchemy",
    "aiosqlite",
    "asyncpg",
    "asyncio",
    "alembic",
    "PIL",
    "markdown_it",
)

# A name of an event or of something in our own code.
_EVENT = re.compile(r"[a-z][a-z0-9_]{0,47}\Z")
# What a field may hold; anything else becomes a question mark. No word that a person types has such a shape.
_SHAPES = {
    "ref": re.compile(r"(?:P-[0-9A-Z]{5}|[0-9A-Z]{26})\Z"),
    "actor": re.compile(r"u:[0-9a-f]{8}\Z"),
    "action": re.compile(r"[a-z][a-z0-9_.-]{0,47}\Z"),
    "version": re.compile(r"[0-9]{1,4}(?:[.+-][0-9a-z]{1,16}){1,4}\Z"),
    "incident": re.compile(r"[0-9A-Fa-f]{4,16}\Z"),
    "logger": re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,63}\Z"),
}
# A class of an exception or a place in the code, such as `bot/<string>:3`.
_PLACE = re.compile(r"[A-Za-z0-9_.<][A-Za-z0-9_.:/<> -]{0,79}\Z")
_HIDDEN = "?"
# What a foreign record says of the exception that it was made for.
_ERROR = "collectif_error"
_WITHHELD = "withheld"

# Deepest frames that a failure names; enough to find the line, short enough for one log line.
_FRAMES = 6


def event(
    name: str,
    *,
    level: int = INFO,
    ref: str | None = None,
    actor: str | None = None,
    action: str | None = None,
    count: int | None = None,
    seconds: float | None = None,
    code: int | None = None,
    version: str | None = None,
    incident: str | None = None,
) -> None:
    """Write one line: what happened, never to whom by name nor with what content.

    `ref` is a pseudonym such as P-7KQ4M or a case id, `actor` a keyed pseudonym, `incident` the short
    reference that a person was shown, `action` a name from our own code. Other values are written as "?".
    """
    fields: dict[str, object] = {
        "ref": ref,
        "actor": actor,
        "action": action,
        "count": count,
        "seconds": None if seconds is None else round(seconds, 3),
        "code": code,
        "version": version,
        "incident": incident,
    }
    _emit(level, name, fields)


def failure(
    name: str,
    error: BaseException,
    *,
    incident: str | None = None,
    action: str | None = None,
    level: int = ERROR,
) -> None:
    """Write that something failed: the classes of the exception and its causes, and where; no message."""
    fields = {
        "action": action,
        "incident": incident,
        "error": _classes(error),
        "at": _frames(error.__traceback__),
    }
    _emit(level, name, fields)


def configure(
    *,
    level: str = "INFO",
    as_json: bool = False,
    stream: TextIO | None = None,
    libraries: int = _FOREIGN_FLOOR,
) -> None:
    """Take over all logging of the process, and the last words of exceptions that nobody caught.

    `libraries` is the level from which others are heard; it is never below WARNING.
    """
    floor = max(libraries, _FOREIGN_FLOOR)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(_JsonFormatter() if as_json else _TextFormatter())
    handler.addFilter(lambda record: hasattr(record, _FIELDS) or record.levelno >= floor)
    logging.setLogRecordFactory(_record)
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(floor)
    _OURS.setLevel(level)
    for name in _PINNED:
        logging.getLogger(name).setLevel(floor)
    # A failing handler would print the record's arguments; a warning would print a source line.
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    sys.excepthook = _excepthook
    threading.excepthook = _thread_excepthook
    sys.unraisablehook = _unraisablehook


def counted() -> dict[tuple[str, str], int]:
    """Return how often each event of ours was logged since the start: (name, level) to count."""
    return dict(_counts)


def watch(loop: asyncio.AbstractEventLoop) -> None:
    """Let exceptions that asyncio would print go through the log as well."""
    loop.set_exception_handler(_loop_exception)


def _emit(level: int, name: str, fields: Mapping[str, object]) -> None:
    safe = {key: _value(key, value) for key, value in fields.items() if value is not None}
    event_name = name if _EVENT.match(name) else _HIDDEN
    _counts[event_name, logging.getLevelName(level)] += 1
    if not _OURS.isEnabledFor(level):
        return
    record = logging.LogRecord(_OURS.name, level, "", 0, event_name, None, None)
    setattr(record, _FIELDS, safe)
    _OURS.handle(record)


def _value(field: str, value: object) -> object:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list):
        return [item if isinstance(item, str) and _PLACE.match(item) else _HIDDEN for item in value]
    text = str(value)
    return text if field in _SHAPES and _SHAPES[field].match(text) else _HIDDEN


def _record(name: str, *arguments: Any, **more: Any) -> logging.LogRecord:
    """Make somebody else's record: it keeps where it is from and which classes of error, nothing else."""
    record = logging.LogRecord(name, *arguments, **more)
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        setattr(record, _ERROR, (_classes(error), _frames(error.__traceback__)))
    record.msg, record.args = _WITHHELD, None
    record.exc_info = record.exc_text = record.stack_info = None
    return record


def _classes(error: BaseException) -> list[str]:
    """Names the exception's class, then its causes', outermost first."""
    names: list[str] = []
    current: BaseException | None = error
    while current is not None and len(names) < _FRAMES:
        names.append(type(current).__name__)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return names


def _frames(trace: TracebackType | None) -> list[str]:
    """Names the deepest lines of code, without source text or values."""
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [
        f"{Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.lineno}" for frame in frames
    ]


def _line(record: logging.LogRecord) -> dict[str, object]:
    """Reduce a record to the fields that may be written."""
    line: dict[str, object] = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
    }
    ours = getattr(record, _FIELDS, None)
    if ours is not None:
        return {**line, "event": record.msg, **ours}
    line |= {"event": "library_message", "logger": _value("logger", record.name)}
    classes, frames = getattr(record, _ERROR, ([], []))
    if classes:
        line |= {"error": _value("error", classes), "at": _value("at", frames)}
    return line


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_line(record))


class _TextFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = _line(record)
        head = f"{line.pop('time')} {line.pop('level')} {line.pop('event')}"
        return " ".join([head, *(f"{key}={_flat(value)}" for key, value in line.items())])


def _flat(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _excepthook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    failure("uncaught", error.with_traceback(trace))


def _thread_excepthook(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        failure("uncaught_in_thread", args.exc_value)


def _unraisablehook(args: "sys.UnraisableHookArgs") -> None:
    if args.exc_value is not None:
        failure("uncaught_in_cleanup", args.exc_value)


def _loop_exception(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    error = context.get("exception")
    if isinstance(error, BaseException):
        failure("uncaught_in_task", error)
    else:
        event("loop_complaint", level=ERROR)
