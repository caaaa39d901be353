"""What PDF/A-3u asks of every file: metadata as XMP, a colour profile, the letters of its declaration.

Both ways of making a PDF here use it, reportlab for letters and the stream of volumes for large annexes.
"""

from datetime import date
from functools import cache
from xml.sax.saxutils import escape

from PIL import ImageCms

PART = 3
PROFILE_NAME = "sRGB IEC61966-2.1"
PROGRAM = "Collectif"
# Bytes 24 to 35 of a profile are the moment when it was made: now, unless they are written over.
_MADE = bytes.fromhex("07d000010001000000000000")


# PDF/UA's own mark, and what PDF/A asks of every mark that it does not know.
_FIELD = "pdfaProperty"
_ACCESSIBLE = (
    '<pdfuaid:part xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">1</pdfuaid:part>'
    '<pdfaExtension:schemas xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
    'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    f'<rdf:li rdf:parseType="Resource"><{_FIELD}:name>part</{_FIELD}:name>'
    f"<{_FIELD}:valueType>Integer</{_FIELD}:valueType><{_FIELD}:category>internal</{_FIELD}:category>"
    f"<{_FIELD}:description>part of ISO 14289</{_FIELD}:description></rdf:li></rdf:Seq>"
    "</pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>"
)


@cache
def colour_profile() -> bytes:
    """The sRGB profile, always the same bytes."""
    data: bytes = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return data[:24] + _MADE + data[36:]


def moment(day: date) -> str:
    """Midnight of the day as XMP writes it."""
    return f"{day.isoformat()}T00:00:00Z"


def pdf_moment(day: date) -> str:
    """Midnight of the day as a PDF's information dictionary writes it."""
    return f"D:{day:%Y%m%d}000000Z"


def xmp(title: str, language: str, day: date, *, tagged: bool = False) -> bytes:
    """The metadata packet: title, language, day and program; no author, no machine, no path.

    A tagged file declares PDF/A-3a and PDF/UA-1, any other PDF/A-3u.
    """
    when = moment(day)
    level, accessible = ("A", _ACCESSIBLE) if tagged else ("U", "")
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        f"<pdfaid:part>{PART}</pdfaid:part><pdfaid:conformance>{level}</pdfaid:conformance>{accessible}"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>{escape(language)}</rdf:li></rdf:Bag></dc:language>"
        f"<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>"
        f"<xmp:CreatorTool>{PROGRAM}</xmp:CreatorTool><pdf:Producer>{PROGRAM}</pdf:Producer>"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()
