"""Fixtures of the evidence tests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from bot.domain.errors import UploadRefusedError
from bot.evidence.cleaner import Cleaned, Cleaner
from bot.evidence.limits import SENTENCES, Reason

Clean = Callable[[bytes], Awaitable[Cleaned | Reason]]


async def outcome(cleaner: Cleaner, data: bytes) -> Cleaned | Reason:
    """The new file, or the reason of its refusal."""
    try:
        return await cleaner.clean(data)
    except UploadRefusedError as error:
        (sentence,) = error.values["reason"]  # type: ignore[misc]
        return next(reason for reason, told in SENTENCES.items() if told == sentence)


@pytest.fixture
async def cleaner() -> AsyncIterator[Cleaner]:
    """The real cleaner, with real children."""
    made = Cleaner(workers=2)
    yield made
    await asyncio.to_thread(made.close)


@pytest.fixture
def clean(cleaner: Cleaner) -> Clean:
    """Clean a file: the new one, or the reason of its refusal."""
    return lambda data: outcome(cleaner, data)
