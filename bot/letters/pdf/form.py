"""Fillable fields: AcroForm texts and ticks that any viewer can fill, save and print."""

from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFObject, PDFStream, PDFString

from bot.letters.model import PenField
from bot.letters.pdf import form_font, styles

_MULTILINE = 1 << 12
_PRINT = 1 << 2
_SIZE = 10
_CROSS = "q 1.2 w 2 2 m W H l S 2 H m W 2 l S Q"  # for a box W + 2 wide and H + 2 high
Box = tuple[float, float, float, float]  # left, bottom, right, top


class Form(PDFObject):
    """The document's form: fields by name, each with the places where it stands."""

    __RefOnly__ = 1

    def __init__(self) -> None:
        self._fields: dict[str, PDFDictionary] = {}
        self._font: PDFDictionary | None = None

    @property
    def fields(self) -> int:
        """How many fields there are."""
        return len(self._fields)

    def place(self, canvas: Any, pen: PenField, box: Box) -> None:
        """Add the field where it stands, in page coordinates (left, bottom, right, top)."""
        document: Any = canvas._doc
        if self._font is None:
            self._font = form_font.form_font()
            document._catalog.AcroForm = self
        if pen.name not in self._fields:
            self._fields[pen.name] = self._field(pen)
        parent = self._fields[pen.name]
        widget = self._widget(document, parent, pen, box)
        canvas._addAnnotation(widget)
        # The document may write the field at any time, so it is complete after each place.
        parent["Kids"].sequence.append(document.Reference(widget))

    def _field(self, pen: PenField) -> PDFDictionary:
        kind = (
            {"FT": PDFName("Btn"), "V": PDFName("Off")}
            if pen.tick
            else {
                "FT": PDFName("Tx"),
                "V": PDFString(""),
                "Ff": _MULTILINE if pen.lines > 1 else 0,
                "DA": PDFString(self._appearance()),
            }
        )
        entries = {"T": PDFString(pen.name), "TU": PDFString(pen.label), "Kids": PDFArray([]), **kind}
        return form_font.own_object(PDFDictionary(entries))

    def _widget(self, document: Any, parent: PDFDictionary, pen: PenField, box: Box) -> PDFDictionary:
        left, bottom, right, top = box
        width, height = round(right - left, 2), round(top - bottom, 2)
        entries = {
            "Type": PDFName("Annot"),
            "Subtype": PDFName("Widget"),
            "Rect": PDFArray([round(v, 2) for v in box]),
            "F": _PRINT,
            "Parent": document.Reference(parent),
            "MK": PDFDictionary({}),
        }
        empty = self._drawing(document, "/Tx BMC EMC" if not pen.tick else "", width, height)
        if pen.tick:
            cross = _CROSS.replace("W", f"{width - 2:.2f}").replace("H", f"{height - 2:.2f}")
            states = {"Yes": self._drawing(document, cross, width, height), "Off": empty}
            entries |= {"AS": PDFName("Off"), "AP": PDFDictionary({"N": PDFDictionary(states)})}
        else:
            entries |= {"DA": PDFString(self._appearance()), "AP": PDFDictionary({"N": empty})}
        return form_font.own_object(PDFDictionary(entries))

    def _drawing(self, document: Any, content: str, width: float, height: float) -> Any:
        """What a state of a field looks like, as a reference."""
        drawing = PDFStream(content=content)
        drawing.dictionary["Type"] = PDFName("XObject")
        drawing.dictionary["Subtype"] = PDFName("Form")
        drawing.dictionary["BBox"] = PDFArray([0, 0, width, height])
        drawing.dictionary["Resources"] = self._resources(document)
        return document.Reference(drawing)

    @staticmethod
    def _appearance() -> str:
        return f"/{form_font.RESOURCE} {_SIZE} Tf 0 g"

    def _resources(self, document: Any) -> PDFDictionary:
        return PDFDictionary({"Font": PDFDictionary({form_font.RESOURCE: document.Reference(self._font)})})

    def format(self, document: Any) -> bytes:
        """Write the form; called by reportlab when the document is saved."""
        fields = [document.Reference(found) for found in self._fields.values()]
        form = PDFDictionary(
            {
                "Fields": PDFArray(fields),
                "DA": PDFString(self._appearance()),
                "DR": self._resources(document),
                "NeedAppearances": "false",
            }
        )
        written: bytes = form.format(document)
        return written


def draw_blank(canvas: Any, field: PenField, x: float, y: float, width: float, height: float) -> None:
    """Draw a blank and place its field over it; (x, y) is the lower left corner in the current frame."""
    canvas.saveState()
    canvas.setFillColor(styles.FIELD)
    canvas.setStrokeColor(styles.ACCENT)
    canvas.setLineWidth(0.5)
    if field.tick:
        height = width
        canvas.rect(x, y, width, height, stroke=1, fill=1)
    else:
        canvas.rect(x, y, width, height, stroke=0, fill=1)
        canvas.line(x, y, x + width, y)
    canvas.restoreState()
    left, bottom = canvas.absolutePosition(x, y)
    canvas.form.place(canvas, field, (left, bottom, left + width, bottom + height))
