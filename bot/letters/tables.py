"""The tables of a letter: figures and entries laid out in rows, headings from the phrases."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Literal, TypeVar

from bot.domain.clocks import ClockKind, ClockState
from bot.domain.codes import ARTICLE_9, LeakCategory, Role, Route
from bot.letters.context import Views
from bot.letters.errors import UseError
from bot.letters.model import Column, Table
from bot.letters.views import ClockView, IncidentView, InvolvementView, MemberView, RoleView
from bot.letters.words import Words
from bot.text import fmt_number

_CROSS = 6  # channels beside one another; more do not fit the page and become a plain list
E = TypeVar("E", bound=StrEnum)
Align = Literal["left", "right", "center"]
Cols = Sequence[tuple[str, float, Align]]


class Tables:
    """Builds the tables of one letter by name."""

    def __init__(self, views: Views, member: MemberView | None) -> None:
        self._views, self._member, self._words = views, member, views.words
        self._makers: dict[str, Callable[[], Table]] = {
            "organisations": self._organisations,
            "scams": self._scams,
            "scam_months": self._scam_months,
            "harms": self._harms,
            "steps": self._steps,
            "step_list": self._step_list,
            "scam_list": self._scam_list,
            "harm_list": self._harm_list,
            "bundle": self._bundle,
        }

    def names(self) -> list[str]:
        """All tables that can be asked for."""
        return ["categories", "clocks", *self._makers]

    def make(self, name: str, about: IncidentView | InvolvementView | str | None = None) -> Table:
        """The table; raises UseError for an unknown name, a missing incident or an unknown route."""
        if name == "categories":
            return self._categories(None if isinstance(about, str) else about)
        if name == "clocks":
            return self._clocks(about)
        if name not in self._makers:
            raise UseError(f"no table {name!r}; there are {', '.join(self.names())}")
        return self._makers[name]()

    def _table(
        self,
        name: str,
        columns: Cols,
        rows: Iterable[Sequence[str]],
        total: Sequence[str] = (),
        **values: object,
    ) -> Table:
        phrases = self._words.phrases
        return Table(
            caption=self._words.fill(phrases.text("table", name, "caption"), **values),
            columns=tuple(
                Column(phrases.text("table", "column", key), share, align) for key, share, align in columns
            ),
            rows=tuple(tuple(row) for row in rows),
            total=tuple(total),
        )

    def _categories(self, incident: IncidentView | InvolvementView | None) -> Table:
        if isinstance(incident, InvolvementView):
            return self._own_categories(incident)
        if incident is None:
            raise UseError('table("categories", incident) needs the incident')
        own = (
            next((i for i in self._member.incidents if i.incident == incident), None)
            if self._member
            else None
        )
        if own:
            return self._own_categories(own)
        columns: Cols = (
            ("category", 40, "left"), ("members", 15, "right"), ("unknown", 14, "right"),
            ("status", 23, "left"), ("article_9", 8, "center"),
        )  # fmt: skip
        rows = [
            (
                self._words.label(category),
                self._words.num(incident.yes.get(category, 0)),
                self._words.num(incident.unknown.get(category, 0)),
                self._status(incident, category),
                self._article_9(category),
            )
            for category in LeakCategory
            if category in incident.statuses or incident.yes.get(category)
        ]
        return self._table("categories", columns, rows, incident=incident.title, concerned=incident.concerned)

    def _own_categories(self, own: InvolvementView) -> Table:
        columns: Cols = (
            ("category", 36, "left"), ("answer", 14, "left"), ("known_by", 19, "left"),
            ("status", 23, "left"), ("article_9", 8, "center"),
        )  # fmt: skip
        answers = {c: name for name in ("yes", "no", "unknown") for c in getattr(own, name)}
        rows = [
            (
                self._words.label(category),
                self._words.phrases.text("answer", answers[category]) if category in answers else "–",
                self._words.label(own.known_by[category]) if category in own.known_by else "–",
                self._status(own.incident, category),
                self._article_9(category),
            )
            for category in LeakCategory
            if category in answers or category in own.incident.statuses
        ]
        return self._table("own_categories", columns, rows, incident=own.incident.title)

    def _status(self, incident: IncidentView, category: LeakCategory) -> str:
        status = incident.statuses.get(category)
        return self._words.label(status) if status else self._words.phrases.text("table", "not_reported")

    def _article_9(self, category: LeakCategory) -> str:
        return self._words.phrases.text("table", "article_9") if category in ARTICLE_9 else "–"

    def _organisations(self) -> Table:
        blank = self._words.blank
        columns: Cols = (
            ("organisation", 26, "left"),
            ("role", 28, "left"),
            ("register", 20, "left"),
            ("address", 26, "left"),
        )
        rows = [
            (
                f"{o.name} ({self._words.country(o.country)})" if o.country else o.name,
                self._roles(o.id),
                o.register or blank,
                ", ".join(o.address) or blank,
            )
            for o in self._views.organisations()
        ]
        return self._table("organisations", columns, rows)

    def _roles(self, organisation: str) -> str:
        incidents = self._views.incidents
        roles: dict[str, list[str]] = {}
        for incident in incidents:
            for role in incident.roles:
                if role.organisation.id == organisation:
                    roles.setdefault(self._role(role), []).append(incident.title)
        separator = self._words.phrases.text("annex", "separator")
        if len(incidents) == 1:
            return separator.join(roles)
        return separator.join(f"{role} – {', '.join(titles)}" for role, titles in roles.items())

    def _role(self, role: RoleView) -> str:
        form = "presumed" if role.presumed and role.role is not Role.UNKNOWN else "plain"
        return self._words.fill(self._words.phrases.text("role", form), role=role.role_label)

    def _scams(self) -> Table:
        figures = self._views.figures
        channels = type_order(figures.channels)
        pretexts = type_order(figures.pretexts)
        if len(channels) > _CROSS:
            return self._scam_pairs()
        num, total = self._words.num, self._words.phrases.text("table", "total")
        width = 56 / (len(channels) + 1)
        rows = [
            (
                self._words.label(pretext),
                *(num(figures.scam_table.get((channel, pretext), 0)) for channel in channels),
                num(figures.pretexts[pretext]),
            )
            for pretext in pretexts
        ]
        columns = (
            Column(self._words.phrases.text("table", "column", "pretext"), 44),
            *(Column(self._words.label(c), width, "right") for c in channels),
            Column(total, width, "right"),
        )
        foot = (total, *(num(figures.channels[c]) for c in channels), num(figures.scam_contacts))
        return Table(self._words.phrases.text("table", "scams", "caption"), columns, tuple(rows), foot)

    def _scam_pairs(self) -> Table:
        figures, num = self._views.figures, self._words.num
        pairs = [
            (self._words.label(c), self._words.label(p), num(figures.scam_table[c, p]))
            for c in type_order(figures.channels)
            for p in type_order(figures.pretexts)
            if (c, p) in figures.scam_table
        ]
        total = (self._words.phrases.text("table", "total"), "", num(figures.scam_contacts))
        columns: Cols = (("channel", 32, "left"), ("pretext", 50, "left"), ("contacts", 18, "right"))
        return self._table("scams", columns, pairs, total)

    def _scam_months(self) -> Table:
        figures, num = self._views.figures, self._words.num
        rows = [(self._words.month(month), num(n)) for month, n in figures.scam_months.items()]
        total = (self._words.phrases.text("table", "total"), num(figures.scam_contacts))
        columns: Cols = (("month", 70, "left"), ("contacts", 30, "right"))
        return replace(self._table("scam_months", columns, rows, total), width=0.5)

    def _harms(self) -> Table:
        words = self._words
        harms = self._views.figures.harms
        rows = [
            (
                words.label(head),
                words.num(harms[head].members),
                words.num(harms[head].entries),
                words.money(harms[head].amount_cents) if harms[head].amount_cents else "–",
                words.hours(harms[head].minutes) if harms[head].minutes else "–",
            )
            for head in type_order(harms)
        ]
        amount = sum(h.amount_cents for h in harms.values())
        minutes = sum(h.minutes for h in harms.values())
        total = (
            words.phrases.text("table", "total"), "", words.num(sum(h.entries for h in harms.values())),
            words.money(amount) if amount else "–", words.hours(minutes) if minutes else "–",
        )  # fmt: skip
        columns: Cols = (
            ("harm", 38, "left"), ("persons", 13, "right"), ("entries", 13, "right"),
            ("amount", 19, "right"), ("time", 17, "right"),
        )  # fmt: skip
        return self._table("harms", columns, rows, total)

    def _steps(self) -> Table:
        figures, words = self._views.figures, self._words
        outcomes = type_order({outcome for _, outcome in figures.steps})
        kinds = type_order({kind for kind, _ in figures.steps})
        num, total = words.num, words.phrases.text("table", "total")
        width = 60 / (len(outcomes) + 1)
        rows = [
            (
                words.label(kind),
                *(num(figures.steps.get((kind, outcome), 0)) for outcome in outcomes),
                num(sum(figures.steps.get((kind, outcome), 0) for outcome in outcomes)),
            )
            for kind in kinds
        ]
        columns = (
            Column(words.phrases.text("table", "column", "step"), 40),
            *(Column(words.label(o), width, "right") for o in outcomes),
            Column(total, width, "right"),
        )
        by_outcome = (sum(n for (_, o), n in figures.steps.items() if o is outcome) for outcome in outcomes)
        foot = (total, *map(num, by_outcome), num(sum(figures.steps.values())))
        return Table(words.phrases.text("table", "steps", "caption"), columns, tuple(rows), foot)

    def _step_list(self) -> Table:
        words = self._words
        rows = [
            (
                words.date(s.sent_on), words.label(s.kind), s.organisation or "–", words.label(s.outcome),
                words.date(s.answered_on) if s.answered_on else "–",
            )
            for s in self._views.steps.items
        ]  # fmt: skip
        columns: Cols = (
            ("sent_on", 18, "left"), ("step", 27, "left"), ("organisation", 22, "left"),
            ("outcome", 17, "left"), ("answered_on", 16, "left"),
        )  # fmt: skip
        return self._table("step_list", columns, rows)

    def _clocks(self, about: object) -> Table:
        """The time limits, of one route when it is named."""
        words, text = self._words, self._words.phrases.text
        if about is not None and about not in set(Route):
            raise UseError(f"no route of that name; there are {', '.join(Route)}")
        rows = []
        for clock in self._views.clocks():
            if about not in (None, clock.route):
                continue
            limits = clock.kind is ClockKind.LIMITATION
            what = text("clock", "limitation", clock.route) if limits else text("clock", clock.kind)
            day = words.date(clock.earliest)
            if clock.latest and clock.latest > clock.earliest:
                day = words.fill(text("clock", "two"), first=clock.earliest, last=clock.latest)
            rows.append(
                (f"{what} ({clock.basis})" if clock.basis else what, clock.incident or "–", day,
                 text("clock", "state", _standing(clock)))
            )  # fmt: skip
        columns: Cols = (
            ("clock", 36, "left"), ("incident", 26, "left"), ("last_day", 20, "left"), ("state", 18, "left"),
        )  # fmt: skip
        return self._table("clocks", columns, rows)

    def _scam_list(self) -> Table:
        words = self._words
        rows = [
            (
                words.date(s.on), words.label(s.channel), words.label(s.pretext), words.all(s.knew) or "–",
                words.all(s.asked_for) or "–", words.label(s.outcome) if s.outcome else "–",
                words.money(s.loss_cents) if s.loss_cents else "–",
            )
            for s in (self._member.scams if self._member else ())
        ]  # fmt: skip
        columns: Cols = (
            ("date", 13, "left"), ("channel", 11, "left"), ("pretext", 18, "left"), ("knew", 20, "left"),
            ("asked_for", 14, "left"), ("outcome", 13, "left"), ("loss", 11, "right"),
        )  # fmt: skip
        return self._table("scam_list", columns, rows)

    def _harm_list(self) -> Table:
        words = self._words
        rows = [
            (
                words.label(h.head),
                words.money(h.amount_cents) if h.amount_cents else "–",
                words.hours(h.minutes) if h.minutes else "–",
                words.date(h.since) if h.since else "–",
                words.label(h.proof),
            )
            for h in (self._member.harms if self._member else ())
        ]
        columns: Cols = (
            ("harm", 34, "left"), ("amount", 16, "right"), ("time", 14, "right"), ("since", 18, "left"),
            ("proof", 18, "left"),
        )  # fmt: skip
        return self._table("harm_list", columns, rows)

    def _bundle(self) -> Table:
        """The files of the group; exact in every edition, or nobody could find a file by it."""
        words, text = self._words, self._words.phrases.text
        language = words.language
        rows = [
            (
                f.name, text("table", "bundle", f.part),
                fmt_number(f.pages, language) if f.pages else "–",
                f"{f.form}, {_weight(f.size, words)}", _in_groups(f.sha256),
            )
            for f in self._views.matter.files
        ]  # fmt: skip
        columns: Cols = (
            ("file", 41, "left"), ("purpose", 18, "left"), ("pages", 8, "right"), ("form", 11, "left"),
            ("sha256", 22, "left"),
        )  # fmt: skip
        return self._table("bundle", columns, rows)


def _weight(size: int, words: Words) -> str:
    """A size in bytes as thousands of bytes, rounded up: what is said is never too little."""
    unit = words.phrases.text("table", "bundle", "thousand")
    return f"{fmt_number(-(-size // 1000), words.language)}\u00a0{unit}"


def _in_groups(digest: str) -> str:
    """A fingerprint in groups, so that it can break and be compared by eye."""
    return " ".join(digest[i : i + 16] for i in range(0, len(digest), 16))


def _standing(clock: ClockView) -> str:
    """How a clock stands; what others owe is overdue, a right may be lost."""
    owed = clock.kind in {ClockKind.ANSWER, ClockKind.SILENCE}
    return "over" if owed and clock.state is ClockState.EXPIRED else clock.state.value


def type_order(codes: Iterable[E]) -> list[E]:
    """The codes in the order of their list, so that tables always read the same way."""
    found = set(codes)
    return [code for code in type(next(iter(found))) if code in found] if found else []
