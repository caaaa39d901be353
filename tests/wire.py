"""Judging what the bot sends: Discord's own OpenAPI file, plus the rules that the file does not hold.

`data/discord-openapi.json` is Discord's HTTP API specification v10 (discord/discord-api-spec, MIT; see
`data/README.md`). The further rules are from Discord's documentation of commands, modals and messages.
"""

import functools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import extend
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

SPEC_FILE = Path(__file__).parent / "data" / "discord-openapi.json"
BUTTON, SELECT, TEXT_INPUT, TEXT, LABEL = 2, 3, 4, 10, 18
RADIO, CHECKBOXES = 21, 22
SLASH = 1
COMPONENTS_V2 = 1 << 15
# https://docs.discord.com: names of slash commands and options, in all languages.
COMMAND_NAME = re.compile(r"[-_'\w]{1,32}")
MESSAGE_CALLBACKS = (4, 7)
MODAL_CALLBACK = 9


def problems(method: str, path: str, body: Any) -> list[str]:
    """Everything that Discord would refuse in this request; an empty list for a good one."""
    return _problems(method, path, json.dumps(body, sort_keys=True))


@functools.cache
def _problems(method: str, path: str, text: str) -> list[str]:
    body = json.loads(text)
    found = [*_against_the_file(method, path, body), *_beyond_the_file(method, path, body)]
    return [f"{method} {_template(path) or path}: {problem}" for problem in found]


# ------------------------------------------------------------------ Discord's file


@functools.cache
def _spec() -> Any:
    return _lenient(json.loads(SPEC_FILE.read_text("utf-8")))


def _lenient(node: Any) -> Any:
    """Let snowflakes be numbers, as discord.py sends a few, and unions match by any branch."""
    if isinstance(node, list):
        return [_lenient(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("format") == "snowflake":
        return {"anyOf": [{"type": "integer"}, {"type": "null"}, {"type": "string", "pattern": "^[0-9]+$"}]}
    renamed = {("anyOf" if key == "oneOf" else key): _lenient(value) for key, value in node.items()}
    # discord.py's nonce is an unsigned 64-bit number, the file says signed; Discord takes both.
    if isinstance(renamed.get("properties"), dict):
        renamed["properties"].pop("nonce", None)
    return renamed


@functools.cache
def _template(path: str) -> str | None:
    parts = path.strip("/").split("/")
    matches = [t for t in _spec()["paths"] if _fits(t.strip("/").split("/"), parts)]
    return max(matches, key=lambda t: -t.count("{"), default=None)


def _fits(template: list[str], parts: list[str]) -> bool:
    pairs = zip(template, parts, strict=False)
    return len(template) == len(parts) and all(t.startswith("{") or t == p for t, p in pairs)


@functools.cache
def _validator(method: str, template: str) -> Draft202012Validator | None:
    operation = _spec()["paths"][template].get(method.lower())
    if operation is None or "requestBody" not in operation:
        return None
    where = ["paths", template, method.lower(), "requestBody", "content", "application/json", "schema"]
    pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in where)
    resource: Resource[Any] = Resource.from_contents(_spec(), default_specification=DRAFT202012)
    registry: Registry[Any] = Registry().with_resource("discord:", resource)
    judge = extend(Draft202012Validator, {"anyOf": _any_of})
    return judge({"$ref": f"discord:#/{pointer}"}, registry=registry)  # type: ignore[no-any-return]


def _any_of(judge: Any, branches: list[Any], value: Any, schema: Any) -> Iterator[ValidationError]:
    """Look only into the branches whose `type` is the value's; the others fail, after looking at all of it.

    A message is a tree of unions: each level of it would multiply the time of a request's judgement.
    """
    likely = [branch for branch in branches if _may_fit(branch, value)] or branches
    yield from Draft202012Validator.VALIDATORS["anyOf"](judge, likely, value, schema)


def _may_fit(branch: Mapping[str, Any], value: Any) -> bool:
    if "$ref" in branch:
        branch = _spec()["components"]["schemas"][branch["$ref"].rpartition("/")[2]]
    types = branch.get("properties", {}).get("type", {}).get("enum")
    return types is None or not isinstance(value, dict) or value.get("type", types[0]) in types


def _against_the_file(method: str, path: str, body: Any) -> Iterator[str]:
    template = _template(path)
    if template is None:
        yield "Discord's file knows no such path"
        return
    validator = _validator(method, template)
    if validator is None:
        return
    error = best_match(validator.iter_errors(body))
    if error is not None:
        yield f"{error.json_path}: {error.message[:200]}"


# ------------------------------------------------------------------ what the file lacks


def _beyond_the_file(method: str, path: str, body: Any) -> Iterator[str]:
    if path.startswith("/applications/") and path.endswith("/commands") and isinstance(body, list):
        for command in body:
            yield from _command(command)
    elif path.endswith("/callback"):
        yield from _callback(body)
    elif "/webhooks/" in path or path.endswith("/messages") or "/messages/" in path:
        yield from _message(body, new=method == "POST")


def _callback(body: Mapping[str, Any]) -> Iterator[str]:
    data = body.get("data") or {}
    if body["type"] in MESSAGE_CALLBACKS:
        yield from _message(data, new=body["type"] == MESSAGE_CALLBACKS[0])
    elif body["type"] == MODAL_CALLBACK:
        yield from _modal(data)


def _message(data: Mapping[str, Any], *, new: bool) -> Iterator[str]:
    components = list(walk(data.get("components") or ()))
    if len(data.get("content") or "") > 2000:
        yield "content: more than 2000 characters"
    if sum(len(c.get("content", "")) for c in components if c["type"] == TEXT) > 4000:
        yield "components: more than 4000 characters of text"
    if len(components) > 40:
        yield "components: more than 40"
    if (
        components
        and (data.get("flags") or 0) & COMPONENTS_V2
        and (data.get("content") or data.get("embeds"))
    ):
        yield "a message of components has neither content nor embeds"
    if new and _is_sent(data) and (data.get("allowed_mentions") or {}).get("parse") != []:
        yield "allowed_mentions: a message that may ping"
    yield from _ids(components)
    for component in components:
        yield from _component(component, modal=False)


def _is_sent(data: Mapping[str, Any]) -> bool:
    return any(data.get(key) for key in ("content", "embeds", "components", "attachments"))


def _modal(data: Mapping[str, Any]) -> Iterator[str]:
    parts = data.get("components") or []
    if not 1 <= len(parts) <= 5:
        yield f"modal: {len(parts)} components, Discord takes 1 to 5"
    components = list(walk(parts))
    yield from _ids(components)
    for component in components:
        yield from _component(component, modal=True)


def _ids(components: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    ids = [c["custom_id"] for c in components if c.get("custom_id")]
    for twice in sorted({i for i in ids if ids.count(i) > 1}):
        yield f"custom_id {twice!r} twice"


def _component(component: Mapping[str, Any], *, modal: bool) -> Iterator[str]:
    kind = component["type"]
    if kind == BUTTON and not (component.get("label") or component.get("emoji")):
        yield "button without label"
    if kind == LABEL and not 1 <= len(component.get("label") or "") <= 45:
        yield f"label {component.get('label')!r}: 1 to 45 characters"
    if kind == TEXT_INPUT and component.get("label") and modal:
        yield "text input with its own label inside a label"
    if kind == TEXT_INPUT and len(component.get("value") or "") > component.get("max_length", 4000):
        yield "text input: value longer than max_length"
    if kind in (SELECT, CHECKBOXES, RADIO):
        yield from _choice(component, modal=modal)


def _choice(component: Mapping[str, Any], *, modal: bool) -> Iterator[str]:
    name = component.get("custom_id")
    options = component.get("options") or []
    least = {SELECT: 1, CHECKBOXES: 1, RADIO: 2}[component["type"]]
    most = {SELECT: 25, CHECKBOXES: 10, RADIO: 10}[component["type"]]
    if not least <= len(options) <= most:
        yield f"{name}: {len(options)} options, Discord takes {least} to {most}"
    values = [o["value"] for o in options]
    if len(set(values)) != len(values):
        yield f"{name}: the same value twice"
    for option in options:
        for key in ("label", "value", "description"):
            if len(option.get(key) or "") > 100:
                yield f"{name}: {key} of an option longer than 100 characters"
    highest = component.get("max_values") or (1 if component["type"] == SELECT else len(options))
    if component["type"] != RADIO and highest > len(options):
        yield f"{name}: max_values above the number of options"
    if component["type"] != RADIO and sum(bool(o.get("default")) for o in options) > highest:
        yield f"{name}: more defaults than max_values"
    if modal and component.get("min_values") == 0 and component.get("required", True):
        yield f"{name}: min_values 0 but required"


# ------------------------------------------------------------------ commands


def _command(command: Mapping[str, Any]) -> Iterator[str]:
    name = command["name"]
    if _weight(command) > 8000:
        yield f"/{name}: more than 8000 characters in all"
    if command.get("type", 1) == SLASH:
        yield from _named(command, name)


def _named(node: Mapping[str, Any], where: str) -> Iterator[str]:
    names = [node["name"], *(node.get("name_localizations") or {}).values()]
    for name in names:
        if not COMMAND_NAME.fullmatch(name) or name != name.lower():
            yield f"/{where}: bad name {name!r}"
    described = [node.get("description"), *(node.get("description_localizations") or {}).values()]
    for text in described:
        if not 1 <= len(text or "") <= 100:
            yield f"/{where}: description of {len(text or '')} characters, Discord takes 1 to 100"
    options = node.get("options") or []
    if len(options) > 25 or len(node.get("choices") or []) > 25:
        yield f"/{where}: more than 25 options or choices"
    required = [bool(o.get("required")) for o in options]
    if required != sorted(required, reverse=True):
        yield f"/{where}: a required option after an optional one"
    for option in options:
        yield from _named(option, f"{where} {option['name']}")
    for choice in node.get("choices") or ():
        longest = max(len(t) for t in [choice["name"], *(choice.get("name_localizations") or {}).values()])
        if longest > 100:
            yield f"/{where}: name of a choice longer than 100 characters"


def _weight(node: Mapping[str, Any]) -> int:
    def longest(key: str) -> int:
        texts = [node.get(key) or "", *(node.get(f"{key}_localizations") or {}).values()]
        return max(len(text) for text in texts)

    choices = list(node.get("choices") or ())
    own = longest("name") + longest("description")
    own += sum(len(str(c["value"])) + max(len(c["name"]), *_lengths(c)) for c in choices)
    return own + sum(_weight(option) for option in node.get("options") or ())


def _lengths(choice: Mapping[str, Any]) -> list[int]:
    return [0, *(len(text) for text in (choice.get("name_localizations") or {}).values())]


def walk(components: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Every component of a message or modal, depth first."""
    for component in components:
        yield component
        inner = [*(component.get("components") or ()), component.get("component"), component.get("accessory")]
        yield from walk([child for child in inner if child])
