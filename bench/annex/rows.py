"""The rows that every engine draws: names as they come in Europe, a few in scripts that need other fonts."""

import random
from collections.abc import Iterator
from pathlib import Path

HEAD = ("N°", "Nom", "Naissance", "Commune", "Catégories", "Incidents")
SHARES = (7, 25, 9, 24, 21, 14)
Row = tuple[str, ...]

_FIRST = (
    "Łukasz", "Ștefan", "İbrahim", "Thị Duyên", "Zoë", "Ångström", "José", "François", "Ana", "Jürgen",
    "O’Brien", "Marie", "Jean-Pierre", "Gaëlle", "Søren", "Ólafur", "Agnieszka", "Noémie",
)  # fmt: skip
_LAST = (
    "Müller", "Dupont", "Nguyễn", "García Márquez", "Kowalski", "Šimůnek", "Guðmundsdóttir", "Schröder",
    "d’Almeida", "Lefèvre-Delacroix", "Țepeș", "Çağlayan", "van der Berg", "Muñoz",
)  # fmt: skip
_GREEK = ("Γιώργος Παπαδόπουλος", "Ελένη Δημητρίου", "Νίκος Οικονόμου")
_CYRILLIC = ("Жанна Иванова", "Сергей Петров", "Олена Шевченко")
_ARABIC = ("محمد بن علي", "فاطمة الزهراء", "يوسف الحداد")
_CHINESE = ("山田太郎", "王小明", "김철수")
_CATEGORIES = ("identité", "contact", "prescripteur", "examen", "résultat", "NIR", "facturation")
_INCIDENTS = ("INC-2021-02", "INC-2021-07", "INC-2021-02, INC-2021-07")


def rows(count: int, seed: int = 7) -> Iterator[Row]:
    """30 % references, 54 % European names, 4 % each Greek, Cyrillic, Arabic, Chinese or Korean."""
    rng = random.Random(seed)
    towns = [f"{50000 + n} Saint-{rng.choice(_LAST)} {n}" for n in range(3000)]
    groups = [", ".join(rng.sample(_CATEGORIES, 1 + n % 4)) for n in range(200)]
    for number in range(1, count + 1):
        yield (
            str(number),
            _name(rng, number),
            str(1930 + rng.randrange(80)),
            rng.choice(towns),
            rng.choice(groups),
            rng.choice(_INCIDENTS),
        )


def _name(rng: random.Random, number: int) -> str:
    chance = rng.random()
    if chance < 0.30:
        return f"P-{number:05X}"
    for limit, names in ((0.34, _GREEK), (0.38, _CYRILLIC), (0.42, _ARABIC), (0.46, _CHINESE)):
        if chance < limit:
            return rng.choice(names)
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"


def write(path: Path, count: int) -> None:
    """Write the rows as tab-separated values, which each engine reads itself."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines("\t".join(row) + "\n" for row in rows(count))


def read(path: Path) -> Iterator[Row]:
    """Read them back, one at a time."""
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield tuple(line.rstrip("\n").split("\t"))
