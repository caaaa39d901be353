"""The judge of the bot's requests sees what Discord would refuse, so that its silence means something."""

from typing import Any

import pytest

from tests import wire

CALLBACK = "/interactions/1/token/callback"
NO_PING = {"parse": []}


def modal(**component: Any) -> dict[str, Any]:
    """A form with one menu, good unless told otherwise."""
    menu = {"type": 3, "custom_id": "menu", "options": [{"label": "A", "value": "a"}], **component}
    parts = [{"type": 18, "label": "Choose", "component": menu}]
    return {"type": 9, "data": {"custom_id": "form", "title": "Form", "components": parts}}


def message(**data: Any) -> dict[str, Any]:
    """A private answer that pings nobody, good unless told otherwise."""
    return {"type": 4, "data": {"content": "Good", "flags": 64, "allowed_mentions": NO_PING, **data}}


def command(**fields: Any) -> list[dict[str, Any]]:
    """A registration of one command, good unless told otherwise."""
    return [{"name": "join", "description": "Join", "type": 1, **fields}]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", CALLBACK, modal()),
        ("POST", CALLBACK, message()),
        ("PUT", "/applications/1/commands", command()),
        ("POST", "/channels/1/messages", message()["data"]),
    ],
)
def test_good_requests_pass(method: str, path: str, body: Any) -> None:
    """A request that Discord takes has no problem."""
    assert wire.problems(method, path, body) == []


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", CALLBACK, modal(min_values=0)),
        ("POST", CALLBACK, modal(max_values=2)),
        ("POST", CALLBACK, modal(options=[])),
        ("POST", CALLBACK, modal(options=[{"label": "A" * 101, "value": "a"}])),
        ("POST", CALLBACK, modal(options=[{"label": "A", "value": "a"}, {"label": "B", "value": "a"}])),
        ("POST", CALLBACK, {**modal(), "data": {**modal()["data"], "title": "T" * 46}}),
        ("POST", CALLBACK, {**modal(), "data": {**modal()["data"], "components": []}}),
        ("POST", CALLBACK, message(allowed_mentions={"parse": ["everyone"]})),
        ("POST", CALLBACK, message(allowed_mentions=None)),
        ("POST", CALLBACK, message(content="x" * 2001)),
        ("POST", CALLBACK, message(components=[{"type": 1, "components": [{"type": 2, "style": 1}]}])),
        ("PUT", "/applications/1/commands", command(name="Join")),
        ("PUT", "/applications/1/commands", command(description="x" * 101)),
        ("PUT", "/applications/1/commands", command(name_localizations={"fr": "Adhérer ici"})),
        ("PUT", "/applications/1/commands", command(description_localizations={"fr": ""})),
        ("POST", "/no/such/path", {}),
    ],
)
def test_bad_requests_are_seen(method: str, path: str, body: Any) -> None:
    """C12: a request that Discord refuses, or that could ping, has a problem."""
    assert wire.problems(method, path, body) != []
