"""The filing kit of a letter of the group: a guide for organisers, and the texts to paste into a web form.

It is made from the letter's files as they are, never from the members: nobody is named in it, and every
fingerprint in it is that of a file which the organiser has.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.codes import Edition, FilingMode, LetterKind
from bot.domain.marks import N_
from bot.domain.member import CaseConfig
from bot.domain.pack import Pack
from bot.letters.bundle import Bundle, Made, Part, measured
from bot.letters.companions import make_accompanied
from bot.letters.compose import Composed, Draft, compose
from bot.letters.context import Matter
from bot.letters.make import as_pdf, as_text, compose_collective, draft_reference
from bot.letters.plain import plain_text
from bot.letters.requests import CollectiveRequest, Rendered
from bot.letters.wording import WORDING, Folder, find
from bot.text import tr

GROUP_KIT = "group_kit"  # for organisers, in the language of whoever asks
GROUP_PASTE = "group_paste"  # the short text for the form, in the letter's language
RECORD, PRINT = N_("Record the filing"), N_("Print for the authority")


@dataclass(frozen=True)
class KitRequest:
    """A letter to one authority with its files; `words` is its plain text, `language` the letter's.

    `spoken` is the language of whoever asks. `day` is that of the filing once it is recorded, else today.
    """

    pack: Pack
    config: CaseConfig
    authority: str
    mode: FilingMode
    language: str
    spoken: str
    today: date
    version: int
    n: int
    words: str
    files: tuple[Made, ...]
    frozen: bool = False
    printed: bool = False
    filed_on: date | None = None


@dataclass(frozen=True)
class DraftKitRequest:
    """The kit of a draft, whose files are kept nowhere: they are drawn again."""

    letter: CollectiveRequest
    spoken: str


@dataclass(frozen=True)
class DraftKit:
    """The kit, and the fingerprint of the letter that it is of."""

    sha256: str
    files: tuple[Rendered, ...]


def make_draft_kit(request: DraftKitRequest, wording: Folder = WORDING) -> DraftKit:
    """Draw the draft and what goes with it, and make its kit; raises as `make_collective`."""
    letter = request.letter
    composed = compose_collective(letter, wording)
    made = make_accompanied(letter, wording)
    document = made.document
    twin = [Made(made.twin.filename, Part.TWIN, made.twin.data)] if made.twin else []
    files = (
        Made(document.filename, Part.LETTER, document.data),
        Made(document.editable_name, Part.EDITABLE, document.editable),
        *(Made(copy.filename, Part.COPY, copy.data) for copy in made.copies),
        *twin,
    )
    kit = KitRequest(
        pack=letter.pack,
        config=letter.config,
        authority=letter.authority,
        mode=letter.mode,
        language=letter.language,
        spoken=request.spoken,
        today=letter.today,
        version=letter.version,
        n=letter.n,
        words=plain_text(composed.letter, composed.exhibits),
        files=files,
    )
    return DraftKit(document.sha256, tuple(make_group_kit(kit, wording)))


def make_group_kit(request: KitRequest, wording: Folder = WORDING) -> list[Rendered]:
    """Make the guide, the short text and the full text for the form; raises WordingError."""
    return list(_Kit(request, wording).all())


class _Kit:
    def __init__(self, request: KitRequest, wording: Folder) -> None:
        self._request, self._wording = request, wording
        self._authority = request.pack.authority(request.authority)
        self._name = f"{request.authority}-{request.language}-{request.mode}-v{request.version}"
        self._bundle = Bundle(
            mode=request.mode,
            n=request.n,
            number=request.version,
            language=request.language,
            subject=request.words.partition("\n")[0],
            day=request.filed_on or request.today,
            files=measured(request.files),
            frozen=request.frozen,
            printed=request.printed,
            recorded=request.filed_on is not None,
            record=tr(RECORD, request.spoken),
            print=tr(PRINT, request.spoken),
        )

    def all(self) -> Iterator[Rendered]:
        short = self._compose(GROUP_PASTE, self._request.language, self._bundle)
        words = plain_text(short.letter, short.exhibits)
        texts = (
            self._text(short, f"web-form-short-{self._name}", words),
            self._text(short, f"web-form-full-{self._name}", self._request.words),
        )
        told = replace(
            self._bundle,
            short=texts[0].filename,
            short_characters=len(words.rstrip("\n")),
            full=texts[1].filename,
            full_characters=len(self._request.words.rstrip("\n")),
        )
        guide = self._compose(GROUP_KIT, self._readable(), told)
        name = f"filing-kit-{guide.letter.language}-{self._name}"
        yield as_pdf(
            guide,
            LetterKind.FILING_KIT,
            name=name,
            edition=Edition.WORKING,
            mode=self._request.mode,
            authority=self._request.authority,
        )
        yield from texts

    def _compose(self, kind: str, language: str, bundle: Bundle) -> Composed:
        request = self._request
        matter = Matter(
            pack=request.pack,
            config=request.config,
            authority=self._authority,
            mode=request.mode,
            members=(),
            today=request.today,
            files=bundle.files,
        )
        reference = draft_reference(self._wording, language, request.version)
        draft = Draft(matter, kind, language, reference, guide=True, extra={"bundle": bundle})
        return compose(draft, self._wording)

    def _readable(self) -> str:
        """The asker's language when there is wording in it, else English."""
        spoken = self._request.spoken
        return spoken if find(self._wording, GROUP_KIT, self._authority.wording, spoken) else "en"

    def _text(self, composed: Composed, name: str, words: str) -> Rendered:
        authority, mode = self._request.authority, self._request.mode
        return as_text(composed, words, name=name, authority=authority, edition=Edition.WORKING, mode=mode)
