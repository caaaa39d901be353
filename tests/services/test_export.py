"""A person's own copy: all that is readable about them, nothing about anybody else."""

import json
from datetime import datetime
from typing import Any

import pytest

from bot.domain.codes import Capacity, KnownBy, LeakCategory, StepKind
from bot.domain.errors import DomainError, InvalidInputError, NotFoundError, NotRegisteredError
from bot.domain.frozen import Ground, Vote
from bot.domain.member import EntryId, Step
from bot.domain.proposal_errors import WaitsError
from bot.domain.reminders import DIGEST
from bot.domain.retention import WITHDRAWN_KEPT
from bot.services.own_fields import ORGANISING, PARTS
from bot.services.own_print import SCHEMA, SCHEMA_VERSION
from bot.services.receipts import told
from bot.services.views import CaseView
from tests.frozen import frozen_text
from tests.keyholder import KeyHolder
from tests.letters.reading import words
from tests.services.handing import built, collected, handed_in
from tests.services.office import ANN, BEN, FORBIDDEN_SERVER, ORGANISER, OTHER_SERVER, OUTSIDER, Office
from tests.services.sealing import opened
from tests.services.test_entries import HARM, SCAM


async def exported(office: Office, case: CaseView, user_id: int = ANN, language: str = "en") -> Any:
    """The JSON file of somebody's own data, read."""
    machine, _ = await office.services.export.own(office.actor(user_id), case.id, language)
    return json.loads(machine.data)


async def with_everything(office: Office, case: CaseView) -> tuple[str, str]:
    """Ann with one of everything, handed over in a dossier; her reference and that of her child."""
    lane = await opened(office, case, KeyHolder())
    ann = await handed_in(office, case, ANN, lane, "Ann Canary-Name")
    entries, actor = office.services.entries, office.actor
    name = frozenset({LeakCategory.ID_NAME})
    await entries.put_exposures(
        actor(ANN),
        case.id,
        ann.ref,
        "INC-2025-01",
        yes=name,
        no=frozenset(),
        asked=name,
        known_by=KnownBy.NOTICE,
    )
    await entries.add_scam(actor(ANN), case.id, ann.ref, SCAM)
    await entries.add_harm(actor(ANN), case.id, ann.ref, HARM)
    day = office.now.date()
    asked = Step(EntryId(""), "INC-2025-01", StepKind.ACCESS_REQUEST, day, "lab-one")
    await entries.add_step(actor(ANN), case.id, ann.ref, asked)
    await office.services.letters.own(actor(ANN), case.id, ann.ref)
    await office.services.enrol.receipt(actor(ANN), case.id)
    text = await frozen_text(office.deps, case.id, [ann], "fr-one")
    why = (Vote.OBJECT, Ground.TIMING, "wait for the answer")
    await office.services.texts.answer(actor(ANN), case.id, ann.ref, text.id, *why)
    await office.services.reminders.ask(actor(ANN), case.id, ann.ref, DIGEST)
    child = await office.member(case, capacity=Capacity.CHILD)
    view = await built(office, case, lane)
    token = await office.agreed(
        case, office.services.dossiers.link(office.actor(ORGANISER), case.id, view.id)
    )
    await collected(office, token)
    return ann.ref, child.ref


async def test_h11_the_copy_holds_all_of_ones_own_and_nothing_of_others(office: Office) -> None:
    """H11: every kind of entry stands in the copy, in JSON and in the PDF; another's reference in neither."""
    case = await office.case()
    ann, child = await with_everything(office, case)
    ben = await office.concerned(case, BEN)

    machine, printed = await office.services.export.own(office.actor(ANN), case.id, "en")
    found = json.loads(machine.data)
    mine = next(m for m in found["members"] if m["reference"] == ann)
    text = words(printed.data)

    assert (found["schema"], found["schema_version"]) == (SCHEMA, SCHEMA_VERSION)
    assert {m["reference"] for m in found["members"]} == {ann, child}
    keys = {part.key for part in PARTS if part.key not in found}
    organising = {part.key for part in ORGANISING}
    # Nothing is owed to anybody yet.
    assert {key for key in keys - organising if not mine[key]} == {"notices"}
    assert organising & set(found) == set()
    assert {b["kind"] for b in found["bindings"]} == {"discord", "receipt"}
    assert [b["value"] for b in found["bindings"] if b["kind"] == "discord"] == [str(ANN)]
    assert {o["kind"]["code"] for o in mine["openings"]} == {"built", "fetched"}
    assert found["notice"]["sections"]
    assert mine["objections"][0]["note"] == "wait for the answer"
    assert "Cabinet Un" in mine["how_to_get_what_is_sealed"]
    assert "desk answer" in mine["how_to_get_what_is_sealed"]
    assert ann in text
    assert child in text
    for other in (ben.ref, str(BEN)):
        assert other not in machine.data.decode()
        assert other not in text


async def test_h11_no_option_leads_to_anybody_elses_copy(office: Office) -> None:
    """H11: whoever has no registration, comes from elsewhere or names another case gets nothing."""
    case, there = await office.case(), await office.case(OTHER_SERVER)
    await office.concerned(case)
    crafted = [
        (office.actor(OUTSIDER), case.id),
        (office.actor(ORGANISER), case.id),
        (office.actor(ANN, OTHER_SERVER), case.id),
        (office.actor(ANN, FORBIDDEN_SERVER), case.id),
        (office.actor(ANN, None), case.id),
        (office.actor(ANN), there.id),
        (office.actor(ANN, OTHER_SERVER), there.id),
        (office.actor(ANN), "0" * 26),
    ]

    for actor, case_id in crafted:
        with pytest.raises(DomainError) as refusal:
            await office.services.export.own(actor, case_id, "en")
        assert not isinstance(refusal.value, InvalidInputError)
    with pytest.raises(InvalidInputError):
        await office.services.export.own(office.actor(ANN), case.id, "../en")


async def test_the_copy_holds_no_secret_and_nothing_sealed(office: Office) -> None:
    """No hash of a code, no index, no sealed byte is in the copy; the audit line of making it is written."""
    case = await office.case()
    await with_everything(office, case)

    machine, _ = await office.services.export.own(office.actor(ANN), case.id, "fr")

    index = office.deps.vault.index(case.id, "discord", str(ANN))
    assert index.hex() not in machine.data.decode()
    assert b"age-encryption" not in machine.data
    assert b"Canary-Name" not in machine.data
    async with office.deps.store.reading() as tx:
        assert "export_own" in [line.action for line in await tx.audit.all()]


async def test_the_copy_speaks_the_persons_language(office: Office) -> None:
    """Labels are in the language asked for; codes stay the same in all."""
    case = await office.case()
    await office.concerned(case)

    labels = {}
    for language in ("en", "fr", "de"):
        found = await exported(office, case, language=language)
        said = found["members"][0]["registration"][0]["status"]
        labels[language] = said["label"]
        assert said["code"] == "registered"

    assert len(set(labels.values())) == 3


async def test_who_erased_meanwhile_gets_no_copy(office: Office) -> None:
    """After an erasure there is nothing to give, and another's reference never was an argument."""
    case = await office.case()
    await office.concerned(case)
    await office.services.rights.erase(office.actor(ANN), case.id)

    with pytest.raises((NotRegisteredError, NotFoundError)):
        await exported(office, case)


async def test_the_copy_says_when_age_deletes_it(office: Office) -> None:
    """No day while the case is open; a year after leaving, or the months after closing if that is sooner."""
    case = await office.case()
    member = await office.concerned(case)
    assert (await exported(office, case))["members"][0]["deleted_by_age_at"] is None

    await office.services.rights.leave(office.actor(ANN), case.id, member.ref)

    due = (await exported(office, case))["members"][0]["deleted_by_age_at"]
    assert datetime.fromisoformat(due) == office.now + WITHDRAWN_KEPT


async def test_an_organisers_copy_says_that_they_organise_and_the_receipt_what_stays(office: Office) -> None:
    """The copy of a member who organises holds their listing and acts; erased, they read how that ends."""
    case = await office.case()
    await office.member(case, ORGANISER)
    await office.second(case)
    with pytest.raises(WaitsError):
        await office.services.cases.add_organiser(office.actor(ORGANISER), case.id, BEN)

    found = await exported(office, case, ORGANISER)
    printed = words((await office.services.export.own(office.actor(ORGANISER), case.id, "en"))[1].data)
    receipt = await office.services.rights.erase(office.actor(ORGANISER), case.id)

    assert [row["user"] for row in found["organising"]] == [str(ORGANISER)]
    assert [row["act"]["code"] for row in found["organiser_acts"]] == ["add_organiser"]
    assert str(BEN) not in json.dumps(found)
    assert "Adding an organiser" in printed
    limits = office.services.rights.limits
    assert any("/case organiser remove" in line for line in told(receipt, "en", limits))

    member = await office.member(case, ANN)
    only = await office.services.rights.erase(office.actor(ANN), case.id, member.ref)
    assert not any("organiser" in line for line in told(only, "en", limits))
