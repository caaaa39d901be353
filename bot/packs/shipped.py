"""The files that come with Collectif: its packs and its authority records."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_DATA = files("bot.packs") / "data"


def _toml_files(folder: Traversable) -> list[Traversable]:
    return sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)


def pack_texts() -> dict[str, str]:
    """The shipped packs: file name to text."""
    return {f.name: f.read_text(encoding="utf-8") for f in _toml_files(_DATA)}


@cache
def authorities() -> Mapping[str, Mapping[str, object]]:
    """The shipped authority records by id, in the shape that a pack writes them in."""
    records = (tomllib.loads(f.read_text(encoding="utf-8")) for f in _toml_files(_DATA / "authorities"))
    return {str(record["id"]): record for record in records}


def law_texts() -> dict[str, str]:
    """The shipped periods of limitation: file name to text."""
    return {f.name: f.read_text(encoding="utf-8") for f in _toml_files(_DATA / "law")}
