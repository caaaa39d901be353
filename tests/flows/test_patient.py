"""A patient's whole path, through the real panel, pages and forms, in each language."""

from datetime import date

import pytest

from bot.demo import moves
from bot.domain.codes import (
    Answer,
    AskedFor,
    Capacity,
    Channel,
    HarmHead,
    KnownBy,
    LeakCategory,
    MemberStatus,
    Pretext,
    Proof,
    Purpose,
    ReportedTo,
    ScamOutcome,
    StepKind,
    StepOutcome,
)
from bot.domain.errors import NotAdultError
from bot.domain.member import Involvement
from bot.text import country_name, label, tr
from tests.scene import (
    AFTER,
    CONCERNED,
    EVERYTHING,
    FEBRUARY,
    HARM,
    JULY,
    LEAKED,
    SCAM,
    STEP,
    Scene,
    registration,
)

# A complete scam entry may cost this many interactions, command and submits included (issue 2).
MOST_FOR_A_SCAM = 8


@pytest.mark.parametrize(
    ("locale", "language"), [("fr", "fr"), ("en-GB", "en"), ("de", "de"), ("ja", "en"), ("xx-YY", "en")]
)
async def test_joining_in_every_language(scene: Scene, locale: str, language: str) -> None:
    """D16: pages and forms speak the client's language, or English; what is ticked is recorded."""
    person = scene.newcomer("amelie", locale)

    page = await person.press(scene.panel, "join")
    form = await person.press(page, "join.open", "self")
    hub = await person.fill(form, registration("LU", "FR"))

    member = await scene.file(person)
    assert (member.residence, member.work, member.capacity) == ("LU", "FR", Capacity.SELF)
    assert member.consents == {Purpose(p) for p in EVERYTHING}
    assert country_name("LU", language) in form.text
    assert member.ref in hub.text


async def test_nothing_is_ticked_beforehand(scene: Scene) -> None:
    """Every consent is off until the person ticks it."""
    person = scene.newcomer("amelie")

    page = await person.press(scene.panel, "join")
    form = await person.press(page, "join.open", "self")

    assert form.form is not None
    assert '"default": true' not in str(form.form).replace("'", '"').replace("True", "true")


async def test_the_command_does_what_the_button_does(scene: Scene) -> None:
    """/join leads to the same registration as the panel's button."""
    person = scene.newcomer("amelie")

    page = await person.command("join")
    await person.fill(await person.press(page, "join.open", "self"), registration())

    assert (await scene.file(person)).status is MemberStatus.REGISTERED


async def test_without_the_first_consent_nothing_is_stored(scene: Scene) -> None:
    """Whoever leaves the first tick off is told so and is not registered."""
    person = scene.newcomer("amelie")

    seen = await moves.join(person, scene.panel, registration(consents=["statistics"]))

    assert await scene.files(person) == []
    assert seen.private
    assert seen.offers("again")


async def test_a_minor_is_refused_kindly(scene: Scene) -> None:
    """Somebody under 18 is told who can register for them, and nothing is stored."""
    person = scene.newcomer("tim", "en-GB")

    seen = await person.press(await person.press(scene.panel, "join"), "join.minor")

    assert tr(NotAdultError.text, "en") in seen.text
    assert await scene.files(person) == []


async def test_everything_that_a_patient_records_is_kept(scene: Scene) -> None:
    """Involvement, categories, scam, harm and step stand in the file as they were entered."""
    person = await scene.member("amelie")

    page = await moves.say_concerned(person, await moves.home(person), FEBRUARY, CONCERNED)
    page = await moves.say_leaked(person, page, LEAKED)
    await moves.say_leaked_apart(person, page, {"yes": ["HE_INFECT"], "no": ["GE_GENETIC"]})
    await moves.say_not_concerned(person, await moves.home(person), JULY, certain=True)
    await moves.add_scam(person, SCAM, AFTER)
    await moves.add_harm(person, await moves.home(person), HARM)
    await moves.add_step(person, await moves.home(person), FEBRUARY, STEP)

    file = await scene.file(person)
    assert file.involvement(FEBRUARY) == Involvement(
        FEBRUARY, Answer.YES, None, KnownBy.PRESS, date(2021, 8, 24), Answer.NO, None
    )
    assert file.involvement(JULY) == Involvement(JULY, Answer.NO)
    answers = {e.category: e.answer for e in file.exposures if e.incident == FEBRUARY}
    assert len(answers) == len(LeakCategory)
    assert {c for c, a in answers.items() if a is Answer.YES} == {
        LeakCategory.ID_NAME,
        LeakCategory.ID_NATIONAL,
        LeakCategory.HE_INFECT,
    }
    assert {c for c, a in answers.items() if a is Answer.NO} == {
        LeakCategory.FI_BANK,
        LeakCategory.GE_GENETIC,
    }
    (scam,) = file.scams
    assert (scam.channel, scam.pretext, scam.happened_on) == (Channel.SMS, Pretext.PARCEL, date(2024, 3, 16))
    assert scam.knew == {LeakCategory.ID_NAME, LeakCategory.HE_INFECT}
    assert scam.asked_for == {AskedFor.CARD}
    assert (scam.outcome, scam.loss_cents) == (ScamOutcome.PAID, 1234_56)
    assert scam.reported_to == {ReportedTo.POLICE, ReportedTo.BANK}
    (harm,) = file.harms
    assert (harm.head, harm.amount_cents, harm.minutes) == (HarmHead.M_FIN, 99_90, 150)
    assert (harm.since, harm.proof) == (date(2024, 2, 1), Proof.DOCUMENT)
    (step,) = file.steps
    assert (step.incident, step.kind, step.outcome) == (
        FEBRUARY,
        StepKind.ACCESS_REQUEST,
        StepOutcome.REFUSED,
    )
    assert (step.sent_on, step.answered_on) == (date(2024, 2, 2), date(2024, 3, 3))


async def test_a_complete_scam_entry_takes_few_taps(scene: Scene) -> None:
    """Every field of a scam contact is recorded in at most eight interactions, command included."""
    person = await scene.member("amelie", concerned=[FEBRUARY])
    before = person.interactions

    await moves.add_scam(person, SCAM, AFTER)

    (scam,) = (await scene.file(person)).scams
    assert all([scam.knew, scam.asked_for, scam.outcome, scam.loss_cents, scam.reported_to])
    assert person.interactions - before <= MOST_FOR_A_SCAM


async def test_own_page_shows_what_is_recorded_and_what_is_missing(scene: Scene) -> None:
    """/me names what is recorded in the person's language, and what is missing leads to its page."""
    person = await scene.member("dora", "de", concerned=[FEBRUARY])
    await moves.add_scam(person, SCAM, AFTER)

    page = await moves.home(person)
    listed = await person.press(page, "scams")

    assert (await scene.file(person)).ref in page.text
    assert tr("Say which of your data were leaked.", "de") in page.text
    assert tr("Say whether this incident concerns you.", "de") in page.text
    assert label(Channel.SMS, "de") in listed.text


async def test_the_language_is_the_persons_choice(scene: Scene) -> None:
    """After /language the pages speak the chosen language, whatever the client says."""
    person = await scene.member("amelie", "fr")

    await person.press(await person.command("language"), "language", "de")
    page = await moves.home(person)

    assert label(Capacity.SELF, "de") in page.text


async def test_categories_stand_beside_what_is_publicly_known(scene: Scene) -> None:
    """The form for leaked data shows each category with the pack's status for this incident."""
    person = await scene.member("fiona", "en-GB", concerned=[JULY])

    page = await person.press(await moves.home(person), "incident", JULY)
    form = await person.press(page, "leaked")

    assert label(LeakCategory.ID_NAME, "en") in form.text


async def test_a_receipt_code_brings_the_account_back(scene: Scene) -> None:
    """The code shown once opens the registration from another Discord account, and the old one loses it."""
    old = await scene.member("amelie", concerned=[FEBRUARY])
    shown = await old.press(await old.press(await moves.home(old), "receipt"), "receipt.new")
    code = next(
        word for word in shown.text.replace("`", " ").replace("*", " ").split() if word.count("-") == 4
    )
    ref = (await scene.file(old)).ref
    new = scene.newcomer("amelie2")

    await new.fill(await new.command("recover"), {"code": code})

    assert (await scene.file(new)).ref == ref
    assert await scene.files(old) == []


async def test_a_newer_receipt_code_replaces_the_older(scene: Scene) -> None:
    """Only the last code works."""
    old = await scene.member("amelie")
    shown = await old.press(await old.press(await moves.home(old), "receipt"), "receipt.new")
    code = next(
        word for word in shown.text.replace("`", " ").replace("*", " ").split() if word.count("-") == 4
    )
    await old.press(await old.press(await moves.home(old), "receipt"), "receipt.new")
    new = scene.newcomer("thief")

    await new.fill(await new.command("recover"), {"code": code})

    assert await scene.files(new) == []
    assert len(await scene.files(old)) == 1
