"""Making letters: the checks before one may exist, then composing, setting and naming it."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.codes import Answer, Edition, FilingMode, LetterKind, PaperKind
from bot.domain.errors import LetterRefusedError, NoMembersError
from bot.domain.marks import N_
from bot.domain.member import CaseConfig
from bot.domain.pack import Authority, Organisation, Pack
from bot.domain.routing import authority_for
from bot.letters.compose import PASTE, Composed, Draft, compose
from bot.letters.context import Matter
from bot.letters.editions import stamped
from bot.letters.plain import plain_text
from bot.letters.reading import Filed, filed, reading_name
from bot.letters.requests import CollectiveRequest, MemberRequest, Rendered
from bot.letters.translations import same_text
from bot.letters.wording import WORDING, Folder, find, languages_for, load_phrases
from bot.letters.words import Words

if TYPE_CHECKING:
    from bot.letters.annex.volumes import Drawn

_PDF, _TEXT = "application/pdf", "text/plain; charset=utf-8"
# A collective letter joins at least two complaints (legal brief C.8); an alert may speak of one person.
_NEEDED = {FilingMode.ALERT: 1}


def collective_languages(pack: Pack, authority: Authority, wording: Folder = WORDING) -> list[str]:
    """The languages in which a collective letter to the authority can be made, its own first."""
    return languages_for(wording, LetterKind.COLLECTIVE_COMPLAINT, authority)


def make_collective(request: CollectiveRequest, wording: Folder = WORDING) -> Rendered:
    """Make the collective letter, working edition, as PDF and as DOCX.

    Raises NoMembersError, LetterRefusedError (something required is missing), WordingError (a text is wrong).
    """
    composed = compose_collective(request, wording)
    volumes: tuple[Drawn, ...] = ()
    if request.crowd:
        from bot.letters.annex.crowd import in_volumes  # the bot names these functions, a child runs them

        composed, volumes = in_volumes(request, request.crowd, composed, wording)
    return as_pdf(
        composed,
        LetterKind.COLLECTIVE_COMPLAINT,
        name=collective_name(request),
        edition=Edition.WORKING,
        mode=request.mode,
        authority=request.authority,
        editable=True,
        attached=volumes,
    )


def compose_collective(
    request: CollectiveRequest, wording: Folder = WORDING, text: Filed | None = None
) -> Composed:
    """Compose the collective letter with references in the place of names; raises as `make_collective`.

    With `text`, in the request's language as a reading copy of that text.
    """
    return compose(collective_draft(request, wording, text), wording)


def collective_draft(
    request: CollectiveRequest, wording: Folder = WORDING, text: Filed | None = None
) -> Draft:
    """Return what is to be composed; raises as `make_collective`."""
    needed = _NEEDED.get(request.mode, 2)
    if request.n < needed:
        raise NoMembersError(needed=needed, present=request.n)
    pack = request.pack
    matter = Matter(
        pack=pack,
        config=request.config,
        authority=pack.authority(request.authority),
        mode=request.mode,
        members=tuple(sorted(request.members, key=lambda m: m.ref)),
        today=request.today,
        parallel=tuple(pack.authority(a) for a in request.parallel),
        crowd=request.crowd,
    )
    if missing := tuple(_missing(request, matter)):
        raise LetterRefusedError(missing=missing)
    reference = draft_reference(wording, request.language, request.version)
    return Draft(matter, LetterKind.COLLECTIVE_COMPLAINT, request.language, reference, filed=text)


def draft_reference(wording: Folder, language: str, version: int) -> str:
    """What the head of each page says of a numbered draft."""
    words = Words(load_phrases(wording, language))
    return words.fill(words.phrases.text("footer", "draft_reference"), version=str(version))


def collective_name(request: CollectiveRequest) -> str:
    """The letter's file name, without what follows the last dot."""
    return f"collective-complaint-{request.authority}-{request.language}-{request.mode}-v{request.version}"


# Every collective letter says where it was written and how it goes (legal brief C.8).
_SENDING: tuple[tuple[Callable[[CaseConfig], str], str], ...] = (
    (lambda c: c.place or "", N_("the place from which letters are sent")),
    (lambda c: c.send_mode or "", N_("how letters are sent")),
)
# Who signs for others says who they are: a lawyer by bar and office; a body of art. 80 GDPR by what
# Reg. 2025/2518, art. 4(1)(b), asks of it, whose papers it annexes itself.
_PROOFS: dict[FilingMode, tuple[tuple[Callable[[CaseConfig], str], str], ...]] = {
    FilingMode.LAWYER: (
        (lambda c: c.lawyer_name or "", N_("the lawyer's name")),
        (lambda c: c.lawyer_bar or "", N_("the lawyer's bar")),
        (lambda c: "".join(c.lawyer_address), N_("the lawyer's address")),
    ),
    FilingMode.ASSOCIATION: (
        (lambda c: c.association_register or "", N_("the association's number in its register")),
        (lambda c: c.association_purpose or "", N_("the association's purpose, as its statutes have it")),
        (lambda c: c.association_activity or "", N_("what the association does for data protection")),
    ),
}


def _missing(request: CollectiveRequest, matter: Matter) -> Iterator[str]:
    config = request.config
    if not config.controller_name.strip():
        yield N_("the name of the person or body that runs the group action")
    for given, what in (*_SENDING, *_PROOFS.get(request.mode, ())):
        if not given(config).strip():
            yield what
    if not matter.incidents:
        yield N_("a member whom an incident concerns")


def make_member_letters(request: MemberRequest, wording: Folder = WORDING) -> list[Rendered]:
    """Make the member's own letters: complaint, access requests, filing kit and text for the web form.

    Raises LetterRefusedError when no incident concerns the member or no authority is competent; WordingError.
    """
    member, pack = request.member, request.pack
    authority = authority_for(pack, member.residence, member.work)
    missing = []
    if not any(member.concerned_by(i.id) for i in pack.incidents):
        missing.append(N_("an incident that concerns you"))
    if authority is None:
        missing.append(N_("an authority for your country of residence or of work"))
    if authority is None or missing:
        raise LetterRefusedError(missing=tuple(missing))
    return list(_MemberLetters(request, authority, wording).all())


class _MemberLetters:
    def __init__(self, request: MemberRequest, authority: Authority, wording: Folder) -> None:
        self._request, self._authority, self._wording = request, authority, wording
        self._matter = Matter(
            pack=request.pack,
            config=request.config,
            authority=authority,
            mode=FilingMode.INDIVIDUAL,
            members=(request.member,),
            today=request.today,
            own=True,
            confirmed=request.confirmed,
            party=request.identity,
        )

    def all(self) -> Iterator[Rendered]:
        ref = self._request.member.ref
        offered = languages_for(self._wording, LetterKind.INDIVIDUAL_COMPLAINT, self._authority)
        language = self._request.language if self._request.language in offered else offered[0]
        complaint = self._compose(LetterKind.INDIVIDUAL_COMPLAINT, language)
        name = f"complaint-{self._authority.id}-{language}-{ref}"
        document = as_pdf(complaint, LetterKind.INDIVIDUAL_COMPLAINT, name=name, authority=self._authority.id)
        yield document
        yield from self._copy(document)
        for organisation in self._organisations():
            document = self._access(organisation)
            yield document
            yield from self._copy(document)
        kit = self._compose(LetterKind.FILING_KIT, self._readable(LetterKind.FILING_KIT))
        name = f"filing-kit-{self._authority.id}-{kit.letter.language}-{ref}"
        yield as_pdf(kit, LetterKind.FILING_KIT, name=name, authority=self._authority.id)
        pasted = complaint
        if find(self._wording, PASTE, self._authority.wording, language):
            pasted = self._compose(PASTE, language)
        name = f"web-form-text-{self._authority.id}-{language}-{ref}"
        text = plain_text(pasted.letter, pasted.exhibits)
        yield as_text(pasted, text, name=name, authority=self._authority.id)

    def _copy(self, document: Rendered) -> Iterator[Rendered]:
        """The letter in the member's language, where it is sent in another."""
        mine, own = self._request.language, self._authority.wording
        here = document.language
        if here != mine and same_text(self._wording, document.kind, own, here, mine):
            composed = self._compose(document.kind, mine, document.organisation, filed(document))
            yield as_reading_copy(composed, document)

    def _compose(
        self, kind: str, language: str, organisation: str | None = None, text: Filed | None = None
    ) -> Composed:
        words = Words(load_phrases(self._wording, language))
        reference = words.fill(words.phrases.text("title", "own"), ref=self._request.member.ref)
        draft = Draft(self._matter, kind, language, reference, organisation, filed=text)
        return compose(draft, self._wording)

    def _organisations(self) -> list[Organisation]:
        member, pack = self._request.member, self._request.pack
        chosen = {i.organisation for i in member.involvements if i.concerned is Answer.YES}
        return [o for o in pack.organisations if o.id in chosen]

    def _access(self, organisation: Organisation) -> Rendered:
        kind = LetterKind.ACCESS_REQUEST
        has = [lang for lang in organisation.languages if find(self._wording, kind, None, lang)]
        mine = self._readable(kind)
        language = mine if not has or mine in has else has[0]
        composed = self._compose(kind, language, organisation.id)
        name = f"access-request-{organisation.id}-{language}-{self._request.member.ref}"
        return as_pdf(composed, kind, name=name, organisation=organisation.id)

    def _readable(self, kind: LetterKind) -> str:
        """The member's language when there is wording in it, else English, else the authority's."""
        own = self._authority.wording
        for language in (self._request.language, "en", *self._authority.languages):
            if find(self._wording, kind, own, language):
                return language
        return self._request.language


def _template(composed: Composed) -> str:
    return f"{composed.wording.template} {composed.wording.version}"


def as_pdf(
    composed: Composed,
    kind: LetterKind | PaperKind,
    *,
    name: str,
    edition: Edition = Edition.NAMED,
    mode: FilingMode | None = None,
    authority: str | None = None,
    organisation: str | None = None,
    editable: bool = False,
    attached: "Sequence[Drawn]" = (),
) -> Rendered:
    """Set a composed letter and name it; `editable` asks for the DOCX too, volumes go into the PDF's file.

    A member's own letters have none: their blanks are made to be filled in on a telephone or by pen.
    """
    from bot.letters.docx import render as render_docx  # the bot names these functions, a child runs them
    from bot.letters.pdf.render import render

    letter = stamped(composed, edition)
    data, pages = render(letter, composed.exhibits)
    if attached:
        from bot.letters.annex.attaching import attach

        data = attach(data, attached, letter.day)
    return Rendered(
        kind=kind,
        filename=f"{name}.pdf",
        media_type=_PDF,
        data=data,
        language=composed.letter.language,
        edition=edition,
        mode=mode,
        authority=authority,
        organisation=organisation,
        pages=pages,
        sha256=hashlib.sha256(data).hexdigest(),
        template=_template(composed),
        editable=render_docx(letter, composed.exhibits) if editable else b"",
    )


def as_text(
    composed: Composed,
    text: str,
    *,
    name: str,
    authority: str,
    edition: Edition = Edition.NAMED,
    mode: FilingMode | None = None,
) -> Rendered:
    """Name a text to paste into an authority's form; `composed` is the wording that it was made from."""
    data = text.encode()
    return Rendered(
        kind=LetterKind.FILING_KIT,
        filename=f"{name}.txt",
        media_type=_TEXT,
        data=data,
        language=composed.letter.language,
        edition=edition,
        mode=mode,
        authority=authority,
        organisation=None,
        pages=0,
        sha256=hashlib.sha256(data).hexdigest(),
        template=_template(composed),
    )


def as_reading_copy(composed: Composed, document: Rendered) -> Rendered:
    """Set a letter that was composed as the reading copy of another one."""
    made = as_pdf(
        composed,
        document.kind,
        name=reading_name(document.filename, composed.letter.language),
        edition=document.edition,
        mode=document.mode,
        authority=document.authority,
        organisation=document.organisation,
    )
    return replace(made, copy_of=document.sha256)
