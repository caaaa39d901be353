"""Facts as sentences: the verb follows the certainty, the source becomes an exhibit.

No sentence of fact exists without a pack fact, a member count or a dated step behind it; an infringement is
argued only when such a fact supports it.
"""

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.codes import Answer, Certainty, Infringement, StepOutcome
from bot.domain.figures import Figures
from bot.domain.pack import Pack, PackFact, PartialDate, Source
from bot.domain.tallies import Key, under
from bot.letters.clean import clean
from bot.letters.model import Exhibit
from bot.letters.views import FactView, SourceView
from bot.letters.words import Words, fill


def pack_facts(pack: Pack, incidents: Iterable[str], words: Words) -> list[tuple[PackFact, FactView]]:
    """The pack's facts of the incidents, by date."""
    wanted = set(incidents)
    found = [f for f in pack.facts if f.incident in wanted]
    return [(f, _fact(pack, f, words)) for f in sorted(found, key=lambda f: (_last_day(f.date), f.id))]


def _last_day(day: PartialDate) -> tuple[int, int, int]:
    """A date known to the month stands after that month's days, one known to the year after its months."""
    year, month, day_of_month = ([int(part) for part in day.text.split("-")] + [99, 99])[:3]
    return year, month, day_of_month


def _fact(pack: Pack, fact: PackFact, words: Words) -> FactView:
    text = _clause(clean(pack.say(fact.text, words.language)))
    by = clean(fact.by)
    source = fact.source
    return FactView(
        id=fact.id,
        date=fact.date,
        sentence=_sentence(words, fact.certainty, by, text),
        text=text,
        by=by,
        certainty=Certainty(fact.certainty),
        quote=clean(fact.quote) if fact.quote else None,
        source=SourceView(
            title=clean(source.title),
            publisher=clean(source.publisher),
            url=clean(source.url) if source.url else None,
            date=source.date,
        ),
        incident=fact.incident,
        exhibit=source_exhibit(source, words),
    )


def _clause(text: str) -> str:
    return text[:-1] if text.endswith(".") and not text.endswith("..") else text


def _sentence(words: Words, certainty: str, by: str, text: str) -> str:
    phrase = words.phrases.text("certainty", certainty)
    sentence = fill(phrase.replace("{that}", words.that(text)), {"by": by, "text": text})
    return sentence[:1].upper() + sentence[1:]


def source_exhibit(source: Source, words: Words) -> Exhibit:
    """The exhibit that a source becomes; two facts with the same source share it."""
    details = [clean(source.publisher)]
    if source.date:
        details.append(words.date(source.date))
    if source.url:
        details.append(clean(source.url))
    if source.consulted_on:
        details.append(words.fill(words.phrases.text("exhibits", "consulted"), date=source.consulted_on))
    if source.kept:
        kept = source.kept
        halves = f"{kept.sha256[:32]} {kept.sha256[32:]}"
        values = {"format": kept.format, "pages": str(kept.pages), "sha256": halves}
        details.append(fill(words.phrases.text("exhibits", "kept"), values))
    key = "|".join(
        (source.title, source.publisher, source.url or "", source.date.text if source.date else "")
    )
    return Exhibit(key=key, title=clean(source.title), details=" · ".join(details))


def supported(
    facts: Sequence[tuple[PackFact, FactView]],
    counts: Mapping[Key, int],
    figures: Figures,
    words: Words,
    own: bool = False,
) -> dict[str, list[FactView]]:
    """The infringements that a letter may argue, each with the facts behind it, in the order of the law."""
    found: dict[str, list[FactView]] = {}
    for infringement in Infringement:
        behind = [view for fact, view in facts if infringement in fact.supports]
        if infringement is Infringement.COMMUNICATION:
            behind += _not_told(figures, words, own)
        if infringement is Infringement.ACCESS:
            behind += _not_answered(counts, words, own)
        if behind:
            found[infringement.value] = behind
    return found


def _not_told(figures: Figures, words: Words, own: bool) -> list[FactView]:
    return [
        _member_fact(words, "communication", (n, incident.concerned), own, incident.incident)
        for incident in figures.incidents
        if (n := incident.notices.get(Answer.NO, 0))
    ]


def _not_answered(counts: Mapping[Key, int], words: Words, own: bool) -> list[FactView]:
    # Only the request that article 15 speaks of: other letters to an organisation have other rules.
    asked = under(counts, "access")
    found = {
        "access_overdue": asked.get("overdue", 0),
        "access_refused": asked.get(StepOutcome.REFUSED, 0),
        "access_partial": asked.get(StepOutcome.PARTIAL, 0),
    }
    return [_member_fact(words, key, (n, asked["all"]), own, None) for key, n in found.items() if n]


def _member_fact(
    words: Words, key: str, figures: tuple[int, int], own: bool, incident: str | None
) -> FactView:
    n, concerned = figures
    one, many = words.phrases.lines("own_fact" if own else "member_fact", key)
    text = words.fill(words.plural(n, one, many), n=n, concerned=concerned)
    return FactView(
        id=f"members-{key}" + (f"-{incident}" if incident else ""),
        date=None,
        sentence=_sentence(words, Certainty.MEMBER, "", text),
        text=text,
        by="",
        certainty=Certainty.MEMBER,
        quote=None,
        source=None,
        incident=incident,
        exhibit=None,
    )
