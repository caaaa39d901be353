"""What a file may be at most, and the reasons for which one is refused."""

from enum import StrEnum

from bot.domain.marks import N_

MAX_BYTES = 10 << 20  # as handed in
MAX_CLEAN_BYTES = 24 << 20  # as written anew; a small file of a dense format may grow
MAX_PIXELS = 51_000_000  # what a telephone of 50 megapixels takes
MAX_SIDE = 32_000  # pixels; long screenshots stay far below
MAX_PAGES = 100
MAX_OBJECTS = 100_000  # of a PDF; a page has a few dozen
MAX_STREAM = 128 << 20  # bytes of one part of a PDF once unpacked
MAX_STREAMS = 512 << 20  # of all parts together
MAX_PAGE_SIDE = 14_400  # PDF units, the format's own limit

MEMORY = 600 << 20  # bytes of address space of the child
CPU_SECONDS = 10
WALL_SECONDS = 20.0


class Reason(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    UNREADABLE = "unreadable"
    TOO_MANY_PIXELS = "too_many_pixels"
    ANIMATED = "animated"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    TOO_MANY_PAGES = "too_many_pages"


# Each stands in "This file was not accepted: {reason}. Nothing was saved."
SENTENCES: dict[Reason, str] = {
    Reason.EMPTY: N_("it is empty"),
    Reason.TOO_LARGE: N_("it is larger than 10 MB"),
    Reason.UNKNOWN_KIND: N_("only images (PNG, JPEG, WebP) and PDF documents are taken in"),
    Reason.UNREADABLE: N_("it is damaged or could not be read"),
    Reason.TOO_MANY_PIXELS: N_("the image has more than 50 megapixels"),
    Reason.ANIMATED: N_("it is an animation, and only a still image is taken in"),
    Reason.ENCRYPTED: N_("the document is protected by a password"),
    Reason.ACTIVE: N_(
        "the document holds a program or a form; print it to a new PDF or take a picture of it"
    ),
    Reason.TOO_MANY_PAGES: N_("the document has more than 100 pages"),
}


class RefusedError(Exception):
    """Raised where a file is decoded; carries the reason and nothing of the file."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
