"""Text hygiene: what becomes of every value before it may stand in a letter.

The rules are those of the project's PDF notes (4): a value keeps every visible character and loses what
could disturb a page, a reader or the engine. It never fails, whatever it is given.
"""

import re
import unicodedata

MAX_VALUE = 8000  # characters; a longer value is cut visibly
MAX_MARKS = 3  # combining marks on one base; more would be drawn over the neighbouring lines
MAX_SIGNS = 8  # with the vowel signs of the scripts of India and its neighbours, of which words pile up some
CUT = " […]"

# Controls, soft hyphen, zero-width and direction marks, byte-order mark, variation selectors, language tags,
# interlinear marks, private use (which the engine uses for its own placeholders) and non-characters.
_DROP = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffc\ufdd0-\ufdef\ufffe\uffff\ue000-\uf8ff"
    "\U000e0000-\U000e01ef\U000f0000-\U0010ffff]"
)
_SPACE = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029 ]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNTIDY = re.compile(f"{_DROP.pattern}|{_SURROGATE.pattern}|[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]|  ")
# Letters of Latin, Greek, Cyrillic, Hebrew, Arabic and East Asian script, and signs: no marks among them.
_UNMARKED = re.compile(
    "[\0-\u02ff\u0370-\u0482\u048a-\u0590\u05d0-\u05ea\u0620-\u064a\u1e00-\u20cf\u3030-\u3098\u309b-\u9fff\uac00-\ud7a3]*"
)


def clean(text: str) -> str:
    """One line of literal text: composed, without invisible characters, at most MAX_VALUE characters."""
    text = str(text)[: 2 * MAX_VALUE]
    if _UNTIDY.search(text):
        text = _SURROGATE.sub("\ufffd", text)
        # What was dropped may have stood between two spaces, or between a letter and its accent.
        text = _SPACE.sub(" ", _DROP.sub("", _SPACE.sub(" ", text)))
    text = unicodedata.normalize("NFC", text)
    text = _cap_marks(text).strip()
    return text if len(text) <= MAX_VALUE else text[:MAX_VALUE].rstrip() + CUT


def _cap_marks(text: str) -> str:
    if _UNMARKED.fullmatch(text):
        return text
    kept: list[str] = []
    marks = signs = 0
    for char in text:
        kind = unicodedata.category(char)
        if kind[0] != "M":
            marks = signs = 0
        else:
            signs += 1
            marks += bool(unicodedata.combining(char)) or kind == "Me"
        if marks <= MAX_MARKS and signs <= MAX_SIGNS:
            kept.append(char)
    return "".join(kept)
