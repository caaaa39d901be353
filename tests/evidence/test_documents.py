"""Group G of the security brief: documents that are handed in."""

import time
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import psutil
import pytest

from bot.evidence.cleaner import Cleaned
from bot.evidence.limits import MAX_PAGES, Reason
from tests.evidence import samples
from tests.evidence.conftest import Clean
from tests.evidence.samples import ACTING, CANARY, Change, pdf

# What a document can do or point to; none of it may stand in a copy, in whatever object.
NEVER = (
    "/JS",
    "/JavaScript",
    "/OpenAction",
    "/AA",
    "/Launch",
    "/URI",
    "/SubmitForm",
    "/XFA",
    "/AcroForm",
    "/Annots",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/Filespec",
    "/Metadata",
    "/PieceInfo",
    "/Names",
    "/Info",
    "/Encrypt",
)

# Saving that unpacks and packs nothing, so that a sample stays what it is.
AS_IT_IS = {"stream_decode_level": pikepdf.StreamDecodeLevel.none, "compress_streams": False}


def words(data: bytes) -> Iterator[str]:
    """Every key and name in every object of a document, unpacked."""
    with pikepdf.open(BytesIO(data)) as opened:
        waiting: list[object] = [opened.trailer, *opened.objects]
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, pikepdf.Name):
                yield str(thing)
            elif isinstance(thing, pikepdf.Array):
                waiting += [part for part in thing if not getattr(part, "is_indirect", False)]
            elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                for key, value in thing.items():
                    yield str(key)
                    if not getattr(value, "is_indirect", False):
                        waiting.append(value)


def streams(data: bytes) -> bytes:
    """Every stream of a document, unpacked where that is more than pixels."""
    parts = []
    with pikepdf.open(BytesIO(data)) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream):
                photo = "/DCTDecode" in str(thing.get("/Filter", ""))
                parts.append(thing.read_raw_bytes() if photo else thing.read_bytes())
    return b"\n".join(parts)


def held(cleaned: Cleaned | Reason) -> Cleaned:
    """The cleaned document, of which nothing that acts or describes is left."""
    assert isinstance(cleaned, Cleaned), cleaned
    assert cleaned.media_type == "application/pdf"
    assert sorted(set(words(cleaned.data)) & set(NEVER)) == []
    return cleaned


@pytest.mark.parametrize("hidden", [False, True], ids=["plain", "in object streams"])
@pytest.mark.parametrize("name", sorted(ACTING))
async def test_g7_what_acts_is_refused(clean: Clean, name: str, hidden: bool) -> None:
    """G7: scripts, programs, sending, other files: refused, also inside compressed object streams."""
    data = pdf(ACTING[name], hidden=hidden)
    if hidden:
        assert b"JavaScript" not in data

    assert await clean(data) is Reason.ACTIVE


@pytest.mark.parametrize("hidden", [False, True], ids=["plain", "in object streams"])
async def test_g5_g7_what_describes_or_points_is_left_behind(clean: Clean, hidden: bool) -> None:
    """G5, G7: links, notes, attachments, metadata and authors are in no object of the copy; the page is."""
    data = pdf(samples.passive, hidden=hidden)

    cleaned = held(await clean(data))

    assert CANARY.encode() not in cleaned.data + streams(cleaned.data)
    assert b"10 10 50 50 re f" in streams(cleaned.data)
    assert cleaned.pages == 1


@pytest.mark.parametrize("change", [samples.photo_inside, samples.packed_photo_inside])
async def test_g5_a_photo_in_a_document_loses_its_notes_too(clean: Clean, change: Change) -> None:
    """G5: the place that a telephone wrote into a photo is gone from a PDF made of it; the photo is not."""
    data = pdf(change)
    with pikepdf.open(BytesIO(data)) as before:
        photo = before.pages[0].Resources.XObject.I
        assert before.pages[0].Contents.read_bytes().startswith(b"q 64")
        assert photo.Width == 64

    cleaned = held(await clean(data))

    assert CANARY.encode() not in cleaned.data + streams(cleaned.data)
    with pikepdf.open(BytesIO(cleaned.data)) as after:
        image = pikepdf.PdfImage(after.pages[0].Resources.XObject.I).as_pil_image()
        assert image.size == (64, 32)
        assert image.getpixel((2, 2))[0] > 200  # type: ignore[index]


async def test_filled_fields_and_drawn_signatures_stay_visible(clean: Clean) -> None:
    """What was typed into fields and signed on the screen is drawn into the page before fields go."""
    cleaned = held(await clean(pdf(samples.signed)))

    assert b"(FilledIn) Tj" in streams(cleaned.data)
    assert b"0 0 m 40 20 l S" in streams(cleaned.data)
    with pikepdf.open(BytesIO(cleaned.data)) as after:
        drawn = after.pages[0].Contents
        content = (
            b"".join(p.read_bytes() for p in drawn)
            if isinstance(drawn, pikepdf.Array)
            else drawn.read_bytes()
        )
        assert content.count(b" Do") == 2


@pytest.mark.parametrize(
    "encryption",
    [
        pikepdf.Encryption(user="secret", owner="secret"),
        pikepdf.Encryption(user="", owner="secret"),
    ],
    ids=["to open", "to change"],
)
async def test_g7_encrypted_documents_are_refused(clean: Clean, encryption: pikepdf.Encryption) -> None:
    """G7: a document with a password, also one that only forbids changes, is refused."""
    assert await clean(pdf(encryption=encryption)) is Reason.ENCRYPTED


@pytest.mark.parametrize(
    ("make", "reasons"),
    [
        (lambda: samples.many_pages(10_000), {Reason.TOO_MANY_PAGES}),
        (lambda: pdf(pages=MAX_PAGES + 1), {Reason.TOO_MANY_PAGES}),
        (lambda: pdf(samples.stream_bomb), {Reason.TOO_LARGE}),
        (
            lambda: pdf(samples.twice_packed, **AS_IT_IS),
            {Reason.TOO_LARGE},
        ),
        (lambda: pdf(samples.endless_pages), {Reason.UNREADABLE, Reason.TOO_MANY_PAGES}),
        (lambda: pdf(samples.endless_parents), {Reason.UNREADABLE}),
        (lambda: pdf(samples.huge_page), {Reason.UNREADABLE}),
        (lambda: pdf(samples.huge_picture), {Reason.TOO_MANY_PIXELS}),
        (lambda: b"%PDF-1.7\n" + b"[" * 3_000_000, {Reason.UNREADABLE}),
        (lambda: b"%PDF-1.7\n" + b"1 0 obj<</Length 9>>stream\n" * 90_000, {Reason.UNREADABLE}),
        (lambda: b"%PDF-1.7\n", {Reason.UNREADABLE}),
        (lambda: pdf()[:200], {Reason.UNREADABLE}),
    ],
    ids=[
        "10000 pages",
        "101 pages",
        "1 GB stream",
        "packed twice",
        "endless tree",
        "endless parents",
        "huge page",
        "huge picture",
        "deep nesting",
        "many objects",
        "header only",
        "cut",
    ],
)
async def test_g7_bombs_are_bounded(clean: Clean, make: "object", reasons: set[Reason]) -> None:
    """G7: pages, unpacking streams, endless trees and nesting are refused in time, the bot's memory kept."""
    data = make()  # type: ignore[operator]
    assert len(data) < 10 << 20
    bot = psutil.Process()
    before, began = bot.memory_info().rss, time.monotonic()

    outcome = await clean(data)

    assert outcome in reasons
    assert time.monotonic() - began < 12
    assert bot.memory_info().rss - before < 50 << 20


async def test_g7_a_hundred_pages_are_taken(clean: Clean) -> None:
    """G7: a document of exactly the limit passes, every page in its place."""
    assert held(await clean(pdf(pages=MAX_PAGES))).pages == MAX_PAGES


async def test_inherited_sizes_and_turns_are_kept(clean: Clean) -> None:
    """What a page inherits from its tree it still has in the copy."""

    def change(made: pikepdf.Pdf) -> None:
        page, tree = made.pages[0].obj, made.Root.Pages
        tree.MediaBox, tree.Rotate = page.MediaBox, 90
        del page["/MediaBox"]

    cleaned = held(await clean(pdf(change)))

    with pikepdf.open(BytesIO(cleaned.data)) as after:
        assert [int(n) for n in after.pages[0].mediabox] == [0, 0, 200, 100]
        assert after.pages[0].obj.Rotate == 90


async def test_a_font_may_have_any_name(clean: Clean) -> None:
    """A resource that happens to be called like a script is a resource, and stays."""

    def change(made: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Courier
        )
        made.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(JS=made.make_indirect(font)))

    cleaned = await clean(pdf(change))

    assert isinstance(cleaned, Cleaned)
    with pikepdf.open(BytesIO(cleaned.data)) as after:
        assert after.pages[0].Resources.Font.JS.BaseFont == "/Courier"


@pytest.mark.parametrize(
    "tail", [samples.zip_file(), b"<?php x(); ?>", samples.picture()], ids=["ZIP", "PHP", "PNG"]
)
async def test_g8_what_lies_behind_a_document_is_left_behind(clean: Clean, tail: bytes) -> None:
    """G8: of a document that is another file too, the pages are written anew and nothing else."""
    cleaned = held(await clean(pdf() + tail))

    assert tail not in cleaned.data
    assert cleaned.data.endswith(b"%%EOF\n")


async def test_an_ordinary_letter_is_taken(clean: Clean) -> None:
    """A letter as programs write it, with fonts and tables, keeps its pages and its text."""
    from reportlab.pdfgen.canvas import Canvas

    target = BytesIO()
    canvas = Canvas(target, pagesize=(595, 842))
    canvas.setAuthor(CANARY)
    for number in range(3):
        canvas.drawString(72, 700, f"Page {number}")
        canvas.linkURL(f"http://{CANARY}.invalid/", (72, 690, 200, 720))
        canvas.showPage()
    canvas.save()

    cleaned = held(await clean(target.getvalue()))

    assert cleaned.pages == 3
    assert b"(Page 2) Tj" in streams(cleaned.data)
    assert CANARY.encode() not in cleaned.data + streams(cleaned.data)
