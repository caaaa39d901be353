"""Writing a PDF anew: its pages and what draws them, nothing that acts, points elsewhere or describes.

Runs in the child process only. Everything is looked at as objects, so that a compressed object stream hides
nothing; what acts is refused, and the rest of the document is left behind by copying pages alone.
"""

import zlib
from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from bot.evidence import jpeg, jpx
from bot.evidence.limits import (
    MAX_OBJECTS,
    MAX_PAGE_SIDE,
    MAX_PAGES,
    MAX_PIXELS,
    MAX_STREAM,
    MAX_STREAMS,
    Reason,
    RefusedError,
)

MEDIA_TYPE = "application/pdf"

# An action of these types does more than turn to a page; web links are left behind with annotations.
_ACTIONS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToE",
        "/GoToR",
        "/Movie",
        "/Sound",
        "/Rendition",
        "/RichMediaExecute",
    }
)
_ACTING_KEYS = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/RichMediaSettings"})
_ACTING_SUBTYPES = frozenset({"/PS", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
_PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Resources", "/Contents", "/Group"}
)
_INHERITED = ("/MediaBox", "/CropBox", "/Rotate", "/Resources")
_DEEPEST = 50  # of a page tree
# What a stream may say about itself that does not help to draw it.
_NOTES = (
    "/Metadata",
    "/PieceInfo",
    "/OPI",
    "/Ref",
    "/AF",
    "/Alternates",
    "/LastModified",
    "/StructParent",
    "/StructParents",
    "/Measure",
    "/PtData",
    "/OC",
)
# Pictures that keep notes of their own, and how those are taken off.
_PICTURES = {"/DCTDecode": jpeg.without_notes, "/JPXDecode": jpx.without_notes}
_PACKERS = frozenset({"/FlateDecode", "/LZWDecode", "/RunLengthDecode"})


def clean_pdf(data: bytes) -> tuple[bytes, int]:
    """Return a new document with the same pages, and how many; raises RefusedError."""
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as source:
            return _anew(source)
    except pikepdf.PasswordError:
        raise RefusedError(Reason.ENCRYPTED) from None


def _anew(source: Pdf) -> tuple[bytes, int]:
    if source.is_encrypted:
        raise RefusedError(Reason.ENCRYPTED)
    if len(source.objects) > MAX_OBJECTS:
        raise RefusedError(Reason.TOO_LARGE)
    pages = len(source.pages)
    if not 0 < pages <= MAX_PAGES:
        raise RefusedError(Reason.TOO_MANY_PAGES if pages else Reason.UNREADABLE)
    unpacked = 0
    for thing in _everything(source):
        _refuse_acting(thing)
        if isinstance(thing, Stream):
            unpacked += _clean_stream(thing)
            if unpacked > MAX_STREAMS:
                raise RefusedError(Reason.TOO_LARGE)
    # Signatures drawn on the page and filled-in fields are annotations: drawn into the page, the rest goes.
    source.flatten_annotations("all")
    target = BytesIO()
    with pikepdf.new() as fresh:
        for page in source.pages:
            _strip(page)
            fresh.pages.append(page)
        # No object streams in what is kept: a search of its bytes finds everything.
        fresh.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable, deterministic_id=True)
    return target.getvalue(), pages


def _everything(source: Pdf) -> Iterator[Object]:
    """Give every dictionary and stream of the file once, direct ones within others too, the trailer first."""
    waiting: list[Object] = [source.trailer, *source.objects]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, Array):
            waiting += [part for part in thing if _nested(part)]
        elif isinstance(thing, Dictionary | Stream):
            yield thing
            waiting += [value for _, value in thing.items() if _nested(value)]


def _nested(value: object) -> bool:
    return isinstance(value, Array | Dictionary) and not value.is_indirect


def _refuse_acting(thing: Object) -> None:
    keys = set(thing.keys())
    acts = keys & _ACTING_KEYS and not _only_names_resources(thing)
    kind = thing.get("/S") if "/S" in keys else None
    subtype = thing.get("/Subtype") if "/Subtype" in keys else None
    if (
        acts
        or (isinstance(kind, Name) and str(kind) in _ACTIONS)
        or (isinstance(subtype, Name) and str(subtype) in _ACTING_SUBTYPES)
    ):
        raise RefusedError(Reason.ACTIVE)


def _only_names_resources(thing: Object) -> bool:
    """Whether the dictionary is a list of fonts or images, whose names are free."""
    return all(isinstance(value, Dictionary | Stream) and "/Type" in value for _, value in thing.items())


def _clean_stream(stream: Stream) -> int:
    """Take the notes off a stream and return its size once unpacked; raises RefusedError."""
    if "/F" in stream:  # its content would be another file
        raise RefusedError(Reason.ACTIVE)
    for key in _NOTES:
        if key in stream:
            del stream[key]
    width, height = (_number(stream.get(key, 0)) for key in ("/Width", "/Height"))
    if width * height > MAX_PIXELS:
        raise RefusedError(Reason.TOO_MANY_PIXELS)
    filters = _filters(stream)
    if sum(f in _PACKERS for f in filters) > 1:
        raise RefusedError(Reason.TOO_LARGE)
    _clean_picture(stream, filters)
    if filters[:1] == ["/FlateDecode"]:
        return len(_inflated(stream.read_raw_bytes()))
    return len(stream.read_bytes()) if _PACKERS & set(filters) else 0


def _clean_picture(stream: Stream, filters: list[str]) -> None:
    """Take the notes off a photo within the document: telephones write the place into it."""
    if not filters or filters[-1] not in _PICTURES:
        return
    raw = stream.read_raw_bytes()
    if filters[:-1] == ["/FlateDecode"]:
        raw = _inflated(raw)
    elif filters[:-1]:
        raise RefusedError(Reason.UNREADABLE)
    settings = stream.get("/DecodeParms")
    if isinstance(settings, Array):
        settings = settings[-1] if len(settings) else None
    parameters = settings if isinstance(settings, Dictionary) else None
    stream.write(_PICTURES[filters[-1]](raw), filter=Name(filters[-1]), decode_parms=parameters)


def _filters(stream: Stream) -> list[str]:
    found = stream.get("/Filter")
    if found is None:
        return []
    return [str(f) for f in found] if isinstance(found, Array) else [str(found)]


def _inflated(packed: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        plain = inflater.decompress(packed, MAX_STREAM)
    except zlib.error:  # readers show what comes before the damage
        return b""
    if inflater.unconsumed_tail:
        raise RefusedError(Reason.TOO_LARGE)
    return plain


def _strip(page: Page) -> None:
    """Leave a page what draws it, taken from its parents where it inherits."""
    for key in _INHERITED:
        value = _inherited(page, key)
        if value is not None:
            page.obj[key] = value
    for key in set(page.obj.keys()) - _PAGE_KEYS:
        del page.obj[key]
    box = page.obj.get("/MediaBox")
    if not isinstance(box, Array) or any(abs(_number(n)) > MAX_PAGE_SIDE for n in box):
        raise RefusedError(Reason.UNREADABLE)


def _inherited(page: Page, key: str) -> Object | None:
    node: Object | None = page.obj
    for _ in range(_DEEPEST):
        if not isinstance(node, Dictionary):
            return None
        if key in node:
            return node[key]
        node = node.get("/Parent")
    raise RefusedError(Reason.UNREADABLE)


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise RefusedError(Reason.UNREADABLE) from None
