"""Every page of every kind of letter, looked at word by word: the quick set, with the longest names."""

from itertools import combinations, pairwise

import pytest

from tests.letters.looking import BOTTOM, FOOT, HEAD, LEFT, RIGHT, TOP, Page, Word, look
from tests.letters.quickset import quick_set, sheet
from tests.letters.reading import fields
from tests.letters.test_layout import bookmarks

pytestmark = pytest.mark.needs("poppler")

_NEAR = 0.6  # points
_TEXT = 10  # points, of running text; tables and notes are smaller
_ENDS = tuple(".;:!?»”“…)]–,")  # a line that ends a paragraph, or could


def _everything() -> dict[str, bytes]:
    return {**{name: made.data for name, made in quick_set().items()}, "sheet": sheet()}


def _looked() -> list[tuple[str, list[Page]]]:
    global _SEEN
    if not _SEEN:
        _SEEN = [(name, look(data)) for name, data in _everything().items()]
    return _SEEN


_SEEN: list[tuple[str, list[Page]]] = []


def test_no_word_stands_outside_of_the_text_block() -> None:
    """Names of 80 characters, addresses, tables and notes keep to the block; head and foot to theirs."""
    for name, pages in _looked():
        for number, page in enumerate(pages, 1):
            for word in page.words:
                at = (name, number, word)
                assert word.left > LEFT - _NEAR, at
                assert word.right < RIGHT + _NEAR, at
                inside = word.top > TOP - 3 and word.bottom < BOTTOM + _NEAR
                assert inside or word.bottom < HEAD + _NEAR or word.top > FOOT - _NEAR, at


def test_no_word_is_drawn_over_another() -> None:
    """Nothing overlaps: a cell ends where the next begins, a label where its blank does."""
    for name, pages in _looked():
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
        pages = dict(_looked())[name]
        for title, number, height in bookmarks(data):
            below = [w for w in pages[number].body if w.top > 841.89 - height + 6]
            rest = " ".join(w.text for w in below)
            assert len(rest) > len(title), (name, number, title)
            assert not rest.endswith(title), (name, number, title)


def test_no_line_of_a_paragraph_stands_alone() -> None:
    """A paragraph that goes on over a page leaves two lines on each side."""
    for name, pages in _looked():
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
        pages = dict(_looked())[name]
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
