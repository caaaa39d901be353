"""Every door of the chat: each button, menu, form and command, and the acts it leads to.

The lists are closed: a button without a door cannot be built, a door without a handler stops the start,
and a command that is not listed is refused. What a door may do is decided by the services all the same.
"""

from dataclasses import dataclass

from bot.domain.access import Action
from bot.ui import ids
from bot.ui.ids import (
    CAPACITY,
    CASE,
    COMMAND,
    COUNTRY,
    DRAFT,
    ENTRY,
    FROZEN,
    HOLDER,
    INCIDENT,
    LANE,
    LANGUAGE,
    LANGUAGE_OR_OWN,
    NONCE,
    NOTICE_VERSION,
    PACK,
    PAGE,
    PAPER,
    PROPOSAL,
    REF,
    REF_OR_ALL,
    ROUTE,
    STEP,
    Kind,
)


@dataclass(frozen=True)
class Door:
    """A way in: its name in custom_ids, what its arguments are, and the acts that it may ask for."""

    name: str
    arguments: tuple[Kind, ...]
    acts: tuple[Action, ...]

    def id(self, *arguments: str) -> str:
        """Return the custom_id with these arguments; raises ValueError for one that the grammar refuses."""
        if self.read(arguments) is None:
            raise ValueError(f"arguments of {self.name} do not fit its grammar")
        return ids.compose(self.name, arguments)

    def read(self, arguments: tuple[str, ...]) -> tuple[str, ...] | None:
        """Return the arguments when each is what it may be, else None."""
        if len(arguments) != len(self.arguments):
            return None
        fits = all(kind.accepts(a) for kind, a in zip(self.arguments, arguments, strict=True))
        return arguments if fits else None

    @property
    def sample(self) -> str:
        """A well-formed custom_id that names nothing."""
        return self.id(*(kind.sample for kind in self.arguments))


READ, CHANGE = (Action.READ_OWN_FILE,), (Action.CHANGE_OWN_FILE,)
OPEN = (Action.READ_NOTICE,)
CHOICE, KEYS = (Action.CHOOSE_LANE,), (Action.CHANGE_KEY_HOLDERS,)
BUILD, HAND_OVER = (Action.BUILD_DOSSIER,), (Action.FETCH_DOSSIER,)
DECIDE = (Action.DECIDE,)
FILE, TEXTS = (Action.FILE_LETTER,), (Action.READ_TEXTS,)

# ------------------------------------------------------------------ buttons and menus

JOIN = Door("join", (CASE, LANGUAGE_OR_OWN, COUNTRY), OPEN)
ABOUT = Door("about", (CASE, LANGUAGE_OR_OWN), OPEN)
NOTICE = Door("notice", (CASE, LANGUAGE_OR_OWN, PAGE), OPEN)
JOIN_MINOR = Door("join.minor", (CASE, LANGUAGE_OR_OWN), OPEN)
JOIN_COUNTRIES = Door("join.countries", (CASE, LANGUAGE_OR_OWN), OPEN)
JOIN_COUNTRY = Door("join.country", (CASE, LANGUAGE_OR_OWN, PAGE), OPEN)
JOIN_OPEN = Door("join.open", (CASE, LANGUAGE_OR_OWN, COUNTRY, CAPACITY), OPEN)

# Used from the person's own pages; the case is chosen where several could be meant.
PICK = Door("pick", (COMMAND,), OPEN)
ME = Door("me", (CASE, REF_OR_ALL), READ)
ME_SWITCH = Door("me.switch", (CASE, COMMAND), READ)
NEXT = Door("next", (CASE, REF), READ)
PLACES = Door("places", (CASE, REF, COUNTRY), READ)
COUNTRIES = Door("countries", (CASE, REF), READ)
COUNTRIES_PICK = Door("countries.pick", (CASE, REF, PAGE), READ)
CONSENTS = Door("consents", (CASE, REF), READ)
COME_BACK = Door("return", (CASE, REF), READ)
LANGUAGES = Door("languages", (CASE,), OPEN)
SET_LANGUAGE = Door("language", (CASE, LANGUAGE), (Action.SET_LANGUAGE,))
RECEIPT = Door("receipt", (CASE,), READ)
RECEIPT_NEW = Door("receipt.new", (CASE,), (Action.ISSUE_RECEIPT,))

INCIDENT_SELECT = Door("incident.select", (CASE, REF), READ)
INCIDENT_PAGE = Door("incident", (CASE, REF, INCIDENT), READ)
INCIDENT_YES = Door("incident.yes", (CASE, REF, INCIDENT), READ)
INCIDENT_NO = Door("incident.no", (CASE, REF, INCIDENT), CHANGE)
INCIDENT_UNKNOWN = Door("incident.unknown", (CASE, REF, INCIDENT), CHANGE)
INCIDENT_ORGANISATION = Door("incident.organisation", (CASE, REF, INCIDENT, PAGE), CHANGE)
INCIDENT_DELETE = Door("incident.delete", (CASE, REF, INCIDENT), READ)
INCIDENT_DELETE_YES = Door("incident.delete.yes", (CASE, REF, INCIDENT), CHANGE)
LEAKED = Door("leaked", (CASE, REF, INCIDENT), READ)
LEAKED_MORE = Door("leaked.more", (CASE, REF, INCIDENT), READ)

SCAMS = Door("scams", (CASE, REF, PAGE), READ)
SCAM_NEW = Door("scam.new", (CASE, REF), READ)
SCAM_SELECT = Door("scam.select", (CASE, REF), READ)
SCAM = Door("scam", (CASE, REF, ENTRY), READ)
SCAM_EDIT = Door("scam.edit", (CASE, REF, ENTRY), READ)
SCAM_AFTER = Door("scam.after", (CASE, REF, ENTRY), READ)
SCAM_DELETE = Door("scam.delete", (CASE, REF, ENTRY), READ)
SCAM_DELETE_YES = Door("scam.delete.yes", (CASE, REF, ENTRY), CHANGE)

HARMS = Door("harms", (CASE, REF, PAGE), READ)
HARM_NEW = Door("harm.new", (CASE, REF), READ)
HARM_SELECT = Door("harm.select", (CASE, REF), READ)
HARM = Door("harm", (CASE, REF, ENTRY), READ)
HARM_EDIT = Door("harm.edit", (CASE, REF, ENTRY), READ)
HARM_DELETE = Door("harm.delete", (CASE, REF, ENTRY), READ)
HARM_DELETE_YES = Door("harm.delete.yes", (CASE, REF, ENTRY), CHANGE)

STEPS = Door("steps", (CASE, REF, PAGE), READ)
STEP_PICK = Door("step.pick", (CASE, REF, STEP), READ)
STEP_NEW = Door("step.new", (CASE, REF, STEP), READ)
STEP_SELECT = Door("step.select", (CASE, REF), READ)
STEP_PAGE = Door("step", (CASE, REF, ENTRY), READ)
STEP_EDIT = Door("step.edit", (CASE, REF, ENTRY), READ)
STEP_DELETE = Door("step.delete", (CASE, REF, ENTRY), READ)
STEP_DELETE_YES = Door("step.delete.yes", (CASE, REF, ENTRY), CHANGE)

LETTERS = Door("letters", (CASE, REF), (Action.MAKE_OWN_LETTERS,))
LETTERS_MINE = Door("letters.mine", (CASE, REF), (Action.MAKE_OWN_LETTERS,))
ROUTES = Door("routes", (CASE, REF), (Action.MAKE_OWN_LETTERS,))
ROUTE_PAGE = Door("route", (CASE, REF, ROUTE), (Action.MAKE_OWN_LETTERS,))
PAPER_MAKE = Door("paper", (CASE, REF, PAPER), (Action.MAKE_OWN_LETTERS,))

# The group's frozen letters, for those whom they count.
GROUP = Door("group", (CASE, REF), TEXTS)
GROUP_SELECT = Door("group.select", (CASE, REF), TEXTS)
GROUP_TEXT = Door("group.text", (CASE, REF, FROZEN), TEXTS)
GROUP_READ = Door("group.read", (CASE, REF, FROZEN), TEXTS)
GROUP_CHANGES = Door("group.changes", (CASE, REF, FROZEN), TEXTS)
GROUP_APPROVE = Door("group.approve", (CASE, REF, FROZEN), (Action.ANSWER_TEXT,))
GROUP_OBJECT = Door("group.object", (CASE, REF, FROZEN), TEXTS)

# Dates that a person asked to be reminded of.
REMINDERS = Door("reminders", (CASE, REF), READ)
REMINDER_ASK = Door("reminder.ask", (CASE, REF), (Action.ASK_REMINDER,))
REMINDER_STOP = Door("reminder.stop", (CASE, REF), (Action.STOP_REMINDER,))
REMINDER_STOP_ALL = Door("reminder.stop.all", (CASE, REF), (Action.STOP_REMINDER,))

# Whom a member's sealed file goes to.
RECIPIENTS = Door("recipients", (CASE, REF), CHOICE)
RECIPIENT_SELECT = Door("recipient.select", (CASE, REF), CHOICE)
RECIPIENT_CHOOSE = Door("lane.choose", (CASE, REF, LANE, NOTICE_VERSION), CHOICE)
RECIPIENT_LEAVE = Door("recipient.leave", (CASE, REF), CHOICE)
RECIPIENT_LEAVE_YES = Door("recipient.leave.yes", (CASE, REF), CHOICE)

OWN_PAGE = Door("page", (CASE,), OPEN)

# What everybody may know of the group.
FIGURES = Door("figures", (CASE, PAGE), (Action.READ_FIGURES,))
FIGURES_POST = Door("figures.post", (CASE,), (Action.POST_FIGURES,))

PRIVACY = Door("privacy", (CASE, REF_OR_ALL), OPEN)
OWN_DATA = Door("data", (CASE,), (Action.EXPORT_OWN,))
LEDGER = Door("ledger", (CASE, REF, PAGE), READ)
LEAVE = Door("leave", (CASE, REF), READ)
LEAVE_YES = Door("leave.yes", (CASE, REF), (Action.LEAVE,))
ERASE = Door("erase", (CASE, REF_OR_ALL), READ)
ERASE_YES = Door("erase.yes", (CASE, REF_OR_ALL), (Action.ERASE,))

# Organisers.
CASE_PANEL = Door("case.panel", (CASE,), (Action.POST_PANEL,))
CASE_PROGRESS = Door("case.progress", (CASE, PAGE), (Action.READ_PROGRESS,))
CASE_DRAFT = Door("case.draft", (CASE,), (Action.DRAFT_LETTER,))
CASE_FOR_LAWYER = Door("case.draft.lawyer", (CASE,), (Action.DRAFT_LETTER,))
CASE_FREEZE = Door("case.freeze", (CASE, DRAFT), (Action.FREEZE_LETTER,))
CASE_COPIES = Door("case.draft.copies", (CASE, DRAFT), (Action.DRAFT_LETTER,))
CASE_KIT = Door("case.draft.kit", (CASE, DRAFT), (Action.DRAFT_LETTER,))
FILINGS = Door("filings", (CASE,), FILE)
FILING_SELECT = Door("filings.select", (CASE,), FILE)
FILING = Door("filing", (CASE, FROZEN), FILE)
FILING_READ = Door("filing.read", (CASE, FROZEN), FILE)
FILING_COPIES = Door("filing.copies", (CASE, FROZEN), FILE)
FILING_KIT = Door("filing.kit", (CASE, FROZEN), FILE)
FILING_PRINT = Door("filing.print", (CASE, FROZEN), FILE)
FILING_PRINT_YES = Door("filing.print.yes", (CASE, FROZEN), FILE)
FILING_FILED = Door("filing.filed", (CASE, FROZEN), FILE)
FILING_REMIND = Door("filing.remind", (CASE,), FILE)
FILING_FORGET = Door("filing.forget", (CASE,), FILE)
FILING_ANSWERED = Door("filing.answered", (CASE, FROZEN), FILE)
CASE_SETTINGS = Door("case.settings", (CASE,), (Action.CONFIGURE_CASE,))
CASE_PAPERS = Door("case.papers", (CASE,), (Action.CONFIGURE_CASE,))
CASE_CONTROLLER = Door("case.controller", (CASE,), (Action.CONFIGURE_CASE,))
CASE_LAWYER = Door("case.lawyer", (CASE,), (Action.CONFIGURE_CASE,))
CASE_SENDING = Door("case.sending", (CASE,), (Action.CONFIGURE_CASE,))
CASE_ASSOCIATION = Door("case.association", (CASE,), (Action.CONFIGURE_CASE,))
CASE_AUDIT = Door("case.audit", (CASE,), (Action.READ_CHECKPOINT,))
CASE_PAGE = Door("case.page", (CASE,), (Action.INVITE,))
CASE_PAGE_RENEW = Door("case.page.renew", (CASE,), (Action.INVITE,))
CASE_PAGE_RENEW_YES = Door("case.page.renew.yes", (CASE,), (Action.INVITE,))
CASE_PAGE_PLACE = Door("case.page.place", (CASE,), (Action.INVITE,))
CASE_PAGE_END = Door("case.page.end", (CASE,), (Action.INVITE,))
CASE_PAGE_END_YES = Door("case.page.end.yes", (CASE,), (Action.INVITE,))
CASE_CLOSE = Door("case.close", (CASE,), (Action.CLOSE_CASE,))
CASE_CLOSE_YES = Door("case.close.yes", (CASE,), (Action.CLOSE_CASE,))
CASE_REOPEN = Door("case.reopen", (CASE,), (Action.CLOSE_CASE,))

# Recipients and their key-holders.
KEYS_PAGE = Door("keys", (CASE,), KEYS)
KEYS_SELECT = Door("keys.select", (CASE,), KEYS)
KEYS_NEW = Door("keys.new", (CASE,), KEYS)
KEYS_LANE = Door("keys.lane", (CASE, LANE), KEYS)
KEYS_ADD = Door("keys.add", (CASE, LANE), KEYS)
KEYS_COPIES = Door("keys.copies", (CASE, LANE), KEYS)
KEYS_CLOSE = Door("keys.close", (CASE, LANE), KEYS)
KEYS_CLOSE_YES = Door("keys.close.yes", (CASE, LANE), KEYS)
KEYS_HOLDER_SELECT = Door("keys.holder.select", (CASE, LANE), KEYS)
KEYS_HOLDER = Door("keys.holder", (CASE, HOLDER), KEYS)
KEYS_CHALLENGE = Door("keys.challenge", (CASE, HOLDER), KEYS)
KEYS_ANSWER = Door("keys.answer", (CASE, HOLDER), KEYS)
KEYS_ACCEPT = Door("keys.accept", (CASE, HOLDER), KEYS)
KEYS_REMOVE = Door("keys.remove", (CASE, HOLDER), KEYS)
KEYS_REMOVE_YES = Door("keys.remove.yes", (CASE, HOLDER), KEYS)

# What a recipient's key-holders receive.
DOSSIERS = Door("dossiers", (CASE,), BUILD)
DOSSIER_SELECT = Door("dossier.select", (CASE,), BUILD)
DOSSIER_BUILD = Door("dossier.build", (CASE, LANE), BUILD)
DOSSIER = Door("dossier", (CASE, ids.DOSSIER), BUILD)
DOSSIER_LINK = Door("dossier.link", (CASE, ids.DOSSIER), HAND_OVER)
DOSSIER_DELETE = Door("dossier.delete", (CASE, ids.DOSSIER), BUILD)
DOSSIER_DELETE_YES = Door("dossier.delete.yes", (CASE, ids.DOSSIER), HAND_OVER)
DOSSIER_HANDED = Door("dossier.handed", (CASE, ids.DOSSIER), HAND_OVER)
DOSSIER_TOLD = Door("dossier.told", (CASE, LANE), BUILD)

# What waits for a second organiser, or for a day.
WAITING = Door("waiting", (CASE,), DECIDE)
WAITING_SELECT = Door("waiting.select", (CASE,), DECIDE)
WAITING_ONE = Door("waiting.one", (CASE, PROPOSAL), DECIDE)
WAITING_READ = Door("waiting.read", (CASE, PROPOSAL), DECIDE)
WAITING_CONFIRM = Door("waiting.confirm", (CASE, PROPOSAL), DECIDE)
WAITING_REFUSE = Door("waiting.refuse", (CASE, PROPOSAL), DECIDE)

# Reopens a form whose answers were refused, with them still in it; its arguments are those of the form.
AGAIN = "again"

# ------------------------------------------------------------------------------- forms

JOIN_FORM = Door("join.form", (CASE, LANGUAGE, COUNTRY, CAPACITY, NOTICE_VERSION, NONCE), (Action.REGISTER,))
PLACES_FORM = Door("places.form", (CASE, REF, COUNTRY, NONCE), CHANGE)
COME_BACK_FORM = Door("return.form", (CASE, REF, NOTICE_VERSION, NONCE), (Action.REGISTER,))
CONSENTS_FORM = Door("consents.form", (CASE, REF, NOTICE_VERSION, NONCE), CHANGE)
RECOVER_FORM = Door("recover.form", (NONCE,), (Action.RECOVER,))
INCIDENT_FORM = Door("incident.form", (CASE, REF, INCIDENT, NONCE), CHANGE)
LEAKED_FORM = Door("leaked.form", (CASE, REF, INCIDENT, NONCE), CHANGE)
LEAKED_MORE_FORM = Door("leaked.more.form", (CASE, REF, INCIDENT, NONCE), CHANGE)
SCAM_FORM = Door("scam.form", (CASE, REF, NONCE), CHANGE)
SCAM_EDIT_FORM = Door("scam.edit.form", (CASE, REF, ENTRY, NONCE), CHANGE)
SCAM_AFTER_FORM = Door("scam.after.form", (CASE, REF, ENTRY, NONCE), CHANGE)
HARM_FORM = Door("harm.form", (CASE, REF, NONCE), CHANGE)
HARM_EDIT_FORM = Door("harm.edit.form", (CASE, REF, ENTRY, NONCE), CHANGE)
STEP_FORM = Door("step.form", (CASE, REF, INCIDENT, STEP, NONCE), CHANGE)
STEP_EDIT_FORM = Door("step.edit.form", (CASE, REF, ENTRY, NONCE), CHANGE)
CASE_CREATE_FORM = Door("case.create.form", (PACK, NONCE), (Action.CREATE_CASE,))
CASE_DRAFT_FORM = Door("case.draft.form", (CASE, NONCE), (Action.DRAFT_LETTER,))
GROUP_OBJECT_FORM = Door("group.object.form", (CASE, REF, FROZEN, NONCE), (Action.ANSWER_TEXT,))
FILING_FILED_FORM = Door("filing.filed.form", (CASE, FROZEN, NONCE), FILE)
FILING_ANSWERED_FORM = Door("filing.answered.form", (CASE, FROZEN, NONCE), FILE)
CASE_CONTROLLER_FORM = Door("case.controller.form", (CASE, NONCE), (Action.CONFIGURE_CASE,))
CASE_LAWYER_FORM = Door("case.lawyer.form", (CASE, NONCE), (Action.CONFIGURE_CASE,))
CASE_SENDING_FORM = Door("case.sending.form", (CASE, NONCE), (Action.CONFIGURE_CASE,))
CASE_ASSOCIATION_FORM = Door("case.association.form", (CASE, NONCE), (Action.CONFIGURE_CASE,))
KEYS_NEW_FORM = Door("keys.new.form", (CASE, NONCE), KEYS)
KEYS_ADD_FORM = Door("keys.add.form", (CASE, LANE, NONCE), KEYS)
KEYS_ANSWER_FORM = Door("keys.answer.form", (CASE, HOLDER, NONCE), KEYS)
KEYS_ACCEPT_FORM = Door("keys.accept.form", (CASE, HOLDER, NONCE), KEYS)

_ALL = [value for value in list(globals().values()) if isinstance(value, Door)]
FORMS = {door.name: door for door in _ALL if door.arguments[-1:] == (NONCE,)}
COMPONENTS = {door.name: door for door in _ALL if door.name not in FORMS}

# ---------------------------------------------------------------------------- commands

# A slash command that is not in this table is refused by the tree.
COMMANDS: dict[str, tuple[Action, ...]] = {
    "join": OPEN,
    "me": READ,
    "scam": READ,
    "my-letter": (Action.MAKE_OWN_LETTERS,),
    "privacy": OPEN,
    "recover": OPEN,
    "language": OPEN,
    "figures": (Action.READ_FIGURES,),
    "case create": OPEN,
    "case panel": (Action.POST_PANEL,),
    "case progress": (Action.READ_PROGRESS,),
    "case draft": (Action.DRAFT_LETTER,),
    "case letters": FILE,
    "case audit": (Action.READ_CHECKPOINT,),
    "case settings": (Action.CONFIGURE_CASE,),
    "case keys": KEYS,
    "case dossier": BUILD,
    "case waiting": DECIDE,
    "case page": (Action.INVITE,),
    "case close": (Action.CLOSE_CASE,),
    "case organiser add": (Action.CHANGE_ORGANISERS,),
    "case organiser remove": (Action.CHANGE_ORGANISERS,),
}
