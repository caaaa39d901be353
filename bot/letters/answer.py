"""The page on which a recipient tells one person everything that a dossier holds of them (GDPR art. 15)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.domain.marks import N_
from bot.letters.clean import clean
from bot.letters.model import Block, Column, Paragraph, Run, Table
from bot.letters.named import Sheet, SheetRequest, drawn, own_words, sheet_facts
from bot.letters.wording import WORDING, load_phrases
from bot.letters.words import Words
from bot.text import tr

_TITLE = N_("What the dossier holds about you")
_WHAT = N_(
    "Copy of your data under article 15 of the GDPR. It holds everything that {recipient} received under "
    "the reference {reference} in dossier no. {number} of {date} of the case “{case}”: what you recorded, "
    "what you sealed, and the files that you handed in, which lie beside this page."
)
_ELSE = N_(
    "The purposes, the recipients, how long data is kept and your rights stand in the notice that you agreed "
    "to. What {recipient} holds of you elsewhere, such as letters and e-mails, is not in here."
)


@dataclass(frozen=True)
class SealedLine:
    """One sealed record: what, when, and the fingerprint of what was in it."""

    what: str
    version: int
    sealed_on: date
    file: str  # where it lies beside the page; "" when it is on it
    sha256: str


@dataclass(frozen=True)
class AnswerRequest:
    """One member's answer; `notes` say what is missing from it."""

    sheet: SheetRequest
    case: str
    recipient: str
    number: int
    records: tuple[SealedLine, ...]
    notes: tuple[str, ...] = ()


def make_answer(request: AnswerRequest) -> Sheet:
    """Make the page."""
    sheet = request.sheet
    words = Words(load_phrases(WORDING, sheet.language))
    title = tr(_TITLE, sheet.language)
    blocks = tuple(_blocks(words, request))
    return drawn(words, f"answer-{sheet.member.ref}", title, sheet.origin, sheet.today, blocks)


def _blocks(words: Words, request: AnswerRequest) -> Iterator[Block]:
    sheet, language = request.sheet, words.language
    recipient = clean(request.recipient)
    what = tr(
        _WHAT,
        language,
        recipient=recipient,
        reference=sheet.member.ref,
        number=str(request.number),
        date=sheet.today,
        case=clean(request.case),
    )
    yield Paragraph((Run(what),))
    yield Paragraph((Run(tr(_ELSE, language, recipient=recipient)),))
    for note in request.notes:
        yield Paragraph((Run(note, bold=True),))
    yield from sheet_facts(words, sheet)
    yield from own_words(words, sheet.party)
    columns = (
        Column(tr("Sealed", language), 36),
        Column(tr("Sealed on", language), 22),
        Column("SHA-256", 42),
    )
    rows = tuple(
        (_what(line, language), words.date(line.sealed_on), _halved(line.sha256)) for line in request.records
    )
    if rows:
        yield Table(tr("What you sealed", language), columns, rows)


def _what(line: SealedLine, language: str) -> str:
    version = tr("version {n}", language, n=str(line.version))
    return f"{line.what}, {version}" + (f" ({line.file})" if line.file else "")


def _halved(digest: str) -> str:
    return f"{digest[:32]} {digest[32:]}"
