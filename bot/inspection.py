"""Closing a process to inspection: its memory goes into no core dump and to no other process of the user."""

import ctypes
import resource
import sys

# From linux/prctl.h: whether a process may be dumped or traced by others of the same user.
_PR_SET_DUMPABLE = 4


def forbid() -> None:
    """Forbid core dumps and tracing of this process.

    A program that it starts inherits the first and not the second, so every child says it for itself.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
