"""Documents on demand beside the letters: notice, criminal complaint, mandate, follow-ups, lawyer's letter.

Each speaks of the entries that it is about and of nothing else; one that would say nothing true is refused,
and what is missing is named.
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.codes import Answer, Edition, FilingMode, PaperKind, StepKind
from bot.domain.errors import LetterRefusedError, NoMembersError
from bot.domain.member import MemberFile
from bot.domain.pack import Authority, Organisation
from bot.domain.papers import Situation, paper_gaps
from bot.letters.bundle import measured
from bot.letters.compose import Composed, Draft, compose
from bot.letters.context import Matter
from bot.letters.make import as_pdf, as_reading_copy, draft_reference
from bot.letters.reading import Filed, filed
from bot.letters.requests import LawyerRequest, PaperRequest, Rendered
from bot.letters.translations import same_text
from bot.letters.wording import WORDING, Folder, find, languages_for, load_phrases
from bot.letters.words import Words

TO_ORGANISATIONS = frozenset({PaperKind.FORMAL_NOTICE, PaperKind.REMINDER})
GUIDE = "paper_guide"  # what to do with the document: for the member, in their language


def make_papers(request: PaperRequest, wording: Folder = WORDING) -> list[Rendered]:
    """Make one kind of document, to each organisation that it goes to, and a page on what to do with it.

    Raises LetterRefusedError with what is missing; WordingError.
    """
    situation = Situation(request.pack, request.member, request.laws, request.today)
    missing = paper_gaps(request.kind, situation)
    authority = situation.authority
    if authority is None or missing:
        raise LetterRefusedError(missing=missing)
    return list(_Papers(request, situation, authority, wording).all())


def make_lawyer_letter(request: LawyerRequest, wording: Folder = WORDING) -> Rendered:
    """Make the group's cover letter to its lawyer, with the list of exhibits; it names no member.

    Raises NoMembersError when nobody agreed or nobody is concerned.
    """
    composed = compose(lawyer_draft(request, wording), wording)
    name = f"lawyer-letter-{composed.letter.language}"
    return as_pdf(composed, PaperKind.LAWYER_LETTER, name=name, edition=Edition.WORKING, editable=True)


def lawyer_draft(request: LawyerRequest, wording: Folder = WORDING, text: Filed | None = None) -> Draft:
    """Return what is to be composed; raises NoMembersError."""
    concerned = [m for m in request.members if any(m.concerned_by(i.id) for i in request.pack.incidents)]
    if not concerned:
        raise NoMembersError(needed=1, present=0)
    kind = PaperKind.LAWYER_LETTER
    matter = Matter(
        pack=request.pack,
        config=request.config,
        authority=request.pack.authorities[0],
        mode=FilingMode.ALERT,
        members=tuple(sorted(concerned, key=lambda m: m.ref)),
        today=request.today,
        laws=request.laws,
        files=measured(request.made),
    )
    language = request.language if find(wording, kind, None, request.language) else "en"
    reference = request.pack.id
    if request.version:
        reference = draft_reference(wording, language, request.version)
    return Draft(matter, kind, language, reference, filed=text)


def addressed(kind: PaperKind, situation: Situation) -> int:
    """How many documents of the kind there are: one for each organisation that it goes to, or one."""
    return len(_addressees(kind, situation)) if kind in TO_ORGANISATIONS else 1


def _addressees(kind: PaperKind, situation: Situation) -> list[Organisation]:
    """Those that the document goes to: of the request without an answer, else of the incidents."""
    if kind is PaperKind.REMINDER:
        wanted = {s.organisation for s in situation.unanswered}
    else:
        wanted = {i.organisation for i in situation.concerned if i.learned_on}
    return [o for o in situation.pack.organisations if o.id in wanted]


class _Papers:
    def __init__(
        self, request: PaperRequest, situation: Situation, authority: Authority, wording: Folder
    ) -> None:
        self._request, self._situation = request, situation
        self._authority, self._wording = authority, wording

    def all(self) -> Iterator[Rendered]:
        kind, ref = self._request.kind, self._request.member.ref
        if kind in TO_ORGANISATIONS:
            for organisation in _addressees(kind, self._situation):
                language = self._to(organisation)
                composed = self._compose(self._about(organisation), kind, language, organisation.id)
                name = f"{kind.replace('_', '-')}-{organisation.id}-{language}-{ref}"
                document = as_pdf(composed, kind, name=name, organisation=organisation.id)
                yield document
                yield from self._copy(self._about(organisation), document)
        else:
            offered = languages_for(self._wording, kind, self._authority)
            language = self._request.language if self._request.language in offered else offered[0]
            composed = self._compose(self._member(), kind, language)
            name = f"{kind.replace('_', '-')}-{language}-{ref}"
            document = as_pdf(composed, kind, name=name, authority=self._authority.id)
            yield document
            yield from self._copy(self._member(), document)
        yield self._guide()

    def _copy(self, member: MemberFile, document: Rendered) -> Iterator[Rendered]:
        """The document in the member's language, where it is sent in another."""
        own, kind = self._request.language, self._request.kind
        here, wording = document.language, self._authority.wording
        if here != own and same_text(self._wording, kind, wording, here, own):
            composed = self._compose(member, kind, own, document.organisation, filed(document))
            yield as_reading_copy(composed, document)

    def _guide(self) -> Rendered:
        kind = self._request.kind
        own = self._request.language
        language = own if find(self._wording, GUIDE, self._authority.wording, own) else "en"
        composed = self._compose(self._request.member, GUIDE, language)
        name = f"guide-{kind.replace('_', '-')}-{language}-{self._request.member.ref}"
        return as_pdf(composed, kind, name=name, authority=self._authority.id)

    def _to(self, organisation: Organisation) -> str:
        has = [
            lang for lang in organisation.languages
            if find(self._wording, self._request.kind, self._authority.wording, lang)
        ]  # fmt: skip
        own = self._request.language
        if not has:
            return own if find(self._wording, self._request.kind, self._authority.wording, own) else "en"
        return own if own in has else has[0]

    def _about(self, organisation: Organisation) -> MemberFile:
        """The member's file as far as it concerns this organisation."""
        member = self._request.member
        if self._request.kind is PaperKind.REMINDER:
            steps = tuple(s for s in self._situation.unanswered if s.organisation == organisation.id)
            wanted = {s.incident for s in steps}
            # The organisation of the request may not be the one chosen for the incident.
            return replace(_only(member, wanted), steps=steps, scams=(), harms=())
        about = _only(member, {i.incident for i in member.involvements if i.organisation == organisation.id})
        # What the member told others is no business of this one, but for a payment disputed with the bank.
        told = (
            s for s in about.steps if s.organisation == organisation.id or s.kind is StepKind.BANK_CONTEST
        )
        return replace(about, steps=tuple(told))

    def _member(self) -> MemberFile:
        member = self._request.member
        match self._request.kind:
            case PaperKind.CRIMINAL_BREACH:
                return replace(_only(member, self._situation.prosecutable), scams=())
            case PaperKind.CRIMINAL_FRAUD:
                kinds = {StepKind.BANK_CONTEST, StepKind.POLICE_COMPLAINT}
                return replace(member, steps=tuple(s for s in member.steps if s.kind in kinds))
            case PaperKind.STATUS_REQUEST:
                return replace(member, steps=self._situation.silent, scams=(), harms=())
            case _:
                return member

    def _compose(
        self,
        member: MemberFile,
        kind: str,
        language: str,
        organisation: str | None = None,
        text: Filed | None = None,
    ) -> Composed:
        request = self._request
        matter = Matter(
            pack=request.pack,
            config=request.config,
            authority=self._authority,
            mode=FilingMode.INDIVIDUAL,
            members=(member,),
            today=request.today,
            own=True,
            confirmed=request.confirmed,
            party=request.identity,
            laws=request.laws,
        )
        words = Words(load_phrases(self._wording, language))
        reference = words.fill(words.phrases.text("title", "own"), ref=member.ref)
        draft = Draft(
            matter,
            kind,
            language,
            reference,
            organisation,
            guide=kind == GUIDE,
            extra={"paper": request.kind.value},
            filed=text,
        )
        return compose(draft, self._wording)


def _only(member: MemberFile, incidents: set[str] | frozenset[str]) -> MemberFile:
    """The file without what belongs to other incidents; contacts and consequences belong to none."""
    return replace(
        member,
        involvements=tuple(
            i for i in member.involvements if i.incident in incidents and i.concerned is Answer.YES
        ),
        exposures=tuple(e for e in member.exposures if e.incident in incidents),
        steps=tuple(s for s in member.steps if s.incident in incidents),
    )
