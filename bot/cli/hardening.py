"""What the bot's process gives up at the start: core dumps, inspection, files that others can read."""

import ctypes
import os
import resource
import sys

# From linux/prctl.h: whether the process may be dumped or traced by others of the same user.
_PR_SET_DUMPABLE = 4


def harden() -> None:
    """Forbid core dumps and inspection by the same user, and make every new file private."""
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
