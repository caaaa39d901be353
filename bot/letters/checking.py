"""`collectif wording check`: everything that is wrong with wording files, found without a case.

Each file is read for names, fields and tables that do not exist, facts printed without their source and law
that nobody verified; then composed for fictitious members of every pack, which finds citations that do not
resolve and whatever only shows when a text is printed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.domain.codes import FilingMode, LetterKind, PaperKind
from bot.domain.law import Laws
from bot.domain.pack import Authority, Pack
from bot.letters import sample
from bot.letters.compose import PASTE, Draft, compose
from bot.letters.context import Matter
from bot.letters.errors import WordingError
from bot.letters.group_kit import GROUP_KIT, GROUP_PASTE
from bot.letters.papers import GUIDE, TO_ORGANISATIONS
from bot.letters.static import file_problems, names_of
from bot.letters.translations import lopsided
from bot.letters.wording import PHRASES, WORDING, Folder, load_phrases, overridden, places
from bot.text import LANGUAGES

_GUIDING = frozenset({GROUP_KIT, GROUP_PASTE})
_KINDS = frozenset({*LetterKind, *PaperKind, PASTE, GUIDE, *_GUIDING} - {PaperKind.CALENDAR})
_GROUP = frozenset({LetterKind.COLLECTIVE_COMPLAINT, *_GUIDING})


@dataclass(frozen=True)
class WordingReport:
    """What was found: with an error no letter should be made; a warning is for the author to judge."""

    files: int
    errors: tuple[str, ...]
    warnings: tuple[str, ...]


def check_wording(
    own: Path | None, packs: Sequence[Pack], laws: Laws, today: date, *, composing: bool = True
) -> WordingReport:
    """Check an operator's folder, or the shipped wording when there is none.

    Without `composing` only the files themselves are read, which is quick enough for every start.
    """
    names = names_of(packs[0], today)
    errors: list[str] = []
    warnings = list(_untranslated(own))
    checked = 0
    for folder, base, concerned in _bases(own, packs):
        files = sorted(base.glob("*/*.md"))
        checked += len(files)
        warnings += lopsided(base) if own else ()
        errors += [p for path in files for p in file_problems(path, folder, names, _is_kind)]
        errors += _phrase_problems(base, folder)
        sound = not errors
        if composing and sound:
            whole = [f for f in files if not f.name.startswith("common_")]
            if any(f.name.startswith("common_") for f in files) or any(base.glob("*/*.toml")):
                whole = _all_files(folder)  # a shared passage changes every letter that includes it
            errors += [p for f in whole for p in _composed(f, folder, concerned, laws, today)]
    return WordingReport(checked, tuple(dict.fromkeys(errors)), tuple(warnings))


def _bases(own: Path | None, packs: Sequence[Pack]) -> Iterator[tuple[Folder, Path, Sequence[Pack]]]:
    """Where files are, the folders that they are used with, and the packs that use them."""
    if own is None:
        yield WORDING, WORDING, packs
        return
    yield overridden(own, ""), own, packs
    for pack in packs:
        if (own / pack.id).is_dir():
            yield overridden(own, pack.id), own / pack.id, [pack]


def _all_files(folder: Folder) -> list[Path]:
    found = {(p.parent.name, p.name): p for place in reversed(places(folder)) for p in place.glob("*/*.md")}
    return sorted(p for p in found.values() if not p.name.startswith("common_"))


def _is_kind(name: str) -> bool:
    return name.split(".")[0] in _KINDS


def _phrase_problems(base: Path, folder: Folder) -> Iterator[str]:
    for path in sorted(base.glob("*/*.toml")):
        if path.name not in PHRASES:
            yield f"{path.parent.name}/{path.name}: no such file is used; known: {', '.join(PHRASES)}"
    for language in sorted({p.parent.name for p in base.glob("*/*.*")} | set(LANGUAGES)):
        try:
            missing = _keys(load_phrases(WORDING, "en").values) - _keys(load_phrases(folder, language).values)
        except WordingError as error:
            yield str(error)
            continue
        if missing:
            yield f"{language}/phrases.toml: no phrase {', '.join(sorted(missing)[:5])}"


def _keys(values: dict[str, object], path: str = "") -> set[str]:
    found: set[str] = set()
    for key, value in values.items():
        found |= _keys(value, f"{path}{key}.") if isinstance(value, dict) else {path + key}
    return found


def _untranslated(own: Path | None) -> Iterator[str]:
    """A kind that one language of the interface has and another has not."""
    folder = overridden(own, "")
    found = {
        language: {p.name.split(".")[0] for place in places(folder) for p in (place / language).glob("*.md")}
        for language in LANGUAGES
    }
    every = set().union(*found.values())
    for language, kinds in found.items():
        for kind in sorted(every - kinds):
            yield f"{language}/{kind}.md: missing, though another language has it"


def _composed(path: Path, folder: Folder, packs: Sequence[Pack], laws: Laws, today: date) -> Iterator[str]:
    kind, _, rest = path.name.removesuffix(".md").partition(".")
    for pack in packs:
        for authority in pack.authorities:
            if rest not in {"", "neutral", authority.wording or ""}:
                continue
            used = authority if rest != "neutral" else authority.model_copy(update={"wording": None})
            for draft in _drafts(kind, path.parent.name, pack, used, laws, today):
                try:
                    compose(draft, folder)
                except WordingError as error:
                    yield str(error)
                    return


def _drafts(
    kind: str, language: str, pack: Pack, authority: Authority, laws: Laws, today: date
) -> Iterator[Draft]:
    people = (sample.rich(pack, authority.country, today, 1), sample.rich(pack, authority.country, today, 2))
    others = tuple(a for a in pack.authorities if a.id != authority.id)
    matter = Matter(
        pack, sample.CONFIG, authority, FilingMode.INDIVIDUAL, people, today, parallel=others, laws=laws
    )
    if kind in _GROUP or kind == PaperKind.LAWYER_LETTER:
        for mode in FilingMode if kind in _GROUP else (FilingMode.ALERT,):
            bundle = sample.bundle(today, mode)
            about = replace(matter, mode=mode, files=bundle.files)
            yield Draft(about, kind, language, "", extra={"bundle": bundle} if kind in _GUIDING else {})
    if kind in _GROUP:
        return
    for one in (*people, sample.bare(pack, authority.country, today)):
        own = replace(matter, members=(one,), own=True, parallel=())
        for organisation in _addressees(kind, pack):
            for paper in PaperKind if kind == GUIDE else (None,):
                extra = {"paper": paper.value} if paper else {}
                yield Draft(own, kind, language, "", organisation, extra=extra)


def _addressees(kind: str, pack: Pack) -> list[str | None]:
    if kind not in {LetterKind.ACCESS_REQUEST, *TO_ORGANISATIONS}:
        return [None]
    return [next(o.id for o in pack.organisations if o.addressable)]
