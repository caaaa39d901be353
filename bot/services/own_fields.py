"""What a person's own copy contains: every readable column about them, each with the words that name it.

A law compares this list with the inventory: a column that is stored of a person stands here, or in
`NOT_COPIED` with the reason.
"""

from dataclasses import dataclass
from enum import Enum

from bot.domain.marks import N_


class Form(Enum):
    """How a value that is not a code, a day or a moment is written for people."""

    AS_IS = "as it is"
    COUNTRY = "country"
    LANGUAGE = "language"
    INCIDENT = "incident of the case"
    ORGANISATION = "organisation of the case"
    AUTHORITY = "authority of the case"
    RECIPIENT = "recipient"
    MONEY = "euro cents"
    MINUTES = "minutes"


@dataclass(frozen=True)
class Item:
    """One column: what it is called, and whether it stands in the PDF or in the JSON file alone."""

    column: str  # table.column, as in the inventory
    title: str
    form: Form = Form.AS_IS
    printed: bool = True

    @property
    def key(self) -> str:
        """Its name in the JSON file."""
        return self.column.partition(".")[2].removesuffix("_enc")


@dataclass(frozen=True)
class Part:
    """Entries of one table; printed as a table, or entry by entry where the columns are many."""

    key: str
    title: str
    items: tuple[Item, ...]
    by_entry: bool = False

    @property
    def table(self) -> str:
        """The table that its entries come from."""
        return self.items[0].column.partition(".")[0]


def _id(table: str) -> Item:
    return Item(f"{table}.id", N_("Number of the entry"), printed=False)


_WHEN, _KIND, _INCIDENT, _LANGUAGE = N_("When"), N_("Kind"), N_("Incident"), N_("Language")
_RECIPIENT, _ORGANISATION, _VERSION = N_("Recipient"), N_("Organisation"), N_("Version")
_SHA, _SINCE, _UNTIL = "SHA-256", N_("Since"), N_("Until")

ACCOUNT = (
    Part(
        "account",
        N_("Account"),
        (
            _id("account"),
            Item("account.language", N_("Language of the answers"), Form.LANGUAGE),
            Item("account.created_at", N_("Opened")),
        ),
        by_entry=True,
    ),
    Part(
        "bindings",
        N_("What the account is reached by"),
        (
            _id("binding"),
            Item("binding.kind", _KIND),
            Item("binding.value_enc", N_("Number of the Discord user")),
            Item("binding.created_at", _SINCE),
        ),
    ),
    Part(
        "page_links",
        N_("Links to your page that are not used up or purged"),
        (
            Item("page_link.purpose", _KIND),
            Item("page_link.created_at", N_("Made")),
            Item("page_link.expires_at", _UNTIL),
            Item("page_link.used_at", N_("Used")),
        ),
    ),
    Part(
        "page_sessions",
        N_("Open sessions of your page"),
        (Item("page_session.created_at", _SINCE), Item("page_session.expires_at", _UNTIL)),
    ),
)

MEMBER = (
    Part(
        "registration",
        N_("Registration"),
        (
            _id("member"),
            Item("member.ref", N_("Reference")),
            Item("member.capacity", N_("For whom")),
            Item("member.residence", N_("Country of residence"), Form.COUNTRY),
            Item("member.work", N_("Country of work"), Form.COUNTRY),
            Item("member.status", N_("Status")),
            Item("member.status_at", N_("Status since")),
            Item("member.registered_at", N_("Registered on")),
        ),
        by_entry=True,
    ),
    Part(
        "consents",
        N_("Consents, given and withdrawn"),
        (
            _id("consent"),
            Item("consent.at", _WHEN),
            Item("consent.purpose", N_("Purpose")),
            Item("consent.given", N_("Given")),
            Item("consent.recipient", _RECIPIENT, Form.RECIPIENT),
            Item("consent.language", _LANGUAGE, Form.LANGUAGE),
            Item("consent.text_version", N_("Version of the text")),
            Item("consent.text_sha256", N_("SHA-256 of the text"), printed=False),
        ),
    ),
    Part(
        "incidents",
        N_("Incidents"),
        (
            Item("involvement.incident_id", _INCIDENT, Form.INCIDENT),
            Item("involvement.concerned", N_("Concerns me")),
            Item("involvement.organisation", _ORGANISATION, Form.ORGANISATION),
            Item("involvement.learned_how", N_("How I learned of it")),
            Item("involvement.learned_on", N_("When I learned of it")),
            Item("involvement.notice", N_("Told by the organisation")),
            Item("involvement.notice_on", N_("Told on")),
        ),
        by_entry=True,
    ),
    Part(
        "leaked_data",
        N_("Categories of data"),
        (
            Item("exposure.incident_id", _INCIDENT, Form.INCIDENT),
            Item("exposure.category", N_("Category")),
            Item("exposure.answer", N_("Leaked")),
            Item("exposure.known_by", N_("Known from")),
        ),
    ),
    Part(
        "scam_contacts",
        N_("Suspicious contacts"),
        (
            _id("scam_contact"),
            Item("scam_contact.happened_on", N_("Date")),
            Item("scam_contact.channel", N_("Came by")),
            Item("scam_contact.pretext", N_("Pretext")),
            Item("scam_contact.knew", N_("Knew")),
            Item("scam_contact.asked_for", N_("Asked for")),
            Item("scam_contact.outcome", N_("What came of it")),
            Item("scam_contact.loss_cents", N_("Money lost"), Form.MONEY),
            Item("scam_contact.reported_to", N_("Reported to")),
        ),
        by_entry=True,
    ),
    Part(
        "harms",
        N_("Consequences for me"),
        (
            _id("harm"),
            Item("harm.head", _KIND),
            Item("harm.amount_cents", N_("Amount"), Form.MONEY),
            Item("harm.minutes", N_("Time"), Form.MINUTES),
            Item("harm.since", _SINCE),
            Item("harm.proof", N_("Proof")),
        ),
    ),
    Part(
        "steps",
        N_("Steps I have taken"),
        (
            _id("step"),
            Item("step.sent_on", N_("Date")),
            Item("step.kind", _KIND),
            Item("step.incident_id", _INCIDENT, Form.INCIDENT),
            Item("step.organisation", _ORGANISATION, Form.ORGANISATION),
            Item("step.outcome", N_("What came of it")),
            Item("step.answered_on", N_("Answered on")),
        ),
        by_entry=True,
    ),
    Part(
        "letters",
        N_("Letters made for me (the letters themselves are not kept)"),
        (
            _id("letter"),
            Item("letter.created_at", _WHEN),
            Item("letter.kind", _KIND),
            Item("letter.authority", N_("Authority"), Form.AUTHORITY),
            Item("letter.language", _LANGUAGE, Form.LANGUAGE),
            Item("letter.edition", N_("Edition"), printed=False),
            Item("letter.mode", N_("In whose name"), printed=False),
            Item("letter.version", _VERSION, printed=False),
            Item("letter.template", N_("Wording"), printed=False),
            Item("letter.pack_version", N_("Version of the facts"), printed=False),
            Item("letter.pages", N_("Pages")),
            Item("letter.sha256", _SHA),
        ),
    ),
    Part(
        "approvals",
        N_("Texts of the group that count me, and my answer"),
        (
            Item("approval.frozen_id", N_("Number of the text"), printed=False),
            Item("approval.number", N_("My number in the annex")),
            Item("approval.answer", N_("My answer")),
            Item("approval.answered_at", _WHEN),
        ),
    ),
    Part(
        "objections",
        N_("Why I object to a text of the group"),
        (
            _id("objection"),
            Item("objection.frozen_id", N_("Number of the text"), printed=False),
            Item("objection.ground", N_("Reason")),
            Item("objection.note_enc", N_("Note to the organisers")),
        ),
    ),
    Part(
        "reminders",
        N_("Reminders that I asked for"),
        (
            Item("reminder.asked_at", N_("Asked for on")),
            Item("reminder.told_for", N_("Last told of the date")),
            Item("reminder.clock", N_("Number of the entry"), printed=False),
            Item("reminder.waiting", N_("Not looked at yet"), printed=False),
        ),
    ),
    Part(
        "recipient",
        N_("Recipient of my file"),
        (
            Item("member_lane.lane_id", _RECIPIENT, Form.RECIPIENT),
            Item("member_lane.chosen_at", N_("Chosen on")),
        ),
    ),
    Part(
        "sealed",
        N_("Sealed (only the recipient can read it)"),
        (
            _id("sealed_record"),
            Item("sealed_record.sealed_at", _WHEN),
            Item("sealed_record.field", N_("Field")),
            Item("sealed_record.version", _VERSION),
            Item("sealed_record.media_type", N_("Format"), printed=False),
            Item("sealed_record.lane_id", _RECIPIENT, Form.RECIPIENT),
            Item("sealed_record.sha256", _SHA),
        ),
    ),
    Part(
        "openings",
        N_("Where my file went"),
        (
            Item("opening.at", _WHEN),
            Item("opening.kind", N_("What was done")),
            Item("opening.lane_id", _RECIPIENT, Form.RECIPIENT),
            Item("opening.number", N_("Dossier no.")),
            Item("opening.dossier_id", N_("Number of the entry"), printed=False),
        ),
    ),
    Part(
        "notices",
        N_("What recipients must be told of me"),
        (
            _id("recipient_notice"),
            Item("recipient_notice.at", _SINCE),
            Item("recipient_notice.pseudonym", N_("Reference"), printed=False),
            Item("recipient_notice.kind", N_("What about")),
            Item("recipient_notice.lane_id", _RECIPIENT, Form.RECIPIENT),
            Item("recipient_notice.dossiers", N_("Dossiers")),
            Item("recipient_notice.served_at", N_("Told on")),
        ),
    ),
)

ACTS = Part(
    "audit_trail",
    N_("Audit trail: what was done or refused in your name"),
    (
        Item("audit_line.at", _WHEN),
        Item("audit_line.role", N_("As"), printed=False),
        Item("audit_line.action", N_("Act")),
        Item("audit_line.result", N_("Result")),
    ),
)

# Of somebody who organises the case too; nothing of it goes with their registration.
ORGANISING = (
    Part(
        "organising",
        N_("That you are listed as an organiser"),
        (Item("organiser.added_at", _SINCE), Item("organiser.user_enc", N_("Discord user"))),
    ),
    Part(
        "organiser_reminders",
        N_("Reminders that you asked for as an organiser"),
        (
            Item("organiser_reminder.asked_at", N_("Asked for on")),
            Item("organiser_reminder.told_for", N_("Last told of the date")),
        ),
    ),
    Part(
        "organiser_acts",
        N_("Acts of organisers that you asked for, decided, or that are about you (the last thirty days)"),
        (
            Item("proposal.asked_at", _WHEN),
            Item("proposal.act", N_("Act")),
            Item("proposal.state", N_("Result")),
            Item("proposal.decided_at", N_("Decided on")),
        ),
    ),
)

PARTS = (*ACCOUNT, *MEMBER, *ORGANISING, ACTS)

_NESTED = "which person or case it belongs to is said by where it stands in the copy"
_EMPTY = "nothing writes it"
NOT_COPIED: dict[str, str] = {
    **{
        f"{table}.{column}": _NESTED
        for table, columns in {
            "account": ("case_id",),
            "binding": ("account_id", "case_id"),
            "page_link": ("case_id", "account_id"),
            "page_session": ("case_id", "account_id"),
            "member": ("case_id", "account_id"),
            "consent": ("member_id", "case_id"),
            "involvement": ("member_id", "case_id"),
            "exposure": ("member_id", "case_id"),
            "scam_contact": ("member_id",),
            "harm": ("member_id",),
            "step": ("member_id", "case_id"),
            "letter": ("member_id", "case_id"),
            "approval": ("member_id", "case_id"),
            "objection": ("member_id", "case_id"),
            "reminder": ("member_id", "case_id"),
            "member_lane": ("member_id", "case_id"),
            "sealed_record": ("member_id", "case_id"),
            "opening": ("member_id", "case_id"),
            "recipient_notice": ("case_id",),
            "shred_key": ("member_id",),
        }.items()
        for column in columns
    },
    "page_link.dossier_id": "a link to a person's own page opens no dossier",
    "scam_contact.sender_enc": _EMPTY,
    "shred_key.key_enc": "a key of the server; it says nothing about the person and opens nothing by itself",
    "shred_key.made_at": "on the day of the first sealed record, which the copy lists",
}
