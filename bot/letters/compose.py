"""From a matter and a wording file to a finished letter in the document model."""

from dataclasses import dataclass, field, replace

from bot.domain.codes import LetterKind
from bot.letters.context import Matter, Views
from bot.letters.directives import NAMES, Directives
from bot.letters.engine import Engine
from bot.letters.errors import WordingError
from bot.letters.markdown import blocks, inline_text
from bot.letters.members import member_view
from bot.letters.model import Block, Footer, IdentityFields, Inlines, Letter, Letterhead, ObjectLine
from bot.letters.numbering import number
from bot.letters.reading import Filed, read_only
from bot.letters.slots import Slots
from bot.letters.titles import untitled
from bot.letters.views import Context
from bot.letters.wording import Folder, Wording, find, load, load_phrases
from bot.letters.words import Words

PASTE = "paste"  # the short text for an authority's web form


@dataclass(frozen=True)
class Draft:
    """What to compose: the matter, the kind of wording file, its language and whom it is about."""

    matter: Matter
    kind: str  # a LetterKind, or PASTE
    language: str
    reference: str  # page header, right
    organisation: str | None = None  # the addressee, of a letter to an organisation
    guide: bool = False  # to the member, not from them: no draft mark
    filed: Filed | None = None  # of a reading copy: the text that it accompanies
    extra: Context = field(default_factory=dict)  # further names that the wording may use


@dataclass(frozen=True)
class Composed:
    """The letter and the wording that it was made from."""

    letter: Letter
    wording: Wording
    exhibits: dict[str, int]
    pack: str  # its id and version


def compose(draft: Draft, folder: Folder) -> Composed:
    """Compose the letter; raises WordingError when a wording file is missing or wrong."""
    matter = draft.matter
    path = find(folder, draft.kind, matter.authority.wording, draft.language)
    if path is None:
        raise WordingError(f"{draft.language}/{draft.kind}.neutral.md", None, "no such wording file")
    wording = load(path)
    words = Words(load_phrases(folder, draft.language), coarse=matter.coarse)
    return _Composer(draft, wording, words, folder).run()


class _Composer:
    def __init__(self, draft: Draft, wording: Wording, words: Words, folder: Folder) -> None:
        self._draft, self._wording, self._words = draft, wording, words
        self._slots = Slots()
        self._views = Views(draft.matter, words)
        own = draft.matter.own
        self._member = member_view(self._views, draft.matter.members[0]) if own else None
        organisation = None
        if draft.organisation:
            organisation = self._views.organisation(draft.matter.pack.organisation(draft.organisation))
        self._organisation = organisation
        self._directives = Directives(
            self._views,
            self._slots,
            member=self._member,
            organisation=organisation,
            birth_date=draft.kind == LetterKind.ACCESS_REQUEST,
        )
        self._engine = Engine(folder, self._slots, words.show, self._context())

    def run(self) -> Composed:
        wording = self._wording
        self._directives.dispatch = self._slots.plain(self._engine.render(wording, wording.dispatch))
        title = self._slots.plain(self._engine.render(wording, wording.title))
        self._directives.object_line = self._object()
        rendered = self._engine.render(wording, wording.body, wording.first_line)
        found, exhibits = number(blocks(wording, rendered, self._slots), wording.name)
        phrases, pack = self._words.phrases, self._draft.matter.pack
        letter = Letter(
            language=self._draft.language,
            title=title,
            footer=self._footer(title),
            blocks=_without_repeated_fields(found),
            day=self._draft.matter.today,
            words={
                "cite": phrases.text("cite", "exhibit"),
                "annex": phrases.text("cite", "annex"),
                "sign": phrases.text("signature", "here"),
                "origin": phrases.text("footer", "origin"),
                "annexes": phrases.text("footer", "annexes"),
            },
        )
        if self._draft.filed:
            letter = read_only(letter, self._draft.filed, phrases)
        return Composed(letter, wording, exhibits, f"{pack.id} {pack.version}")

    def _context(self) -> Context:
        context = {**self._views.context(), **self._directives.functions(), **self._draft.extra}
        filed = self._draft.filed
        context["filed"] = filed.language if filed else self._draft.language
        if self._member:
            context["member"] = self._member
        if self._organisation:
            chosen = (
                [i for i in self._member.incidents if i.organisation == self._organisation]
                if self._member
                else []
            )
            context["organisation"] = self._organisation
            context["organisation_incidents"] = [i.incident for i in chosen]
        return context

    def _line(self, text: str) -> Inlines:
        return inline_text(self._wording, self._engine.render(self._wording, text), self._slots)

    def _object(self) -> ObjectLine:
        text = self._words.phrases.text
        lines = [line for reference in self._wording.references if (line := self._line(reference))]
        label = text("head", "references")
        return ObjectLine(
            label=text("head", "object"),
            content=self._line(self._wording.object),
            references=tuple((label if position == 0 else "", line) for position, line in enumerate(lines)),
        )

    def _footer(self, title: str) -> Footer:
        phrases, wording, config = self._words.phrases, self._wording, self._draft.matter.config
        reviewed = config.reviewed_on is not None and bool(config.lawyer_name)
        remark = phrases.text("footer", "not_reviewed")
        if reviewed:
            lawyer = untitled(config.lawyer_name or "")
            remark = self._words.fill(
                phrases.text("footer", "reviewed"), lawyer=lawyer, date=config.reviewed_on
            )
        kit = self._draft.guide or self._draft.kind == LetterKind.FILING_KIT
        return Footer(
            title=title,
            reference=self._draft.reference,
            page=phrases.text("footer", "page"),
            template=self._words.fill(
                phrases.text("footer", "template"),
                template=wording.template,
                version=wording.version,
                law_as_of=wording.law_as_of,
            ),
            remark=remark,
            mark="" if reviewed or kit or self._draft.matter.confirmed else phrases.text("footer", "mark"),
        )


def _without_repeated_fields(found: tuple[Block, ...]) -> tuple[Block, ...]:
    """Leave out of the identity form what the letterhead already asks for or says, but for a known name."""
    head = {f.name for b in found if isinstance(b, Letterhead) for f in b.sender_fields}
    kept: list[Block] = []
    for block in found:
        if isinstance(block, IdentityFields):
            named = {f.name for f in block.fields if f.filled} & NAMES
            fields = tuple(f for f in block.fields if f.name not in head - named)
            note = "" if all(f.filled for f in fields) else block.note
            block = replace(block, fields=fields, note=note)
        kept.append(block)
    return tuple(kept)
