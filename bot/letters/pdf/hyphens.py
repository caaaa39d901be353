"""Where a word may be broken at the end of a line, and the hyphen that stands there.

The patterns are pyphen's. The hyphen is drawn as a soft one (U+00AD): it looks the same, and who copies or
hears the text gets the whole word, as PDF/UA wants.
"""

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pyphen
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph
from reportlab.platypus import paragraph as _paragraph

platypus: Any = _paragraph  # its marks of broken words have no public name; the version is pinned

SOFT = "\N{SOFT HYPHEN}"
# English as it is broken in Europe; the neutral letters are written in it.
_PATTERNS = {"fr": "fr", "de": "de_DE", "en": "en_GB"}
# Lines end where they end: a word is broken only where it would leave a gap of six letters, a centimetre.
_BEFORE, _AFTER = 6, 4  # letters that stay, and that go on
_LEAST = _BEFORE + _AFTER
_MOST = 40  # letters; what is longer is no word of a language
_NOUNS = {"de"}  # where a capital does not say that the word is a name
_OVER = 0.5  # points
Breaks = Callable[[str], Iterator[tuple[str, str]]]


@cache
def breaks(language: str) -> Breaks | None:
    """The function that reportlab asks for the pairs of a word, the longest beginning first.

    None for a language without patterns. Names, abbreviations and words with their own hyphen stay whole.
    """
    if language not in _PATTERNS:
        return None
    patterns = pyphen.Pyphen(lang=_PATTERNS[language], left=_BEFORE, right=_AFTER, cache=False)

    def pairs(word: str) -> Iterator[tuple[str, str]]:
        body = word[1:] if language in _NOUNS else word
        if not _LEAST <= len(word) <= _MOST or not word.isalpha() or not body.islower() or not _written(word):
            return
        # Asked one by one, and not by `iterate`: its memory of words would keep what a member typed.
        patterns.hd.cache.clear()
        for place in reversed(patterns.positions(word)):
            yield word[:place], word[place:]

    return pairs


def _written(word: str) -> bool:
    """Whether the word is in Latin letters, to which the patterns apply."""
    return all(unicodedata.name(letter, "").startswith("LATIN") for letter in word)


@cache
def broken(style: ParagraphStyle, language: str) -> ParagraphStyle:
    """The style with hyphenation in the language; the same style again where it has none."""
    found = breaks(language)
    if found is None:
        return style
    asked: dict[str, Any] = {"hyphenationLang": found, "hyphenationMinWordLength": _LEAST}
    return ParagraphStyle(style.name, style, **asked)


class HyphenatedParagraph(Paragraph):
    """A paragraph in a style that `broken` made, or in any other."""

    def breakLines(self, width: Any) -> Any:  # noqa: N802 - reportlab's name
        """Break as reportlab does; a line that would be too long all the same is broken anywhere.

        What is left of a word, or of an address of the web, after its hyphen or stroke may still be wider
        than the line, and reportlab then leaves it so.
        """
        whole: Any = self.frags  # reportlab puts words in their place
        lines = super().breakLines(width)
        style: Any = self.style
        if getattr(style, "hyphenationLang", "") and any(_room(line) < -_OVER for line in lines.lines):
            self.frags, self.style = whole, style.parent
            lines = super().breakLines(width)
        return lines

    def draw(self) -> None:
        """Draw with soft hyphens."""
        _soften(self)
        super().draw()


def _room(line: Any) -> float:
    """What a line leaves of its width."""
    return float(line[0] if isinstance(line, tuple) else line.extraSpace)


def _soften(paragraph: Any) -> None:
    """Turn the hyphens that reportlab put at the ends of the paragraph's lines into soft ones."""
    lines = getattr(getattr(paragraph, "blPara", None), "lines", ())
    for place, line in enumerate(lines):
        if isinstance(line, tuple):  # one font: a line is its words
            words = line[1]
            if words and isinstance(words[-1], platypus._SplitWordHY | platypus._SplitWordLL):
                words[-1] = _softened(words[-1])
        elif _hyphenated(paragraph, lines, place):
            last = next(piece for piece in reversed(line.words) if getattr(piece, "text", ""))
            last.text = _softened(last.text)


def _hyphenated(paragraph: Any, lines: Any, place: int) -> bool:
    """Whether a line of several fonts ends in a hyphen that was not typed."""
    following = lines[place + 1].sFW if place + 1 < len(lines) else len(paragraph.frags)
    words = [w for w in paragraph.frags[lines[place].sFW : following] if isinstance(w, list)]
    words = [w for w in words if not isinstance(w, platypus._InjectedFrag)]
    return bool(words) and isinstance(words[-1], platypus._SplitFragHY | platypus._SplitFragLL)


def _softened(text: str) -> str:
    return f"{text[:-1]}{SOFT}" if text.endswith("-") else text
