"""Wording files: what they may do, what they may not, and how a mistake is told."""

from pathlib import Path

import pytest

from bot.domain.codes import FilingMode
from bot.letters.context import Matter
from bot.letters.engine import _compiled
from bot.letters.errors import WordingError
from bot.letters.model import (
    Bullets,
    LineBreak,
    NumberedParagraph,
    Paragraph,
    Run,
    Section,
    Table,
    inlines,
)
from tests.letters.casefile import CONFIG, invented
from tests.letters.people import TODAY, crowd
from tests.letters.wordings import HEAD, composed, folder, plain, texts


@pytest.fixture
def matter() -> Matter:
    """Five members of the invented case."""
    pack = invented()
    return Matter(pack, CONFIG, pack.authorities[0], FilingMode.INDIVIDUAL, crowd(pack, 5), TODAY)


def _with_name(matter: Matter, name: str) -> Matter:
    config = type(CONFIG)(name, "contact")
    return Matter(matter.pack, config, matter.authority, matter.mode, matter.members, matter.today)


@pytest.mark.parametrize(
    "value",
    [
        "**bold** _it_ `code` # head",
        "- point",
        "1. one",
        "<b>x</b><script>alert(1)</script>&amp;",
        "{{ 7*7 }} {% raw %} {# note #}",
        "[x](http://example.org) ![y](z)",
        "| a | b |",
        "\\*escaped\\* \\",
        "https://example.org/<x>",
    ],
)
@pytest.mark.parametrize("around", ["{}", "**{}**", "- {}", "1. {}", "## {}", "Text {} text"])
def test_a_value_is_literal_wherever_it_stands(
    tmp_path: Path, matter: Matter, value: str, around: str
) -> None:
    """A value that looks like Markdown, Jinja or HTML comes out as the characters that it is."""
    body = around.replace("{}", "{{ case.controller_name }}") + "\n\nEnd."

    letter = composed(tmp_path, _with_name(matter, value), body).letter

    assert value in plain(tuple(inlines(letter.blocks[0])))


def test_a_text_is_compiled_once_and_keeps_no_value(tmp_path: Path, matter: Matter) -> None:
    """What is compiled for one letter serves the next, which prints its own values and its own constants."""
    body = "{{ case.controller_name }} {{ '*a*' }} {{ ['<b>', '_c_']|join(' & ') }}"
    told = []
    before = _compiled.cache_info().misses
    for name in ("One", "Two", "Three"):
        told.append(texts(composed(tmp_path, _with_name(matter, name), body).letter.blocks))
        compiled, before = _compiled.cache_info().misses - before, _compiled.cache_info().misses

    assert told == [[f"{name} *a* <b> & _c_"] for name in ("One", "Two", "Three")]
    assert compiled == 0


def test_a_forged_token_is_nobody(tmp_path: Path, matter: Matter) -> None:
    """Private-use characters in a value cannot stand for another value."""
    letter = composed(
        tmp_path, _with_name(matter, "a\ue000\ue010\ue001b"), "{{ pack.id }} {{ case.controller_name }}"
    ).letter

    assert texts(letter.blocks) == ["invented ab"]


def test_the_small_markdown_that_letters_need(tmp_path: Path, matter: Matter) -> None:
    """Headings, paragraphs, numbering through the letter, bullets, bold, italic and line breaks."""
    body = (
        "## First\n\n1. one\n1. two **b** *i*\n   - inner\n\nplain\\\nbroken\n\n### Sub\n\n- point\n\n"
        "## Second\n\n7. three\n\nend\n\n- flush\n"
    )

    found = composed(tmp_path, matter, body).letter.blocks

    assert [type(b).__name__ for b in found] == [
        "Section", "NumberedParagraph", "NumberedParagraph", "Bullets", "Paragraph", "Section", "Bullets",
        "Section", "NumberedParagraph", "Paragraph", "Bullets",
    ]  # fmt: skip
    assert [b.number for b in found if isinstance(b, Section)] == ["I.", "A.", "II."]
    assert [b.number for b in found if isinstance(b, NumberedParagraph)] == [1, 2, 3]
    assert found[2] == NumberedParagraph(
        2, (Run("two "), Run("b", bold=True), Run(" "), Run("i", italic=True))
    )
    assert [b.indented for b in found if isinstance(b, Bullets)] == [True, True, False]
    assert found[4] == Paragraph((Run("plain"), LineBreak(), Run("broken")))


def test_what_is_empty_leaves_nothing_behind(tmp_path: Path, matter: Matter) -> None:
    """Empty paragraphs, tables without rows and headings over nothing vanish, and numbers close up."""
    nobody = Matter(matter.pack, CONFIG, matter.authority, matter.mode, matter.members[:0], TODAY)
    body = '## Gone\n\n{{ table("scams") }}\n\n### Gone too\n\n{{ "" }}\n\n## Stays\n\n1. {{ "" }}\n1. x\n'

    found = composed(tmp_path, nobody, body).letter.blocks

    assert [b.number for b in found if isinstance(b, Section)] == ["I."]
    assert texts(found) == ["Stays", "x"]


@pytest.mark.parametrize(
    ("body", "line", "reason"),
    [
        ("good\n\nsee [this](http://x.org) link\n", 9, "a link"),
        ("good\n\n<div>x</div>\n", 9, "HTML"),
        ("a `code` word\n", 7, "code"),
        ("good\n\n> quoted words\n", 9, "quotation"),
        ("x\n\n---\n\ny\n", 9, "rule"),
        ("| a | b |\n|---|---|\n| c | d |\n", 7, "Markdown table"),
        ("![pic](x.png)\n", 7, "image"),
        ("# Too big\n", 7, "## and ###"),
        ("one\n\n- a\n  - nested list here\n", 10, "without lists inside"),
        ("one\n\n{{ nonsense }}\n", 9, "nonsense"),
        ("one\n\n{{ pack.nonsense }}\n", 9, "nonsense"),
        ("one\n\n{% if %}\n", 9, ""),
        ("one\n\n{% macro x() %}y{% endmacro %}\n", 9, "macro"),
        ("one\n\n{% import 'x' as y %}\n", 9, "import"),
        ('one\n\n{{ field("shoe_size") }}\n', 9, "shoe_size"),
        ('one\n\n{{ table("nothing") }}\n', 9, "nothing"),
        ("one\n\n{{ incidents }}\n", 9, "list"),
        ("one\n\n{{ pack.law_as_of|tojson }}\n", 9, "tojson"),
        ('one\n\nbefore {{ table("harms") }}\n', 9, "stand alone"),
    ],
)
def test_a_mistake_names_file_line_and_reason(
    tmp_path: Path, matter: Matter, body: str, line: int | None, reason: str
) -> None:
    """Whoever edits a wording file is told where the mistake is and what it is."""
    with pytest.raises(WordingError) as refused:
        composed(tmp_path, matter, body)

    assert refused.value.file == "en/collective_complaint.neutral.md"
    assert refused.value.line == line
    assert reason in refused.value.reason


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        ("no head\n", "begins with +++"),
        ('+++\nversion = "1.0.0"\n', "not closed"),
        ("+++\nversion = 1.0.0\n+++\n", "not valid TOML"),
        ('+++\nversion = "1"\nlaw_as_of = 2026-01-01\ntitle = "t"\n+++\n', "1.0.0"),
        ('+++\nversion = "1.0.0"\ntitle = "t"\n+++\n', "law_as_of"),
        ('+++\nversion = "1.0.0"\nlaw_as_of = "soon"\ntitle = "t"\n+++\n', "2026-11-23"),
        ('+++\nversion = "1.0.0"\nlaw_as_of = 2026-01-01\ntitle = "t"\nsubject = "x"\n+++\n', "subject"),
    ],
)
def test_a_wrong_head_is_told(tmp_path: Path, matter: Matter, head: str, reason: str) -> None:
    """The head of a wording file is checked as strictly as its text."""
    made = folder(tmp_path, "text", head=head)
    from bot.letters.compose import Draft, compose

    with pytest.raises(WordingError, match=r"collective_complaint\.neutral\.md") as refused:
        compose(Draft(matter, "collective_complaint", "en", ""), made)

    assert reason in str(refused.value)


@pytest.mark.parametrize(
    "attack",
    [
        "{{ pack.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ cite.__globals__ }}",
        "{{ incidents.append(1) }}",
        "{{ figures.harms.clear() }}",
        "{{ ('%c' * 99999999)|length }}{{ self._TemplateReference__context }}",
        "{% include '../secret.md' %}",
        "{% include '/etc/passwd' %}",
        "{% include 'en/../../secret.md' %}",
        "{{ lipsum() }}",
        "{{ range(10) }}",
    ],
)
def test_a_wording_file_reaches_nothing_else(tmp_path: Path, matter: Matter, attack: str) -> None:
    """Neither Python's innards, nor the members' data, nor files outside the folder can be touched."""
    (tmp_path / "secret.md").write_text("secret")

    with pytest.raises(WordingError):
        composed(tmp_path / "wording", matter, f"text\n\n{attack}\n")


def test_a_file_of_the_folder_may_be_included(tmp_path: Path, matter: Matter) -> None:
    """Common passages live in a file of their own, and see the same values."""
    letter = composed(
        tmp_path, matter, "{% include 'en/common.md' %}\n", common__md="1. {{ pack.id }} **x**\n"
    ).letter

    assert letter.blocks == (NumberedParagraph(1, (Run("invented "), Run("x", bold=True))),)


def test_values_print_in_the_language_of_the_letter(tmp_path: Path, matter: Matter) -> None:
    """Dates, numbers, codes, amounts and what is unknown come out as words, alone, joined or concatenated."""
    body = (
        "{{ today }} · {{ incidents[0].announced }} · {{ 1234567 }} · {{ incidents[0].categories_press[0] }}"
        " · {{ organisations[0].address or case.reviewed_on }} · {{ money(123456) }}"
        ' · {{ incidents[0].categories_confirmed|join(", ") }} · {{ "a" ~ num(2) }} · {{ on(today) }}\n'
    )

    assert texts(composed(tmp_path, matter, body).letter.blocks) == [
        "23 November 2026 · 20 January 2024 · 1,234,567 · Test result · [to be completed] · €1,234.56"
        " · Surname and first name · a2 · on 23 November 2026"
    ]


def test_bool_and_objects_cannot_be_printed(tmp_path: Path, matter: Matter) -> None:
    """Printing yes-or-no or a whole object is a mistake, not a text."""
    for wrong in ("{{ authority.is_stale }}", "{{ authority }}", "{{ figures }}"):
        with pytest.raises(WordingError):
            composed(tmp_path, matter, wrong)


def test_a_private_use_character_in_a_file_is_refused(tmp_path: Path, matter: Matter) -> None:
    """The engine's own placeholders cannot be written by hand."""
    with pytest.raises(WordingError, match="private-use"):
        composed(tmp_path, matter, "x\n\ny \ue000 z\n")


def test_own_wording_wins_over_neutral(tmp_path: Path, matter: Matter) -> None:
    """An authority's own text is used when there is one, else the neutral one."""
    from bot.letters.compose import Draft, compose

    own = matter.authority.model_copy(update={"wording": "epd"})
    made = folder(tmp_path, "neutral", collective_complaint__epd__md=HEAD + "own")
    named = Matter(matter.pack, CONFIG, own, matter.mode, matter.members, TODAY)

    assert texts(compose(Draft(named, "collective_complaint", "en", ""), made).letter.blocks) == ["own"]
    assert texts(compose(Draft(matter, "collective_complaint", "en", ""), made).letter.blocks) == ["neutral"]


def test_every_table_can_be_asked_for(tmp_path: Path, matter: Matter) -> None:
    """All tables of the documentation exist."""
    names = ("organisations", "scams", "scam_months", "harms", "steps", "step_list")
    body = "\n\n".join(f'{{{{ table("{name}") }}}}' for name in names)
    body += '\n\n{{ table("categories", incidents[0]) }}\n'

    found = composed(tmp_path, matter, body).letter.blocks

    assert len([b for b in found if isinstance(b, Table)]) == 7
