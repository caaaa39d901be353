"""Every setting is documented where an operator looks, and used where the code says so."""

import ast
import re
from pathlib import Path

from pydantic import SecretStr

from bot.cli.env_file import render
from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
REFERENCE = (ROOT / "docs/reference.md").read_text("utf-8")

# How the code asks for a setting that it does not read by its own name.
ASKED_AS = {
    "database_url": "database",
    "root_key_file": "root_key",
    "discord_token": "token",
    "discord_token_file": "token",
    "time_zone": "zone",
    "data_dir": "data_dir",
}


def _blocks() -> dict[str, tuple[str, str]]:
    """Every setting of the example: name to default as written and comment."""
    found = {}
    for block in EXAMPLE.strip().split("\n\n"):
        *comments, last = block.splitlines()
        if match := re.fullmatch(r"#?([A-Z_]+)=(.*)", last):
            found[match[1]] = (match[2], " ".join(line.removeprefix("# ") for line in comments))
    return found


def _default(value: object) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


def test_the_example_lists_every_setting_with_its_default() -> None:
    """Names, order and defaults of .env.example are those of the code, each with a comment."""
    documented = _blocks()
    expected = {f"{PREFIX}{name.upper()}": _default(f.default) for name, f in Settings.model_fields.items()}

    assert {name: default for name, (default, _) in documented.items()} == expected
    assert list(documented) == list(expected)
    assert [name for name, (_, comment) in documented.items() if len(comment) < 20] == []


def test_the_example_is_what_init_writes() -> None:
    """.env.example and the file that `collectif init` writes come from one text."""
    assert render({}) == EXAMPLE


def test_the_example_switches_nothing_on() -> None:
    """Copied as it is, the example changes no default and holds no usable secret."""
    assert [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")] == []


def test_the_reference_has_a_row_for_every_setting() -> None:
    """docs/reference.md lists the same settings with the same defaults."""
    rows = re.findall(rf"^\| `({PREFIX}[A-Z_]+)` \| (.*?) \|", REFERENCE, re.MULTILINE)

    written = {name: default.strip("`").replace("empty", "") for name, default in rows}
    assert written == {name: default for name, (default, _) in _blocks().items()}


def test_every_setting_is_used() -> None:
    """No setting is only decoration: code outside settings.py and settings_file.py reads each."""
    read = {
        node.attr
        for file in (ROOT / "bot").rglob("*.py")
        if file.name not in ("settings.py", "settings_file.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("settings")
    }

    assert {name for name in Settings.model_fields if ASKED_AS.get(name, name) not in read} == set()
