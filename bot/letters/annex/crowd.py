"""The annex of a working letter of very many members: by reference, in volumes that the letter lists."""

from collections.abc import Iterator
from dataclasses import replace

from bot.letters.annex import volumes
from bot.letters.annex.members import jobs, listed, table
from bot.letters.annex.volume import Column
from bot.letters.annex.volumes import Drawn
from bot.letters.compose import Composed
from bot.letters.crowd import Crowd
from bot.letters.requests import CollectiveRequest
from bot.letters.wording import Folder, load_phrases
from bot.letters.words import Words
from bot.text import tr


def in_volumes(
    request: CollectiveRequest, crowd: Crowd, composed: Composed, wording: Folder
) -> tuple[Composed, tuple[Drawn, ...]]:
    """Draw the members; returns the letter with the list of the volumes under its annex, and the volumes."""
    words = Words(load_phrases(wording, request.language))
    # One by one: this is a child process already, and the bot's.
    work = jobs(request, composed, _columns(words), _rows(request, crowd, words))
    drawn = tuple(map(volumes.draw_one, work))
    blocks = tuple(listed(composed, table(words, drawn)))
    return replace(composed, letter=replace(composed.letter, blocks=blocks)), drawn


def _columns(words: Words) -> tuple[Column, ...]:
    label, language = words.phrases.text, words.language
    return (
        Column(label("exhibits", "number"), 6),
        Column(tr("Reference", language), 8),
        Column(tr("Country of residence", language), 14, repeated=True),
        Column(tr("Incidents", language), 30, repeated=True),
        Column(label("annex", "categories"), 42, repeated=True),
    )


def _rows(request: CollectiveRequest, crowd: Crowd, words: Words) -> Iterator[tuple[str, ...]]:
    titles = {i.id: request.pack.say(i.title, request.language) for i in request.pack.incidents}
    for number, row in enumerate(crowd.listed(), 1):
        yield (
            str(number),
            row.ref,
            words.country(row.residence),
            " ; ".join(titles[i] for i in row.incidents),
            ", ".join(map(words.label, row.categories)),
        )
