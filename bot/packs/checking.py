"""`collectif pack check`: what a pack is, what is wrong with it, and what its author may have overlooked."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from bot.domain.pack import Pack
from bot.packs.kept import kept_errors, kept_warnings
from bot.packs.oversights import content_warnings
from bot.packs.parsing import parse_pack, read_text
from bot.packs.problems import PackError
from bot.text import LANGUAGES

# An authority record that goes stale within this time deserves a look while the author is at it.
_SOON = timedelta(days=60)


@dataclass(frozen=True)
class CheckReport:
    """What was found: with an error the pack cannot be used; a warning is for its author to judge."""

    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    summary: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the pack can be used."""
        return not self.errors


def check_pack(
    path: Path, *, today: date, wordings: Mapping[str, Collection[str]] | None = None
) -> CheckReport:
    """Check a pack file.

    `wordings` says which letter texts exist: language to the names of wordings, among them "neutral". Without
    it, nothing is said about wording.
    """
    try:
        pack = parse_pack(read_text(path), path.name)
    except PackError as error:
        return CheckReport(errors=tuple(error.lines))
    if wrong := tuple(f"{path.name}: {line}" for line in kept_errors(pack, path.parent)):
        return CheckReport(errors=wrong)
    found = [
        *content_warnings(pack),
        *kept_warnings(pack, path.parent),
        *_languages(pack),
        *_ages(pack, today),
        *(_wordings(pack, wordings) if wordings is not None else ()),
    ]
    return CheckReport(
        warnings=tuple(f"{path.name}: {line}" for line in found), summary=tuple(_summary(pack))
    )


def _languages(pack: Pack) -> Iterator[str]:
    for language in LANGUAGES:
        if language not in pack.languages:
            instead = pack.languages[0]
            yield f"languages: people who read {language!r} will see this pack's texts in {instead!r}"


def _ages(pack: Pack, today: date) -> Iterator[str]:
    if pack.law_as_of > today:
        yield "law_as_of: lies in the future"
    for authority in pack.authorities:
        where = f"authorities.{authority.id}"
        if authority.verified_on > today:
            yield f"{where}.verified_on: lies in the future"
        if authority.stale(today):
            yield (
                f"{where}: last verified on {authority.verified_on}, stale since {authority.stale_after}; "
                f'its address will be marked "check this address". Compare it with {authority.source}'
            )
        elif authority.stale(today + _SOON):
            yield f"{where}: goes stale on {authority.stale_after}; compare it with {authority.source}"
    for fact in pack.facts:
        if fact.date.earliest > today:
            yield f"facts.{fact.id}.date: lies in the future"


def _wordings(pack: Pack, wordings: Mapping[str, Collection[str]]) -> Iterator[str]:
    for authority in pack.authorities:
        where = f"authorities.{authority.id}"
        own = [tag for tag in authority.languages if authority.wording in wordings.get(tag, ())]
        neutral = [tag for tag in authority.languages if "neutral" in wordings.get(tag, ())]
        if authority.wording and not own:
            yield f"{where}.wording: no letter text is named {authority.wording!r}"
        if not own and neutral:
            listed = ", ".join(neutral)
            yield f"{where}: no letter text of its own; the neutral letter will be used ({listed})"
        if not own and not neutral:
            wanted = ", ".join(authority.languages)
            yield f"{where}: no letter text in its languages ({wanted}); the letter will be in English"


def _summary(pack: Pack) -> Iterator[str]:
    language = "en" if "en" in pack.languages else pack.languages[0]
    yield f"{pack.say(pack.title, language)} ({pack.id} {pack.version})"
    yield f"languages: {', '.join(pack.languages)}; law as of {pack.law_as_of}"
    for incident in pack.incidents:
        facts = Counter(fact.certainty.value for fact in pack.facts_of(incident.id))
        categories = Counter(status.value.replace("_", " ") for status in incident.categories.values())
        yield (
            f"{incident.id} {pack.say(incident.title, language)}: facts {_counted(facts)}; "
            f"categories {_counted(categories)}"
        )
    yield f"organisations: {', '.join(o.name for o in pack.organisations)}"
    for authority in pack.authorities:
        yield f"authority for {authority.country}: {authority.name_in(language)}"
    for copy in pack.copies:
        yield f"copy of the complaint to {copy.authority}: {copy.name}"


def _counted(numbers: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in numbers.items()) or "none"
