"""Editions of one letter: what each page says of it, and the twin without what is confidential."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.domain.codes import ARTICLE_9, Answer, Edition, HarmHead, LeakCategory
from bot.domain.figures import FEWEST
from bot.domain.member import MemberFile
from bot.letters.clean import clean
from bot.letters.compose import Composed
from bot.letters.context import Views
from bot.letters.model import Block, ExhibitList, Letter, MemberEntry, MembersAnnex, Paragraph, Run, Section
from bot.letters.words import Words, fill
from bot.text import label


def stamped(composed: Composed, edition: Edition) -> Letter:
    """Return the letter with the line on its edition, its pack and its annexes at the foot of each page."""
    letter = composed.letter
    said = {"edition": label(edition, letter.language), "pack": composed.pack}
    origin = fill(letter.words["origin"], said)
    if letter.words["annexes"] and any(True for block in letter.blocks for _ in _annexed(block)):
        origin += f" · {fill(letter.words['annexes'], {'sha256': annex_sha256(letter.blocks)})}"
    return replace(letter, footer=replace(letter.footer, origin=origin))


def annex_sha256(blocks: tuple[Block, ...]) -> str:
    """The fingerprint of what is annexed: each exhibit and each member, a line a piece, in UTF-8."""
    lines = "".join(f"{line}\n" for block in blocks for line in _annexed(block))
    return hashlib.sha256(lines.encode()).hexdigest()


def _annexed(block: Block) -> Iterator[str]:
    match block:
        case ExhibitList(exhibits=exhibits):
            for number, exhibit in exhibits:
                yield f"{number}\t{exhibit.title}\t{exhibit.details}"
        case MembersAnnex(members=members, refs=refs):
            if refs:
                yield refs
            for entry in members:
                yield f"{entry.ref}\t{entry.summary}"
                yield from (f"{entry.ref}\t{name}\t{text}" for name, text in entry.facts)


def initials(full_name: str) -> str:
    """The initials of a name: « Marie-Anne d’Exemple » → M.-A. D. E."""
    words = full_name.replace("’", " ").replace("'", " ").split()
    return " ".join("-".join(f"{part[0].upper()}." for part in word.split("-") if part) for word in words)


def redacted(
    composed: Composed, views: Views, names: Mapping[str, str], statements: Mapping[str, str]
) -> Composed:
    """Return the twin of a letter that was composed with coarse figures: nobody is told apart in it.

    Members stand by number, with their initials where `names` has them by reference; of each only what at
    least FEWEST of the letter's members have in common and none or FEWEST have not; no date, no sum, no
    health datum by its name.
    `statements`, by reference, are own words that a human read and found fit; all others stay out.
    """
    words, letter = views.words, composed.letter
    note = words.fill(words.phrases.text("redacted", "note"), limit=str(FEWEST))
    shared = _Shared(views)
    blocks = tuple(
        replace(
            block,
            heading=words.phrases.text("redacted", "annex"),
            intro=words.phrases.text("redacted", "many" if views.matter.crowd else "intro"),
            members=tuple(_entry(views, shared, number, m, names) for number, m in _numbered(views)),
            refs="",
        )
        if isinstance(block, MembersAnnex)
        else block
        for block in letter.blocks
    )
    own = tuple(_statements(views, names, statements))
    blocks = (Paragraph((Run(note, bold=True),)), *blocks, *own)
    return replace(composed, letter=replace(letter, blocks=blocks))


def _statements(views: Views, names: Mapping[str, str], statements: Mapping[str, str]) -> Iterator[Block]:
    told = [(number, m.ref) for number, m in _numbered(views) if m.ref in statements]
    if told:
        yield Section(1, "", (Run(views.words.phrases.text("redacted", "statements")),))
    for number, ref in told:
        yield Paragraph((Run(_designated(views.words, number, names.get(ref)), bold=True),))
        for line in statements[ref].splitlines():
            if line.strip():
                yield Paragraph((Run(clean(line)),))


def _designated(words: Words, number: int, name: str | None) -> str:
    return f"{initials(name)} ({number})" if name else f"{words.phrases.text('exhibits', 'number')} {number}"


def _numbered(views: Views) -> Iterator[tuple[int, MemberFile]]:
    yield from enumerate(sorted(views.matter.members, key=lambda m: m.ref), start=1)


class _Shared:
    """What enough members of one letter have in common to be said of one of them."""

    def __init__(self, views: Views) -> None:
        # Counted once: it is asked of each member, and of each of many by all of them would take for ever.
        self._countries: Counter[str] = Counter()
        self._incidents: Counter[str] = Counter()
        self._leaked: Counter[LeakCategory] = Counter()
        self._heads: Counter[HarmHead] = Counter()
        self._contacts: Counter[str] = Counter()
        self._n = len(views.matter.members)
        special = 0
        for member in views.matter.members:
            leaked = leaked_of(member)
            self._countries[member.residence] += 1
            self._incidents.update(i.id for i in views.incidents if member.concerned_by(i.id))
            self._leaked.update(leaked)
            self._heads.update({h.head for h in member.harms})
            special += bool(ARTICLE_9 & leaked)
            self._contacts[views.words.num(len(member.scams))] += bool(member.scams)
        self.special = self._enough(special)  # whether data of article 9 leaked of enough

    def _enough(self, having: int) -> bool:
        # What is not said of somebody is then known not to be so: those too must be enough, or nobody.
        return having >= FEWEST and not 0 < self._n - having < FEWEST

    def country(self, code: str) -> bool:
        """Whether enough live there."""
        return self._enough(self._countries[code])

    def incident(self, incident: str) -> bool:
        """Whether it concerns enough."""
        return self._enough(self._incidents[incident])

    def category(self, category: LeakCategory) -> bool:
        """Whether enough say that it leaked."""
        return self._enough(self._leaked[category])

    def contacts(self, several: str) -> bool:
        """Whether enough received so many suspicious contacts, as a range."""
        return self._enough(self._contacts[several])

    def harm(self, head: HarmHead) -> bool:
        """Whether enough say that they suffered it."""
        return self._enough(self._heads[head])


def leaked_of(member: MemberFile) -> set[LeakCategory]:
    """The categories that leaked according to the member, in whichever incident."""
    return {
        e.category for e in member.exposures if e.answer is Answer.YES and member.concerned_by(e.incident)
    }


def _entry(
    views: Views, shared: _Shared, number: int, member: MemberFile, names: Mapping[str, str]
) -> MemberEntry:
    words = views.words
    ref = _designated(words, number, names.get(member.ref))
    summary = ""
    if shared.country(member.residence):
        country = words.country(member.residence)
        summary = words.fill(words.phrases.text("annex", "residence"), country=country)
    return MemberEntry(ref, summary, tuple(_facts(views, shared, member)))


def _facts(views: Views, shared: _Shared, member: MemberFile) -> Iterator[tuple[str, str]]:
    words, text = views.words, views.words.phrases.text
    separator = text("annex", "separator")
    titles = [i.title for i in views.incidents if member.concerned_by(i.id) and shared.incident(i.id)]
    if titles:
        yield text("redacted", "incidents"), separator.join(titles)
    if leaked := _categories(words, shared, leaked_of(member)):
        yield text("annex", "categories"), separator.join(leaked)
    if member.scams and shared.contacts(several := words.num(len(member.scams))):
        yield text("annex", "scams"), several
    heads = [words.label(head) for head in HarmHead if _has(member, head) and shared.harm(head)]
    if heads:
        yield text("annex", "harms"), separator.join(heads)


def _categories(words: Words, shared: _Shared, leaked: set[LeakCategory]) -> list[str]:
    plain = [words.label(c) for c in LeakCategory if c in leaked - ARTICLE_9 and shared.category(c)]
    if leaked & ARTICLE_9 and shared.special:
        return [*plain, words.phrases.text("redacted", "special")]
    return plain


def _has(member: MemberFile, head: HarmHead) -> bool:
    return any(h.head is head for h in member.harms)
