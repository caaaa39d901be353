"""Members' files, the case's settings and notices as JSON: written by the server, read back at a desk."""

import dataclasses
import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.domain.member import CaseConfig, MemberFile
from bot.dossier.plan import Notice

# Notices are printed: nothing but a reference and numbers may stand where one belongs.
_REF, _NUMBERS = re.compile(r"P-[0-9A-Z]{5}"), re.compile(r"[0-9]{1,6}(?:, [0-9]{1,6})*")
_MEMBERS: TypeAdapter[tuple[MemberFile, ...]] = TypeAdapter(tuple[MemberFile, ...])
_CONFIG: TypeAdapter[CaseConfig] = TypeAdapter(CaseConfig)
_NOTICES: TypeAdapter[tuple[Notice, ...]] = TypeAdapter(tuple[Notice, ...])


class BadContentError(ValueError):
    """The JSON is not what a dossier holds there."""


def write_members(members: Iterable[MemberFile]) -> bytes:
    """Return the members' files as JSON, always in the same order and spelling."""
    return _written([dataclasses.asdict(m) for m in sorted(members, key=lambda m: m.ref)])


def read_members(data: bytes) -> tuple[MemberFile, ...]:
    """Read members' files back; raises BadContentError, also for a code that is not in our lists."""
    try:
        return _MEMBERS.validate_json(data)
    except ValidationError as error:
        raise BadContentError("the members' files are damaged") from error


def write_config(config: CaseConfig) -> bytes:
    """Return the case's settings as JSON."""
    return _written(dataclasses.asdict(config))


def read_config(data: bytes) -> CaseConfig:
    """Read the case's settings back; raises BadContentError."""
    try:
        return _CONFIG.validate_json(data)
    except ValidationError as error:
        raise BadContentError("the case's settings are damaged") from error


def write_notices(notices: Iterable[Notice]) -> bytes:
    """Return what the recipient must be told as JSON, oldest first."""
    return _written([dataclasses.asdict(n) for n in notices])


def read_notices(data: bytes) -> tuple[Notice, ...]:
    """Read notices back; raises BadContentError, also for a kind that is not in our list."""
    try:
        found = _NOTICES.validate_json(data)
    except ValidationError as error:
        raise BadContentError("the notices are damaged") from error
    if not all(_REF.fullmatch(n.ref) and _NUMBERS.fullmatch(n.dossiers) for n in found):
        raise BadContentError("the notices are damaged")
    return found


def _written(value: Any) -> bytes:
    return json.dumps(value, default=plain, indent=1, sort_keys=True, ensure_ascii=False).encode()


def plain(value: object) -> Any:
    """Return what JSON has no form for as one that it has: sets in order, days and moments in ISO 8601."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    raise TypeError(type(value).__name__)
