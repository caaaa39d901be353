"""How much may be sealed: of one member in all, and of a member and a case in a day.

The daily counts are kept in memory: they bound a flood, and a restart that clears them does no harm.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from bot.domain.errors import DailyLimitError, TooManyError

MAX_FILES = 20  # evidence files of a member
MAX_BYTES = 96 << 20  # sealed bytes of a member
MAX_BODY = 64 << 10  # bytes of a form's values; the longest statement needs a quarter
MAX_A_DAY = 60  # records sealed for a member; corrections count
MAX_CASE_BYTES_A_DAY = 4 << 30


@dataclass(frozen=True)
class Room:
    """What a member may still hand in."""

    files: int
    records_today: int


class Quotas:
    """Counts of the present day."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._records: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()

    def check(self, today: date, member_id: str, case_id: str) -> int:
        """Return how many records the member may still seal today; raises DailyLimitError for none."""
        self._turn(today)
        left = MAX_A_DAY - self._records[member_id]
        if left <= 0 or self._bytes[case_id] >= MAX_CASE_BYTES_A_DAY:
            raise DailyLimitError
        return left

    def count(self, today: date, member_id: str, case_id: str, size: int) -> None:
        """Count a record that was saved; what was refused costs nothing."""
        self._turn(today)
        self._records[member_id] += 1
        self._bytes[case_id] += size

    def _turn(self, today: date) -> None:
        if today != self._day:
            self._day, self._records, self._bytes = today, Counter(), Counter()


def check_files(present: int) -> int:
    """Return how many evidence files the member may still add; raises TooManyError for none."""
    if present >= MAX_FILES:
        raise TooManyError(limit=MAX_FILES)
    return MAX_FILES - present
