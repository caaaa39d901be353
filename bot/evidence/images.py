"""Writing an image anew: pixels in, pixels out, nothing else of the file. Runs in the child process only."""

from io import BytesIO

from PIL import Image, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin

from bot.evidence.kinds import Kind
from bot.evidence.limits import MAX_PIXELS, MAX_SIDE, Reason, RefusedError

# Loaded here because the child opens no file once it has one to clean.
_READERS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)

PNG, JPEG = "image/png", "image/jpeg"
# Where the original has no settings of its own to keep: close to the pixels, colours at full size.
_SETTINGS: dict[str, object] = {"quality": 92, "subsampling": 0}
_ORIENTATION = 0x0112  # Exif tag
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_PNG_MODES = frozenset({"1", "L", "LA", "RGB", "RGBA", "I;16"})


def clean_image(data: bytes, kind: Kind) -> tuple[bytes, str]:
    """Return the image as a new file and its media type; raises RefusedError before decoding what is too big.

    JPEG stays JPEG with its own compression settings, PNG stays PNG; WebP, which lawyers' programs may not
    open, becomes JPEG, or PNG where it is transparent.
    """
    try:
        picture = Image.open(BytesIO(data), formats=(kind.value,))
    except Image.DecompressionBombError:
        raise RefusedError(Reason.TOO_MANY_PIXELS) from None
    width, height = picture.size
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise RefusedError(Reason.TOO_MANY_PIXELS)
    # A telephone's MPO is a JPEG with previews behind it: its first picture is the photo.
    if getattr(picture, "n_frames", 1) > 1 and picture.format != "MPO":
        raise RefusedError(Reason.ANIMATED)
    settings = _settings(picture) if kind is Kind.JPEG else _SETTINGS
    turn = _TURNS.get(_orientation(picture))
    picture.load()
    still: Image.Image = picture.transpose(turn) if turn is not None else picture
    if kind is Kind.PNG or still.has_transparency_data:
        return _write(_for_png(still), "PNG", {"compress_level": 6}), PNG
    if still.mode not in ("L", "RGB"):
        still, settings = still.convert("RGB"), _SETTINGS
    return _write(still, "JPEG", settings), JPEG


def _orientation(picture: Image.Image) -> int:
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except Exception:  # a broken note about the picture does not make the picture unreadable
        return 1


def _settings(picture: Image.Image) -> dict[str, object]:
    """Return the original's own compression, colours at full size: the same pixels but for rounding."""
    tables = getattr(picture, "quantization", {})
    if not tables or any(not 0 < v < 256 for table in tables.values() for v in table):
        return _SETTINGS
    return {"qtables": tables, "subsampling": 0}


def _for_png(still: Image.Image) -> Image.Image:
    if still.mode in _PNG_MODES and "transparency" not in still.info:
        return still
    return still.convert("RGBA" if still.has_transparency_data else "RGB")


def _write(still: Image.Image, format_name: str, settings: dict[str, object]) -> bytes:
    still.info = {}  # comments, profiles, Exif: what Pillow would carry over by itself
    target = BytesIO()
    still.save(target, format_name, **settings)
    return target.getvalue()
