"""Hostile and foreign text in every place where somebody's words reach a letter."""

from dataclasses import replace

import pytest

from bot.domain.codes import FilingMode
from bot.domain.member import CaseConfig
from bot.letters import MemberRequest, make_collective, make_member_letters
from bot.letters.clean import clean
from tests.letters.casefile import CONFIG, shipped
from tests.letters.people import TODAY, crowd
from tests.letters.reading import fonts, words
from tests.letters.test_collective import request

pytestmark = pytest.mark.needs("poppler")

LITERAL = [
    "</para><b>bold",
    '<img src="/etc/passwd"/> & &amp; <a href="javascript:x">y</a>',
    '<font color="[[[getattr(pow,1)]]]">z</font>',
    "{{ pack }} {% for x in y %} {{ 7*7 }}",
    "**stars** [link](http://example.org) # head",
    "(brackets \\ ) Tj ET",
    "O’Brien & Söhne — Łukasz Nguyễn",
    "Ελένη Жанна Ștefan İbrahim",
    "山田太郎 김철수",
    "محمد بن علي",
    "שלום",
    "😀 face",
    "श्रीनिवास সুচিত্রা สมชาย",
]
INVISIBLE = ["nul\x00byte\x07", "gnp.\u202eexe", "zero\u200bwidth", "half \ud83d"]


@pytest.mark.parametrize("text", LITERAL + INVISIBLE)
def test_text_stands_in_the_letter_as_typed(text: str) -> None:
    """F2, F6, F7, E17: markup, code, other scripts and invisible characters read back, and never act."""
    config = CaseConfig(f"Zed {text} end", "contact", place=f"Zed {text} end", send_mode="online")

    made = make_collective(replace(request("cnil", "fr", size=2), config=config))

    squeezed = "".join(words(made.data, raw=False).split())
    assert "".join(clean(f"Zed {text} end").split()) in squeezed
    assert all(fonts(made.data).values())


def test_marks_do_not_pile_up() -> None:
    """F6: a hundred and sixty marks on one letter become the few that a reader can see."""
    config = replace(CONFIG, controller_name="Zed a" + "\u0335\u0327" * 80)

    made = make_collective(replace(request("cnil", "fr", size=2), config=config))

    text = words(made.data)
    assert "Zed a" in text
    assert text.count("\u0335") + text.count("\u0327") <= 3 * text.count("Zed a")


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        (" ".join(LITERAL), FilingMode.INDIVIDUAL),
        ("W" * 5000, FilingMode.LAWYER),
        ("<" * 2000, FilingMode.LAWYER),
    ],
    ids=["literal", "long word", "brackets"],
)
def test_no_text_breaks_a_letter(text: str, mode: FilingMode) -> None:
    """F2, F3: whatever stands in the settings and the pack, of any length, the letters are made."""
    pack = shipped()
    organisations = [o.model_copy(update={"name": text, "address": [text, text]}) for o in pack.organisations]
    facts = [f.model_copy(update={"by": text, "text": dict.fromkeys(f.text, text)}) for f in pack.facts]
    hostile = pack.model_copy(update={"organisations": organisations, "facts": facts[:3]})
    config = replace(
        CONFIG,
        controller_name=text,
        controller_contact=text,
        lawyer_name=text,
        lawyer_bar=text,
        lawyer_address=(text, text),
        place=text,
    )
    asked = replace(request("cnil", "fr", mode, size=2), pack=hostile, config=config)

    assert make_collective(asked).pages > 1
    own = MemberRequest(hostile, config, crowd(hostile, 2)[1], "fr", TODAY)
    assert len(make_member_letters(own)) >= 3


def test_a_long_word_is_broken_and_not_lost() -> None:
    """A word of five thousand letters is printed whole, over as many lines as it takes."""
    made = make_collective(
        replace(request("cnil", "fr", size=2), config=replace(CONFIG, controller_name="Q" * 5000))
    )

    assert words(made.data).count("Q") >= 5000
