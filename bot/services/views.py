"""What services hand out: plain values that a surface can render."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.codes import (
    Capacity,
    CaseStatus,
    ChatScope,
    Edition,
    FilingMode,
    LetterKind,
    PaperKind,
    Purpose,
)
from bot.domain.figures import Figures
from bot.domain.marks import N_
from bot.domain.member import CaseConfig, MemberFile
from bot.domain.pack import Pack
from bot.domain.sealing import HolderState, LaneKind


@dataclass(frozen=True)
class CaseView:
    """A case as its members may know it."""

    id: str
    status: CaseStatus
    config: CaseConfig
    pack: Pack
    opened_at: datetime

    @property
    def minimal(self) -> bool:
        """Whether chat carries only the way to the page."""
        return self.config.chat == ChatScope.MINIMAL

    def title(self, language: str) -> str:
        """Return the case's title in the language, or in the pack's first one."""
        return self.pack.say(self.pack.title, language)


@dataclass(frozen=True)
class Entrance:
    """What somebody finds who comes into a case: one read for a whole page."""

    case: CaseView
    language: str  # chosen in this case, else the client's
    members: tuple[MemberFile, ...]  # the caller's own, theirs first
    organiser: bool
    notice: "Notice | None" = None  # the one in force, if it was asked for


@dataclass(frozen=True)
class Registration:
    """What somebody submits to register: the ticks they set and the text that stood beside them."""

    capacity: Capacity
    adult: bool
    consents: frozenset[Purpose]
    notice_version: str
    language: str
    residence: str
    work: str | None = None
    ref: str | None = None  # of the caller's registration that comes back


@dataclass(frozen=True)
class Progress:
    """What an organiser sees of a case: exact figures, no person."""

    figures: Figures
    registered: int
    withdrawn: int
    complete: int  # members with nothing missing
    by_authority: dict[str, int]  # authority id -> members routed to it who agreed to the complaint
    unrouted: int
    consents: dict[Purpose, int]


@dataclass(frozen=True)
class Gap:
    """Something missing in a member's file; `text` is the sentence, `incident` where it belongs."""

    code: str
    text: str
    incident: str | None = None


GAP_TEXTS = {
    "involvement": N_("Say whether this incident concerns you."),
    "organisation": N_("Say which organisation it was."),
    "learned_on": N_("Say when you learned of it: time limits depend on it."),
    "categories": N_("Say which of your data were leaked."),
    "routing": N_("No authority of this case covers your country of residence or of work."),
    "complaint": N_("You have not agreed to be part of the collective complaint."),
}


@dataclass(frozen=True)
class LetterFile:
    """One document, ready to hand over; the bytes are not stored anywhere."""

    filename: str
    media_type: str
    data: bytes
    kind: LetterKind | PaperKind
    language: str
    edition: Edition
    mode: FilingMode | None
    authority: str | None
    organisation: str | None
    pages: int
    sha256: str
    editable: bytes = b""  # the same letter as DOCX, where one is offered
    editable_name: str = ""
    draft: str = ""  # of a collective draft: what it is frozen by
    copy_of: str = ""  # of a reading copy: the SHA-256 of the letter that it accompanies


@dataclass(frozen=True)
class ConsentLine:
    """One line of a member's consent ledger; `recipient` names whom a file may be passed on to."""

    purpose: Purpose
    given: bool
    at: datetime
    language: str
    text_version: str
    text_sha256: str
    recipient: str | None


@dataclass(frozen=True)
class Notice:
    """The information notice of art. 13 GDPR in one language, from the case's real settings."""

    version: str  # SHA-256 of every word shown, consent sentences included
    language: str
    short: str
    sections: tuple[tuple[str, tuple[str, ...]], ...]
    consents: dict[Purpose, str]
    lanes: dict[str, str] = field(default_factory=dict)  # recipient (lane id) -> sentence of its own consent


@dataclass(frozen=True)
class HolderView:
    """A key-holder of a recipient, as the notice and the organisers may know them."""

    id: str
    name: str
    public_key: str
    state: HolderState
    challenged_until: datetime | None = None
    copies: tuple[int, ...] = ()  # numbers of the key pairs of which they have a copy; organisers only


@dataclass(frozen=True)
class LaneView:
    """A recipient of sealed files (a lane) with its key-holders."""

    id: str
    name: str
    kind: LaneKind
    closed: bool
    epoch: int | None
    public_key: str | None
    holders: tuple[HolderView, ...]
    members: int | None = None  # how many members chose it; organisers only

    @property
    def able(self) -> tuple[HolderView, ...]:
        """The key-holders who proved that they can open it."""
        return tuple(h for h in self.holders if h.state is HolderState.PROVED)

    @property
    def open(self) -> bool:
        """Whether members can choose it and seal to it: somebody can open it, and it was not closed."""
        return not self.closed and self.epoch is not None and bool(self.able)

    @property
    def warning_single(self) -> bool:
        """Whether one lost key would lose everything sealed for it."""
        return self.open and len(self.able) == 1


@dataclass(frozen=True)
class Standing:
    """What a member can choose and has chosen; the choice may have been closed since."""

    offered: tuple[LaneView, ...]
    chosen: LaneView | None
    built: int = 0  # into how many dossiers the member's file went
    fetched: int = 0  # how often one of them was handed over


# How often a member's file went out, as both hubs say it.
OPENED = N_("Put into dossiers: {built}. Handed over to the recipient: {fetched}.")


@dataclass(frozen=True)
class Named:
    """A key-holder just named; without a challenge, they need a copy from another key-holder first."""

    lane_id: str
    holder_id: str
    challenge: str | None
