"""The log: what a line holds, and that nothing a person typed gets in by any way."""

import asyncio
import io
import json
import logging
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import logs
from tests.cli.process import ROOT, clean_environment

CANARY = "Zoé Sentinelle 0612345678"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """The log at its most talkative, as JSON lines; everything is put back afterwards."""
    root = logging.getLogger()
    before = (list(root.handlers), root.level, logging.raiseExceptions)
    hooks = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    written = io.StringIO()
    logs.configure(level="DEBUG", as_json=True, stream=written)
    yield written
    logging.captureWarnings(capture=False)
    root.handlers, root.level, logging.raiseExceptions = before
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    """The lines written so far."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_line_of_known_fields(stream: io.StringIO) -> None:
    """Name, time, level and the fields that were given; nothing else."""
    logs.event("letter_made", ref="P-7KQ4M", count=3, seconds=0.12345)

    (line,) = lines(stream)
    assert line.pop("time")
    assert line == {
        "level": "INFO",
        "event": "letter_made",
        "ref": "P-7KQ4M",
        "count": 3,
        "seconds": 0.123,
    }


def test_a_field_that_is_not_on_the_list_is_an_error() -> None:
    """The signature is the allow-list: a new field needs a decision here, not a call there."""
    with pytest.raises(TypeError):
        logs.event("joined", name=CANARY)  # type: ignore[call-arg]


@pytest.mark.parametrize("value", [CANARY, "a b", "a\nb", "\x1b]0;x\x07", "x" * 65, "", "é"])
def test_a_value_with_free_text_is_hidden(stream: io.StringIO, value: str) -> None:
    """Only references and codes fit into a field; anything else becomes a question mark."""
    logs.event("joined", ref=value, actor=value, action=value, version=value, incident=value)

    (line,) = lines(stream)
    assert {line[field] for field in ("ref", "actor", "action", "version", "incident")} == {"?"}


def test_a_name_built_from_a_value_is_hidden(stream: io.StringIO) -> None:
    """An event's name is a word of our own."""
    logs.event(f"joined {CANARY}")

    assert lines(stream)[0]["event"] == "?"


def test_a_failure_tells_where_and_not_what(stream: io.StringIO) -> None:
    """Classes of the exception and its cause, files and lines; no message, no source, no value."""
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise ValueError(CANARY) from error
    except ValueError as error:
        logs.failure("letter_failed", error, incident="AB12")

    (line,) = lines(stream)
    assert line["error"] == ["ValueError", "KeyError"]
    assert str(line["at"]).startswith("['cli/test_logs.py:")
    assert CANARY not in stream.getvalue()


@pytest.mark.parametrize(
    "name", ["discord.gateway", "aiohttp.access", "sqlalchemy.engine", "somebody", "asyncio"]
)
@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_chatter_of_libraries_is_dropped(stream: io.StringIO, name: str, level: int) -> None:
    """Below WARNING no library is heard, even when its own level was lowered on purpose."""
    chatty = logging.getLogger(name)
    before = chatty.level
    chatty.setLevel(logging.DEBUG)
    try:
        chatty.log(level, "WebSocket Event: %s", CANARY)
    finally:
        chatty.setLevel(before)

    assert stream.getvalue() == ""


def test_libraries_can_be_kept_to_errors(stream: io.StringIO) -> None:
    """A demonstration hears of a library's errors only; asking for less than warnings changes nothing."""
    logs.configure(as_json=True, stream=stream, libraries=logs.ERROR)
    logging.getLogger("discord.client").warning("voice")
    logging.getLogger("discord.client").error("broken")
    logs.configure(as_json=True, stream=stream, libraries=logs.DEBUG)
    logging.getLogger("discord.client").info("chatter")

    assert [line["level"] for line in lines(stream)] == ["ERROR"]


def test_a_warning_of_a_library_loses_its_words(stream: io.StringIO) -> None:
    """Of a library's record only logger, level and exception class remain."""
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("discord.http").exception("body %s", CANARY, stack_info=True)

    (line,) = lines(stream)
    assert (line["event"], line["logger"], line["error"]) == (
        "library_message",
        "discord.http",
        ["ValueError"],
    )
    assert CANARY not in stream.getvalue()


def test_our_own_logger_used_the_usual_way_loses_its_words_too(stream: io.StringIO) -> None:
    """A module that logs by the standard way instead of `event` gets no value through."""
    logging.getLogger("collectif").error("joined: %s", CANARY)
    logging.getLogger("bot.services").error(CANARY)

    assert [line["event"] for line in lines(stream)] == ["library_message", "library_message"]
    assert CANARY not in stream.getvalue()


def test_a_broken_stream_shows_no_record(stream: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    """When the log cannot be written, the record is not printed elsewhere instead."""
    stream.close()

    logging.getLogger("discord.http").error("body %s", CANARY)

    assert "".join(capsys.readouterr()) == ""


def test_a_warning_quotes_no_source(stream: io.StringIO) -> None:
    """Python's warnings go through the same door."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(CANARY, UserWarning, stacklevel=1)

    assert CANARY not in stream.getvalue()


def test_text_lines_are_one_line_each(stream: io.StringIO) -> None:
    """The text form writes the same fields as key=value."""
    text = io.StringIO()
    logs.configure(level="DEBUG", stream=text)

    logs.event("started", version="0.1.0", count=2)

    assert text.getvalue().endswith(" INFO started count=2 version=0.1.0\n")


async def test_a_failed_task_is_reported_without_its_words(stream: io.StringIO) -> None:
    """An exception that nobody awaited is reported by class."""
    loop = asyncio.get_running_loop()
    logs.watch(loop)
    try:
        loop.call_exception_handler({"message": CANARY, "exception": RuntimeError(CANARY)})
        loop.call_exception_handler({"message": CANARY})
    finally:
        loop.set_exception_handler(None)

    assert [line["event"] for line in lines(stream)] == ["uncaught_in_task", "loop_complaint"]
    assert CANARY not in stream.getvalue()


def test_nobody_writes_past_the_log() -> None:
    """No module logs by itself; the demonstration only listens."""
    past = [
        str(file.relative_to(ROOT))
        for top in ("bot", "cogs")
        for file in (ROOT / top).rglob("*.py")
        if re.search(r"^\s*(?:import|from) logging\b", file.read_text("utf-8"), re.MULTILINE)
    ]

    assert sorted(past) == ["bot/demo/world.py", "bot/logs.py"]


LAST_WORDS = """
import sys, threading
from bot import logs
logs.configure()
class Bad:
    def __del__(self): raise ValueError(sys.argv[1])
def fail(): raise ValueError(sys.argv[1])
Bad()
thread = threading.Thread(target=fail); thread.start(); thread.join()
fail()
"""


def test_last_words_of_a_process_hold_no_value(tmp_path: Path) -> None:
    """Exceptions that nobody caught, in a thread, a destructor or the program, show no message."""
    done = subprocess.run(
        [sys.executable, "-c", LAST_WORDS, CANARY],
        env=clean_environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    said = [line.split()[2] for line in done.stderr.splitlines()]
    assert said == ["uncaught_in_cleanup", "uncaught_in_thread", "uncaught"]
    assert done.returncode == 1
    assert CANARY not in done.stderr + done.stdout
