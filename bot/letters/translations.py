"""Whether a letter says the same in two languages as far as files tell: own wording in both, or in neither.

An operator who rewrites a letter in one language only still has the shipped text in the others. A reading
copy of such a letter would be a copy of another text, so there is none until the others are rewritten too.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.letters.wording import PHRASES, Folder, find, places
from bot.text import LANGUAGES

_INCLUDED = re.compile(r"\{%-?\s*include\s+\"\w+/(common_\w+\.md)\"")


def same_text(folder: Folder, kind: str, wording: str | None, language: str, other: str) -> bool:
    """Whether both languages have the letter, and each file that it is made of comes from the same folder."""
    here, there = find(folder, kind, wording, language), find(folder, kind, wording, other)
    if here is None or there is None or here.name != there.name:
        return False
    names = {here.name, *PHRASES, *_passages(folder, here, language), *_passages(folder, there, other)}
    return all(_owners(folder, language, name) == _owners(folder, other, name) for name in names)


def lopsided(own: Path) -> Iterator[str]:
    """Name each own file that another language of the program lacks, as `file: reason`."""
    found = {language: {p.name for p in (own / language).glob("*.*")} for language in LANGUAGES}
    for name in sorted(set().union(*found.values())):
        has = [language for language in LANGUAGES if name in found[language]]
        for language in LANGUAGES:
            if language not in has:
                yield (
                    f"{language}/{name}: not yours, though {', '.join(has)} is; who reads {language} gets "
                    f"the shipped text, and no reading copy of a letter that is made of yours"
                )


def _passages(folder: Folder, path: Path, language: str) -> set[str]:
    found: set[str] = set()
    waiting = [path]
    while waiting:
        for name in set(_INCLUDED.findall(waiting.pop().read_text("utf-8"))) - found:
            found.add(name)
            waiting += [p for place in places(folder) if (p := place / language / name).is_file()][:1]
    return found


def _owners(folder: Folder, language: str, name: str) -> list[int]:
    return [n for n, place in enumerate(places(folder)) if (place / language / name).is_file()]
