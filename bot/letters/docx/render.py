"""Writing a letter as DOCX: the parts of the file around the body. Same letter, same bytes."""

import io
import zipfile
from collections.abc import Iterator, Mapping

from bot.letters.docx.body import Body
from bot.letters.docx.runs import Runs
from bot.letters.docx.styles import locale, numbering_xml, styles_xml
from bot.letters.model import Footer, Letter
from bot.letters.xmltext import DECLARATION, WORD, attribute, escaped

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PART = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PARTS = {
    "styles": "styles.xml",
    "numbering": "numbering.xml",
    "settings": "settings.xml",
    "header": "header1.xml",
    "header-first": "header2.xml",
    "footer": "footer1.xml",
}
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a ZIP's zero


def render(letter: Letter, exhibits: Mapping[str, int]) -> bytes:
    """Write the letter; no author, program user or machine is named in it."""
    runs = Runs(letter.language, letter.words["cite"], letter.words["annex"], exhibits)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, part in _parts(letter, runs):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(info, part.encode("utf-8"))
    return target.getvalue()


def _parts(letter: Letter, runs: Runs) -> Iterator[tuple[str, str]]:
    yield "[Content_Types].xml", _content_types()
    yield "_rels/.rels", _relations({"document": "word/document.xml", "core": "docProps/core.xml"})
    yield "docProps/core.xml", _core(letter)
    yield "word/document.xml", _document(letter, runs)
    yield "word/_rels/document.xml.rels", _relations(_PARTS)
    yield "word/styles.xml", styles_xml(letter.language)
    yield "word/numbering.xml", numbering_xml()
    yield "word/settings.xml", _settings(letter)
    yield "word/header1.xml", _header(letter.footer, runs, title=letter.footer.title)
    yield "word/header2.xml", _header(letter.footer, runs, title="")
    yield "word/footer1.xml", _footer(letter.footer, runs)


def _content_types() -> str:
    kinds = {"document": "document.main", "header-first": "header"}
    named = {"document": "document.xml", **_PARTS}
    parts = "".join(
        f'<Override PartName="/word/{file}" ContentType="{_PART}.{kinds.get(key, key)}+xml"/>'
        for key, file in named.items()
    )
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f"{parts}<Override PartName=\"/docProps/core.xml\" "
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
    )  # fmt: skip


def _relations(targets: Mapping[str, str]) -> str:
    kinds = {
        "document": f"{_REL}/officeDocument",
        "core": f"{_PACKAGE}/relationships/metadata/core-properties",
        "header-first": f"{_REL}/header",
    }
    found = "".join(
        f'<Relationship Id="{key}" Type="{kinds.get(key, f"{_REL}/{key}")}" Target="{target}"/>'
        for key, target in targets.items()
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def _core(letter: Letter) -> str:
    moment = f"{letter.day.isoformat()}T00:00:00Z"
    dates = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(letter.title)}</dc:title><dc:language>{escaped(locale(letter.language))}"
        f"</dc:language>{dates}</cp:coreProperties>"
    )


def _settings(letter: Letter) -> str:
    return (
        f'{DECLARATION}<w:settings xmlns:w="{WORD}"><w:defaultTabStop w:val="624"/><w:autoHyphenation/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting '
        'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f"<w:themeFontLang w:val={attribute(locale(letter.language))}/></w:settings>"
    )


def _document(letter: Letter, runs: Runs) -> str:
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header"/>'
        '<w:headerReference w:type="first" r:id="header-first"/>'
        '<w:footerReference w:type="default" r:id="footer"/><w:footerReference w:type="first" r:id="footer"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1361" w:right="1247" w:bottom="1191" w:left="1417" '
        'w:header="624" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr>'
    )
    body = "".join(Body(letter, runs).written())
    opening = f'<w:document xmlns:w="{WORD}" xmlns:r="{_REL}"><w:body>'
    return f"{DECLARATION}{opening}{body}{section}</w:body></w:document>"


def _header(footer: Footer, runs: Runs, *, title: str) -> str:
    mark = f'<w:p><w:pPr><w:pStyle w:val="DraftMark"/></w:pPr>{runs.text(footer.mark)}</w:p>'
    line = f"{runs.text(title)}<w:r><w:tab/></w:r>{runs.text(footer.reference)}"
    return (
        f'{DECLARATION}<w:hdr xmlns:w="{WORD}">{mark if footer.mark else ""}'
        f'<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{line}</w:p></w:hdr>'
    )


def _footer(footer: Footer, runs: Runs) -> str:
    before, _, rest = footer.page.partition("{page}")
    between, _, after = rest.partition("{pages}")
    numbers = "".join(
        [runs.text(before), _field("PAGE"), runs.text(between), _field("NUMPAGES"), runs.text(after)]
    )
    said = runs.text(f"{footer.template} · {footer.remark}")
    return (
        f'{DECLARATION}<w:ftr xmlns:w="{WORD}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f"{said}<w:r><w:tab/></w:r>{numbers}</w:p>{_line(footer.origin, runs)}</w:ftr>"
    )


def _line(text: str, runs: Runs) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{runs.text(text)}</w:p>' if text else ""


def _field(name: str) -> str:
    return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
