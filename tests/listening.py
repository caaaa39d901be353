"""Listening to all that the bot's logging writes at its loudest, and putting logging back afterwards."""

import io
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bot import logs


@contextmanager
def loud() -> Iterator[io.StringIO]:
    """Take over logging at DEBUG for the length of the block."""
    root, ours = logging.getLogger(), logging.getLogger("collectif")
    kept = (
        list(root.handlers),
        root.level,
        ours.level,
        logging.raiseExceptions,
        logging.getLogRecordFactory(),
    )
    hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    written = io.StringIO()
    logs.configure(level="DEBUG", stream=written)
    try:
        yield written
    finally:
        logging.captureWarnings(capture=False)
        root.handlers[:], root_level, our_level, logging.raiseExceptions, factory = kept
        root.setLevel(root_level)
        ours.setLevel(our_level)
        logging.setLogRecordFactory(factory)
        sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
