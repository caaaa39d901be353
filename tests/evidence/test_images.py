"""Group G of the security brief: images that are handed in."""

import time
import zlib
from io import BytesIO

import psutil
import pytest
from PIL import Image, ImageChops, ImageStat

from bot.evidence.cleaner import Cleaned, Cleaner
from bot.evidence.kinds import Kind, kind_of
from bot.evidence.limits import MAX_BYTES, Reason
from tests.evidence import samples
from tests.evidence.conftest import Clean
from tests.evidence.samples import CANARY, picture


def shown(cleaned: Cleaned | Reason) -> Image.Image:
    """The picture of a cleaned file."""
    assert isinstance(cleaned, Cleaned), cleaned
    return Image.open(BytesIO(cleaned.data)).convert("RGB")


def differs(before: bytes, after: Cleaned | Reason) -> float:
    """By how much the pixels of two pictures differ on average, 0 to 255."""
    one, other = Image.open(BytesIO(before)).convert("RGB"), shown(after)
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


# ---------------------------------------------------------------------- what is taken in


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("WEBP"), "image/jpeg"),
        (picture("WEBP", mode="RGBA", colour="#ff000080"), "image/png"),
        (picture("PNG", mode="P", colour="black"), "image/png"),
        (picture("PNG", mode="L", colour="grey"), "image/png"),
        (picture("PNG", mode="1", colour="white"), "image/png"),
        (picture("PNG", mode="LA", colour="grey"), "image/png"),
        (picture("PNG", mode="I;16", colour="white"), "image/png"),
        (picture("JPEG", mode="L", colour="grey"), "image/jpeg"),
        (picture("JPEG", mode="CMYK", colour="red"), "image/jpeg"),
        (samples.halves().tobytes(), None),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_g2_the_content_decides(clean: Clean, data: bytes, media_type: str | None) -> None:
    """G2: the kind follows from the bytes, in every colour mode; a WebP becomes what lawyers can open."""
    cleaned = await clean(data)

    found = cleaned.media_type if isinstance(cleaned, Cleaned) else None
    assert found == media_type
    if isinstance(cleaned, Cleaned):
        assert differs(data, cleaned) < (0.01 if media_type == "image/png" else 1.5)


@pytest.mark.parametrize(
    "data",
    [
        b"<!doctype html><script>alert(1)</script>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>',
        b"MZ\x90\0" + bytes(200),
        b"\x7fELF" + bytes(200),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"\xc5\xd0\xd3\xc6" + bytes(200),  # EPS with a preview
        samples.zip_file(),
        picture("GIF"),
        picture("BMP"),
        picture("TIFF"),
        picture("ICO"),
        picture("PPM"),
        b"RIFF\x24\0\0\0WAVEfmt " + bytes(30),
        b"\0" * 100,
        b"\n%PDF-1.7\n",
        b" " + picture(),
    ],
    ids=lambda data: repr(data[:8]),
)
async def test_g2_g9_every_other_kind_is_refused(clean: Clean, data: bytes) -> None:
    """G2, G9: HTML, SVG, programs, EPS, archives and other images are refused by their first bytes."""
    assert kind_of(data) is None
    assert await clean(data) is Reason.UNKNOWN_KIND


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", Reason.EMPTY),
        (picture() + bytes(MAX_BYTES), Reason.TOO_LARGE),
        (picture()[:60], Reason.UNREADABLE),
        (picture("JPEG")[:400], Reason.UNREADABLE),
        (b"\x89PNG\r\n\x1a\n", Reason.UNREADABLE),
        (b"\xff\xd8\xff", Reason.UNREADABLE),
        (b"RIFF\x10\0\0\0WEBPVP8 ", Reason.UNREADABLE),
        (b"\xff\xd8\xff" + samples.zip_file(), Reason.UNREADABLE),
    ],
    ids=["empty", "10 MiB + 1", "cut PNG", "cut JPEG", "PNG", "JPEG", "WebP", "ZIP as JPEG"],
)
async def test_g1_size_and_damage_are_told(clean: Clean, data: bytes, reason: Reason) -> None:
    """G1, G2: nothing, too much, damaged, or another kind behind the right first bytes: refused."""
    assert await clean(data) is reason


async def test_g1_ten_megabytes_are_taken(clean: Clean) -> None:
    """G1: a file of exactly the limit passes."""
    data = picture()

    assert isinstance(await clean(data + bytes(MAX_BYTES - len(data))), Cleaned)


# ----------------------------------------------------------------------------- G3: bombs


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: samples.bomb(9_000, 9_000), Reason.TOO_MANY_PIXELS),
        (lambda: samples.bomb(12_000, 12_000), Reason.TOO_MANY_PIXELS),
        (lambda: samples.bomb(40_000, 100), Reason.TOO_MANY_PIXELS),
        (lambda: samples.png([samples.header(2**31 - 1, 2**31 - 1), (b"IDAT", b"")]), Reason.TOO_MANY_PIXELS),
        (lambda: samples.animation("PNG", 50), Reason.ANIMATED),
        (lambda: samples.animation("WEBP", 50), Reason.ANIMATED),
        (lambda: samples.claimed_animation(10_000), Reason.ANIMATED),
        (lambda: samples.text_bomb(b"iCCP"), None),
        (lambda: samples.text_bomb(b"zTXt"), None),
    ],
    ids=["81 MP", "144 MP", "wide", "2^62", "APNG", "WebP", "10000 frames", "iCCP", "zTXt"],
)
async def test_g3_bombs_are_refused_and_cost_the_bot_nothing(
    clean: Clean, make: "object", reason: Reason | None
) -> None:
    """G3: pixel floods, animations, unpacking notes are refused within seconds, the bot's memory kept."""
    data = make()  # type: ignore[operator]
    assert len(data) < 3 << 20
    bot = psutil.Process()
    before, began = bot.memory_info().rss, time.monotonic()

    outcome = await clean(data)

    assert time.monotonic() - began < 10
    assert bot.memory_info().rss - before < 50 << 20
    # A note that unpacks without end is either noticed or left out with all notes.
    assert outcome is reason if reason else outcome is Reason.UNREADABLE or isinstance(outcome, Cleaned)


async def test_g3_the_largest_photo_of_a_telephone_is_taken(clean: Clean) -> None:
    """G3: fifty megapixels, to be turned, fit into what a child may use."""
    target = BytesIO()
    Image.new("RGB", (8160, 6120), "red").save(target, "JPEG", exif=samples.exif(6))

    assert shown(await clean(target.getvalue())).size == (6120, 8160)


# ---------------------------------------------------------------------- G5: what is gone


@pytest.mark.parametrize(
    "data", [samples.noted_jpeg(), samples.noted_png(), samples.noted_webp()], ids=["JPEG", "PNG", "WebP"]
)
async def test_g5_every_note_is_gone_and_the_picture_is_the_same(clean: Clean, data: bytes) -> None:
    """G5: Exif with its place, XMP, IPTC, comments, profiles, private parts and what lies behind: absent."""
    assert data.count(CANARY.encode()) >= 2

    cleaned = await clean(data)

    assert isinstance(cleaned, Cleaned)
    again = Image.open(BytesIO(cleaned.data))
    assert CANARY.encode() not in cleaned.data
    assert not {"exif", "icc_profile", "comment", "xmp", "XML:com.adobe.xmp"} & set(again.info)
    assert not dict(again.getexif())
    assert b"PK\x03\x04" not in cleaned.data
    assert differs(data, cleaned) < 1.5


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("make", [samples.noted_jpeg, samples.noted_png, samples.noted_webp])
async def test_g5_the_picture_stands_upright(clean: Clean, make: "object", orientation: int) -> None:
    """G5: the orientation that the note asked for is applied, since the note is gone."""
    data = make(orientation)  # type: ignore[operator]

    upright = shown(await clean(data))

    size = (64, 32) if orientation < 5 else (32, 64)
    # Where the first pixel of the stored picture, which is red, must be shown.
    red = {1: (2, 2), 2: (-3, 2), 3: (-3, -3), 4: (2, -3), 5: (2, 2), 6: (-3, 2), 7: (-3, -3), 8: (2, -3)}
    x, y = (n % s for n, s in zip(red[orientation], size, strict=True))
    assert upright.size == size
    assert upright.getpixel((x, y))[0] > 200  # type: ignore[index]
    far = upright.getpixel((size[0] - 1 - x, size[1] - 1 - y))
    assert far[2] > 200  # type: ignore[index]


async def test_g5_a_telephones_second_picture_is_left_behind(clean: Clean) -> None:
    """G5: of a JPEG with previews behind the photo (MPO), the photo alone is kept."""
    target = BytesIO()
    samples.halves().save(target, "MPO", save_all=True, append_images=[Image.new("RGB", (9, 9), "lime")])

    cleaned = await clean(target.getvalue())

    assert differs(target.getvalue(), cleaned) < 1.5
    assert isinstance(cleaned, Cleaned)
    assert cleaned.data.count(b"\xff\xd8\xff") == 1


async def test_transparency_stays(clean: Clean) -> None:
    """A transparent picture stays transparent, also where a palette or a single colour says so."""
    palette = Image.new("P", (8, 8), 0)
    palette.info["transparency"] = 0
    for image in (Image.new("RGBA", (8, 8), (255, 0, 0, 0)), palette):
        target = BytesIO()
        image.save(target, "PNG")
        cleaned = await clean(target.getvalue())
        assert isinstance(cleaned, Cleaned)
        assert Image.open(BytesIO(cleaned.data)).convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


# ------------------------------------------------------------------- G8: two files in one


@pytest.mark.parametrize(
    "tail",
    [
        samples.pdf(),
        samples.zip_file(),
        b"<?php system($_GET['c']); ?>",
        b"GIF89a" + bytes(50),
        picture("JPEG"),
    ],
    ids=["PDF", "ZIP", "PHP", "GIF", "JPEG"],
)
@pytest.mark.parametrize("format_name", ["PNG", "JPEG"])
async def test_g8_a_file_within_a_file_is_left_behind(clean: Clean, format_name: str, tail: bytes) -> None:
    """G8: what is stored of an image that is another file too is the image written anew, and nothing else."""
    alone = await clean(picture(format_name))
    both = await clean(picture(format_name) + tail)

    assert isinstance(alone, Cleaned)
    assert isinstance(both, Cleaned)
    assert both.data == alone.data
    assert both.original_sha256 != alone.original_sha256


async def test_g8_nothing_of_the_file_but_pixels_reaches_the_copy(clean: Clean) -> None:
    """G8: text in every chunk that a PNG may skip is in no byte of the copy."""
    evil = b"<?php canary(); ?>"
    data = (
        samples.png(
            [
                samples.header(2, 2, colours=3, depth=8),
                (b"PLTE", b"\xff\0\0\0\0\xff"),
                (b"tEXt", b"x\0" + evil),
                (b"evIl", evil),
                (b"IDAT", zlib.compress(b"\0\0\1\0\1\0") + evil),
            ]
        )
        + evil
    )

    cleaned = await clean(data)

    assert isinstance(cleaned, Cleaned)
    assert evil not in cleaned.data


async def test_the_same_picture_gives_the_same_bytes(cleaner: Cleaner) -> None:
    """Cleaning depends on nothing but the file."""
    first, second = await cleaner.clean(picture()), await cleaner.clean(picture())

    assert first == second


def test_kinds_are_those_that_are_promised() -> None:
    """Only these four kinds are ever decoded."""
    assert {kind.value for kind in Kind} == {"PNG", "JPEG", "WEBP", "PDF"}
