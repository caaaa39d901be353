"""The organisers' pages of recipients and key-holders."""

from collections.abc import Sequence

from bot.domain.sealing import HolderState
from bot.services.views import CaseView, HolderView, LaneView
from bot.text import fmt_list
from bot.ui import doors
from bot.ui.forms import Option
from bot.ui.layout import MOST_OPTIONS, Page, Press, Tone, danger, primary
from bot.ui.markup import plain
from bot.ui.speech import Speaker


def described_lane(speaker: Speaker, lane: LaneView) -> str:
    """One line on a recipient that members can choose."""
    holders = fmt_list([holder.name for holder in lane.able], speaker.language)
    line = speaker.tr("{kind}. Can be opened by: {holders}.", kind=lane.kind, holders=holders)
    return f"- **{plain(lane.name)}** · {line}"


def keys_page(speaker: Speaker, case: CaseView, lanes: Sequence[LaneView], note: str = "") -> Page:
    """List the recipients; with none, say what they are for."""
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note, f"### {_title(speaker)}")
    page.text(
        speaker.tr(
            "A recipient, such as a lawyer or an association, receives the files of the members who choose "
            "it. Only its key-holders can open what members seal; this server cannot. Each key-holder makes "
            "a key on their own machine and gives you its public half."
        )
    )
    shown = [lane for lane in lanes if not lane.closed]
    for lane in shown:
        page.text(f"**{plain(lane.name)}**\n{_lane_lines(speaker, lane)}")
    options = [Option(lane.id, lane.name, speaker.label(lane.kind)) for lane in shown]
    # Of a closed one only this is left to change: who may open what was sealed for it.
    left = [lane for lane in reversed(lanes) if lane.closed and len(lane.able) > 1]
    options += [
        Option(lane.id, lane.name, speaker.tr("closed")) for lane in left[: MOST_OPTIONS - len(options)]
    ]
    page.menu(doors.KEYS_SELECT.id(case.id), speaker.tr("Open a recipient"), options)
    return page.row(
        primary(speaker.tr("Add a recipient"), doors.KEYS_NEW.id(case.id)),
        Press(speaker.tr("Settings"), doors.CASE_SETTINGS.id(case.id)),
    )


def lane_page(speaker: Speaker, case: CaseView, lane: LaneView, note: str = "") -> Page:
    """Show one recipient with its key-holders and what can be done."""
    page = Page(Tone.DONE if note else Tone.PLAIN).text(
        note, f"### {plain(lane.name)}", _lane_lines(speaker, lane)
    )
    options = [Option(h.id, h.name, speaker.label(h.state)) for h in lane.holders]
    page.menu(doors.KEYS_HOLDER_SELECT.id(case.id, lane.id), speaker.tr("Open a key-holder"), options)
    if lane.closed:
        return page.row(Press(_title(speaker), doors.KEYS_PAGE.id(case.id)))
    return page.row(
        Press(speaker.tr("Add a key-holder"), doors.KEYS_ADD.id(case.id, lane.id)),
        _copies_press(speaker, case, lane) if lane.open else None,
        danger(speaker.tr("Close this recipient"), doors.KEYS_CLOSE.id(case.id, lane.id)),
        Press(_title(speaker), doors.KEYS_PAGE.id(case.id)),
    )


def holder_page(
    speaker: Speaker, case: CaseView, lane: LaneView, holder: HolderView, note: str = "", *, file: str = ""
) -> Page:
    """Show one key-holder, their key, and the next step; `file` is the name of one handed over with it."""
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note)
    if file:
        page.file(file)
    page.text(
        f"### {plain(holder.name)} · {plain(lane.name)}",
        f"{speaker.label(holder.state)}\n`{holder.public_key}`",
        "" if lane.closed else _next_step(speaker, lane, holder),
    )
    back = Press(speaker.tr("Back"), doors.KEYS_LANE.id(case.id, lane.id))
    if lane.closed:
        return page.row(danger(speaker.tr("Remove"), doors.KEYS_REMOVE.id(case.id, holder.id)), back)
    waits_for_copy = _waits_for_copy(lane, holder)
    at = (case.id, holder.id)
    challenge = Press(speaker.tr("New challenge"), doors.KEYS_CHALLENGE.id(*at))
    return page.row(
        primary(speaker.tr("Enter the answer"), doors.KEYS_ANSWER.id(*at))
        if holder.challenged_until
        else None,
        _copies_press(speaker, case, lane) if waits_for_copy else challenge,
        Press(speaker.tr("Hand in the copies"), doors.KEYS_ACCEPT.id(*at)) if waits_for_copy else None,
        danger(speaker.tr("Remove"), doors.KEYS_REMOVE.id(*at)),
        back,
    )


def _title(speaker: Speaker) -> str:
    return speaker.tr("Recipients and key-holders")


def _lane_lines(speaker: Speaker, lane: LaneView) -> str:
    chosen = speaker.trn("chosen by {n} member", "chosen by {n} members", lane.members or 0)
    if lane.closed:
        state = speaker.tr("closed")
    elif lane.open:
        state = speaker.tr("open")
    else:
        state = speaker.tr("not open yet: no key-holder has proved their key")
    lines = [f"{speaker.label(lane.kind)} · {state} · {chosen}"]
    lines += [f"- {plain(holder.name)} · {speaker.label(holder.state)}" for holder in lane.holders]
    if lane.warning_single:
        lines.append(
            speaker.tr(
                "⚠ Only one key-holder can open this recipient's files. If that key and its recovery sheet "
                "are lost, so is everything sealed. Add a second key-holder."
            )
        )
    return "\n".join(lines)


def _waits_for_copy(lane: LaneView, holder: HolderView) -> bool:
    """Whether the newcomer needs a copy from a present key-holder: members rely on those."""
    return holder.state is HolderState.NAMED and bool(lane.members) and lane.epoch not in holder.copies


def _next_step(speaker: Speaker, lane: LaneView, holder: HolderView) -> str:
    if _waits_for_copy(lane, holder):
        return speaker.tr(
            "Members have chosen this recipient already, so a present key-holder lets the newcomer in. Send "
            "the file of key copies to a present key-holder. They compare the key above with the newcomer, "
            "run `collectif desk share`, and send you the copies for the newcomer. Hand them in here."
        )
    if holder.state is HolderState.PROVED:
        return speaker.tr("Ask for a new challenge from time to time: it shows that the key is still there.")
    return speaker.tr(
        "Send the challenge file to the key-holder. They run `collectif desk prove` on their own machine "
        "and send you the answer. Enter it here."
    )


def _copies_press(speaker: Speaker, case: CaseView, lane: LaneView) -> Press:
    return Press(speaker.tr("Key copies for a newcomer"), doors.KEYS_COPIES.id(case.id, lane.id))
