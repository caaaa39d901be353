"""What the author of a sound pack may have overlooked, so that a letter would say too much or too little."""

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from bot.domain.codes import CategoryStatus, Certainty
from bot.domain.pack import Incident, Pack, PackFact

# A list in chat shows at most a hundred characters of an option.
_CHAT_LIMIT = 100

# What must stand behind a category's status: at least one fact of the incident with one of these certainties.
_BACKING = {
    CategoryStatus.CONFIRMED: (Certainty.ESTABLISHED, Certainty.ADMITTED),
    CategoryStatus.EXCLUDED: (Certainty.ESTABLISHED, Certainty.ADMITTED),
    CategoryStatus.PRESS: (Certainty.PRESS,),
}

# A clause completes "… que", "… that", "… dass": it repeats none of them.
_LEADS = {"fr": ("que ", "qu'", "qu’"), "en": ("that ",), "de": ("dass ",)}

# Nor may it take the conjunction up again: in French and English the sentence around it may have none.
_AGAIN = {"fr": re.compile(r"\b(et|mais|ou) qu(e\b|['’])"), "en": re.compile(r"\b(and|but|or) that\b")}


def content_warnings(pack: Pack) -> Iterator[str]:
    """Every warning that the pack's content alone gives rise to, as `path: reason`."""
    yield from _unreferenced(pack)
    for incident in pack.incidents:
        for check in _INCIDENT_CHECKS:
            for where, why in check(pack, incident):
                yield f"incidents.{incident.id}{where}: {why}"
    for fact in pack.facts:
        yield from _clauses(fact)
    if not any(fact.supports for fact in pack.facts):
        yield "facts: none supports a breach of duty; letters will state facts and argue no infringement"
    yield from _long_names(pack)
    yield from _names(pack)


def _unreferenced(pack: Pack) -> Iterator[str]:
    named = {role.organisation for incident in pack.incidents for role in incident.roles}
    for organisation in pack.organisations:
        if organisation.id not in named:
            yield f"organisations.{organisation.id}: no incident gives it a role, so no letter names it"


_Found = Iterator[tuple[str, str]]


def _without_facts(pack: Pack, incident: Incident) -> _Found:
    if not pack.facts_of(incident.id):
        yield "", "has no facts; letters can say nothing about it but what members record"


def _unbacked(pack: Pack, incident: Incident) -> _Found:
    present = {fact.certainty for fact in pack.facts_of(incident.id)}
    for status, needed in _BACKING.items():
        codes = [code.value for code, given in incident.categories.items() if given is status]
        if codes and present.isdisjoint(needed):
            wanted = " or ".join(needed)
            yield (
                ".categories",
                f"{', '.join(codes)}: {status.value}, yet no fact of this incident is {wanted}",
            )


def _unargued(pack: Pack, incident: Incident) -> _Found:
    facts = pack.facts_of(incident.id)
    argued = any(fact.supports for fact in facts)
    if facts and not argued and any(fact.supports for fact in pack.facts):
        yield "", "no fact of this incident supports a breach of duty; letters will argue none for it"


def _nobody_to_choose(pack: Pack, incident: Incident) -> _Found:
    if not pack.choices(incident.id):
        yield ".roles", "no organisation is addressable; members cannot say whose patient or client they were"


def _order(_: Pack, incident: Incident) -> _Found:
    names = ("occurred_from", "discovered", "announced")
    dated = [(name, day) for name in names if (day := getattr(incident, name))]
    for (first, before), (second, after) in pairwise(dated):
        if after.latest < before.earliest:
            yield f".{second}", f"lies before {first}; is that meant?"


def _too_early(pack: Pack, incident: Incident) -> _Found:
    for fact in pack.facts_of(incident.id):
        if fact.date.latest < incident.earliest:
            yield (
                "",
                f"fact {fact.id!r} is dated before anything happened ({incident.earliest}); is that meant?",
            )


_INCIDENT_CHECKS: tuple[Callable[[Pack, Incident], _Found], ...] = (
    _without_facts,
    _unbacked,
    _unargued,
    _nobody_to_choose,
    _order,
    _too_early,
)


def _clauses(fact: PackFact) -> Iterator[str]:
    for language, clause in fact.text.items():
        where = f"facts.{fact.id}.text.{language}"
        if clause.endswith((".", "!", "?", ";")):
            yield f"{where}: ends with a punctuation mark; the sentence around it brings its own"
        for lead in _LEADS.get(language, ()):
            if clause.lower().startswith(lead):
                yield f"{where}: begins with {lead.strip()!r}; the sentence around it brings its own"
        again = _AGAIN[language].search(clause) if language in _AGAIN else None
        if again:
            lead = _LEADS[language][0].strip()
            yield f"{where}: continues with {again[0]!r}; join its parts without a second {lead!r}"


def _long_names(pack: Pack) -> Iterator[str]:
    names = [("title", text) for text in pack.title.values()]
    names += [(f"incidents.{i.id}.title", text) for i in pack.incidents for text in i.title.values()]
    names += [(f"organisations.{o.id}.name", o.name) for o in pack.organisations]
    for o in pack.organisations:
        names += [(f"organisations.{o.id}.names.{tag}", name) for tag, name in o.names.items()]
    for where, text in names:
        if len(text) > _CHAT_LIMIT:
            yield f"{where}: longer than {_CHAT_LIMIT} characters; chat will cut it short"


def _names(pack: Pack) -> Iterator[str]:
    """A description in the place of a name must be translated, or letters mix languages."""
    for organisation in pack.organisations:
        where = f"organisations.{organisation.id}"
        missing = [tag for tag in pack.languages if tag not in organisation.names]
        if organisation.names and missing:
            yield f"{where}.names: none in {', '.join(missing)}; letters there print {organisation.name!r}"
        elif not organisation.names and organisation.country is None and len(pack.languages) > 1:
            yield f"{where}.name: if this is a description, `names` says it in each language"
