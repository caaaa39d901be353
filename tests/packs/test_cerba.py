"""The shipped pack says what its sources say, and keeps its two incidents apart."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.domain.codes import CategoryStatus, Certainty, Infringement, LeakCategory, Role
from bot.domain.pack import Organisation, Pack
from bot.packs import Library, check_pack

FEBRUARY, JULY = "INC-2021-02", "INC-2021-07"

# Status of each category in February and in July, as researched: C confirmed, P press only, X excluded, - not
# reported. What the research infers but no source says is "-": the nature of the examination in February, its
# date in July. Logins and passwords of February are known from the press, not from the authority.
D1 = """
ID_NAME C C | ID_BIRTH C C | ID_SEX - C | ID_NATIONAL C X | ID_DOC - - | CT_POSTAL C X | CT_EMAIL C X
CT_PHONE C X | AC_LOGIN P - | AC_PASSWORD P - | FI_BANK P X | FI_BILLING - - | HE_EXAM - C | HE_RESULT - C
HE_EXAM_DATE C - | HE_PRESCRIBER C - | HE_BLOOD C - | HE_CONDITION C - | HE_TREATMENT C - | HE_INFECT C -
GE_GENETIC C - | SX_LIFE - - | RE_RELATION - - | TE_TECH - - | OT_OTHER - -
"""
STATUS = {
    "C": CategoryStatus.CONFIRMED,
    "P": CategoryStatus.PRESS,
    "X": CategoryStatus.EXCLUDED,
    "-": CategoryStatus.NOT_REPORTED,
}


@pytest.fixture(scope="module")
def cerba() -> Pack:
    """The pack as an installation has it."""
    return Library(None).get("cerba-2021").pack


def test_it_passes_its_own_check_without_a_warning() -> None:
    """On the day it was made, and with the letter texts that it asks for."""
    file = Path(__file__).parents[2] / "bot" / "packs" / "data" / "cerba-2021.toml"

    report = check_pack(file, today=date(2026, 11, 24), wordings={"fr": {"cnil", "cnpd"}})

    assert (report.errors, report.warnings) == ((), ())


def test_the_categories_are_those_researched(cerba: Pack) -> None:
    """Every code has in each incident exactly the status of the table above."""
    cells = [cell.split() for cell in re.split(r"[|\n]", D1) if cell.strip()]

    assert {code for code, _, _ in cells} == {code.value for code in LeakCategory}
    for code, february, july in cells:
        assert cerba.incident(FEBRUARY).status(LeakCategory(code)) is STATUS[february], code
        assert cerba.incident(JULY).status(LeakCategory(code)) is STATUS[july], code


def test_no_fact_links_cerba_to_february_but_as_press(cerba: Pack) -> None:
    """The connection is reported and not established: no role, and no verb but that of the press."""
    role = next(r for r in cerba.incident(FEBRUARY).roles if r.organisation == "cerba")
    naming = [
        fact
        for fact in cerba.facts_of(FEBRUARY)
        if any(re.search(r"\bCerba\b", text) for text in (*fact.text.values(), fact.by))
    ]

    assert (role.role, role.presumed) == (Role.UNKNOWN, True)
    assert [fact.id for fact in naming] == ["fev-09-lien-non-etabli"]
    assert {fact.certainty for fact in naming} == {Certainty.PRESS}
    assert "ne fait pas directement le lien" in naming[0].text["fr"]


def test_each_incident_has_the_sources_of_its_own_time(cerba: Pack) -> None:
    """Nothing of July explains February, and no decision about February speaks of July."""
    assert all("Dedalus" not in text for f in cerba.facts_of(JULY) for text in f.text.values())
    assert all("Ketterthill" not in text for f in cerba.facts_of(FEBRUARY) for text in f.text.values())
    assert all(fact.certainty != Certainty.ESTABLISHED for fact in cerba.facts_of(JULY))


def test_only_one_role_is_established(cerba: Pack) -> None:
    """Only Dedalus Biologie's role was found by an authority; all others print as presumed."""
    established = [
        (incident.id, role.organisation, role.role)
        for incident in cerba.incidents
        for role in incident.roles
        if not role.presumed
    ]

    assert established == [(FEBRUARY, "dedalus-biologie", Role.PROCESSOR)]


def test_breaches_of_duty_rest_on_facts_that_carry_them(cerba: Pack) -> None:
    """Notice and notification are not argued from the pack: no source proves them late or missing."""
    argued = {i: {s for f in cerba.facts_of(i) for s in f.supports} for i in (FEBRUARY, JULY)}

    both = {Infringement.SECURITY, Infringement.PROCESSOR, Infringement.HEALTH_DATA}
    assert argued == {FEBRUARY: both, JULY: both | {Infringement.STORAGE}}


def test_clauses_complete_a_sentence(cerba: Pack) -> None:
    """French and English clauses begin with a small letter or a name; none brings its own full stop."""
    names = ("Cerba", "Ketterthill", "Dedalus", "CNIL")
    for fact in cerba.facts:
        for language, clause in fact.text.items():
            if language != "de" and not clause.startswith(names):
                assert clause[0].islower(), fact.id
            assert clause[-1] not in ".;:!?", fact.id


def test_quotes_are_in_the_language_of_their_source(cerba: Pack) -> None:
    """A quotation comes with a source whose language is told, so that it can be marked as foreign."""
    assert {f.id for f in cerba.facts if f.quote} <= {f.id for f in cerba.facts if f.source.language}


def test_nobodys_address_is_invented(cerba: Pack) -> None:
    """What no source gives is empty; the one street that is known has visible gaps for the pen."""
    given = {o.id: o.address for o in cerba.organisations if o.address}

    assert given == {"ketterthill": ["avenue du Swing, n° ……", "L-…… Belvaux"]}
    assert not any(o.dpo_contact for o in cerba.organisations)
    assert [copy.address for copy in cerba.copies] == [[]]


def test_members_choose_a_laboratory_that_they_may_have_been_to(cerba: Pack) -> None:
    """In February that is one of the 28, not only Cerba; nobody was a patient of software or of a host."""

    def offered(incident: str) -> set[str]:
        return {organisation.id for organisation in cerba.choices(incident)}

    assert offered(FEBRUARY) == {"laboratoire-2021-02", "cerba"}
    assert offered(JULY) == {"ketterthill", "cerba"}


def test_the_register_number_checks(cerba: Pack) -> None:
    """The SIREN satisfies its own check digit (Luhn)."""
    number: Organisation = cerba.organisation("cerba")
    assert number.register_number is not None
    digits = [int(d) for d in number.register_number.number if d.isdigit()]

    doubled = [d * 2 - 9 * (d * 2 > 9) if place % 2 else d for place, d in enumerate(reversed(digits))]
    assert len(digits) == 9
    assert sum(doubled) % 10 == 0


def test_the_same_source_is_written_the_same(cerba: Pack) -> None:
    """Facts that share a title share all lines of the source, so that they share one exhibit."""
    by_title: dict[str, set[str]] = {}
    for fact in cerba.facts:
        by_title.setdefault(fact.source.title, set()).add(fact.source.model_dump_json())

    assert {title for title, forms in by_title.items() if len(forms) > 1} == set()
