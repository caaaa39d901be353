"""What the exit code of a command tells, and which exception ends in which code."""

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes; docs/reference.md explains each and a test compares the two."""

    OK = 0
    UNEXPECTED = 1
    USAGE = 2
    REFUSED = 3
    INTEGRITY = 4
    KEY = 5
    TOKEN = 6
    BUSY = 7
    INTERRUPTED = 130
