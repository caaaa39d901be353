"""The controller's drafts: from the case's settings, nothing invented, nothing that a value could break."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import InvalidInputError, NotAllowedError
from bot.domain.member import CaseConfig
from bot.services.papers import NAMES, PaperSource, as_printed, write_paper
from bot.services.periods import Periods, in_words
from bot.text import LANGUAGES, tr
from tests.keyholder import KeyHolder
from tests.letters.reading import words
from tests.services.office import ANN, ORGANISER, Office
from tests.services.sealing import opened

HOSTILE = CaseConfig(
    controller_name="*Evil* _Group_ # [x](http://evil.example) <b>|",
    controller_contact="{{ case }} `rm` evil@example.org",
    retention_months=17,
)


async def test_an_organiser_gets_every_paper_as_text_and_pdf(office: Office) -> None:
    """Three papers, each as Markdown and PDF, with controller, recipient, key-holder and periods; audited."""
    case = await office.case()
    await opened(office, case, KeyHolder(), lane_name="Cabinet Un")
    await office.concerned(case)

    files = await office.services.papers.papers(office.actor(ORGANISER), case.id, "en")

    assert [f.filename for f in files] == [f"{n}.en.{kind}" for n in NAMES for kind in ("md", "pdf")]
    for text, printed in zip(files[::2], files[1::2], strict=True):
        said, shown = text.data.decode(), words(printed.data)
        assert "to be completed" in said
        assert "to be completed" in shown
        assert "Patients of Small" in said
        assert "Patients of Small" in shown
        assert "Cabinet Un" in said
    record = files[0].data.decode()
    for period in vars(Periods()).values():
        if period != Periods().warning and period != Periods().audit:
            assert in_words(period, "en") in record
    async with office.deps.store.reading() as tx:
        assert ("configure_case", "papers") in [(a.action, a.result) for a in await tx.audit.all()]


async def test_members_get_no_papers(office: Office) -> None:
    """Only organisers of the case; an unknown language is refused."""
    case = await office.case()
    await office.concerned(case)

    with pytest.raises(NotAllowedError):
        await office.services.papers.papers(office.actor(ANN), case.id, "en")
    with pytest.raises(InvalidInputError):
        await office.services.papers.papers(office.actor(ORGANISER), case.id, "../en")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_values_are_values_and_the_languages_say_the_same(office: Office, language: str) -> None:
    """What an organiser typed is literal in both forms; each language has the same headings and gaps."""
    case = replace(await office.case(), config=HOSTILE)
    periods = Periods(backup=timedelta(days=83), key_backup=timedelta(days=5))
    source = PaperSource(case, (), 4321, False, periods, office.now.date(), office.now.date())
    gap = tr("to be completed: {what}", language, what="")

    for name in NAMES:
        text = write_paper(name, source, language)
        english = write_paper(name, source, "en")
        assert as_printed(text, name, source, language).blocks
        assert text.count("\n#") == english.count("\n#")
        assert text.count(f"**[{gap}") == english.count("**[to be completed: ")
        assert HOSTILE.controller_name in text.replace("\\", "")
        assert "[x]" not in text
        assert "<b>" not in text
        printed = repr(as_printed(text, name, source, language).blocks)
        assert HOSTILE.controller_name in printed
        assert HOSTILE.controller_contact in printed
    assert "4" in write_paper("dpia", source, language)
    assert in_words(timedelta(days=83), language) in write_paper("record", source, language)
