"""The member's own page: what is recorded, what is missing, and a button for each."""

from collections.abc import Sequence

from bot.domain.codes import Answer, Capacity, CaseStatus, MemberStatus
from bot.domain.member import MemberFile
from bot.domain.pack import Incident
from bot.domain.routing import authority_for
from bot.services import due_words, reminder_words
from bot.services.act_words import told
from bot.services.gaps import gaps
from bot.services.views import OPENED, CaseView, Gap, Standing
from bot.text import fmt_list, pair
from bot.ui import doors
from bot.ui.choosing import reference, switcher
from bot.ui.context import NONE, Context, own
from bot.ui.forms import MOST_OPTIONS, Option
from bot.ui.layout import Page, Press, Tone, danger, primary
from bot.ui.markup import plain
from bot.ui.speech import Speaker

# More incidents than this go into a menu: a message holds 40 components.
MOST_SECTIONS = 2
MOST_GAPS = 5
MOST_ACTS = 4


async def hub(ctx: Context, case: CaseView, ref: str, note: str = "") -> Page:
    """Return the hub of one of the caller's own members, read anew; `note` says what just happened."""
    members = await ctx.services.enrol.members(ctx.actor, case.id)
    return await hub_of(ctx, case, members, own(members, ref), note)


async def hub_of(
    ctx: Context, case: CaseView, members: Sequence[MemberFile], member: MemberFile, note: str = ""
) -> Page:
    """Return the hub of one of the caller's own members, just read."""
    home = await ctx.services.home.look(ctx.actor, case.id, member)
    acts = told(ctx, home.acts)
    gone = member.status is MemberStatus.WITHDRAWN
    due = due_words.warned(ctx, home.due, withdrawn=gone)
    page = ctx.services.page.on
    drawn = hub_page(ctx, case, members, member, home.standing, note, page=page, acts=acts, due=due)
    if home.waiting and not gone:
        at = doors.REMINDERS.id(case.id, member.ref)
        drawn.section(ctx.tr(reminder_words.WAITING), Press(ctx.tr(reminder_words.TITLE), at))
    return drawn


def hub_page(
    speaker: Speaker,
    case: CaseView,
    members: Sequence[MemberFile],
    member: MemberFile,
    standing: Standing,
    note: str = "",
    *,
    page: bool = False,
    acts: Sequence[str] = (),
    due: Sequence[str] = (),
) -> Page:
    """Draw the hub; `page`: whether there is one, `acts`: what organisers do, `due`: what is deleted."""
    told_acts = _acts(speaker, acts)
    note = "\n".join(line for line in (note, *due) if line)
    if member.status is MemberStatus.WITHDRAWN:
        drawn = _withdrawn(speaker, case, member, note).text(told_acts, opened_line(speaker, standing))
    elif case.minimal:
        drawn = _status(speaker, case, member, note).text(told_acts, opened_line(speaker, standing))
    else:
        drawn = _active(speaker, case, member, standing, note, page=page, acts=told_acts)
    if len(members) > 1:
        drawn.menu(*switcher(speaker, case, members, "me"))
    return drawn


def summary(speaker: Speaker, case: CaseView, member: MemberFile, incident: Incident) -> str:
    """Say in one line how an incident concerns the member."""
    found = member.involvement(incident.id)
    if found is None:
        return speaker.tr("Not answered yet.")
    if found.concerned is not Answer.YES:
        no = found.concerned is Answer.NO
        return (
            speaker.tr("Does not concern me.") if no else speaker.tr("I don't know whether it concerns me.")
        )
    parts = [speaker.tr("Concerns me")]
    if found.organisation:
        parts.append(speaker.organisation(case.pack, found.organisation))
    leaked = len(member.leaked(incident.id))
    if leaked:
        parts.append(speaker.trn("{n} kind of data leaked", "{n} kinds of data leaked", leaked))
    return " · ".join(parts)


def next_door(case: CaseView, member: MemberFile) -> str:
    """Return where the first thing missing is answered; the hub when nothing is."""
    gap = next(iter(gaps(case, member)), None)
    if gap is None:
        return doors.ME.id(case.id, member.ref)
    if gap.incident is None:
        routing = doors.PLACES.id(case.id, member.ref, NONE)
        return routing if gap.code == "routing" else doors.CONSENTS.id(case.id, member.ref)
    at = (case.id, member.ref, gap.incident)
    if gap.code == "categories":
        return doors.LEAKED.id(*at)
    # More organisations than a form's menu holds are offered on the page.
    on_page = gap.code == "involvement" or len(case.pack.choices(gap.incident)) > MOST_OPTIONS
    return (doors.INCIDENT_PAGE if on_page else doors.INCIDENT_YES).id(*at)


def _withdrawn(speaker: Speaker, case: CaseView, member: MemberFile, note: str) -> Page:
    page = Page(Tone.CAUTION).text(note, _heading(speaker, case, member))
    page.text(due_words.left(speaker))
    open_case = case.status is CaseStatus.OPEN
    own = member.capacity is Capacity.SELF
    back = doors.JOIN.id(case.id, NONE, NONE) if own else doors.COME_BACK.id(case.id, member.ref)
    return page.row(
        primary(speaker.tr("Come back"), back) if open_case else None,
        danger(speaker.tr("Erase"), doors.ERASE.id(case.id, member.ref)),
        Press(speaker.tr("Privacy"), doors.PRIVACY.id(case.id, member.ref)),
    )


def _status(speaker: Speaker, case: CaseView, member: MemberFile, note: str) -> Page:
    """Where chat carries only the way to the page: how far the file is, and no code of it."""
    page = Page(Tone.DONE if note else Tone.PLAIN).text(note, _heading(speaker, case, member))
    missing = len(gaps(case, member))
    if case.status is CaseStatus.CLOSED:
        page.text(speaker.tr("This case is closed: it takes no more entries."))
    elif missing:
        page.text(
            speaker.trn("{n} answer is still missing.", "{n} answers are still missing.", missing),
            speaker.tr("You give them on your own page, not in chat."),
        )
    else:
        page.text(speaker.tr("Nothing essential is missing. Your letters are ready on your page."))
    return page.row(
        primary(speaker.tr("My page"), doors.OWN_PAGE.id(case.id)),
        Press(speaker.tr("Receipt code"), doors.RECEIPT.id(case.id)),
        Press(speaker.tr("Language"), doors.LANGUAGES.id(case.id)),
        Press(speaker.tr("Privacy, leave, erase"), doors.PRIVACY.id(case.id, member.ref)),
    )


def _active(
    speaker: Speaker,
    case: CaseView,
    member: MemberFile,
    standing: Standing,
    note: str,
    *,
    page: bool,
    acts: str,
) -> Page:
    drawn = Page(Tone.DONE if note else Tone.PLAIN)
    drawn.text(note, _heading(speaker, case, member), _routing(speaker, case, member))
    if case.status is CaseStatus.CLOSED:
        drawn.text(speaker.tr("This case is closed: it takes no more entries."))
    else:
        _missing(drawn, speaker, case, member)
    _incidents(drawn, speaker, case, member)
    _entries(drawn, speaker, case, member)
    _recipient(drawn, speaker, case, member, standing)
    drawn.text(acts)
    return _buttons(drawn, speaker, case, member, to_page=page)


def _acts(speaker: Speaker, lines: Sequence[str]) -> str:
    """What organisers did lately or want to do, which concerns everybody whose file is here."""
    if not lines:
        return ""
    shown = [f"- {line}" for line in lines[:MOST_ACTS]]
    rest = len(lines) - MOST_ACTS
    more = [speaker.trn("and {n} more", "and {n} more", rest)] if rest > 0 else []
    return "\n".join([f"**{speaker.tr('What the organisers decide')}**", *shown, *more])


def _heading(speaker: Speaker, case: CaseView, member: MemberFile) -> str:
    title = plain(case.title(speaker.language))
    return f"### {title}\n{reference(member.ref)} · {speaker.label(member.capacity)}"


def _routing(speaker: Speaker, case: CaseView, member: MemberFile) -> str:
    authority = authority_for(case.pack, member.residence, member.work)
    if authority is None:
        return ""
    return speaker.tr("Your authority: {authority}", authority=authority.short_name)


def _missing(page: Page, speaker: Speaker, case: CaseView, member: MemberFile) -> None:
    missing = gaps(case, member)
    if not missing:
        page.text(speaker.tr("Nothing essential is missing. You can make your letters now."))
        return
    lines = [f"- {_gap(speaker, case, gap)}" for gap in missing[:MOST_GAPS]]
    text = "\n".join([f"**{speaker.tr('Still missing')}**", *lines])
    page.section(text, primary(speaker.tr("Go on"), doors.NEXT.id(case.id, member.ref)))


def _gap(speaker: Speaker, case: CaseView, gap: Gap) -> str:
    sentence = speaker.tr(gap.text)
    if gap.incident is None or len(case.pack.incidents) == 1:
        return sentence
    title = plain(case.pack.say(case.pack.incident(gap.incident).title, speaker.language))
    return pair(title, sentence, speaker.language)


def _incidents(page: Page, speaker: Speaker, case: CaseView, member: MemberFile) -> None:
    incidents = case.pack.incidents
    if len(incidents) > MOST_SECTIONS:
        options = [
            Option(i.id, case.pack.say(i.title, speaker.language), summary(speaker, case, member, i))
            for i in incidents
        ]
        page.menu(doors.INCIDENT_SELECT.id(case.id, member.ref), speaker.tr("Open an incident"), options)
        return
    for incident in incidents:
        title = plain(case.pack.say(incident.title, speaker.language))
        press = Press(speaker.tr("Open"), doors.INCIDENT_PAGE.id(case.id, member.ref, incident.id))
        page.section(f"**{title}**\n{summary(speaker, case, member, incident)}", press)


def _entries(page: Page, speaker: Speaker, case: CaseView, member: MemberFile) -> None:
    listed = (
        (doors.SCAMS, speaker.tr("Suspicious contacts"), len(member.scams)),
        (doors.HARMS, speaker.tr("Consequences for me"), len(member.harms)),
        (doors.STEPS, speaker.tr("Steps I have taken"), len(member.steps)),
    )
    for door, title, n in listed:
        count = speaker.trn("{n} entry", "{n} entries", n) if n else speaker.tr("Nothing recorded yet.")
        press = Press(speaker.tr("Open"), door.id(case.id, member.ref, "0"))
        page.section(f"**{title}**\n{count}", press)


def _recipient(page: Page, speaker: Speaker, case: CaseView, member: MemberFile, standing: Standing) -> None:
    """Say whom the sealed file goes to, where there is or was somebody to choose."""
    if not standing.offered and standing.chosen is None:
        page.text(opened_line(speaker, standing))
        return
    told = "\n".join(filter(None, [recipient_line(speaker, standing), opened_line(speaker, standing)]))
    text = f"**{speaker.tr('Whom my file goes to')}**\n{told}"
    label = speaker.tr("Choose") if standing.chosen is None else speaker.tr("Change")
    page.section(text, Press(label, doors.RECIPIENTS.id(case.id, member.ref)))


def recipient_line(speaker: Speaker, standing: Standing) -> str:
    """Say in one line whom the member chose and who can open it."""
    chosen = standing.chosen
    if chosen is None:
        return speaker.tr("Nobody: you have not chosen a recipient.")
    if not chosen.open:
        return speaker.tr("{recipient} takes nothing more: choose another recipient.", recipient=chosen.name)
    holders = fmt_list([holder.name for holder in chosen.able], speaker.language)
    return speaker.tr("{recipient}. Can be opened by: {holders}.", recipient=chosen.name, holders=holders)


def opened_line(speaker: Speaker, standing: Standing) -> str:
    """Say how often the member's file was put into a dossier and handed over; nothing when it never was."""
    if not standing.built:
        return ""
    return speaker.tr(OPENED, built=standing.built, fetched=standing.fetched)


def _buttons(page: Page, speaker: Speaker, case: CaseView, member: MemberFile, *, to_page: bool) -> Page:
    open_case = case.status is CaseStatus.OPEN
    return page.row(
        primary(speaker.tr("My letters"), doors.LETTERS.id(case.id, member.ref)),
        primary(speaker.tr("My page"), doors.OWN_PAGE.id(case.id)) if to_page else None,
        Press(speaker.tr("What is there, what is missing"), doors.ROUTES.id(case.id, member.ref)),
        Press(speaker.tr("The group's letters"), doors.GROUP.id(case.id, member.ref)),
        Press(speaker.tr("Countries"), doors.PLACES.id(case.id, member.ref, NONE)),
        Press(speaker.tr("Consents"), doors.CONSENTS.id(case.id, member.ref)),
        Press(speaker.tr("Receipt code"), doors.RECEIPT.id(case.id)),
        Press(speaker.tr("Language"), doors.LANGUAGES.id(case.id)),
        Press(speaker.tr("Add a dependant"), doors.JOIN.id(case.id, NONE, NONE)) if open_case else None,
        Press(speaker.tr("Privacy, leave, erase"), doors.PRIVACY.id(case.id, member.ref)),
    )
