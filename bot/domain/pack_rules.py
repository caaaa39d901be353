"""What must hold between the parts of a pack: references resolve, ids are unique, no text is missing.

The rules read the shape of the file, not the finished model, so that an author who mistyped one date
still hears of every other mistake in the same breath.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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


def _items(table: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    value = table.get(key)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _ids(pack: Mapping[str, object], group: str, key: str = "id") -> list[str]:
    return [value for item in _items(pack, group) if isinstance(value := item.get(key), str)]


def _repeated(values: list[str]) -> list[str]:
    return sorted({value for value in values if values.count(value) > 1})


def _twice(pack: Mapping[str, object]) -> Iterator[Problem]:
    for group in GROUPS:
        for name in _repeated(_ids(pack, group)):
            yield Problem(f"{group}.{name}.id", "this id is used twice")


def _two_regulators(pack: Mapping[str, object]) -> Iterator[Problem]:
    for country in _repeated(_ids(pack, "authorities", "country")):
        yield Problem("authorities", f"country {country} has two authorities; one person has one regulator")


def _role_twice(pack: Mapping[str, object]) -> Iterator[Problem]:
    for incident in _items(pack, "incidents"):
        for name in _repeated(_ids(incident, "roles", "organisation")):
            yield Problem(
                f"incidents.{incident.get('id')}.roles", f"organisation {name!r} has two roles here"
            )


def _dangling(pack: Mapping[str, object]) -> Iterator[Problem]:
    for incident in _items(pack, "incidents"):
        where = f"incidents.{incident.get('id')}.roles"
        for name in dict.fromkeys(_ids(incident, "roles", "organisation")):
            yield from _unknown(pack, where, "organisations", "organisation", name)
    for group, key, target in (("facts", "incident", "incidents"), ("copies", "authority", "authorities")):
        for item in _items(pack, group):
            if isinstance(named := item.get(key), str):
                yield from _unknown(pack, f"{group}.{item.get('id')}.{key}", target, key, named)


def _unknown(pack: Mapping[str, object], where: str, group: str, noun: str, name: str) -> Iterator[Problem]:
    known = _ids(pack, group)
    if name not in known:
        yield Problem(where, f"unknown {noun} {name[:60]!r}; this pack has: {', '.join(known) or 'none'}")


def _missing_texts(pack: Mapping[str, object]) -> Iterator[Problem]:
    languages = pack.get("languages")
    wanted = [tag for tag in languages if isinstance(tag, str)] if isinstance(languages, list) else []
    for where, texts in _texts(pack):
        for language in wanted:
            if isinstance(texts, Mapping) and language not in texts:
                yield Problem(where, f"no text in {language!r}, which is a language of this pack")


def _texts(pack: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    yield "title", pack.get("title")
    yield "summary", pack.get("summary")
    for group, key in (("incidents", "title"), ("facts", "text"), ("copies", "reason")):
        for item in _items(pack, group):
            yield f"{group}.{item.get('id')}.{key}", item.get(key)
