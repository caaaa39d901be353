"""Every door of the chat, forged: the custom_id, choices and answers that a sender needs to get through."""

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simcord import MemberActor

from bot.demo.people import Person, Seen
from bot.demo.simulator import Delivery
from bot.domain.access import Action, Role, needed
from bot.ui import doors
from bot.ui.doors import Door
from tests.keyholder import KeyHolder
from tests.scene import CERBA, FEBRUARY, Scene

# Typed in the place of the day on which the test runs, as the bot's clock has it.
TODAY = "today"
LINE, MENU, RADIO, BOXES, LABEL = 4, 3, 21, 22, 18
# Written for its own sake by every act and refusal; everything else must stay as it was.
BOOKKEEPING = frozenset({"seen_request", "audit_line", "meta"})


def line(text: str) -> dict[str, Any]:
    """A typed field."""
    return {"type": LINE, "value": text}


def menu(*values: str) -> dict[str, Any]:
    """A menu's choices."""
    return {"type": MENU, "values": list(values)}


def radio(value: str | None) -> dict[str, Any]:
    """A radio button."""
    return {"type": RADIO, "value": value}


def boxes(*values: str) -> dict[str, Any]:
    """Ticked boxes."""
    return {"type": BOXES, "values": list(values)}


SCAM = {
    "channel": menu("SMS"),
    "pretext": menu("OTHER"),
    "on": line("2/3/2024"),
    "knew": menu(),
    "asked": menu(),
}
HARM = {
    "head": menu("N_FEAR"),
    "amount": line(""),
    "time": line("1h"),
    "since": line(""),
    "proof": radio("none_yet"),
}
STEP = {
    "kind": menu("access_request"),
    "organisation": menu(),
    "on": line("1/2/2024"),
    "outcome": menu("waiting"),
    "answered_on": line(""),
}
LEAKED = {"yes": menu("ID_NAME"), "no": menu(), "known_by": menu()}
CONTROLLER = {"name": line("X"), "contact": line("x@example.invalid"), "mode": radio("alert")}

HOLDER = {"holder": line("Me X"), "key": line(KeyHolder().public)}

# Good answers for every form. A form that is not here fails the law: no door without a test.
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "join.form": {"consents": boxes("register"), "residence": menu("FR"), "work": menu()},
    "return.form": {"consents": boxes("register"), "residence": menu("FR"), "work": menu()},
    "places.form": {"residence": menu("LU"), "work": menu()},
    "consents.form": {"consents": boxes("complaint")},
    "recover.form": {"code": line("AAAA-AAAA-AAAA-AAAA-AAAA")},
    "incident.form": {
        "organisation": menu(),
        "how": menu("press"),
        "on": line("1/3/2021"),
        "notice": radio("no"),
        "notice_on": line(""),
    },
    "leaked.form": LEAKED,
    "leaked.more.form": {"yes": boxes("HE_INFECT"), "no": boxes(), "known_by": menu()},
    "scam.form": SCAM,
    "scam.edit.form": SCAM,
    "scam.after.form": {
        "outcome": menu("ignored"),
        "loss": line(""),
        "reported": menu(),
        "knew_more": boxes(),
    },
    "harm.form": HARM,
    "harm.edit.form": HARM,
    "step.form": STEP,
    "step.edit.form": STEP,
    "case.create.form": {"code": line("AAAA-AAAA-AAAA-AAAA"), "pack": menu(CERBA), **CONTROLLER},
    "case.draft.form": {"authority": menu("cnil"), "mode": radio("alert"), "language": menu()},
    "group.object.form": {"ground": radio("timing")},
    "filing.filed.form": {"on": line(TODAY), "reference": line("X"), "proof": radio("yes")},
    "filing.answered.form": {"outcome": menu("waiting"), "on": line("")},
    "case.controller.form": {**CONTROLLER, "retention": line("24")},
    "case.sending.form": {"place": line("X"), "send_mode": radio("online")},
    "case.association.form": {"register": line("W1"), "purpose": line("X"), "activity": line("Y")},
    "keys.new.form": {"name": line("X"), "kind": radio("lawyer"), **HOLDER},
    "keys.add.form": HOLDER,
    "keys.answer.form": {"answer": line("AAAA-AAAA-AAAA-AAAA-AAAA")},
    "keys.accept.form": {"copies": line("AAAA")},
    "case.lawyer.form": {"name": line("X"), "bar": line("Y"), "address": line("Z"), "reviewed_on": line("")},
}

# Answers that a form asks for where there is a page.
WITH_PAGE: Mapping[str, Mapping[str, Any]] = {"case.controller.form": {"chat": radio("codes")}}

# What is chosen in every menu; the placeholders are filled from the scene.
CHOICES: Mapping[str, str] = {
    "pick": "{case}",
    "me.switch": "{ref}",
    "join.country": "BE",
    "countries.pick": "BE",
    "incident.select": FEBRUARY,
    "incident.organisation": "none-of-these",
    "scam.select": "{scam}",
    "harm.select": "{harm}",
    "step.select": "{step}",
    "step.pick": FEBRUARY,
    "recipient.select": "{lane}",
    "keys.select": "{lane}",
    "keys.holder.select": "{holder}",
    "dossier.select": "{full}",
    "waiting.select": "{proposal}",
    "group.select": "{frozen}",
    "filings.select": "{frozen}",
    "reminder.ask": "digest",
    "reminder.stop": "digest",
    "filing.remind": "digest",
    "filing.forget": "digest",
}


@dataclass
class Target:
    """Whose things the forged custom_ids name."""

    case: str
    ref: str
    entries: dict[str, str] = field(default_factory=dict)  # scam, harm, step -> entry id
    version: str = "0" * 16
    lane: str = "0" * 26
    holder: str = "0" * 26
    full: str = "0" * 26  # a recipient that members chose
    dossier: str = "0" * 26
    proposal: str = "0" * 26  # what another organiser asked for
    draft: str = "0" * 26
    frozen: str = "0" * 26

    def custom_id(self, door: Door) -> str:
        """The custom_id of a door with this target's names in it."""
        return door.id(*(self._argument(door, kind.name) or kind.sample for kind in door.arguments))

    def choice(self, door: Door) -> list[str] | None:
        """What is chosen, if the door is a menu."""
        if door.name not in CHOICES:
            return None
        named = {"case": self.case, "ref": self.ref, "lane": self.lane, "holder": self.holder}
        named |= {"full": self.full, "proposal": self.proposal, "frozen": self.frozen}
        return [CHOICES[door.name].format(**named, **self.entries)]

    def _argument(self, door: Door, kind: str) -> str | None:
        if kind == "entry":
            return self.entries[door.name.split(".")[0]]
        known = {
            "case": self.case,
            "ref": self.ref,
            "ref_or_all": self.ref,
            "incident": FEBRUARY,
            "version": self.version,
            "lane": self.full if door.name.startswith("dossier.") else self.lane,
            "holder": self.holder,
            "dossier": self.dossier,
            "proposal": self.proposal,
            "draft": self.draft,
            "frozen": self.frozen,
            "language": "fr",
        }
        return known.get(kind)


# What a target that does not exist is called.
NOBODY = Target(case="0" * 26, ref="P-00000", entries=dict.fromkeys(("scam", "harm", "step"), "0" * 26))


def forge(scene: Scene, person: Person, name: str, target: Target, on: Any) -> Delivery:
    """Build what knocks at a door: a command, a press or a choice on the message `on`, or a form."""
    simulation = scene.world.simulation
    if name in doors.COMMANDS:
        return _command(scene, person, name)
    if name in doors.FORMS:
        more = WITH_PAGE.get(name, {}) if scene.world.app.services.page.on else {}
        parts = [
            {"type": LABEL, "component": {"custom_id": key, **_dated(scene, answer)}}
            for key, answer in {**ANSWERS[name], **more}.items()
        ]
        return simulation.form(person.actor, person.channel, target.custom_id(doors.FORMS[name]), parts)
    door = doors.COMPONENTS[name]
    return simulation.component(person.actor, on, target.custom_id(door), target.choice(door))


def _dated(scene: Scene, answer: dict[str, Any]) -> dict[str, Any]:
    today = scene.world.app.services.texts.today()
    return {**answer, "value": f"{today:%d/%m/%Y}"} if answer.get("value") == TODAY else answer


def _command(scene: Scene, person: Person, name: str) -> Delivery:
    if "organiser" not in name:
        return scene.world.simulation.command(person.actor, person.channel, name)
    someone = str(person.id)
    option = {"name": "person", "type": 6, "value": someone}
    user = {"id": someone, "username": "x", "discriminator": "0", "avatar": None, "global_name": None}
    member = {"roles": [], "joined_at": "2026-01-01T00:00:00+00:00", "deaf": False, "mute": False, "flags": 0}
    resolved = {"users": {someone: user}, "members": {someone: {**member, "permissions": "0"}}}
    return scene.world.simulation.command(person.actor, person.channel, name, [option], resolved)


def acts(name: str) -> tuple[Action, ...]:
    """The acts that a door leads to."""
    if name in doors.COMMANDS:
        return doors.COMMANDS[name]
    return (doors.COMPONENTS | doors.FORMS)[name].acts


def needs(name: str) -> Role:
    """The role that the policy asks for at this door."""
    return max((needed(act) or Role.ORGANISER for act in acts(name)), key=list(Role).index)


def every_door() -> list[str]:
    """The names of all doors, as the bot itself lists them."""
    return [*doors.COMMANDS, *doors.COMPONENTS, *doors.FORMS]


def is_owners(name: str) -> bool:
    """Whether the door's custom_id names a member or an entry, so that only its owner may pass."""
    if name in doors.COMMANDS:
        return False
    kinds = {kind.name for kind in (doors.COMPONENTS | doors.FORMS)[name].arguments}
    choice = CHOICES.get(name, "")
    return bool(kinds & {"ref", "ref_or_all", "entry"}) or choice in ("{ref}", "{scam}", "{harm}", "{step}")


def contents(directory: Path) -> dict[str, list[Any]]:
    """Every row of every table but the bookkeeping, read beside the bot."""
    with _opened(directory) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        kept = [t for t in tables if t not in BOOKKEEPING and not t.startswith("sqlite_")]
        return {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in kept}


def refusals(directory: Path) -> int:
    """How many refusals the audit trail holds."""
    with _opened(directory) as connection:
        (count,) = connection.execute("SELECT count(*) FROM audit_line WHERE result = 'refused'").fetchone()
        return int(count)


def _opened(directory: Path) -> contextlib.closing[sqlite3.Connection]:
    path = directory / "data" / "collectif.db"
    return contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True))


def prefilled(seen: Seen) -> Iterator[str]:
    """The fields of an opened form that already hold an answer."""
    if seen.form is None:
        return
    for part in seen.form["components"]:
        component = part.get("component") or {}
        options = component.get("options") or ()
        if component.get("value") or any(option.get("default") for option in options):
            yield component["custom_id"]


def in_guild(person: Person) -> int | None:
    """The server that the person acts from, if any."""
    return person.actor.guild.id if isinstance(person.actor, MemberActor) else None
