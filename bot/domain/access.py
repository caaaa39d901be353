"""Who may do what: one closed table, and unknown means no."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True)
class Actor:
    """Who asks, from where; `request_id` names the interaction, so that it has one effect.

    In chat a person is a Discord user in a server; on the page, the account of a session (`account_id`),
    and then `user_id` is 0 and there is no server.
    """

    user_id: int
    guild_id: int | None
    locale: str
    request_id: str
    account_id: str | None = None


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
    CHANGE_OWN_FILE = "change_own_file"
    MAKE_OWN_LETTERS = "make_own_letters"
    ISSUE_RECEIPT = "issue_receipt"
    LEAVE = "leave"
    ERASE = "erase"
    POST_PANEL = "post_panel"
    READ_PROGRESS = "read_progress"
    DRAFT_LETTER = "draft_letter"
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


# The whole table. CREATE_CASE is open to anyone because the operator's one-time code is the key to it.
POLICY: dict[Action, Role] = {
    Action.READ_NOTICE: Role.ANYONE,
    Action.SET_LANGUAGE: Role.ANYONE,
    Action.REGISTER: Role.ANYONE,
    Action.RECOVER: Role.ANYONE,
    Action.CREATE_CASE: Role.ANYONE,
    Action.READ_OWN_FILE: Role.MEMBER,
    Action.CHANGE_OWN_FILE: Role.MEMBER,
    Action.MAKE_OWN_LETTERS: Role.MEMBER,
    Action.ISSUE_RECEIPT: Role.MEMBER,
    Action.LEAVE: Role.MEMBER,
    Action.ERASE: Role.MEMBER,
    Action.POST_PANEL: Role.ORGANISER,
    Action.READ_PROGRESS: Role.ORGANISER,
    Action.DRAFT_LETTER: Role.ORGANISER,
    Action.CONFIGURE_CASE: Role.ORGANISER,
    Action.CHANGE_ORGANISERS: Role.ORGANISER,
    Action.CLOSE_CASE: Role.ORGANISER,
    Action.OPEN_PAGE: Role.MEMBER,
    Action.SEAL: Role.MEMBER,
    Action.CHOOSE_LANE: Role.MEMBER,
    Action.READ_LANES: Role.ANYONE,
    Action.INVITE: Role.ORGANISER,
    Action.CHANGE_KEY_HOLDERS: Role.ORGANISER,
    Action.BUILD_DOSSIER: Role.ORGANISER,
    Action.FETCH_DOSSIER: Role.ORGANISER,
}


def may(action: Action, roles: frozenset[Role]) -> bool:
    """Whether somebody with these roles may do it; an action that the table lacks is refused."""
    needed = POLICY.get(action)
    return needed is not None and (needed is Role.ANYONE or needed in roles)
