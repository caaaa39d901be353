"""E1: the table of who may do what from where, held against a list written by hand and against every door.

What the chat, the page, the command line and the desk offer is walked from their own lists: an act, a route
or a command that no list names fails here.
"""

import importlib
import itertools
from types import ModuleType

import pytest

from bot.cli import app as cli
from bot.cli import doors as cli_doors
from bot.desk.guard import Guard
from bot.desk.server import Routes
from bot.domain.access import CLOCK, POLICY, Action, Actor, Role, Where, may, privileged, where
from bot.services.two_people import ACTIONS
from bot.ui import doors as ui
from bot.web import routes
from bot.web.routing import Access

HOME, OTHER = 111, 222
DESK_ROUTES = {
    *(
        ("GET", path)
        for path in ("/", "/desk.js", "/desk.css", "/mark.svg", "/summary", "/search", "/member")
    ),
    *(("POST", path) for path in ("/begin", "/open", "/save", "/answer", "/keygen", "/prove", "/share")),
    *(("POST", "/close"), ("POST", "/quit"), ("PUT", "/dossier"), ("PUT", "/key"), ("GET", "/document")),
}
ROLES = [frozenset(), frozenset({Role.ANYONE}), frozenset({Role.ANYONE, Role.MEMBER})]
ROLES += [frozenset({Role.ANYONE, Role.ORGANISER}), frozenset(Role)]

# Written anew, so that a slip in the table does not confirm itself: what each role may do in the case's own
# server, and what of it stays true on the page.
ORGANISING = {
    *(Action.POST_PANEL, Action.READ_PROGRESS, Action.DRAFT_LETTER, Action.CONFIGURE_CASE),
    *(Action.CHANGE_ORGANISERS, Action.CLOSE_CASE, Action.INVITE, Action.CHANGE_KEY_HOLDERS),
    *(Action.BUILD_DOSSIER, Action.FETCH_DOSSIER, Action.DECIDE, Action.POST_FIGURES, Action.READ_CHECKPOINT),
    *(Action.FREEZE_LETTER, Action.FILE_LETTER),
}
OWN = {
    *(Action.READ_OWN_FILE, Action.CHANGE_OWN_FILE, Action.MAKE_OWN_LETTERS, Action.ISSUE_RECEIPT),
    *(Action.LEAVE, Action.ERASE, Action.OPEN_PAGE, Action.SEAL, Action.CHOOSE_LANE, Action.READ_ACTS),
    *(Action.EXPORT_OWN, Action.READ_TEXTS, Action.ANSWER_TEXT, Action.ASK_REMINDER, Action.STOP_REMINDER),
}
EVERYBODY = {
    *(Action.READ_NOTICE, Action.SET_LANGUAGE, Action.REGISTER, Action.RECOVER, Action.READ_LANES),
    Action.READ_FIGURES,
}
WITH_A_LINK = {
    *(Action.READ_NOTICE, Action.REGISTER, Action.RECOVER, Action.FETCH_DOSSIER, Action.READ_FIGURES)
}
BY_THE_CLOCK = {
    *(Action.CHANGE_ORGANISERS, Action.CHANGE_KEY_HOLDERS, Action.BUILD_DOSSIER, Action.FREEZE_LETTER)
}
NOWHERE = (Where.OTHER_SERVER, Where.DIRECT, Where.USER_INSTALL, Where.CLI, Where.DESK)


def test_the_table_names_every_act() -> None:
    """No act is without a rule, here and there. What opens a case is the operator's one-time code."""
    assert set(POLICY) == set(Action)
    assert {*ORGANISING, *OWN, *EVERYBODY} == set(Action) - {Action.CREATE_CASE}


@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: "+".join(sorted(roles)) or "nobody")
def test_organisers_acts_are_organisers_and_in_their_server(roles: frozenset[Role]) -> None:
    """An organiser's act is done by an organiser in the case's server; never on the page, by link or desk."""
    for act in ORGANISING:
        assert privileged(act)
        assert may(act, roles, Where.OWN_SERVER) is (Role.ORGANISER in roles)
        assert not may(act, roles, Where.SESSION)
        assert may(act, roles, Where.LINK) is (act is Action.FETCH_DOSSIER)
        assert may(act, roles, Where.CLOCK) is (act in BY_THE_CLOCK)


@pytest.mark.parametrize("roles", ROLES, ids=lambda roles: "+".join(sorted(roles)) or "nobody")
def test_own_acts_are_members(roles: frozenset[Role]) -> None:
    """What concerns one's own registration, a member does in chat or on the page, and nobody else."""
    for act in OWN:
        for place in (Where.OWN_SERVER, Where.SESSION):
            assert may(act, roles, place) is (Role.MEMBER in roles)
        assert not may(act, roles, Where.LINK)


def test_what_everybody_may_and_what_a_link_is_good_for() -> None:
    """Reading the notice, registering, coming back need no role; a link serves these and a dossier."""
    for act in EVERYBODY:
        assert may(act, {Role.ANYONE}, Where.OWN_SERVER)
    for act in {*ORGANISING, *OWN, *EVERYBODY}:
        assert may(act, {Role.ANYONE}, Where.LINK) is (act in WITH_A_LINK)


def test_nothing_is_done_elsewhere() -> None:
    """From another server, direct messages, a brought-along app, command line or desk: no act at all."""
    for act, place, roles in itertools.product(Action, NOWHERE, ROLES):
        assert not may(act, roles, place)


def test_an_unknown_act_is_refused() -> None:
    """What the table lacks is refused: deny by default."""
    assert not may("something new", set(Role), Where.OWN_SERVER)  # type: ignore[arg-type]


def test_where_somebody_stands_follows_from_how_they_came() -> None:
    """A server counts only if it runs the case; a brought-along app and a session win over any server."""
    asks = [
        (Actor(1, HOME, "en", "r"), Where.OWN_SERVER),
        (Actor(1, OTHER, "en", "r"), Where.OTHER_SERVER),
        (Actor(1, None, "en", "r"), Where.DIRECT),
        (Actor(1, HOME, "en", "r", via=Where.USER_INSTALL), Where.USER_INSTALL),
        (Actor(0, None, "en", "r", "ACCOUNT"), Where.SESSION),
        (Actor(1, None, "en", "r", via=Where.LINK), Where.LINK),
        (CLOCK, Where.CLOCK),
    ]
    assert [where(actor, {HOME}) for actor, _ in asks] == [place for _, place in asks]


def test_acts_of_two_people_are_privileged_and_the_clocks() -> None:
    """Whatever needs two people is an organiser's act; what is due, the clock may do, and nothing else."""
    waiting = set(ACTIONS.values())

    assert all(privileged(act) for act in ACTIONS.values())
    assert waiting == BY_THE_CLOCK == {act for act in Action if may(act, set(), Where.CLOCK)}


def test_every_door_of_the_chat_names_its_acts() -> None:
    """Commands, buttons, menus and forms each name acts of the table, done in the case's server."""
    named = {name: door.acts for name, door in (ui.COMPONENTS | ui.FORMS).items()} | ui.COMMANDS
    lacking = [name for name, acts in named.items() if not acts or not set(acts) <= set(POLICY)]
    elsewhere = [n for n, acts in named.items() if any(Where.OWN_SERVER not in POLICY[a] for a in acts)]

    assert lacking == elsewhere == []
    # Names, words and files are sealed on the page: no door of the chat leads there.
    assert [name for name, acts in named.items() if Action.SEAL in acts] == []


def test_every_route_of_the_page_is_listed() -> None:
    """Every page module's routes are in the one table; only those named here are open without a session."""
    modules = [m for m in vars(routes).values() if isinstance(m, ModuleType) and hasattr(m, "ROUTES")]
    package = importlib.import_module("bot.web.pages")
    names = {name for name in package.__dict__ if isinstance(getattr(package, name), ModuleType)}
    listed = {(route.method, route.path) for module in modules for route in module.ROUTES}
    without = {(r.method, r.path) for r in routes.ROUTES if r.access is not Access.MEMBER}

    assert {(route.method, route.path) for route in routes.ROUTES} == listed
    unlisted = {n for n in names if hasattr(getattr(package, n), "ROUTES")} - {
        m.__name__.rpartition(".")[2] for m in modules
    }
    assert unlisted == set()
    assert not [path for _, path in without if path.startswith("/my")]
    assert len(set(routes.ROUTES)) == len(routes.ROUTES)


def test_every_command_of_the_command_line_is_listed() -> None:
    """Each `collectif` command is in the list that says on whose machine it runs."""
    found = set(cli_doors.walk(cli))

    assert found == set(cli_doors.COMMANDS)
    assert set(cli_doors.COMMANDS.values()) == {Where.CLI, Where.DESK}
    assert all(name.startswith("desk") for name, at in cli_doors.COMMANDS.items() if at is Where.DESK)


def test_every_route_of_the_desks_page_is_listed() -> None:
    """The desk's page answers these addresses, on the key-holder's machine alone, and no others."""
    routes_of_desk = Routes(Guard(), None, lambda: None).application().router.routes()
    found = {(r.method, r.resource.canonical) for r in routes_of_desk if r.resource and r.method != "HEAD"}

    assert found == DESK_ROUTES
