"""What must hold between the parts of a pack: references resolve, ids are unique, no text is missing.

The rules read the shape of the file, not the finished model, so that an author who mistyped one date
still hears of every other mistake in the same breath.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Longer values are never repeated in a message: it may end in a log or a screenshot.
ECHO_LIMIT = 40

GROUPS = ("organisations", "incidents", "facts", "authorities", "copies")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a pack: where, as a path of keys and ids, and why, in plain words."""

    where: str
    why: str

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


class IncoherentPackError(ValueError):
    """The parts of a pack contradict each other; `problems` lists all the ways."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


def problems(pack: Mapping[str, object]) -> list[Problem]:
    """Every broken rule of a pack in the shape of its file; a malformed part is passed over in silence."""
    return [
        *_twice(pack),
        *_dangling(pack),
        *_two_regulators(pack),
        *_role_twice(pack),
        *_missing_texts(pack),
    ]


def name_of(item: object, number: int) -> str:
    """What to call the part in a path: its id when it has a usable one, else its place, counted from 1."""
    written = item.get("id") if isinstance(item, Mapping) else None
    usable = isinstance(written, str) and 0 < len(written) <= ECHO_LIMIT and written.isprintable()
    return f".{written}" if usable else f" #{number + 1}"


def _items(table: Mapping[str, object], key: str) -> list[tuple[str, Mapping[str, object]]]:
    """The tables of a list, each with its path."""
    value = table.get(key)
    parts = enumerate(value if isinstance(value, list) else [])
    return [(key + name_of(item, number), item) for number, item in parts if isinstance(item, Mapping)]


def _values(table: Mapping[str, object], group: str, key: str = "id") -> list[str]:
    return [value for _, item in _items(table, group) if isinstance(value := item.get(key), str)]


def _repeated(values: list[str]) -> list[str]:
    return sorted({value for value in values if values.count(value) > 1})


def _twice(pack: Mapping[str, object]) -> Iterator[Problem]:
    for group in GROUPS:
        for name in _repeated(_values(pack, group)):
            yield Problem(group, f"the id {name[:ECHO_LIMIT]!r} is used twice")


def _two_regulators(pack: Mapping[str, object]) -> Iterator[Problem]:
    for country in _repeated(_values(pack, "authorities", "country")):
        why = f"country {country[:ECHO_LIMIT]} has two authorities; one person has one regulator"
        yield Problem("authorities", why)


def _role_twice(pack: Mapping[str, object]) -> Iterator[Problem]:
    for where, incident in _items(pack, "incidents"):
        for name in _repeated(_values(incident, "roles", "organisation")):
            yield Problem(f"{where}.roles", f"organisation {name[:ECHO_LIMIT]!r} has two roles here")


def _dangling(pack: Mapping[str, object]) -> Iterator[Problem]:
    for where, incident in _items(pack, "incidents"):
        for name in dict.fromkeys(_values(incident, "roles", "organisation")):
            yield from _unknown(pack, f"{where}.roles", "organisations", name)
    for group, key, target in (("facts", "incident", "incidents"), ("copies", "authority", "authorities")):
        for where, item in _items(pack, group):
            if isinstance(named := item.get(key), str):
                yield from _unknown(pack, f"{where}.{key}", target, named)


def _unknown(pack: Mapping[str, object], where: str, group: str, name: str) -> Iterator[Problem]:
    known = _values(pack, group)
    if name not in known:
        listed = ", ".join(k for k in known if len(k) <= ECHO_LIMIT) or "none"
        yield Problem(where, f"{name[:ECHO_LIMIT]!r} is not in this pack's {group} ({listed})")


def _missing_texts(pack: Mapping[str, object]) -> Iterator[Problem]:
    languages = pack.get("languages")
    wanted = [tag for tag in languages if isinstance(tag, str)] if isinstance(languages, list) else []
    for where, texts in _texts(pack):
        for language in wanted:
            if isinstance(texts, Mapping) and language not in texts:
                why = f"no text in {language[:ECHO_LIMIT]!r}, which is a language of this pack"
                yield Problem(where, why)


def _texts(pack: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    yield "title", pack.get("title")
    yield "summary", pack.get("summary")
    for group, key in (("incidents", "title"), ("facts", "text"), ("copies", "reason")):
        for where, item in _items(pack, group):
            yield f"{where}.{key}", item.get(key)
