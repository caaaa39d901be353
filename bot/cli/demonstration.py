"""`collectif try`: start the demonstration, or say how to install what it needs."""

import importlib
import sys
from pathlib import Path

from bot.cli.exits import CommandError, Exit

# What only the extra `try` installs.
_EXTRA = {"simcord", "linkify_it", "regex"}


def demonstrate(*, out: Path, pack: Path | None, once: bool, as_json: bool, everything: bool) -> int:
    """Run the demonstration; without a terminal, or for a script, it ends before the preview."""
    if pack is not None and not pack.is_file():
        raise CommandError(f"{pack}: there is no such file", Exit.USAGE)
    try:
        # By name: the demonstration stands above the command line and is not part of a production install.
        demo = importlib.import_module("bot.demo")
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        raise CommandError(
            "the demonstration needs the extra packages of requirements/try.txt. Run `make try`, "
            "or: pip install --require-hashes -r requirements/try.txt",
            Exit.USAGE,
        ) from None
    once = once or as_json or not (sys.stdin.isatty() and sys.stdout.isatty())
    result: int = demo.run_demo(out=out, pack=pack, once=once, as_json=as_json, everything=everything)
    return result
