"""The files of the group as the server made them: each by name, with its pages, size and fingerprint."""

import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bot.letters.printed import Printed, print_document

_PDF = ".pdf"
MEGABYTE = 1_000_000
# No limit of an authority's form could be verified, so these only sort the files: what a form usually takes,
# what may have to go alone, and what is better announced before it is sent.
LIGHT, MEDIUM = 2 * MEGABYTE, 10 * MEGABYTE


class Part(StrEnum):
    """What a file is for."""

    LETTER = "letter"
    VOLUME = "volume"
    SHEET = "sheet"
    EDITABLE = "editable"
    COPY = "copy"
    TWIN = "twin"


# What goes to the authority; volumes travel inside their letter's file.
FILED = frozenset({Part.LETTER, Part.SHEET})


class SizeClass(StrEnum):
    """How a file can be expected to travel."""

    LIGHT = "light"
    MEDIUM = "medium"
    HEAVY = "heavy"


@dataclass(frozen=True)
class Made:
    """A file as it was made, or what it is printed from each time; never in a message."""

    name: str
    part: Part
    data: bytes | Printed = field(repr=False)


@dataclass(frozen=True)
class BundleFile:
    """One file of a bundle; `pages` is 0 where it has none, `size` is in bytes."""

    name: str
    part: Part
    pages: int
    size: int
    sha256: str

    @property
    def size_class(self) -> SizeClass:
        """The class of its size."""
        return size_class(self.size)

    @property
    def form(self) -> str:
        """The format, as people call it."""
        return self.name.rpartition(".")[2].upper()


@dataclass(frozen=True)
class Bundle:
    """What a guide for organisers says of one letter.

    `number` is its version, `day` the day that the filing counts from. `subject` is the letter's first line;
    `short` and `full` are the names of the texts to paste, each with how many characters it has.
    """

    mode: str
    n: int
    number: int
    language: str
    subject: str
    day: date
    files: tuple[BundleFile, ...] = ()
    frozen: bool = False
    printed: bool = False
    recorded: bool = False
    short: str = ""
    short_characters: int = 0
    full: str = ""
    full_characters: int = 0
    record: str = ""  # what the buttons are called where the guide is read
    print: str = ""

    @property
    def letter(self) -> BundleFile:
        """The letter itself."""
        return next(f for f in self.files if f.part is Part.LETTER)

    @property
    def filed(self) -> tuple[BundleFile, ...]:
        """What goes to the authority."""
        return tuple(f for f in self.files if f.part in FILED)

    @property
    def size_class(self) -> SizeClass:
        """The class of the heaviest file that goes to the authority."""
        return size_class(max(f.size for f in self.filed))


def size_class(size: int) -> SizeClass:
    """The class of a size in bytes."""
    if size <= LIGHT:
        return SizeClass.LIGHT
    return SizeClass.MEDIUM if size <= MEDIUM else SizeClass.HEAVY


def measured(files: Iterable[Made]) -> tuple[BundleFile, ...]:
    """Measure the files, and after each letter the volumes that travel inside it."""
    return tuple(found for made in files for found in _measured(made))


def _measured(made: Made) -> Iterator[BundleFile]:
    data = print_document(made.data) if isinstance(made.data, Printed) else made.data
    if not made.name.endswith(_PDF):
        yield _file(made, data, 0)
        return
    from pikepdf import Pdf  # the bot names these functions, a child runs them

    with Pdf.open(io.BytesIO(data)) as document:
        yield _file(made, data, len(document.pages))
        for name in sorted(document.attachments):
            held = document.attachments[name].get_file().read_bytes()
            if name.endswith(_PDF):
                yield from _measured(Made(name, Part.VOLUME, held))


def _file(made: Made, data: bytes, pages: int) -> BundleFile:
    return BundleFile(made.name, made.part, pages, len(data), hashlib.sha256(data).hexdigest())
