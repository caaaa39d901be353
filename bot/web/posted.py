"""Reading what a browser sent: bounded in bytes, fields and time, before anything else looks at it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.domain.errors import InvalidInputError

# The longest form is a statement of 4000 characters, each up to twelve bytes once encoded.
MOST_FORM_BYTES = 128 * 1024
MOST_FIELDS = 200
MOST_PARTS = 12
FORM_SECONDS, UPLOAD_SECONDS = 30, 300

Given = Mapping[str, tuple[str, ...]]


class TooMuchError(Exception):
    """More bytes than this form may bring."""


@dataclass(frozen=True)
class Sent:
    """One file as it was sent; its name and type are the sender's claims and decide nothing."""

    data: bytes


@dataclass(frozen=True)
class Posted:
    """The fields and files of one POST."""

    fields: Given = field(default_factory=dict)
    files: Mapping[str, Sent] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The first value of a field, else nothing."""
        return "".join(self.fields.get(name, ())[:1])


async def read(request: web.Request, most_file_bytes: int) -> Posted:
    """Return what was posted; files are taken only where a route allows their size.

    Raises TooMuchError, InvalidInputError for a body of another form, TimeoutError for one that drips.
    """
    kind = request.content_type
    if kind == "application/x-www-form-urlencoded":
        async with asyncio.timeout(FORM_SECONDS):
            return Posted(_fields(await _body(request, MOST_FORM_BYTES)))
    if kind == "multipart/form-data" and most_file_bytes:
        if (request.content_length or 0) > most_file_bytes + MOST_FORM_BYTES:
            raise TooMuchError
        async with asyncio.timeout(UPLOAD_SECONDS):
            return await _parts(request, most_file_bytes)
    raise InvalidInputError


async def _body(request: web.Request, most: int) -> bytes:
    if (request.content_length or 0) > most:
        raise TooMuchError
    body = bytearray()
    async for chunk in request.content.iter_chunked(16 * 1024):
        body += chunk
        if len(body) > most:
            raise TooMuchError
    return bytes(body)


def _fields(body: bytes) -> Given:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise InvalidInputError from None
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value)
    return found


async def _parts(request: web.Request, most: int) -> Posted:
    def whole() -> None:
        # What has arrived of the body: a chunked one announces no length.
        if request.content.total_bytes > most + MOST_FORM_BYTES:
            raise TooMuchError

    fields: dict[str, tuple[str, ...]] = {}
    files: dict[str, Sent] = {}
    try:
        reader = await request.multipart()
        for _ in range(MOST_PARTS + 1):
            part = await reader.next()
            if part is None:
                return Posted(fields, files)
            if not isinstance(part, BodyPartReader) or not part.name:
                raise InvalidInputError
            data = await _part(part, most if part.filename is not None else MOST_FORM_BYTES, whole)
            if part.filename is None:
                fields[part.name] = (*fields.get(part.name, ()), data.decode())
            elif files:
                raise InvalidInputError
            else:
                files[part.name] = Sent(data)
    except (ValueError, UnicodeDecodeError, HttpProcessingError, web.HTTPException):
        raise InvalidInputError from None
    raise InvalidInputError


async def _part(part: BodyPartReader, most: int, whole: Callable[[], None]) -> bytes:
    data = bytearray()
    while chunk := await part.read_chunk(64 * 1024):
        whole()
        data += chunk
        if len(data) > most:
            raise TooMuchError
    return bytes(data)
