"""What people type is data everywhere: one table of hostile strings through every sink of chat and store."""

import copy
import io
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import logs
from bot.demo.people import Person, Seen
from bot.domain.access import Role
from bot.domain.errors import DomainError
from bot.domain.inputs import clean_line
from bot.domain.member import CaseConfig
from bot.ui import doors as ui
from tests.laws import doors
from tests.laws.canaries import full_member
from tests.laws.doors import LABEL, LINE, Target
from tests.laws.hostile import HOSTILE, MARK
from tests.listening import loud
from tests.scene import Scene, actor
from tests.services.office import CONFIG, ORGANISER, open_office

# Markup that would act in Discord if it stood in a text without a backslash before it.
ACTIVE = re.compile(r"(?<!\\)(?:\*\*|__|~~|\|\||`|<[@#:t/ai]|\]\(|\[)|@(?:everyone|here)", re.IGNORECASE)


def lines_of(name: str) -> list[str]:
    """The fields of a form into which something is typed."""
    return [field for field, answer in doors.ANSWERS[name].items() if answer["type"] == LINE]


def filled(name: str, text: str) -> list[dict[str, Any]]:
    """A good submission of a form with the same text in everything that can be typed."""
    answers = copy.deepcopy(dict(doors.ANSWERS[name]))
    for field in lines_of(name):
        answers[field] = {**answers[field], "value": text}
    return [{"type": LABEL, "component": {"custom_id": k, **v}} for k, v in answers.items()]


async def target_of(scene: Scene, person: Person) -> Target:
    """Custom_ids of somebody's own things."""
    file = (await scene.files(person))[0]
    entries = {"scam": file.scams[0].id, "harm": file.harms[0].id, "step": file.steps[0].id}
    notice = await scene.world.app.services.notice.notice(actor(person), scene.case, "fr")
    return Target(scene.case, file.ref, dict(entries), notice.version[:16])


async def test_f1_f4_f5_f6_every_modal_takes_or_refuses_every_string(scene: Scene) -> None:
    """F4, F5, F6, E17: text fields of forms, with each string: a private answer, nothing active in it.

    That no payload can ping is checked for every request of the run when the world ends, and so is that
    nothing failed inside. Forms that take words share all strings between them; forms of dates and amounts
    too, whose parsers get every string in `tests/domain/test_hostile.py`.
    """
    person = await full_member(scene, "amelie")
    target, wrong = await target_of(scene, person), []
    wordy = [n for n in ui.FORMS if n in ("case.controller.form", "case.lawyer.form")]
    others = [n for n in ui.FORMS if n not in wordy and lines_of(n)]

    for number, hostile in enumerate(HOSTILE):
        for name in (wordy[number % 2], others[number % len(others)]):
            who = scene.organiser if doors.needs(name) is Role.ORGANISER or name in wordy else person
            custom_id = target.custom_id(ui.FORMS[name])
            built = scene.world.simulation.form(who.actor, who.channel, custom_id, filled(name, hostile.text))
            (seen,) = await who.raw(built)
            if not seen.private or not seen.messages:
                wrong.append((name, hostile.text[:40], "not answered privately"))
            wrong += [(name, hostile.text[:40], line) for line in spoken(seen) if ACTIVE.search(line)]

    assert wrong == []
    assert len(wordy) == 2
    assert len(others) > 10


def spoken(seen: Seen) -> list[str]:
    """The lines of an answer's text in which something hostile stands."""
    return [line for message in seen.messages for line in message.text.splitlines() if MARK in line]


async def test_f5_what_was_taken_is_shown_as_text_on_every_page(scene: Scene) -> None:
    """F4, F5: a controller named like markup stands literally in notice, settings, panel and letters."""
    services, organiser = scene.world.app.services, actor(scene.organiser)
    person = await scene.member("amelie")
    name = f"**{MARK}** [x](http://evil.example) @everyone <@&1> `y` {{0.__class__}} %s"
    config = CaseConfig(controller_name=name, controller_contact=f"||{MARK}|| <#1> # x")
    await services.cases.configure(organiser, scene.case, config)
    shown = []

    for seen in (
        await scene.organiser.command("case settings"),
        await person.command("privacy"),
        await person.press(await person.command("privacy"), "notice"),
        await person.command("join"),
    ):
        shown += spoken(seen)

    assert any(MARK in line for line in shown)
    assert [line for line in shown if ACTIVE.search(line)] == []
    assert any("{0.__class__}" in line.replace("\\", "") for line in shown)


@pytest.fixture
def restored() -> Iterator[None]:
    """Logging as it was before, at the end."""
    with loud():
        yield


@pytest.mark.parametrize("as_json", [False, True])
def test_j3_no_string_breaks_or_forges_a_log_line(as_json: bool, restored: None) -> None:
    """J3: whatever gets into a field, each event is one printable line without it."""
    written = io.StringIO()
    logs.configure(level="DEBUG", as_json=as_json, stream=written)

    for hostile in HOSTILE:
        text = hostile.text
        logs.event(text, ref=text, actor=text, action=text, version=text, incident=text)
        logs.failure(text, ValueError(text), incident=text, action=text)

    logging_lines = written.getvalue().split("\n")
    lines = [line for line in logging_lines if line]
    assert len(lines) == 2 * len(HOSTILE)
    assert all(set(line) <= set(string.printable) - set("\r\n\t\v\f\x1b") for line in lines)
    assert MARK not in written.getvalue()


async def test_e15_every_string_is_stored_literally_or_refused(tmp_path: Path) -> None:
    """E15, F6: as a controller's name, a contact, a lawyer's address every string comes back as cleaned."""
    async with open_office(tmp_path) as office:
        case = await office.case()
        for hostile in HOSTILE:
            try:
                text = clean_line(hostile.text, limit=200)
            except DomainError:
                continue
            config = CaseConfig(text, text, lawyer_name=text, lawyer_bar=text, lawyer_address=(text, text))
            await office.services.cases.configure(office.actor(ORGANISER), case.id, config)
            found = await office.services.cases.view(office.actor(ORGANISER), case.id)
            assert found.config == config
        await office.services.cases.configure(office.actor(ORGANISER), case.id, CONFIG)
        assert await office.services.cases.view(office.actor(ORGANISER), case.id)


async def test_e15_raw_strings_change_no_statement(tmp_path: Path) -> None:
    """E15, F6: used uncleaned as ids, references and keys, no string finds, changes or breaks anything."""
    async with open_office(tmp_path) as office:
        case = await office.case()
        member = await office.member(case)
        crashed = []
        for hostile in HOSTILE:
            text = hostile.text
            actor_ = office.actor(ORGANISER)
            for ask in (
                office.services.cases.view(actor_, text),
                office.services.entries.file(actor_, case.id, text),
                office.services.page.look(text),
                office.services.letters.collective(actor_, case.id, text, "alert", text),  # type: ignore[arg-type]
            ):
                try:
                    await ask
                except DomainError:
                    continue
                except UnicodeEncodeError:
                    continue  # a lone surrogate is no text for the database: nothing is written
                crashed.append(hostile.text[:30])
        assert crashed == []
        assert (await office.services.enrol.members(office.actor(1001), case.id))[0].ref == member.ref
