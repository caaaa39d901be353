"""What each route asks for, in chat: what is there, what is missing, and the documents that follow."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.demo import moves
from bot.domain.access import Actor
from bot.domain.codes import PaperKind
from bot.domain.errors import DomainError, LetterRefusedError, NoMembersError, NotFoundError
from bot.packs import shipped_laws
from tests.scene import EVERYTHING, HARM, JULY, SCAM, STEP, Scene, actor


def _written(folder: Path) -> tuple[int, str]:
    """How many letters are recorded, and the whole audit trail as text."""
    with closing(sqlite3.connect(next(folder.glob("**/collectif.db")))) as database:
        (rows,) = database.execute("SELECT count(*) FROM letter").fetchone()
        return rows, str(database.execute("SELECT * FROM audit_line").fetchall())


WAITING = {**STEP, "outcome": ["waiting"], "answered_on": ""}


async def test_a_member_sees_what_is_missing_and_makes_what_can_be_made(scene: Scene) -> None:
    """The hub leads to the routes; what cannot be made is not offered; entries bring the documents."""
    person = await scene.member("amelie", concerned=[JULY])
    overview = await person.press(await moves.home(person), "routes")
    assert overview.private
    assert "CNIL" in overview.text
    assert overview.offers("paper", "calendar")
    civil = await person.press(overview, "route", "civil")
    assert "⬜ un dommage qui vous est propre" in civil.text
    assert "Seul un avocat peut les confirmer. État du droit : 23 novembre 2026." in civil.text.replace(
        "\xa0", " "
    )
    assert not civil.offers("paper", "formal_notice")

    await moves.add_harm(person, await moves.home(person), HARM)
    await moves.add_scam(person, SCAM)
    await moves.add_step(person, await moves.home(person), JULY, WAITING)
    overview = await person.press(await moves.home(person), "routes")
    criminal = await person.press(overview, "route", "criminal")
    made = await person.press(criminal, "paper", "criminal_fraud")

    assert criminal.offers("paper", "criminal_breach")
    assert [name.rsplit("-P-")[0] for name in made.files] == ["criminal-fraud-fr", "guide-criminal-fraud-fr"]
    assert all(data.startswith(b"%PDF") for data in made.files.values())
    overview = await person.press(await moves.home(person), "routes")
    association = await person.press(overview, "route", "association")
    assert association.offers("paper", "mandate")


async def test_the_authoritys_route_puts_the_missing_letter_first(scene: Scene) -> None:
    """Where prior contact is asked for and missing, the letters that hold the access request come first."""
    person = await scene.member("lena", residence="LU", concerned=[JULY])

    overview = await person.press(await moves.home(person), "routes")
    page = await person.press(overview, "route", "authority")

    first = next(c for c in page.controls if c.action in {"letters", "paper"})
    assert "CNPD" in page.text
    assert first.action == "letters"


async def test_the_calendar_names_nobody_and_nothing(scene: Scene) -> None:
    """The calendar holds days and that a lawyer must confirm; no organisation, case, reference, health."""
    person = await scene.member("amelie", concerned=[JULY])
    seen = await person.press(await person.press(await moves.home(person), "routes"), "paper", "calendar")
    ((name, data),) = seen.files.items()

    text = data.decode().replace("\r\n ", "")

    assert name == "calendar-fr.ics"
    assert text.count("BEGIN:VEVENT") >= 1
    assert "Seul un avocat" in text
    ref = (await scene.file(person)).ref
    for word in (ref, "Cerba", "laborato", "santé", "fuite", scene.case, "CNIL"):
        assert word.lower() not in text.lower()


async def test_a_calendar_is_offered_only_while_a_day_lies_ahead(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where all days have passed, the page shows them and offers nothing that would then be refused."""
    person = await scene.member("amelie", concerned=[JULY])
    laws = tuple(
        law.model_copy(update={"rules": tuple(r for r in law.rules if r.years == 5)})
        for law in shipped_laws()
    )
    for module in ("routes", "reminders"):
        monkeypatch.setattr(f"bot.services.{module}.shipped_laws", lambda: laws)

    page = await person.press(await moves.home(person), "routes")

    assert "6 juillet 2026" in page.text.replace("\xa0", " ")
    assert not page.offers("paper", "calendar")
    ref = (await scene.file(person)).ref
    with pytest.raises(LetterRefusedError):
        await scene.world.app.services.routes.calendar(actor(person), scene.case, ref)


async def test_documents_leave_no_row(scene: Scene, tmp_path: Path) -> None:
    """Which document somebody asked for is written nowhere: letters kept of the case stay as they were."""
    person = await scene.member("amelie", concerned=[JULY])
    ref = (await scene.file(person)).ref
    routes = scene.world.app.services.routes

    files = await routes.make(actor(person), scene.case, ref, PaperKind.MANDATE)

    rows, trail = _written(tmp_path)
    assert rows == 0
    assert files[0].kind is PaperKind.MANDATE
    assert "mandate" not in trail


async def test_nobody_makes_somebody_elses_documents(scene: Scene) -> None:
    """Another member's reference is as absent as one that does not exist, for each of the service's acts."""
    person = await scene.member("amelie", concerned=[JULY])
    other = await scene.member("bruno", concerned=[JULY])
    ref = (await scene.file(person)).ref
    routes = scene.world.app.services.routes
    by: Actor = actor(other)

    for act in (
        routes.readiness(by, scene.case, ref),
        routes.clocks(by, scene.case, ref),
        routes.make(by, scene.case, ref, PaperKind.MANDATE),
        routes.calendar(by, scene.case, ref),
        routes.has_calendar(by, scene.case, ref),
    ):
        with pytest.raises(NotFoundError):
            await act
    with pytest.raises(DomainError):
        await scene.world.app.services.letters.for_lawyer(by, scene.case)


async def test_no_lawyers_letter_about_people_who_agreed_to_nothing(scene: Scene) -> None:
    """Without anybody whom a collective letter may count there is no letter about them."""
    await scene.member("amelie", concerned=[JULY], consents=["register"])

    with pytest.raises(NoMembersError):
        await scene.world.app.services.letters.for_lawyer(actor(scene.organiser), scene.case)


async def test_an_organiser_drafts_the_groups_letter_to_a_lawyer(scene: Scene) -> None:
    """After the draft of a complaint comes the letter to the lawyer, as PDF and DOCX; nobody else gets it."""
    for name in ("amelie", "bruno"):
        await scene.member(name, concerned=[JULY], consents=EVERYTHING)
    drafted = await moves.draft(scene.organiser, {"authority": ["cnil"], "mode": "individual"})

    made = await scene.organiser.press(drafted, "case.draft.lawyer")

    assert made.private
    assert sorted(name.rsplit(".")[-1] for name in made.files) == ["docx", "pdf"]
    assert all(name.startswith("lawyer-letter-fr") for name in made.files)
