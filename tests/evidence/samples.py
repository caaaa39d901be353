"""Files to hand in: good ones, made on the spot."""

from io import BytesIO

from PIL import Image, PngImagePlugin


def picture(
    format_name: str = "PNG", *, size: tuple[int, int] = (60, 40), colour: str = "red", text: str = ""
) -> bytes:
    """A small picture of one colour; `text` goes into a note about it."""
    target = BytesIO()
    notes = PngImagePlugin.PngInfo()
    if text:
        notes.add_text("Comment", text)
    options = {"pnginfo": notes} if format_name == "PNG" else {}
    Image.new("RGB", size, colour).save(target, format_name, **options)
    return target.getvalue()
