"""The styles of a letter in Word: one table of what each is for and how it looks, written as styles.xml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.letters.xmltext import DECLARATION, WORD, attribute

SERIF, SANS = "Cambria", "Calibri"  # every Word has them; others have fonts of the same widths
ACCENT, GREY, SHADE, RULE, WARNING = "1F3354", "5B6470", "EEF1F5", "C3C9D1", "9B1C1C"
INDENT, STEP = 624, 283  # twentieths of a point: 11 mm, where numbered paragraphs hang; 5 mm

# Abstract numbering: headings (I., A.), paragraphs through the whole letter, points.
HEADINGS, PARAGRAPHS, POINTS = 1, 2, 3
_LOCALES = {"fr": "fr-FR", "de": "de-DE", "en": "en-GB"}


@dataclass(frozen=True)
class Style:
    """One paragraph style; properties in the order that the format's schema wants."""

    name: str  # as Word shows it; a built-in name keeps its translation
    ppr: str = ""
    rpr: str = ""
    after: str = ""  # the style of the paragraph that follows it
    based: str = "Normal"


def _spacing(before: int, after: int, line: int = 0) -> str:
    exact = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{exact}/>'


def _font(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _numbered(level: int, number: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


_BOLD = "<w:b/><w:bCs/>"
_ACCENT = f'<w:color w:val="{ACCENT}"/>'
_GREY = f'<w:color w:val="{GREY}"/>'
_KEEP = "<w:keepNext/><w:keepLines/>"

STYLES: Mapping[str, Style] = {
    "Heading1": Style(
        "heading 1",
        _KEEP + _numbered(0, HEADINGS) + _spacing(280, 120) + '<w:outlineLvl w:val="0"/>',
        _BOLD + _ACCENT + _size(25),
        after="NumberedParagraph",
    ),
    "Heading2": Style(
        "heading 2",
        _KEEP + _numbered(1, HEADINGS) + _spacing(180, 100) + '<w:outlineLvl w:val="1"/>',
        _BOLD + _ACCENT + _size(22),
        after="NumberedParagraph",
    ),
    "AnnexHeading": Style(
        "Annex Heading",
        _KEEP
        + f'<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="3" w:color="{RULE}"/></w:pBdr>'
        + _spacing(160, 160)
        + '<w:outlineLvl w:val="0"/>',
        _BOLD + _ACCENT + _size(28),
        after="Normal",
    ),
    "NumberedParagraph": Style("Numbered Paragraph", _numbered(0, PARAGRAPHS) + _spacing(0, 110)),
    "ListBullet": Style("List Bullet", _numbered(0, POINTS) + _spacing(0, 60)),
    "ListBullet2": Style("List Bullet 2", _numbered(1, POINTS) + _spacing(0, 60)),
    "Sender": Style("Sender", _spacing(0, 0, 252) + '<w:ind w:right="4200"/>'),
    "Recipient": Style("Recipient", _spacing(0, 0, 252) + '<w:ind w:left="4700"/>'),
    "Dispatch": Style("Dispatch", _spacing(280, 80), "<w:b/><w:bCs/><w:i/><w:iCs/>" + _size(19)),
    "Dated": Style("Dated", _spacing(120, 240) + '<w:jc w:val="right"/>'),
    "ObjectLine": Style("Object", _KEEP + _spacing(160, 160), _BOLD + _size(22)),
    "Reference": Style("Reference", _spacing(0, 40), _size(19)),
    "Caption": Style(
        "caption", _KEEP + _spacing(160, 60), _font(SANS) + _BOLD + _ACCENT + _size(19), after="Normal"
    ),
    "TableText": Style("Table Text", _spacing(40, 40, 240), _font(SANS) + _size(18)),
    "TableHead": Style(
        "Table Head", "<w:keepNext/>" + _spacing(40, 40, 240), _BOLD + _ACCENT, based="TableText"
    ),
    "TableLabel": Style("Table Label", "", _GREY, based="TableText"),
    "TableGap": Style("Table Gap", _spacing(0, 0, 120), _size(8)),
    "Note": Style("Note", _spacing(0, 120), _font(SANS) + _GREY + _size(17)),
    "SignatureLine": Style("Signature Line", _KEEP + _spacing(0, 20)),
    "SignaturePlace": Style(
        "Signature Place",
        _KEEP
        + f'<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="{RULE}"/></w:pBdr>'
        + '<w:spacing w:before="1100" w:after="240"/><w:ind w:right="4800"/>',
    ),
    "Header": Style("header", '<w:tabs><w:tab w:val="right" w:pos="9240"/></w:tabs>' + _spacing(0, 0, 240),
                    _font(SANS) + _GREY + _size(15)),
    "Footer": Style(
        "footer",
        f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="{RULE}"/></w:pBdr>'
        '<w:tabs><w:tab w:val="right" w:pos="9240"/></w:tabs>' + _spacing(0, 0, 240),
        _font(SANS) + _GREY + _size(15),
    ),
    "DraftMark": Style(
        "Draft Mark",
        '<w:spacing w:before="0" w:after="60"/><w:jc w:val="center"/>',
        _font(SANS) + _BOLD + f'<w:color w:val="{WARNING}"/>' + _size(17),
    ),
}  # fmt: skip

# Names that Word knows and shows in its own language.
_BUILT_IN = {"heading 1", "heading 2", "List Bullet", "List Bullet 2", "caption", "header", "footer"}
_CHARACTERS = {
    "Strong": ("Strong", _BOLD),
    "Emphasis": ("Emphasis", "<w:i/><w:iCs/>"),
    "PlaceholderText": ("Placeholder Text", _GREY),
}


def locale(language: str) -> str:
    """The language as Word spells it, for its spelling and hyphenation."""
    return _LOCALES.get(language, language)


def styles_xml(language: str) -> str:
    """The whole part."""
    return "".join(
        [DECLARATION, f'<w:styles xmlns:w="{WORD}">', _defaults(language), *_written(), "</w:styles>"]
    )


def _defaults(language: str) -> str:
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{SERIF}" w:hAnsi="{SERIF}" '
        'w:eastAsia="SimSun" w:cs="Arial"/>' + _size(21)
        + f'<w:lang w:val={attribute(locale(language))} w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
        "</w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>"
        '<w:spacing w:after="140" w:line="269" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
    )  # fmt: skip


def _written() -> Iterator[str]:
    yield (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '</w:style><w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
    )
    for key, style in STYLES.items():
        follows = f'<w:next w:val="{style.after}"/>' if style.after else ""
        own = "" if style.name in _BUILT_IN else ' w:customStyle="1"'
        yield (
            f'<w:style w:type="paragraph"{own} w:styleId="{key}"><w:name w:val="{style.name}"/>'
            f'<w:basedOn w:val="{style.based}"/>{follows}<w:qFormat/>'
            f"<w:pPr>{style.ppr}</w:pPr><w:rPr>{style.rpr}</w:rPr></w:style>"
        )
    for key, (name, rpr) in _CHARACTERS.items():
        yield (
            f'<w:style w:type="character" w:styleId="{key}"><w:name w:val="{name}"/>'
            f'<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/><w:rPr>{rpr}</w:rPr></w:style>'
        )
    yield _TABLES


_CELL = '<w:left w:w="80" w:type="dxa"/>', '<w:right w:w="80" w:type="dxa"/>'
_MARGINS = f'<w:tblCellMar><w:top w:w="0" w:type="dxa"/>{_CELL[0]}<w:bottom w:w="0" w:type="dxa"/>{_CELL[1]}'
_THIN = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
_TABLES = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    f'<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_MARGINS}'
    '</w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="LetterTable"><w:name w:val="Letter Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:qFormat/><w:tblPr><w:tblBorders>'
    f'<w:top w:val="nil"/><w:left w:val="nil"/><w:bottom {_THIN}/><w:right w:val="nil"/><w:insideH {_THIN}/>'
    '<w:insideV w:val="nil"/></w:tblBorders></w:tblPr>'
    '<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>'
    f'<w:bottom w:val="single" w:sz="6" w:space="0" w:color="{ACCENT}"/></w:tcBorders>'
    f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/></w:tcPr></w:tblStylePr>'
    '<w:tblStylePr w:type="lastRow"><w:tcPr><w:tcBorders>'
    f'<w:top w:val="single" w:sz="6" w:space="0" w:color="{ACCENT}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
    "</w:style>"
)  # fmt: skip


def numbering_xml() -> str:
    """The automatic numbers: headings in two levels, paragraphs, points."""
    roman = _level(0, "upperRoman", "%1.", INDENT, INDENT, "Heading1", _BOLD)
    letter = _level(1, "upperLetter", "%2.", INDENT, INDENT, "Heading2", _BOLD)
    small = _font(SANS) + _GREY + _size(18)
    paragraph = _level(0, "decimal", "%1.", INDENT, INDENT, "NumberedParagraph", small)
    points = _level(0, "bullet", "–", STEP, STEP, "ListBullet", "")
    points += _level(1, "bullet", "–", INDENT + STEP, STEP, "ListBullet2", "")
    kinds = {HEADINGS: roman + letter, PARAGRAPHS: paragraph, POINTS: points}
    written = [
        f'<w:abstractNum w:abstractNumId="{key}"><w:multiLevelType w:val="multilevel"/>{levels}'
        "</w:abstractNum>"
        for key, levels in kinds.items()
    ]
    written += [f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in kinds]
    return "".join([DECLARATION, f'<w:numbering xmlns:w="{WORD}">', *written, "</w:numbering>"])


def _level(level: int, kind: str, text: str, left: int, hanging: int, style: str, rpr: str) -> str:
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:pStyle w:val="{style}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr><w:rPr>{rpr}</w:rPr></w:lvl>'
    )
