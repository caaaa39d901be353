"""What goes with a letter of the group: reading copies in the other languages, the twin for other eyes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.domain.codes import Edition, LetterKind, PaperKind
from bot.domain.figures import FEWEST
from bot.letters.compose import Draft, compose
from bot.letters.context import Views
from bot.letters.editions import redacted
from bot.letters.make import as_pdf, as_reading_copy, collective_draft, collective_name, make_collective
from bot.letters.papers import lawyer_draft, make_lawyer_letter
from bot.letters.reading import Filed, filed
from bot.letters.requests import CollectiveRequest, LawyerRequest, Rendered
from bot.letters.translations import same_text
from bot.letters.wording import WORDING, Folder, load_phrases
from bot.letters.words import Words
from bot.text import LANGUAGES

GroupRequest = CollectiveRequest | LawyerRequest


@dataclass(frozen=True)
class Accompanied:
    """A letter of the group with what goes with it; no twin of fewer than FEWEST members."""

    document: Rendered
    copies: tuple[Rendered, ...]
    twin: Rendered | None


def make_group_letter(request: GroupRequest, wording: Folder = WORDING) -> Rendered:
    """Make the letter, working edition; raises as the function that makes it."""
    if isinstance(request, LawyerRequest):
        return make_lawyer_letter(request, wording)
    return make_collective(request, wording)


def make_accompanied(request: GroupRequest, wording: Folder = WORDING) -> Accompanied:
    """Make the letter exactly as by itself, its copies and its twin; raises as `make_group_letter`."""
    document = make_group_letter(request, wording)
    return Accompanied(
        document, tuple(_copies(request, document, wording)), make_redacted(request, wording=wording)
    )


def group_draft(request: GroupRequest, wording: Folder = WORDING, text: Filed | None = None) -> Draft:
    """Return what is to be composed."""
    if isinstance(request, LawyerRequest):
        return lawyer_draft(request, wording, text)
    return collective_draft(request, wording, text)


def _copies(request: GroupRequest, document: Rendered, wording: Folder) -> Iterator[Rendered]:
    # The first is what members read in the letter's own language: its words, without what others declared.
    for language in dict.fromkeys((document.language, *LANGUAGES)):
        draft = group_draft(replace(request, language=language), wording, filed(document))
        own = draft.matter.authority.wording
        if same_text(wording, draft.kind, own, document.language, language):
            yield as_reading_copy(compose(draft, wording), document)


def make_redacted(
    request: GroupRequest,
    names: Mapping[str, str] | None = None,
    statements: Mapping[str, str] | None = None,
    wording: Folder = WORDING,
) -> Rendered | None:
    """Make the edition without what is confidential; None for so few that ranges would hide nothing.

    `names` and `statements`, by reference, are known at a desk only: of names the initials are printed, and
    own words where a human found them fit for it.
    """
    draft = group_draft(request, wording)
    if draft.matter.together.n < FEWEST:
        return None
    draft = replace(draft, matter=replace(draft.matter, coarse=True))
    views = Views(draft.matter, Words(load_phrases(wording, draft.language), coarse=True))
    composed = redacted(compose(draft, wording), views, names or {}, statements or {})
    if isinstance(request, LawyerRequest):
        name = f"lawyer-letter-{draft.language}-redacted"
        return as_pdf(composed, PaperKind.LAWYER_LETTER, name=name, edition=Edition.REDACTED)
    return as_pdf(
        composed,
        LetterKind.COLLECTIVE_COMPLAINT,
        name=f"{collective_name(request)}-redacted",
        edition=Edition.REDACTED,
        mode=request.mode,
        authority=request.authority,
    )
