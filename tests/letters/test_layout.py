"""How a letter looks, as far as a machine can see: nothing outside the page, no lonely heading, own fonts."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from reportlab.platypus import PageBreak

from bot.letters import make_collective
from bot.letters.model import Column, Table
from bot.letters.pdf import fonts, hyphens, rtl, styles, tables
from bot.letters.pdf.fonts import FOLDER
from bot.letters.pdf.markup import Typesetter
from tests.letters.looking import Page, look
from tests.letters.reading import pages, words
from tests.letters.test_collective import request

MM = 72 / 25.4


def bookmarks(data: bytes) -> list[tuple[str, int, float]]:
    """Title, page and height of each bookmark."""
    with pikepdf.open(io.BytesIO(data)) as document, document.open_outline() as outline:
        places = [page.obj.objgen for page in document.pages]
        found = []
        stack = list(outline.root)
        while stack:
            item = stack.pop(0)
            stack = [*item.children, *stack]
            destination = item.destination
            if not isinstance(destination, pikepdf.Array):
                destination = document.Root.Dests[destination]
            found.append(
                (" ".join(item.title.split()), places.index(destination[0].objgen), float(destination[3]))
            )
        return found


@pytest.mark.needs("poppler")
@pytest.mark.parametrize(("authority", "language", "size"), [("cnil", "fr", 5), ("cnpd-lu", "de", 17)])
def test_no_heading_stands_alone_at_the_foot(authority: str, language: str, size: int) -> None:
    """Every heading is a bookmark, in reading order, with room for what follows it on its page."""
    data = make_collective(request(authority, language, size=size)).data
    found = bookmarks(data)

    assert len(found) > 12
    assert [(page, -height) for _, page, height in found] == sorted(
        (page, -height) for _, page, height in found
    )
    texts = [" ".join(page.split()) for page in pages(data)]
    for title, page, height in found:
        assert height > 21 * MM + 25 * MM, title
        assert title in texts[page]
        assert not texts[page].endswith(title)


@pytest.mark.needs("poppler")
def test_what_a_colon_opens_begins_on_its_page() -> None:
    """No page of any letter ends with a colon: a list, a table or the point that it opens begins below it."""
    for size in (4, 9):
        for authority, language in (("cnil", "fr"), ("cnpd-lu", "de")):
            for page in pages(make_collective(request(authority, language, size=size)).data)[:-1]:
                *_, last = [line for line in page.splitlines() if line.strip()]
                assert not last.rstrip().endswith(":"), last


def test_no_page_is_empty() -> None:
    """Whatever the number of members, every page has content beside header and footer."""
    for size in (2, 6, 11):
        with pikepdf.open(io.BytesIO(make_collective(request("cnil", "fr", size=size)).data)) as document:
            drawn = [page.Contents.read_bytes().count(b" Tf") for page in document.pages]
        assert min(drawn) > 8, size


def test_fonts_are_shipped_with_their_licences() -> None:
    """Each font has its licence beside it, and all together stay small."""
    files = sorted(FOLDER.glob("*.ttf"))

    assert files
    for file in files:
        assert (FOLDER / f"{file.stem.split('-')[0]}-LICENSE.txt").stat().st_size > 500
        assert file.stem.split("-")[0] in (FOLDER / "README.md").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "noto" / "LICENSE.txt").read_text("utf-8")
    assert sum(f.stat().st_size for f in Path(FOLDER).rglob("*.*")) < 10_000_000


@pytest.mark.parametrize(
    "text",
    [
        "Łukasz Ștefan Nguyễn",
        "Ελένη Жанна",
        "山田太郎 김철수",
        "محمد",
        "שלום",
        "1\u202f234,56 € ☐ – “x”",
        "😀",
    ],
)
@pytest.mark.parametrize(
    "wanted", [fonts.SERIF, fonts.SERIF_BOLD, fonts.SERIF_ITALIC, fonts.SANS, fonts.SANS_BOLD]
)
def test_every_character_has_a_glyph(text: str, wanted: str) -> None:
    """Text of all scripts that names come in is drawn by a font that has it."""
    fonts.register()

    for font, piece in fonts.spans(text, wanted):
        assert fonts.UNKNOWN not in piece
        assert font in {wanted, *fonts._FALLBACK[wanted]}


def test_a_character_that_no_font_has_is_shown_as_unknown() -> None:
    """An exotic sign becomes the replacement character, never an empty box."""
    fonts.register()

    assert "".join(piece for _, piece in fonts.spans("a\U0001f9d1b", fonts.SERIF)) == f"a{fonts.UNKNOWN}b"


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("plain text (1)", "plain text (1)"),
        ("שלום", "םולש"),
        ("x שלום 12 עולם y", "x םלוע\u00a012\u00a0םולש y"),
        ("(שלום)", "(םולש)"),
        ("محمد", "\ufeaa\ufee4\ufea4\ufee3"),
        ("لا", "\ufefb"),
    ],
)
def test_right_to_left_is_drawn_in_its_order(text: str, drawn: str) -> None:
    """Hebrew and Arabic run from right to left inside the line, numbers keep theirs, Arabic letters join."""
    assert rtl.visual(text) == drawn


@pytest.mark.needs("poppler")
def test_long_words_are_broken_and_copied_whole() -> None:
    """German words are broken at the ends of lines by a hyphen that copies drop; short words are not."""
    data = make_collective(request("cnpd-lu", "de", size=4)).data

    whole = words(data)
    broken = [line.split()[-1] for page in look(data) for line in _texts(page) if line.endswith(hyphens.SOFT)]
    assert len(broken) > 10
    assert hyphens.SOFT not in whole
    assert all(len(head) > 6 for head in broken)
    for name in ("Ketterthill", "Luxemburg", "personenbezogener", "Organisation"):
        assert name in whole


def _texts(page: Page) -> list[str]:
    return [" ".join(word.text for word in line) for line in page.lines]


@pytest.mark.parametrize(
    ("language", "word", "heads"),
    [
        ("fr", "particulièrement", ["particulière", "particuliè"]),
        ("de", "Datenschutzverletzung", ["Datenschutzverlet", "Datenschutzver"]),
        ("en", "confidentiality", ["confidenti", "confiden"]),
        ("fr", "Guðmundsdóttir", []),  # a capital: a name
        ("en", "RGPDRGPDRGPD", []),
        ("fr", "court", []),
        ("de", "Παπαδοπούλου", []),
        ("fr", "é" * 5000, []),
    ],
)
def test_words_are_broken_as_their_language_does(language: str, word: str, heads: list[str]) -> None:
    """Breaks leave six letters and take four; names, abbreviations, other scripts and monsters stay whole."""
    breaks = hyphens.breaks(language)

    assert breaks is not None
    found = list(breaks(word))
    assert [head for head, _ in found][: len(heads)] == heads
    assert bool(found) == bool(heads)
    assert all(head + tail == word and len(head) >= 6 and len(tail) >= 4 for head, tail in found)


def test_a_language_without_patterns_breaks_no_word() -> None:
    """Other languages are set as before."""
    assert hyphens.breaks("lb") is None


def test_a_table_that_is_cut_goes_on_at_the_top_of_a_page() -> None:
    """Wherever a table is cut, no second head comes on the page, and its last two rows stay together."""
    rows = tuple((f"row {n}", "word " * 9 * (n % 3 + 1)) for n in range(5))
    block = Table("", (Column("Head", 60), Column("Other", 40)), rows)
    for height in range(40, 330, 5):
        *_, drawn = tables.table(block, Typesetter("fr", "({number})", ""))
        drawn.wrap(styles.TEXT_WIDTH, height)
        pieces: list[Any] = drawn.split(styles.TEXT_WIDTH, height)
        if len(pieces) > 1:
            _, turn, other = pieces
            assert isinstance(turn, PageBreak), height
            assert len(other._cellvalues) >= 3, height


def test_heads_of_columns_stay_whole() -> None:
    """The words of a column's heading are not broken, where those of a cell in the same room are."""
    setter, sheet = Typesetter("fr", "({number})", ""), styles.sheet()
    broken = []
    for kind in (sheet.bold_cells, sheet.cells):
        line: Any = setter.line("Ce qui en est publiquement connu", kind["left"])
        line.wrap(95, 200)
        broken.append(
            any(isinstance(w, hyphens.platypus._SplitWordHY) for n in line.blPara.lines for w in n[1])
        )
    assert broken == [False, True]
