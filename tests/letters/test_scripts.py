"""Names in the scripts whose letters change shape and place: drawn as they are written, copied as typed."""

import io
from collections import Counter
from datetime import date
from time import process_time

import pikepdf
import pytest

from bot.letters.annex import pages, plain
from bot.letters.annex.volume import Column, Volume
from bot.letters.clean import MAX_VALUE, clean
from bot.letters.pdf import fonts, rtl, shaping
from tests.letters.reading import words

NAMES = {
    "Thai": "สมชาย ศรีสุวรรณ์ น้ำผึ้ง", "Lao": "ສົມສັກ ພູມມີ", "Khmer": "សុខ ស្រីមុំ ព្រះវិហារ",
    "Myanmar": "အောင်ဆန်းစုကြည် မြန်မာ", "Devanagari": "श्रीनिवास कृष्णमूर्ति प्रिया",
    "Bengali": "শ্রেয়া চট্টোপাধ্যায়", "Gurmukhi": "ਹਰਪ੍ਰੀਤ ਸਿੰਘ", "Gujarati": "શ્રીમતી પટેલ કૃષ્ણ",
    "Oriya": "ଶ୍ରୀକାନ୍ତ ପଟ୍ଟନାୟକ", "Tamil": "ஸ்ரீனிவாசன் கோபால்", "Telugu": "శ్రీనివాస్ కృష్ణ",
    "Kannada": "ಶ್ರೀನಿವಾಸ ಕೃಷ್ಣ", "Malayalam": "ശ്രീകുമാർ കൃഷ്ണൻ", "Sinhala": "ශ්\u200dරී ප්\u200dරියංකා",
    "Ethiopic": "አበበ ቢቂላ", "Tibetan": "བསྟན་འཛིན་རྒྱ་མཚོ", "Georgian": "გიორგი ᲒᲘᲝᲠᲒᲘ", "Cherokee": "ᏣᎳᎩ ᏎᏉᏯ",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ", "OlChiki": "ᱥᱟᱱᱛᱟᱲᱤ", "Syriac": "ܝܘܚܢܢ ܡܪܝ", 
    "Thaana": "އިބްރާހީމް", "NKo": "ߒߞߏ ߝߊ߬ߛߏ",
    "Adlam": "𞤀𞤣𞤤𞤢𞤥 𞤆𞤵𞤤𞤢𞤪", "Armenian": "Արամ Խաչատրյան", "Tifinagh": "ⴰⵎⴰⵣⵉⵖ",
}  # fmt: skip
_TURNED = {"Thaana", "NKo", "Adlam"}  # poppler does not know that these run from right to left
_VOLUME = Volume("Noms", "fr", date(2000, 1, 1), (Column("No", 20), Column("Nom", 80)), "{page}/{pages}")


def _drawn(module: object) -> bytes:
    target = io.BytesIO()
    module.draw(target, _VOLUME, NAMES.items())  # type: ignore[attr-defined]
    return target.getvalue()


@pytest.mark.needs("poppler")
@pytest.mark.parametrize("module", [pages, plain])
def test_f7_names_of_every_script_read_back_as_typed(module: object) -> None:
    """F7: both ways of drawing show each name without a box, and readers copy what was typed."""
    data = _drawn(module)

    text = "".join(words(data, raw=False).split())
    assert fonts.UNKNOWN not in text
    for script, name in NAMES.items():
        squeezed = "".join(clean(name).split())
        if script in _TURNED:
            assert not Counter(squeezed) - Counter(text), script
        else:
            assert squeezed in text, script


def test_no_name_of_a_script_has_an_empty_box() -> None:
    """No character of a name is drawn as the first glyph of a font, which is its box, and none is unknown."""
    fonts.register()
    for name in NAMES.values():
        for font, piece in fonts.spans(clean(name), fonts.SERIF_BOLD):
            glyphs = fonts.pdfmetrics.getFont(font).face.charToGlyph  # type: ignore[attr-defined]
            assert all(glyphs.get(ord(char)) for char in piece if not char.isspace()), (name, font)
            assert fonts.UNKNOWN not in piece, name


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("हिन्दी", ["हि", "न्", "दी"]),
        ("สมใจ", ["ส", "ม", "ใ", "จ"]),
        ("ශ්\u200dරී", ["ශ්\u200dරී"]),
        ("กé", ["ก", "é"]),
    ],
)
def test_syllables_are_shaped_whole(text: str, syllables: list[str]) -> None:
    """A vowel before its consonant, and a joined pair with its signs, are one character of ours."""
    assert [shaping.plain(char) for char in shaping.shaped(text)] == syllables


def test_f6_no_syllable_is_wider_than_a_name() -> None:
    """F6: two thousand joined consonants are cut, so that lines can be; signs do not pile up."""
    assert all(len(shaping.plain(char)) <= 24 for char in shaping.shaped("क्" * 2000))
    assert len(clean("ก" + "\u0e34\u0e48" * 500)) < 10


def test_f13_the_longest_word_costs_little() -> None:
    """F13: the longest value, as one word of such a script, is shaped in a fraction of a second."""
    before = process_time()
    assert len(shaping.shaped("สมชายกขค" * (MAX_VALUE // 8))) == MAX_VALUE
    assert process_time() - before < 0.5


def test_what_is_no_letter_of_a_script_is_unknown() -> None:
    """A place of a block that has no letter becomes the replacement character, wherever it stands."""
    fonts.register()
    assert "".join(piece for _, piece in fonts.spans("a\u0e5fb\u0e3b", fonts.SANS)).count(fonts.UNKNOWN) >= 1


def test_right_to_left_syllables_are_turned() -> None:
    """Thaana is drawn from right to left, as Arabic is."""
    drawn = rtl.visual(shaping.shaped("ހއ"))
    assert [shaping.plain(char) for char in drawn] == ["އ", "ހ"]


def test_h2_names_shaped_before_do_not_change_the_bytes() -> None:
    """H2: which syllables a process has met before is not seen in the file."""
    first = _drawn(pages)
    shaping._drawn.clear()  # as in a process that has met others before: each gets another place now
    before = shaping.shaped(NAMES["Devanagari"])

    assert _drawn(pages) == first
    assert before not in {NAMES["Devanagari"], ""}


def test_fonts_of_scripts_wait_until_they_are_needed() -> None:
    """A letter in Latin script names no font of another; the fonts of others are its own in the file."""
    with pikepdf.open(io.BytesIO(_drawn(pages))) as document:
        names = {str(font.BaseFont) for font in document.pages[0].Resources.Font.values()}
    assert sum("Noto" in name for name in names) >= 24
