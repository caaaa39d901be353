"""What wording files can ask for by name: letterhead, tables, fields, signature, exhibits, annex."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.domain.calendar_days import add_months
from bot.letters.clean import clean
from bot.letters.context import Views
from bot.letters.errors import UseError
from bot.letters.members import annex
from bot.letters.model import (
    Block,
    Citation,
    Copies,
    Exhibit,
    ExhibitList,
    IdentityFields,
    Inline,
    Letterhead,
    ObjectLine,
    PageBreak,
    PenField,
    Run,
    SignatureBlock,
)
from bot.letters.slots import Slots
from bot.letters.tables import Tables
from bot.letters.titles import untitled
from bot.letters.views import MemberView, OrganisationView
from bot.letters.words import fill

# Width in millimetres and number of lines of each blank field, inside a sentence or in a form.
FIELDS: dict[str, tuple[float, int]] = {
    "full_name": (75, 1), "birth_date": (38, 1), "address": (75, 3), "email": (75, 1), "phone": (50, 1),
    "patient_ref": (45, 1), "sample_date": (34, 1), "sample_site": (60, 1), "place": (50, 1), "date": (36, 1),
    "representative": (75, 1), "represented_as": (60, 1), "signature": (75, 4),
    "no_prior_contact_reason": (150, 4),
    "birth_place": (60, 1), "nationality": (45, 1), "occupation": (60, 1),
    "fact_place": (75, 1), "own_account": (150, 10), "witnesses": (150, 3), "displayed_senders": (150, 3),
    "causal_link": (150, 5), "claimed_amount": (36, 1), "filed_ref": (50, 1), "agent_name": (75, 1),
    "agent_capacity": (75, 1), "agent_address": (150, 3), "agent_place": (50, 1), "agent_date": (36, 1),
    "agent_signature": (75, 4), "fee_agreement": (36, 1), "questions": (150, 4),
}  # fmt: skip
NAMES = frozenset({"full_name", "representative"})
_REACHED = ("email", "phone")
_IDENTITY = ("full_name", "address", *_REACHED)


class Directives:
    """The functions of one letter; each returns a token for what it stands for."""

    def __init__(
        self,
        views: Views,
        slots: Slots,
        *,
        member: MemberView | None = None,
        organisation: OrganisationView | None = None,
        birth_date: bool = False,
    ) -> None:
        self._views, self._slots, self._words = views, slots, views.words
        self._phrases = views.words.phrases
        self._member, self._organisation, self._birth_date = member, organisation, birth_date
        self._tables = Tables(views, member)
        self.dispatch = ""
        self.object_line = ObjectLine("", ())

    def functions(self) -> dict[str, Callable[..., Any]]:
        """Every function by its name in wording files."""
        words = self._words
        return {
            "date": words.date, "on": words.on, "month": words.month, "money": words.money,
            "hours": words.hours, "num": words.num, "plural": words.plural, "label": words.label,
            "country": words.country, "all": words.all,
            "later": add_months,
            "cite": self._cite,
            "field": lambda name: self._slots.put(self._inline_field(name)),
            "letterhead": lambda to=None, attention=None: self._put(self._letterhead(to, attention)),
            "object_line": lambda: self._put(self.object_line),
            "table": lambda name, incident=None: self._put(self._tables.make(name, incident)),
            "identity_fields": lambda *more: self._put(self._identity(more)),
            "signature": lambda lines=None: self._put(self._signature(lines)),
            "exhibits": lambda full=False: self._put(self._exhibits(full)),
            "annex_members": lambda: self._put(annex(self._views)),
            "copies": self._copies,
            "pagebreak": lambda: self._put(PageBreak()),
        }  # fmt: skip

    def _put(self, block: Block) -> str:
        return self._slots.put((block,))

    def _cite(self, cited: Any) -> str:
        """A fact, a step, a harm or an exhibit, as a reference to what proves it."""
        exhibit = cited if isinstance(cited, Exhibit) or cited is None else cited.exhibit
        piece: Inline = Citation(exhibit)
        if exhibit is None and self._views.matter.own:
            piece = Run(self._phrases.text("cite", "declaration"))
        return self._slots.put(piece)

    def _field(self, name: str) -> PenField:
        if name not in FIELDS:
            raise UseError(f"no field {name!r}; there are {', '.join(FIELDS)}")
        width, lines = FIELDS[name]
        key = "represented" if name == "full_name" and self._represented else "label"
        return PenField(name, self._phrases.text("field", name, key), width, lines, filled=self._known(name))

    def _inline_field(self, name: str) -> Inline:
        field = self._field(name)
        return Run(", ".join(field.filled)) if field.filled else field

    def _known(self, name: str) -> tuple[str, ...]:
        """The lines that stand in the place of a blank."""
        party = self._views.matter.party
        if party is None:
            return ()
        country = (self._words.country(party.country),) if party.country else ()
        birth = self._words.date(party.birth_date) if party.birth_date else None
        known: dict[str, tuple[str | None, ...]] = {
            "full_name": (party.full_name,),
            "representative": (party.guardian,),
            "birth_date": (birth,),
            "address": (*party.address, *country) if party.address else (),
            "email": (party.email,),
            "phone": (party.phone,),
        }
        return tuple(text for line in known.get(name, ()) if (text := clean(line or "")))

    @property
    def _represented(self) -> bool:
        return self._member is not None and self._member.represented

    def _values(self) -> dict[str, str]:
        case, blank = self._views.matter.config, self._words.blank
        return {
            "n": self._words.num(self._views.matter.together.n),
            "ref": self._member.ref if self._member else "",
            "controller_name": case.controller_name or blank,
            "controller_contact": case.controller_contact or blank,
            "lawyer_name": untitled(case.lawyer_name or "") or blank,
            "lawyer_bar": case.lawyer_bar or blank,
        }

    def _lines(self, *path: str) -> tuple[str, ...]:
        return tuple(fill(line, self._values()) for line in self._phrases.lines(*path))

    def _who(self) -> str:
        return "own" if self._member else self._views.matter.mode.value

    def _letterhead(self, to: Sequence[Any] | None, attention: str | None) -> Letterhead:
        mode, config = self._who(), self._views.matter.config
        sender = self._lines("sender", mode)
        if mode == "lawyer":
            sender += tuple(clean(line) for line in config.lawyer_address)
        place = clean(config.place or "")
        form = self._phrases.text("head", "dated_at" if place else "dated")
        dated = self._words.fill(form, place=place, date=self._views.matter.today)
        return Letterhead(
            sender=sender,
            recipient=tuple(self._literal(line) for line in to) if to else self._recipient(attention),
            dispatch=self.dispatch,
            dated="" if self._member else dated,
            sender_fields=self._sender_fields(),
        )

    def _sender_fields(self) -> tuple[PenField, ...]:
        if self._member is None:
            return ()
        name = "representative" if self._represented else "full_name"
        return tuple(self._field(f) for f in (name, "address"))

    def _literal(self, line: Any) -> str:
        return self._slots.plain(self._words.show(line))

    def _recipient(self, attention: str | None) -> tuple[str, ...]:
        organisation = self._organisation
        if organisation:
            person = self._literal(attention or self._phrases.text("head", "recipient_dpo"))
            return (organisation.name, person, *(organisation.address or (self._words.blank,)))
        authority = self._views.authority(self._views.matter.authority)
        own = clean(self._views.matter.authority.name.get(authority.languages[0], ""))
        # What explains the name to others, in brackets after it, is no part of the address.
        name = own if own and authority.name.startswith(f"{own} (") else authority.name
        return (name, *authority.address)

    def _identity(self, more: Sequence[str] = ()) -> IdentityFields:
        names = ["representative", "represented_as", *_IDENTITY] if self._represented else list(_IDENTITY)
        about = ["full_name", *(["birth_date"] if self._birth_date else []), *more]
        place = names.index("full_name")
        names[place : place + 1] = about
        if self._represented:
            # The contact is the representative's, so it stands before the person represented.
            names = [*(n for n in names if n not in about), *about]
        fields = tuple(self._field(n) for n in names)
        note = "note_represented" if self._represented else "note"
        if self._views.matter.party:
            note = "note_left"
            reached = any(f.filled for f in fields if f.name in _REACHED)
            # One way to be reached is enough: the other is no gap to fill.
            fields = tuple(f for f in fields if f.filled or not (reached and f.name in _REACHED))
        return IdentityFields(fields, self._phrases.text("field", note))

    def _signature(self, lines: Sequence[Any] | None = None) -> SignatureBlock:
        fields = tuple(self._field(n) for n in ("place", "date", "signature")) if self._member else ()
        shown = self._lines("signature", self._who()) if lines is None else map(self._literal, lines)
        return SignatureBlock(tuple(shown), fields)

    def _exhibits(self, full: bool) -> ExhibitList:
        text = self._phrases.text
        marks = (text("exhibits", "public"), text("exhibits", "confidential"), text("exhibits", "cited"))
        columns = (text("exhibits", "number"), text("exhibits", "title"), text("exhibits", "details"))
        return ExhibitList(text("exhibits", "heading"), columns, marks=marks if full else None)

    def _copies(self) -> str:
        recipients = tuple((c.name, *c.address, c.reason) for c in self._views.copies())
        if not recipients:
            return self._slots.put(())
        return self._put(Copies(self._phrases.text("copies", "heading"), recipients))
