"""Every kind of letter, page by page, word by word, and as a file; with the longest names."""

import io
import subprocess
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import pikepdf
import pytest

from bot.domain.codes import Edition, LetterKind, PaperKind
from tests.letters.looking import BOTTOM, FOOT, HEAD, LEFT, RIGHT, TOP, Page, Word, look
from tests.letters.quickset import FORMS, collective, own, papers, quick_set, sheet, worded, wording_of
from tests.letters.reading import fields, fonts
from tests.letters.test_layout import bookmarks
from tests.letters.verapdf import broken_rules

pytestmark = pytest.mark.needs("poppler")

_NEAR = 0.6  # points
_TEXT = 10  # points, of running text; tables and notes are smaller
_ENDS = tuple(".;:!?»”“…)]–,")  # a line that ends a paragraph, or could


@cache
def _everything() -> dict[str, bytes]:
    return {**{name: made.data for name, made in quick_set().items()}, "sheet": sheet()}


def test_all_kinds_are_among_those_looked_at() -> None:
    """Each wording file that ships and makes pages, each kind and edition: a new one is looked at, too."""
    made = list(quick_set().values())
    assert set(map(wording_of, made)) == worded()
    assert {m.kind for m in made} == {*LetterKind, *PaperKind} - {PaperKind.CALENDAR}
    assert {m.edition for m in made} == set(Edition)
    assert {bool(m.copy_of) for m in made} == {True, False}


@cache
def _looked() -> dict[str, list[Page]]:
    return {name: look(data) for name, data in _everything().items()}


def test_no_word_stands_outside_of_the_text_block() -> None:
    """Names of 80 characters, addresses, tables and notes keep to the block; head and foot to theirs."""
    for name, pages in _looked().items():
        for number, page in enumerate(pages, 1):
            for word in page.words:
                at = (name, number, word)
                assert word.left > LEFT - _NEAR, at
                assert word.right < RIGHT + _NEAR, at
                inside = word.top > TOP - 3 and word.bottom < BOTTOM + _NEAR
                assert inside or word.bottom < HEAD + _NEAR or word.top > FOOT - _NEAR, at


def test_no_word_is_drawn_over_another() -> None:
    """Nothing overlaps: a cell ends where the next begins, a label where its blank does."""
    for name, pages in _looked().items():
        for number, page in enumerate(pages, 1):
            for line in page.lines:
                for one, other in pairwise(line):
                    assert one.right < other.left + _NEAR, (name, number, one, other)
            for upper, lower in pairwise(page.lines):
                over = [(a, b) for a in upper for b in lower if _overlap(a, b)]
                assert not over, (name, number, over[:3])


def _overlap(one: Word, other: Word) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 1 and down > 0.45 * min(one.height, other.height)


def test_no_heading_ends_a_page() -> None:
    """Below every heading stands text, on its page."""
    for name, data in _everything().items():
        pages = _looked()[name]
        for title, number, height in bookmarks(data):
            below = [w for w in pages[number].body if w.top > 841.89 - height + 6]
            rest = " ".join(w.text for w in below)
            assert len(rest) > len(title), (name, number, title)
            assert not rest.endswith(title), (name, number, title)


def test_no_line_of_a_paragraph_stands_alone() -> None:
    """A paragraph that goes on over a page leaves two lines on each side."""
    for name, pages in _looked().items():
        for number, (page, following) in enumerate(pairwise(pages), 1):
            if not (page.lines and following.lines) or not _goes_on(page.lines[-1], following.lines[0]):
                continue
            at = (name, number, [w.text for w in following.lines[0]])
            assert _gap(page.lines[-2], page.lines[-1]) < 1.5, at
            assert _gap(following.lines[0], following.lines[1]) < 1.5, at


def _goes_on(last: list[Word], first: list[Word]) -> bool:
    """Whether a paragraph of running text is cut between these lines."""
    running = min(w.height for w in (*last, *first)) > _TEXT
    text = first[0].text
    return running and not last[-1].text.endswith(_ENDS) and not text.endswith(".") and text[0] not in "–☐"


def _gap(upper: list[Word], lower: list[Word]) -> float:
    """The distance of two lines, in sizes of their letters."""
    return (lower[0].bottom - upper[0].bottom) / upper[-1].height


def test_fields_line_up_with_their_labels() -> None:
    """Each blank has its label before it on the line, or above it; the blanks of a list share their edges."""
    for name, data in _everything().items():
        pages = _looked()[name]
        boxes = [(tip, n, _down(box)) for _, tip, n, box in fields(data)]
        for tip, number, box in boxes:
            words = pages[number].body
            labelled = any(_labels(word, box) for word in words if _begins(word, tip))
            assert labelled or any(_asks(word, box) for word in words), (name, number, tip, box)
        for (_, page, one), (_, other_page, other) in combinations(boxes, 2):
            if page == other_page:
                assert not _overlap(one, other), (name, page, one, other)
        lists = {(n, b.left) for tip, n, b in boxes if b.right > RIGHT - _NEAR and b.left > LEFT + 40}
        assert len(lists) <= len({n for n, _ in lists}), (name, lists)


def _down(box: tuple[float, float, float, float]) -> Word:
    left, bottom, right, top = box
    return Word("", left, 841.89 - top, right, 841.89 - bottom)


def _begins(word: Word, tip: str) -> bool:
    """Whether the word is the first of a field's label."""
    return word.text.startswith(tip.replace("\u00a0", " ").split()[0][:8])


def _asks(word: Word, box: Word) -> bool:
    """Whether the word is of the sentence in which a blank stands, or under which a large one does."""
    if box.height < 14:  # points
        beside = abs(word.bottom - box.bottom) < 5 and not box.left + 6 < word.right < box.right
        return beside or abs(box.top - word.bottom) < 6  # or the line before ends in what it asks
    return box.height > 25 and word.left > box.left - 1 and -1 < box.top - word.bottom < 9


def _labels(word: Word, box: Word) -> bool:
    beside = word.top < box.bottom and word.bottom > box.top
    middle = (word.top + word.bottom) / 2
    row = beside and abs(middle - min((box.top + box.bottom) / 2, box.top + 9.1)) < 6
    above = abs(word.left - box.left) < _NEAR and -2 < box.top - word.bottom < 6
    return row or above


# ------------------------------------------------------------------------------ the files


def _archives() -> dict[str, bytes]:
    """What nobody fills in, which therefore is an archive; of the guides, all from one page, two."""
    found, guides = {}, 0
    for name, data in _everything().items():
        guides += name.startswith("guide")
        if name.startswith("guide") and guides % 8:
            continue
        with pikepdf.open(io.BytesIO(data)) as document:
            if "/AcroForm" not in document.Root:
                found[name] = data
    return found


@pytest.mark.needs("qpdf")
def test_every_file_is_whole_and_brings_its_fonts(tmp_path: Path) -> None:
    """Qpdf finds nothing wrong in any kind; each has all of its fonts in itself, also those of its fields."""
    for number, (name, data) in enumerate(_everything().items()):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(data)
        done = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (name, done.stdout, done.stderr)
        assert all(fonts(data).values()), name


@pytest.mark.needs("verapdf")
def test_h6_what_nobody_fills_in_is_an_archive_that_can_be_heard(tmp_path: Path) -> None:
    """VeraPDF finds what has no blanks to keep to PDF/A-3a and to PDF/UA-1, in each language."""
    archives = _archives()

    assert len(archives) > 5
    assert any("named" in name for name in archives)
    assert broken_rules(archives, ("3a", "ua1"), tmp_path) == {}


def test_h2_the_same_request_gives_the_same_bytes() -> None:
    """H2: made again, it is the same file byte for byte: broken words, fields, tags and tables included."""
    assert own.__wrapped__("LU", "de") == own("LU", "de")
    assert collective.__wrapped__("entidade", "en") == collective("entidade", "en")
    assert papers.__wrapped__("FR", "fr", named=True, kinds=FORMS[::3]) == tuple(
        made for made in papers("FR", "fr", named=True) if made.kind in FORMS[::3]
    )
