"""What each route asks for and what of it is there, for one member; never advice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.clocks import Clock, clocks
from bot.domain.codes import (
    Answer,
    HarmHead,
    LetterKind,
    PaperKind,
    Proof,
    Purpose,
    Route,
    StepKind,
)
from bot.domain.deadlines import ASKS_ORGANISATION
from bot.domain.law import Laws
from bot.domain.marks import N_
from bot.domain.member import MemberFile
from bot.domain.pack import Authority, Organisation, Pack
from bot.domain.papers import Situation, paper_gaps


class ItemState(StrEnum):
    """How a thing that is asked for stands."""

    THERE = "there"
    MISSING = "missing"
    PEN = "pen"  # on the printed letter: the chat and the server never hold it


@dataclass(frozen=True)
class Item:
    """One thing that a route asks for; `make` is the document that produces it."""

    text: str
    state: ItemState
    make: LetterKind | PaperKind | None = None


@dataclass(frozen=True)
class RouteReadiness:
    """One route: what is asked for, its clocks, the documents that can be made now, the missing one first."""

    route: Route
    items: tuple[Item, ...]
    clocks: tuple[Clock, ...]
    documents: tuple[LetterKind | PaperKind, ...]


def readiness(pack: Pack, member: MemberFile, laws: Laws, today: date) -> tuple[RouteReadiness, ...]:
    """Every route of the member, in the order of the list of routes."""
    situation = Situation(pack, member, laws, today)
    found = clocks(pack, member, laws, today)
    matter = _Matter(pack, member, situation.authority)
    asked = {
        Route.AUTHORITY: (_authority(matter), _AUTHORITY_PAPERS),
        Route.CRIMINAL: (_criminal(matter), (PaperKind.CRIMINAL_BREACH, PaperKind.CRIMINAL_FRAUD)),
        Route.CIVIL: (_civil(matter), (PaperKind.FORMAL_NOTICE, PaperKind.LAWYER_LETTER)),
        Route.ASSOCIATION: (_association(matter), (PaperKind.MANDATE,)),
    }
    ready = []
    for route, (items, papers) in asked.items():
        listed = tuple(items)
        possible = [p for p in papers if _can(p, situation)]
        wanted = [i.make for i in listed if i.state is ItemState.MISSING and i.make]
        offered = [*(w for w in wanted if _can(w, situation)), *possible]
        ready.append(
            RouteReadiness(
                route, listed, tuple(c for c in found if c.route is route), tuple(dict.fromkeys(offered))
            )
        )
    return tuple(ready)


def _can(kind: LetterKind | PaperKind, situation: Situation) -> bool:
    """Whether the document can be made now; the complaint and its letters need no more than any of them."""
    return not paper_gaps(kind if isinstance(kind, PaperKind) else PaperKind.MANDATE, situation)


_AUTHORITY_PAPERS = (
    LetterKind.INDIVIDUAL_COMPLAINT,
    PaperKind.REMINDER,
    PaperKind.STATUS_REQUEST,
    PaperKind.APPEAL_SUMMARY,
)


@dataclass(frozen=True)
class _Matter:
    pack: Pack
    member: MemberFile
    authority: Authority | None

    @property
    def concerned(self) -> list[str]:
        return [i.incident for i in self.member.involvements if i.concerned is Answer.YES]

    @property
    def organisations(self) -> list[Organisation]:
        chosen = {i.organisation for i in self.member.involvements if i.concerned is Answer.YES}
        return [o for o in self.pack.organisations if o.id in chosen]

    @property
    def asked(self) -> bool:
        return any(s.kind in ASKS_ORGANISATION for s in self.member.steps)

    def facts(self) -> Item:
        there = any(self.pack.facts_of(i) for i in self.concerned)
        return Item(N_("what happened, with dates and sources"), _state(there))

    def organisation(self) -> Item:
        return Item(N_("the organisation, by name"), _state(bool(self.organisations)))

    def knowledge(self) -> Item:
        known = [i for i in self.member.involvements if i.concerned is Answer.YES]
        there = bool(known) and all(i.learned_on for i in known)
        return Item(N_("the day on which you learned of it"), _state(there))

    def consequences(self) -> Item:
        there = bool(self.member.harms or self.member.scams)
        return Item(N_("what followed for you, with amounts where there are any"), _state(there))


def _state(there: bool) -> ItemState:
    return ItemState.THERE if there else ItemState.MISSING


def _authority(m: _Matter) -> Iterator[Item]:
    yield Item(N_("your name and how to reach you"), ItemState.PEN, LetterKind.INDIVIDUAL_COMPLAINT)
    yield m.organisation()
    requires = m.authority.requires if m.authority else []
    if "register_number" in requires:
        there = bool(m.organisations) and all(o.register_number for o in m.organisations)
        yield Item(N_("the organisation's register number, if known"), _state(there))
    yield m.facts()
    yield m.knowledge()
    leaked = any(m.member.leaked(i) for i in m.concerned)
    yield Item(N_("which kinds of data leaked"), _state(leaked))
    if "prior_contact" in requires:
        yield Item(
            N_("that you wrote to the organisation first, or why you could not"),
            _state(m.asked),
            LetterKind.ACCESS_REQUEST,
        )
    else:
        yield Item(
            N_("for your right of access: your request, and a month without a full answer"),
            _state(m.asked),
            LetterKind.ACCESS_REQUEST,
        )
    if "mandate" in requires:
        yield Item(N_("a signed mandate, if somebody else files for you"), ItemState.PEN, PaperKind.MANDATE)


def _criminal(m: _Matter) -> Iterator[Item]:
    yield Item(N_("your civil status and how to reach you"), ItemState.PEN)
    yield Item(N_("a detailed account, with dates and places"), ItemState.PEN)
    yield m.facts()
    yield m.consequences()
    reported = any(s.kind is StepKind.POLICE_COMPLAINT for s in m.member.steps)
    yield Item(N_("a receipt of your complaint, once it is lodged"), _state(reported))


def _civil(m: _Matter) -> Iterator[Item]:
    yield m.organisation()
    yield m.facts()
    yield m.knowledge()
    yield Item(
        N_("a damage of your own, head by head"), _state(bool(m.member.harms)), PaperKind.FORMAL_NOTICE
    )
    shown = any(h.proof is not Proof.NONE_YET for h in m.member.harms)
    yield Item(N_("something that shows each damage: a document or a witness"), _state(shown))
    money = any(h.head is HarmHead.M_FIN for h in m.member.harms)
    if money:
        contested = any(s.kind is StepKind.BANK_CONTEST for s in m.member.steps)
        yield Item(N_("that you contested the payment with your bank"), _state(contested))
    yield Item(N_("an attempt to settle the matter out of court"), ItemState.PEN, PaperKind.FORMAL_NOTICE)


def _association(m: _Matter) -> Iterator[Item]:
    yield Item(N_("a written mandate that you signed"), ItemState.PEN, PaperKind.MANDATE)
    agreed = bool({Purpose.LAWYER, Purpose.COMPLAINT} & m.member.consents)
    yield Item(N_("your consent that your file is passed on"), _state(agreed))
    yield m.facts()
    yield m.consequences()
