"""Pages that scam contacts, damage and steps share: a list, one entry, a question before deleting."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.domain.errors import NotFoundError
from bot.domain.member import Harm, ScamContact, Step
from bot.services.views import CaseView
from bot.ui import doors
from bot.ui.doors import Door
from bot.ui.forms import Option
from bot.ui.layout import Page, Press, Tone, danger, primary
from bot.ui.speech import Speaker

# Entries a page; a menu holds 25, and fewer are easier to read.
PER_PAGE = 10

Entry = TypeVar("Entry", ScamContact, Harm, Step)


@dataclass(frozen=True)
class Listing:
    """What a list of entries says and where it leads."""

    title: str
    lead: str  # what belongs here
    add: Press
    list_door: Door
    select_door: Door


@dataclass(frozen=True)
class Row:
    """One entry in a list."""

    id: str
    title: str
    detail: str


def listing_page(
    speaker: Speaker, case: CaseView, ref: str, listing: Listing, rows: Sequence[Row], at: int, note: str = ""
) -> Page:
    """Draw one page of a list; a page number beyond the end shows the last page."""
    last = max(0, (len(rows) - 1) // PER_PAGE)
    at = min(at, last)
    shown = rows[at * PER_PAGE : (at + 1) * PER_PAGE]
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note, f"### {listing.title}", listing.lead)
    page.text("\n".join(f"- **{row.title}** · {row.detail}" for row in shown))
    options = [Option(row.id, row.title, row.detail) for row in shown]
    page.menu(listing.select_door.id(case.id, ref), speaker.tr("Correct or delete an entry"), options)
    return page.row(
        listing.add,
        Press(speaker.tr("Earlier entries"), listing.list_door.id(case.id, ref, str(at - 1))) if at else None,
        Press(speaker.tr("More entries"), listing.list_door.id(case.id, ref, str(at + 1)))
        if at < last
        else None,
        back(speaker, case, ref),
    )


def question(speaker: Speaker, text: str, yes: Press, no: str) -> Page:
    """Ask before something that cannot be undone."""
    return Page(Tone.CAUTION).text(text).row(yes, Press(speaker.tr("Cancel"), no))


def delete_question(speaker: Speaker, text: str, yes: str, no: str) -> Page:
    """Ask before deleting an entry."""
    asked = f"{text}\n{speaker.tr('Delete this entry? It cannot be brought back.')}"
    return question(speaker, asked, danger(speaker.tr("Delete"), yes), no)


def back(speaker: Speaker, case: CaseView, ref: str) -> Press:
    """The button back to the hub."""
    return Press(speaker.tr("Back to my file"), doors.ME.id(case.id, ref))


def add(label: str, custom_id: str) -> Press:
    """The button that adds an entry."""
    return primary(label, custom_id)


def entry(entries: Sequence[Entry], entry_id: str) -> Entry:
    """Return the entry with this id; raises NotFoundError."""
    for found in entries:
        if found.id == entry_id:
            return found
    raise NotFoundError
