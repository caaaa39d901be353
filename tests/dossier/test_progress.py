"""How far a dossier is: the child says so between its documents, the parent hears it while it feeds."""

import json
import multiprocessing
import socket
from multiprocessing.connection import Connection

import pytest

from bot.dossier import child, process
from bot.letters import telling
from tests.letters.quickset import sheet


def test_the_child_counts_the_pages_of_all_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages add up over the documents of a dossier; each word waits until the last one is old."""
    ours, theirs = multiprocessing.Pipe()
    monkeypatch.setattr(child, "BETWEEN", 0.0)
    telling.listen(child._Telling(theirs))
    try:
        for _ in range(2):
            sheet.__wrapped__()
    finally:
        telling.listen(None)

    theirs.close()
    heard = []
    while True:
        try:
            heard.append(json.loads(ours.recv_bytes())["drawn"])
        except EOFError:
            break
    assert len(heard) >= 2
    assert heard == list(range(1, len(heard) + 1))


def test_the_parent_hears_it_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the child says while it is fed, or before it answers, is passed on, and is no answer."""
    heard: list[int] = []
    ours, theirs = socket.socketpair()
    monkeypatch.setattr(process._Child, "__init__", lambda self: None)
    parent, worker = process._Child(), Connection(theirs.detach())  # type: ignore[call-arg]
    parent._hear, parent._link = heard.append, Connection(ours.detach())
    for answer in ({"drawn": 3}, {"drawn": 9}):
        worker.send_bytes(json.dumps(answer).encode())
    parent.pass_on("record", b"blob")  # type: ignore[arg-type]
    assert heard == [3, 9]

    worker.send_bytes(b'{"drawn": 12}')
    worker.send_bytes(b'{"failed": "ValueError"}')
    with pytest.raises(process.BuildError, match="ValueError"):
        parent.outcome(5.0)
    assert heard == [3, 9, 12]
