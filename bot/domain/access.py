"""Who may do what, and from where: one closed table, and unknown means no."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Actor:
    """Who asks, from where; `request_id` names the interaction, so that it has one effect.

    In chat a person is a Discord user in a server; on the page, the account of a session (`account_id`),
    and then `user_id` is 0 and there is no server. From where they act as the table has it: `where`.
    """

    user_id: int
    guild_id: int | None
    locale: str
    request_id: str
    account_id: str | None = None
    via: "Where | None" = None  # where it does not follow from the rest: a link, a user install, the clock


class Where(StrEnum):
    """From where somebody acts; a place that the table does not name for an act is refused."""

    OWN_SERVER = "own_server"  # a server that runs the case
    OTHER_SERVER = "other_server"
    DIRECT = "direct"  # direct messages, alone or in a group
    USER_INSTALL = "user_install"
    LINK = "link"  # the page, with a one-time link or an invitation
    SESSION = "session"  # the page, signed in
    CLI = "cli"  # the operator's machine
    DESK = "desk"  # the key-holder's machine
    CLOCK = "clock"  # nobody: an act that was asked for takes effect


def where(actor: Actor, servers: Collection[int]) -> Where:
    """Return from where the actor acts, as a case sees it that these servers run."""
    if actor.via is not None:
        return actor.via
    if actor.account_id is not None:
        return Where.SESSION
    if actor.guild_id is None:
        return Where.DIRECT
    return Where.OWN_SERVER if actor.guild_id in servers else Where.OTHER_SERVER


class Role(StrEnum):
    """What a person is to a case."""

    ANYONE = "anyone"  # in an allowed server
    MEMBER = "member"  # owns a registration in the case
    ORGANISER = "organiser"  # listed by the case; server rights count for nothing


class Action(StrEnum):
    """Every act that a service performs for a person."""

    READ_NOTICE = "read_notice"
    SET_LANGUAGE = "set_language"
    REGISTER = "register"
    RECOVER = "recover"
    CREATE_CASE = "create_case"
    READ_OWN_FILE = "read_own_file"
    EXPORT_OWN = "export_own"
    CHANGE_OWN_FILE = "change_own_file"
    MAKE_OWN_LETTERS = "make_own_letters"
    ISSUE_RECEIPT = "issue_receipt"
    LEAVE = "leave"
    ERASE = "erase"
    POST_PANEL = "post_panel"
    READ_PROGRESS = "read_progress"
    READ_FIGURES = "read_figures"
    POST_FIGURES = "post_figures"
    READ_CHECKPOINT = "read_checkpoint"
    DRAFT_LETTER = "draft_letter"
    FREEZE_LETTER = "freeze_letter"
    FILE_LETTER = "file_letter"  # count the answers, note the filing and what came of it
    READ_TEXTS = "read_texts"  # frozen ones, and what became of them
    ANSWER_TEXT = "answer_text"  # approve or object
    ASK_REMINDER = "ask_reminder"
    STOP_REMINDER = "stop_reminder"
    CONFIGURE_CASE = "configure_case"
    CHANGE_ORGANISERS = "change_organisers"
    CLOSE_CASE = "close_case"
    OPEN_PAGE = "open_page"
    SEAL = "seal"
    CHOOSE_LANE = "choose_lane"
    INVITE = "invite"
    CHANGE_KEY_HOLDERS = "change_key_holders"
    READ_LANES = "read_lanes"
    BUILD_DOSSIER = "build_dossier"
    FETCH_DOSSIER = "fetch_dossier"
    DECIDE = "decide"  # on an act that needs two people
    READ_ACTS = "read_acts"  # what organisers did or want to do that concerns members


# What an act asks for, by place. Nothing at all is done from other servers, direct messages or an app that a
# person brought along; the command line and the desk perform none of these acts (`bot.cli.doors`).
Rule = Mapping[Where, Role]


def _chat(role: Role) -> Rule:
    return {Where.OWN_SERVER: role}


def _own(role: Role) -> Rule:
    """In chat and, for the same person, on the page."""
    return {Where.OWN_SERVER: role, Where.SESSION: role}


_ORGANISERS = _chat(Role.ORGANISER)
# Acts that need two people, and that a lone organiser waits for (`bot.services.two_people`).
_TWO_PEOPLE: Rule = {**_ORGANISERS, Where.CLOCK: Role.ANYONE}
_MEMBERS = _own(Role.MEMBER)
_EVERYBODY: Rule = {Where.LINK: Role.ANYONE, **_own(Role.ANYONE)}

# The whole table. CREATE_CASE is open to anyone because the operator's one-time code is the key to it.
POLICY: dict[Action, Rule] = {
    Action.READ_NOTICE: _EVERYBODY,
    Action.SET_LANGUAGE: _own(Role.ANYONE),
    Action.REGISTER: _EVERYBODY,
    Action.RECOVER: _EVERYBODY,
    Action.CREATE_CASE: _chat(Role.ANYONE),
    Action.READ_OWN_FILE: _MEMBERS,
    Action.EXPORT_OWN: _MEMBERS,
    Action.CHANGE_OWN_FILE: _MEMBERS,
    Action.MAKE_OWN_LETTERS: _MEMBERS,
    Action.ISSUE_RECEIPT: _MEMBERS,
    Action.LEAVE: _MEMBERS,
    Action.ERASE: _MEMBERS,
    Action.POST_PANEL: _ORGANISERS,
    Action.READ_PROGRESS: _ORGANISERS,
    Action.READ_FIGURES: _EVERYBODY,
    Action.POST_FIGURES: _ORGANISERS,
    Action.READ_CHECKPOINT: _ORGANISERS,
    Action.DRAFT_LETTER: _ORGANISERS,
    Action.FREEZE_LETTER: _TWO_PEOPLE,
    Action.FILE_LETTER: _ORGANISERS,
    Action.READ_TEXTS: _MEMBERS,
    Action.ANSWER_TEXT: _MEMBERS,
    Action.ASK_REMINDER: _MEMBERS,
    Action.STOP_REMINDER: _MEMBERS,
    Action.CONFIGURE_CASE: _ORGANISERS,
    Action.CHANGE_ORGANISERS: _TWO_PEOPLE,
    Action.CLOSE_CASE: _ORGANISERS,
    Action.OPEN_PAGE: _MEMBERS,
    Action.SEAL: _MEMBERS,  # no door of the chat leads to it
    Action.CHOOSE_LANE: _MEMBERS,
    Action.READ_LANES: _own(Role.ANYONE),
    Action.INVITE: _ORGANISERS,
    Action.CHANGE_KEY_HOLDERS: _TWO_PEOPLE,
    Action.BUILD_DOSSIER: _TWO_PEOPLE,
    # Whoever has the one-time link takes the file; only a key-holder can open it.
    Action.FETCH_DOSSIER: {**_ORGANISERS, Where.LINK: Role.ANYONE},
    Action.DECIDE: _ORGANISERS,
    Action.READ_ACTS: _MEMBERS,
}


def needed(action: Action, place: Where = Where.OWN_SERVER) -> Role | None:
    """Return the role that an act asks for there; None when it is not done there at all."""
    return POLICY.get(action, {}).get(place)


def may(action: Action, roles: Collection[Role], place: Where) -> bool:
    """Whether somebody with these roles may do it there; what the table lacks is refused."""
    role = needed(action, place)
    return role is not None and (role is Role.ANYONE or role in roles)


def privileged(action: Action) -> bool:
    """Whether it is an act of organisers: each one and each refusal leaves its line in the audit trail."""
    return needed(action) is Role.ORGANISER


# Who acts when the clock does; no surface makes such an actor.
CLOCK = Actor(0, None, "en", "clock", via=Where.CLOCK)
