"""The tables that the server makes for a dossier: references, codes, dates and amounts, no name."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum

from bot.domain.codes import Answer
from bot.domain.marks import N_
from bot.domain.member import MemberFile, ScamContact
from bot.domain.moments import written_day
from bot.domain.routing import authority_for
from bot.dossier.plan import Consent, Plan
from bot.letters.sheets import Row, Sheet, csv_bytes, xlsx_bytes
from bot.letters.sheets.cells import euros
from bot.text import country_name, fmt_list, label, tr

WORKBOOK = "tables.xlsx"  # all of them, one a sheet


def server_tables(plan: Plan) -> dict[str, bytes]:
    """The tables by file name: each as CSV, and all in one workbook."""
    language = plan.language
    made: dict[str, tuple[str, tuple[str, ...], list[Row]]] = {
        "members.csv": (N_("Members"), _MEMBERS, list(_members(plan))),
        "incidents.csv": (N_("Incidents"), _INCIDENTS, list(_incidents(plan))),
        "categories.csv": (N_("Categories of data"), _CATEGORIES, list(_categories(plan))),
        "contacts.csv": (N_("Scam contacts"), _CONTACTS, list(_contacts(plan))),
        "damage.csv": (N_("Damage"), _DAMAGE, list(_damage(plan))),
        "steps.csv": (N_("Steps"), _STEPS, list(_steps(plan))),
        "consents.csv": (N_("Consents"), _CONSENTS, list(_consents(plan))),
    }
    sheets = {
        name: Sheet(tr(title, language), tuple(tr(text, language) for text in head), rows)
        for name, (title, head, rows) in made.items()
    }
    found = {name: csv_bytes(sheet.head, sheet.rows) for name, sheet in sheets.items()}
    return {**found, WORKBOOK: xlsx_bytes(sheets.values())}


_REF, _CODE = N_("Reference"), N_("Code")
_DATE, _INCIDENT = N_("Date"), N_("Incident")
_MEMBERS = (
    _REF, N_("Registered on"), N_("For whom"), N_("Country of residence"), N_("Country of work"),
    N_("Authority"), N_("Part of the collective complaint"),
)  # fmt: skip
_INCIDENTS = (
    _REF, _CODE, _INCIDENT, N_("Concerned"), N_("Organisation"), N_("Learned on"), N_("Learned how"),
    N_("Told by the organisation"), N_("Told on"),
)  # fmt: skip
_CATEGORIES = (_REF, _INCIDENT, _CODE, N_("Category of data"), N_("Leaked"), N_("Known how"))
_CONTACTS = (
    _REF, N_("Number of the contact"), _DATE, N_("Channel"), N_("Pretext"), N_("What the sender knew"),
    N_("What the sender asked for"), N_("Outcome"), N_("Loss in euros"), N_("Reported to"),
)  # fmt: skip
_DAMAGE = (_REF, _CODE, N_("Damage"), N_("Amount in euros"), N_("Time in minutes"), N_("Since"), N_("Proof"))
_STEPS = (
    _REF, _INCIDENT, N_("Step"), N_("Organisation"), N_("Sent on"), N_("Outcome"), N_("Answered on"),
)  # fmt: skip
_CONSENTS = (
    _REF, N_("Moment (UTC)"), N_("Purpose"), N_("Given or withdrawn"), N_("To this recipient"),
    N_("Language of the text"), N_("SHA-256 of the text"),
)  # fmt: skip


def _members(plan: Plan) -> Iterable[Row]:
    language = plan.language
    for m in plan.members:
        authority = authority_for(plan.pack, m.residence, m.work)
        yield (
            m.ref, written_day(m.registered_at), label(m.capacity, language),
            country_name(m.residence, language),
            country_name(m.work, language) if m.work else "", authority.short_name if authority else "",
            _yes_no("complaint" in m.consents, language),
        )  # fmt: skip


def _incidents(plan: Plan) -> Iterable[Row]:
    language = plan.language
    for m in plan.members:
        for i in m.involvements:
            yield (
                m.ref, i.incident, _incident(plan, i.incident), label(i.concerned, language),
                _organisation(plan, i.organisation), i.learned_on, _label(i.learned_how, language),
                label(i.notice, language), i.notice_on,
            )  # fmt: skip


def _categories(plan: Plan) -> Iterable[Row]:
    language = plan.language
    for m in plan.members:
        for e in m.exposures:
            yield (
                m.ref, e.incident, e.category.value, label(e.category, language), label(e.answer, language),
                _label(e.known_by, language),
            )  # fmt: skip


def _contacts(plan: Plan) -> Iterable[Row]:
    language = plan.language
    for m in plan.members:
        for number, s in numbered_contacts(m):
            yield (
                m.ref, number, s.happened_on, label(s.channel, language), label(s.pretext, language),
                _labels(s.knew, language), _labels(s.asked_for, language), _label(s.outcome, language),
                euros(s.loss_cents), _labels(s.reported_to, language),
            )  # fmt: skip


def numbered_contacts(member: MemberFile) -> list[tuple[int, ScamContact]]:
    """The member's scam contacts, oldest first, each with the number that tables and sheets give it."""
    ordered = sorted(member.scams, key=lambda s: (s.happened_on, s.id))
    return list(enumerate(ordered, 1))


def _damage(plan: Plan) -> Iterable[Row]:
    language = plan.language
    for m in plan.members:
        for h in m.harms:
            yield (
                m.ref, h.head.value, label(h.head, language), euros(h.amount_cents), h.minutes,
                h.since, label(h.proof, language),
            )  # fmt: skip


def _steps(plan: Plan) -> Iterable[Row]:
    language = plan.language
    for m in plan.members:
        for s in m.steps:
            yield (
                m.ref, s.incident, label(s.kind, language), _organisation(plan, s.organisation),
                s.sent_on, label(s.outcome, language), s.answered_on,
            )  # fmt: skip


def _consents(plan: Plan) -> Iterable[Row]:
    language = plan.language
    for c in sorted(plan.consents, key=_by_member):
        given = tr("given", language) if c.given else tr("withdrawn", language)
        moment = c.at.astimezone(UTC).replace(tzinfo=None)
        to_recipient = _yes_no(c.to_recipient, language)
        yield (c.ref, moment, label(c.purpose, language), given, to_recipient, c.language, c.text_sha256)


def _by_member(consent: Consent) -> tuple[str, datetime]:
    return consent.ref, consent.at


def _incident(plan: Plan, incident_id: str) -> str:
    incident = next((i for i in plan.pack.incidents if i.id == incident_id), None)
    return plan.pack.say(incident.title, plan.language) if incident else incident_id


def _organisation(plan: Plan, organisation_id: str | None) -> str:
    found = next((o for o in plan.pack.organisations if o.id == organisation_id), None)
    return found.name_in(plan.language) if found else organisation_id or ""


def _label(code: StrEnum | None, language: str) -> str:
    return label(code, language) if code else ""


def _labels(codes: Iterable[StrEnum], language: str) -> str:
    found = list(codes)
    ordered = [code for code in type(found[0]) if code in found] if found else []
    return fmt_list([label(code, language) for code in ordered], language)


def _yes_no(value: bool, language: str) -> str:
    return label(Answer.YES if value else Answer.NO, language)
