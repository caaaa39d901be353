"""The organisers' pages of dossiers."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto

from bot.services.dossiers import LINK_LIFE, DossierView
from bot.services.views import CaseView, LaneView
from bot.text import fmt_list, fmt_number, pair
from bot.ui import doors
from bot.ui.forms import Option
from bot.ui.layout import Page, Press, Tone, danger, primary
from bot.ui.markup import Markdown, plain
from bot.ui.speech import Speaker

# A message holds 40 components.
_SHOWN, _OWED_SHOWN = 5, 3
# Where the operator finds the file, below the data folder.
_FOLDER = "dossiers"
# A neutral name: it lies in download folders and mailboxes.
TOLD = "notices.txt"


class Handing(Enum):
    """How a dossier leaves the server."""

    LINK = auto()  # the page is on
    DISK = auto()


def dossiers_page(
    speaker: Speaker,
    case: CaseView,
    lanes: Sequence[LaneView],
    dossiers: Sequence[DossierView],
    owing: Mapping[str, int],
    note: str = "",
) -> Page:
    """Say what a dossier is, offer to build one, list those that wait to be handed over."""
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note, f"### {speaker.tr('Dossiers')}")
    page.text(
        speaker.tr(
            "A dossier holds what the members who chose one recipient recorded and sealed: letters, tables, "
            "names, documents. It is encrypted to the recipient's key-holders before it is written; neither "
            "you nor this server can read the names in it. It never passes through Discord."
        )
    )
    able = [lane for lane in lanes if lane.able]
    page.text("\n".join(_lane_line(speaker, lane) for lane in able) or _nobody(speaker))
    waiting = [view for view in dossiers if view.waiting][-_SHOWN:]
    for view in reversed(waiting):
        page.section(_dossier_line(speaker, view), _press(speaker, case, view))
    for lane in [lane for lane in lanes if lane.id in owing][:_OWED_SHOWN]:
        press = Press(speaker.tr("As a text file"), doors.DOSSIER_TOLD.id(case.id, lane.id))
        page.section(_owed_line(speaker, lane, owing[lane.id]), press)
    gone = [view for view in dossiers if not view.waiting][-_SHOWN:]
    page.text("\n".join(_gone_line(speaker, view) for view in reversed(gone)))
    if len(able) > 1:
        options = [Option(lane.id, lane.name, speaker.label(lane.kind)) for lane in able]
        page.menu(doors.DOSSIER_SELECT.id(case.id), speaker.tr("Build a dossier for …"), options)
    return page.row(
        primary(speaker.tr("Build the dossier"), doors.DOSSIER_BUILD.id(case.id, able[0].id))
        if len(able) == 1
        else None,
        Press(speaker.tr("Recipients and key-holders"), doors.KEYS_PAGE.id(case.id)),
    )


def told_page(speaker: Speaker, case: CaseView, lane: LaneView, n: int) -> Page:
    """Give the file of notices, and say what becomes of them."""
    page = Page().text(f"### {plain(lane.name)}")
    page.text(
        speaker.trn("{n} notice for this recipient.", "{n} notices for this recipient.", n),
        speaker.tr(
            "References and dates only, no name: give the file to a key-holder. The next dossier tells them "
            "the same; the notices stay here until it was fetched or handed over."
        ),
    )
    return page.file(TOLD).row(Press(speaker.tr("Dossiers"), doors.DOSSIERS.id(case.id)))


def dossier_page(
    speaker: Speaker, case: CaseView, view: DossierView, server_key: str, handing: Handing, note: str = ""
) -> Page:
    """Show one dossier: what it is, how to tell it from another, and how to hand it over."""
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note, f"### {_title(speaker, view)}")
    facts = (
        speaker.trn("{n} member", "{n} members", view.members),
        speaker.tr("Size: {bytes} bytes", bytes=fmt_number(view.size, speaker.language)),
        f"SHA-256: `{view.sha256}`",
        _key_line(speaker, server_key),
    )
    page.text("\n".join(f"- {fact}" for fact in facts))
    page.text(_how(speaker, view, handing))
    return page.row(
        primary(speaker.tr("Make a link for the key-holder"), doors.DOSSIER_LINK.id(case.id, view.id))
        if handing is Handing.LINK
        else None,
        primary(speaker.tr("I handed it over: delete it here"), doors.DOSSIER_HANDED.id(case.id, view.id))
        if handing is Handing.DISK
        else None,
        danger(speaker.tr("Delete from the server"), doors.DOSSIER_DELETE.id(case.id, view.id)),
        Press(speaker.tr("Dossiers"), doors.DOSSIERS.id(case.id)),
    )


def link_page(speaker: Speaker, case: CaseView, view: DossierView, server_key: str, url: str) -> Page:
    """Show the link, once."""
    page = Page(Tone.CAUTION).text(f"### {_title(speaker, view)}", f"```\n{url}\n```")
    page.text(
        speaker.trn(
            "Copy this link and give it to a key-holder of {recipient}, not in a channel. It works once, "
            "within {n} day; an earlier link has stopped. After it was fetched, the file is deleted here.",
            "Copy this link and give it to a key-holder of {recipient}, not in a channel. It works once, "
            "within {n} days; an earlier link has stopped. After it was fetched, the file is deleted here.",
            LINK_LIFE.days,
            recipient=plain(view.recipient),
        ),
        speaker.tr("Read them the beginning of the SHA-256, so that they know it is yours: {digits}",
                   digits=Markdown(f"`{view.sha256[:16]}`")),
        _key_line(speaker, server_key),
    )  # fmt: skip
    return page.row(Press(speaker.tr("Dossiers"), doors.DOSSIERS.id(case.id)))


def _key_line(speaker: Speaker, server_key: str) -> str:
    """The key with which a desk checks who made a dossier; the key-holder must have it from a person."""
    return speaker.tr(
        "The server's public key, which the key-holder checks dossiers with: {key}",
        key=Markdown(f"`{server_key}`"),
    )


def _owed_line(speaker: Speaker, lane: LaneView, notices: int) -> str:
    waiting = speaker.trn(
        "{n} notice waits: a member erased, withdrew or corrected a file that this recipient had (art. 19 "
        "GDPR). The next dossier tells it.",
        "{n} notices wait: members erased, withdrew or corrected files that this recipient had (art. 19 "
        "GDPR). The next dossier tells them.",
        notices,
    )
    return f"**{plain(lane.name)}**\n{waiting}"


def _title(speaker: Speaker, view: DossierView) -> str:
    return speaker.tr(
        "Dossier no. {number} for {recipient}, {date}",
        number=view.number,
        recipient=view.recipient,
        date=speaker.day(view.created_at),
    )


def _lane_line(speaker: Speaker, lane: LaneView) -> str:
    holders = fmt_list([plain(holder.name) for holder in lane.able], speaker.language)
    chosen = speaker.trn("chosen by {n} member", "chosen by {n} members", lane.members or 0)
    opened = speaker.tr("can be opened by: {holders}", holders=Markdown(holders))
    return f"- **{plain(lane.name)}** · {chosen} · {opened}"


def _nobody(speaker: Speaker) -> str:
    return speaker.tr("There is no recipient with a key-holder who proved their key: add one first.")


def _dossier_line(speaker: Speaker, view: DossierView) -> str:
    return f"**{_title(speaker, view)}**\n{speaker.trn('{n} member', '{n} members', view.members)}"


def _press(speaker: Speaker, case: CaseView, view: DossierView) -> Press:
    return Press(speaker.tr("Hand over"), doors.DOSSIER.id(case.id, view.id))


def _gone_line(speaker: Speaker, view: DossierView) -> str:
    if view.fetched_at is not None:
        state = speaker.tr("fetched on {date}", date=speaker.day(view.fetched_at))
    else:
        state = speaker.tr("no longer here: deleted, too old, or a member in it took something back")
    return f"- {pair(_title(speaker, view), state, speaker.language)}"


def _how(speaker: Speaker, view: DossierView, handing: Handing) -> str:
    if handing is Handing.LINK:
        return speaker.tr(
            "Make a link and give it to a key-holder. They fetch the file with their browser and open it on "
            "their own machine with `collectif desk`."
        )
    path = Markdown(f"`{_FOLDER}/{view.file_name}`")
    return speaker.tr(
        "Ask the operator of the server for the file {path} of the data folder and give it to a key-holder, "
        "on a stick or by mail: only their key opens it. They open it on their own machine with `collectif "
        "desk`. Then press the button below: members see that it was handed over, and it is deleted here.",
        path=path,
    )
