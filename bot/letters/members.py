"""Members in letters: the view of one member for their own letters, the annex for the group's."""

from collections.abc import Iterable, Iterator

from bot.domain.codes import Answer, Capacity, HarmHead, LeakCategory, Proof
from bot.domain.marks import N_
from bot.domain.member import Exposure, Harm, Involvement, MemberFile, ScamContact
from bot.letters.context import Views
from bot.letters.model import Exhibit, MemberEntry, MembersAnnex
from bot.letters.views import HarmView, IncidentView, InvolvementView, MemberView, ScamView
from bot.letters.words import Words
from bot.text import tr

MANY = N_(
    "The members are too many to be set out one by one: they are listed by reference in volumes, which are "
    "attached to the file of the letter."
)


def member_view(views: Views, member: MemberFile) -> MemberView:
    """The member whose own letter it is."""
    involved = [(i, inv) for i in views.incidents if (inv := member.involvement(i.id))]
    return MemberView(
        ref=member.ref,
        capacity=member.capacity,
        represented=member.capacity is not Capacity.SELF,
        named=views.matter.party is not None,
        residence=member.residence,
        work=member.work,
        incidents=tuple(_involvement(views, member, i, inv) for i, inv in involved),
        scams=tuple(_scam(s) for s in sorted(member.scams, key=lambda s: (s.happened_on, s.id))),
        harms=tuple(_harm(views.words, h) for h in sorted(member.harms, key=_harm_order)),
        steps=views.steps.items,
    )


def _harm_order(harm: Harm) -> tuple[int, str]:
    return list(HarmHead).index(harm.head), harm.id


def _involvement(
    views: Views, member: MemberFile, incident: IncidentView, found: Involvement
) -> InvolvementView:
    exposures = [e for e in member.exposures if e.incident == incident.id]
    pack = views.matter.pack
    known = found.organisation in {o.id for o in pack.organisations}
    organisation = views.organisation(pack.organisation(found.organisation or "")) if known else None
    return InvolvementView(
        incident=incident,
        organisation=organisation,
        learned_how=found.learned_how,
        learned_on=found.learned_on,
        notice=found.notice,
        notice_on=found.notice_on,
        notice_cite=_notice(views.words, found, organisation.name if organisation else None),
        yes=_answered(exposures, Answer.YES),
        no=_answered(exposures, Answer.NO),
        unknown=_answered(exposures, Answer.UNKNOWN),
        known_by={e.category: e.known_by for e in exposures if e.known_by and e.answer is Answer.YES},
    )


def _answered(exposures: list[Exposure], answer: Answer) -> tuple[LeakCategory, ...]:
    found = {e.category for e in exposures if e.answer is answer}
    return tuple(c for c in LeakCategory if c in found)


def _notice(words: Words, found: Involvement, organisation: str | None) -> Exhibit | None:
    if found.notice is not Answer.YES:
        return None
    form = "notice_dated" if found.notice_on else "notice"
    title = words.fill(
        words.phrases.text("exhibits", form),
        organisation=organisation or words.phrases.text("exhibits", "the_organisation"),
        date=found.notice_on or "",
    )
    own = words.phrases.text("exhibits", "own")
    return Exhibit(key=f"notice:{found.incident}", title=title, details=own, private=True)


def _scam(scam: ScamContact) -> ScamView:
    return ScamView(
        channel=scam.channel,
        pretext=scam.pretext,
        on=scam.happened_on,
        knew=tuple(sorted(scam.knew, key=list(LeakCategory).index)),
        asked_for=tuple(sorted(scam.asked_for)),
        outcome=scam.outcome,
        loss_cents=scam.loss_cents,
        reported_to=tuple(sorted(scam.reported_to)),
    )


def _harm(words: Words, harm: Harm) -> HarmView:
    exhibit = None
    if harm.proof is Proof.DOCUMENT:
        title = words.fill(words.phrases.text("exhibits", "harm"), head=harm.head)
        own = words.phrases.text("exhibits", "own")
        exhibit = Exhibit(key=f"harm:{harm.id}", title=title, details=own, private=True)
    return HarmView(harm.head, harm.amount_cents, harm.minutes, harm.since, harm.proof, exhibit)


def annex(views: Views) -> MembersAnnex:
    """Annex 1: every member by reference, sorted, each with their own facts; of very many, where they are."""
    words = views.words
    mode = "alert" if views.matter.mode == "alert" else "complaint"
    crowd = views.matter.crowd
    return MembersAnnex(
        heading=words.phrases.text("annex", mode, "heading"),
        intro=tr(MANY, words.language) if crowd else words.phrases.text("annex", mode, "intro"),
        refs=crowd.refs if crowd else "",
        members=tuple(
            MemberEntry(m.ref, _summary(words, m), tuple(_facts(views, m)))
            for m in sorted(views.matter.members, key=lambda m: m.ref)
        ),
    )


def _joined(words: Words, parts: Iterable[str]) -> str:
    return words.phrases.text("annex", "separator").join(parts)


def _summary(words: Words, member: MemberFile) -> str:
    form = words.phrases
    parts = [words.fill(form.text("annex", "residence"), country=words.country(member.residence))]
    if member.work:
        parts.append(words.fill(form.text("annex", "work"), country=words.country(member.work)))
    if member.capacity is not Capacity.SELF:
        parts.append(words.fill(form.text("annex", "capacity"), capacity=member.capacity))
    return " · ".join(parts)


def _facts(views: Views, member: MemberFile) -> Iterator[tuple[str, str]]:
    words, phrases = views.words, views.words.phrases
    for own in member_view(views, member).incidents:
        if member.concerned_by(own.incident.id):
            yield own.incident.title, _incident(words, own)
            if own.yes:
                yield phrases.text("annex", "categories"), _joined(words, map(words.label, own.yes))
    if member.scams:
        yield phrases.text("annex", "scams"), _scams(words, member)
    if member.harms:
        yield (
            phrases.text("annex", "harms"),
            _joined(words, (_harm_line(words, h) for h in sorted(member.harms, key=_harm_order))),
        )
    if member.steps:
        yield phrases.text("annex", "steps"), _joined(words, _step_lines(views, member))


def _incident(words: Words, own: InvolvementView) -> str:
    phrases = words.phrases
    organisation = (
        own.organisation.name if own.organisation else phrases.text("annex", "unknown_organisation")
    )
    parts = [words.fill(phrases.text("annex", "organisation"), organisation=organisation)]
    if own.learned_on or own.learned_how:
        known = [words.date(own.learned_on)] if own.learned_on else []
        known += [words.label(own.learned_how)] if own.learned_how else []
        parts.append(words.fill(phrases.text("annex", "learned"), how=", ".join(known)))
    answer = phrases.text("answer", own.notice)
    if own.notice is Answer.YES and own.notice_on:
        answer = f"{answer}, {words.date(own.notice_on)}"
    parts.append(words.fill(phrases.text("annex", "notice"), answer=answer))
    return _joined(words, parts)


def _scams(words: Words, member: MemberFile) -> str:
    days = [s.happened_on for s in member.scams]
    loss = sum(s.loss_cents or 0 for s in member.scams)
    one, many = words.phrases.lines("annex", "scam_count")
    number = words.fill(words.plural(len(days), one, many), n=len(days))
    parts = [number, words.period(min(days), max(days)) or ""]
    if loss:
        parts.append(words.fill(words.phrases.text("annex", "loss"), amount=words.money(loss)))
    return _joined(words, parts)


def _harm_line(words: Words, harm: Harm) -> str:
    parts = [words.label(harm.head)]
    parts += [words.money(harm.amount_cents)] if harm.amount_cents else []
    parts += [words.hours(harm.minutes)] if harm.minutes else []
    return " – ".join(parts)


def _step_lines(views: Views, member: MemberFile) -> Iterator[str]:
    words = views.words
    for step in sorted(member.steps, key=lambda s: (s.sent_on, s.id)):
        view = views.step(step)
        kind = words.label(view.kind) + (f" ({view.organisation})" if view.organisation else "")
        outcome = words.label(view.outcome)
        if view.answered_on:
            outcome = f"{outcome}, {words.date(view.answered_on)}"
        yield f"{kind}, {words.date(view.sent_on)} – {outcome}"
