"""A QR code as a PNG image, for an invitation on paper or in a chat."""

import io

# Pixels a square and the white border in squares (ISO/IEC 18004 asks for four).
_SQUARE, _BORDER = 10, 4


def qr_png(text: str) -> bytes:
    """Return the text as a black and white QR code."""
    from PIL import Image  # asked for once a case: no start waits for these two
    from reportlab.graphics.barcode.qr import QrCodeWidget

    code = QrCodeWidget(text, barLevel="M").qr  # type: ignore[attr-defined]
    code.make()
    size = code.getModuleCount() + 2 * _BORDER
    image = Image.new("1", (size, size), 1)
    for row in range(code.getModuleCount()):
        for column in range(code.getModuleCount()):
            if code.isDark(row, column):
                image.putpixel((column + _BORDER, row + _BORDER), 0)
    drawn = io.BytesIO()
    image.resize((size * _SQUARE, size * _SQUARE), Image.Resampling.NEAREST).save(drawn, "PNG")
    return drawn.getvalue()
