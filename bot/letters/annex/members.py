"""The annex of a large collective letter: its members by name in volumes, which the letter lists."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from bot.domain.codes import Edition, LeakCategory, LetterKind
from bot.domain.marks import N_
from bot.domain.member import MemberFile
from bot.letters import make
from bot.letters.annex import MOST_SET, volumes
from bot.letters.annex.volume import Column, Volume
from bot.letters.annex.volumes import Drawn, Job
from bot.letters.compose import Composed
from bot.letters.editions import leaked_of
from bot.letters.model import Block, MembersAnnex, Table
from bot.letters.model import Column as TableColumn
from bot.letters.named import Names, make_named_collective
from bot.letters.requests import CollectiveRequest, NamedParty, Rendered
from bot.letters.wording import WORDING, load_phrases
from bot.letters.words import Words
from bot.text import tr

IN_LETTER = MOST_SET  # members that the annex of the letter itself holds, each with all they recorded
_INTRO = N_(
    "The persons stand by name in volumes of their own, which go with this letter and are listed here with "
    "their fingerprints. What each of them declared in full is on the sheets and in the tables."
)


@dataclass(frozen=True)
class Named:
    """A collective letter with names, and the volumes of its annex where it has any."""

    letter: Rendered
    volumes: tuple[Drawn, ...] = ()


def volume_names(request: CollectiveRequest) -> list[str]:
    """The file names of the volumes that the letter's annex will have; none where it holds all members."""
    return [] if len(request.members) <= IN_LETTER else _names(request)


def _names(request: CollectiveRequest) -> list[str]:
    numbers = range(1, volumes.count(request.n) + 1)
    return [f"{make.collective_name(request)}-annex-{number:02d}.pdf" for number in numbers]


def make_named(request: CollectiveRequest, names: Names, wording: Path = WORDING) -> Named:
    """Make the letter with names and the volumes of its annex; raises what `make_collective` raises."""
    if len(request.members) <= IN_LETTER:
        return Named(make_named_collective(request, names, wording))
    composed = make.compose_collective(request, wording)
    words = Words(load_phrases(wording, request.language))
    rows = _rows(request, names, words)
    drawn = tuple(volumes.draw_all(jobs(request, composed, _columns(words), rows)))
    blocks = tuple(listed(composed, table(words, drawn), tr(_INTRO, words.language)))
    letter = make.as_pdf(
        replace(composed, letter=replace(composed.letter, blocks=blocks)),
        LetterKind.COLLECTIVE_COMPLAINT,
        name=f"{make.collective_name(request)}-named",
        edition=Edition.NAMED,
        mode=request.mode,
        authority=request.authority,
        editable=True,
    )
    return Named(letter, drawn)


def jobs(
    request: CollectiveRequest,
    composed: Composed,
    columns: tuple[Column, ...],
    rows: Iterator[tuple[str, ...]],
) -> Iterator[Job]:
    """The volumes of the letter's annex, each with its rows; they are taken when it is asked for."""
    footer = composed.letter.footer
    heading = next(b.heading for b in composed.letter.blocks if isinstance(b, MembersAnnex))
    files = _names(request)
    for number, filename in enumerate(files, 1):
        volume = Volume(
            title=f"{heading} – {number}/{len(files)}",
            language=request.language,
            day=request.today,
            columns=columns,
            page=footer.page,
            reference=footer.reference,
            remark=f"{footer.template} · {footer.remark}",
            mark=footer.mark,
        )
        yield volumes.job(filename, volume, islice(rows, volumes.ROWS))


def _columns(words: Words) -> tuple[Column, ...]:
    label, language = words.phrases.text, words.language
    return (
        Column(label("exhibits", "number"), 5),
        Column(tr("Reference", language), 7),
        Column(label("field", "full_name", "label"), 25),
        Column(label("field", "address", "label"), 30),
        Column(tr("Incidents", language), 16, repeated=True),
        Column(label("annex", "categories"), 24, repeated=True),
    )


def _rows(request: CollectiveRequest, names: Names, words: Words) -> Iterator[tuple[str, ...]]:
    """One row a member, by name; who sealed none comes last, by reference."""
    titles = {i.id: request.pack.say(i.title, request.language) for i in request.pack.incidents}

    def order(member: MemberFile) -> tuple[bool, str, str]:
        party = names.get(member.ref)
        return party is None, party.full_name.casefold() if party else "", member.ref

    for number, member in enumerate(sorted(request.members, key=order), 1):
        concerned = [title for key, title in titles.items() if member.concerned_by(key)]
        leaked = leaked_of(member)
        yield (
            str(number),
            member.ref,
            *_particulars(names.get(member.ref), words),
            " ; ".join(concerned),
            ", ".join(words.label(category) for category in LeakCategory if category in leaked),
        )


def _particulars(party: NamedParty | None, words: Words) -> tuple[str, str]:
    if party is None:
        return words.blank, ""
    name = party.full_name
    if party.guardian:
        name = f"{name} ({words.phrases.text('field', 'representative', 'label')} : {party.guardian})"
    return name, ", ".join(party.address) or words.blank


def listed(composed: Composed, volumes_: Table, intro: str = "") -> Iterator[Block]:
    """The letter's blocks, with the list of volumes in the place of the members, and what introduces it."""
    for block in composed.letter.blocks:
        if isinstance(block, MembersAnnex):
            yield replace(block, intro=intro or block.intro, members=())
            yield volumes_
        else:
            yield block


def table(words: Words, drawn: tuple[Drawn, ...]) -> Table:
    """The list of volumes with their fingerprints."""
    language = words.language
    columns = (
        TableColumn(tr("Volume", language), 36),
        TableColumn(tr("Numbers", language), 14),
        TableColumn(tr("Pages", language), 9, "right"),
        TableColumn("SHA-256", 41),
    )
    rows = tuple(
        (
            volume.filename,
            f"{volume.first[0]}–{volume.last[0]}",
            words.num(volume.pages),
            f"{volume.sha256[:32]} {volume.sha256[32:]}",
        )
        for volume in drawn
    )
    return Table("", columns, rows)
