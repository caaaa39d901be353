"""What people want, done as they would do it: one function a wish, by the real commands, buttons and forms.

Every function returns what the person saw last. Keys and values are those of the forms (`bot.ui.doors`).
"""

from collections.abc import Mapping
from typing import Any

from bot.demo.people import NothingLikeThatError, Person, Seen

Entry = Mapping[str, Any]


async def open_case(person: Person, code: str, pack: str, controller: Entry) -> Seen:
    """Redeem an organiser code and open a case; `controller` has name, contact and mode."""
    form = await person.command("case create")
    return await person.fill(form, {"code": code, "pack": [pack], **controller})


def case_of(seen: Seen) -> str:
    """The id of the case that a page speaks of.

    Raises:
        NothingLikeThatError: nothing on the page belongs to a case.
    """
    for control in seen.controls:
        if control.args and len(control.args[0]) == 26:
            return control.args[0]
    raise NothingLikeThatError(f"no case on this page: {seen.text[:300]}")


def ref_of(seen: Seen) -> str:
    """The reference of the member that a page speaks of, such as P-7KQ4M.

    Raises:
        NothingLikeThatError: nothing on the page belongs to a member.
    """
    for control in seen.controls:
        for argument in control.args:
            if argument.startswith("P-"):
                return argument
    raise NothingLikeThatError(f"no member on this page: {seen.text[:300]}")


def lane_of(seen: Seen) -> str:
    """The id of the recipient that an organiser's page speaks of.

    Raises:
        NothingLikeThatError: no recipient on the page.
    """
    for control in seen.controls:
        if control.action in ("keys.add", "keys.lane"):
            return control.args[1]
    raise NothingLikeThatError(f"no recipient on this page: {seen.text[:300]}")


async def join(person: Person, panel: Seen, answers: Entry, *, capacity: str = "self") -> Seen:
    """Press Join on the panel (or on a page) and register; ends on the new member's page."""
    page = await person.press(panel, "join")
    return await person.fill(await person.press(page, "join.open", capacity), answers)


async def home(person: Person, ref: str | None = None) -> Seen:
    """Open one's own page with /me, and the given person's if there are several."""
    page = await person.command("me")
    if ref is not None and page.offers("me.switch") and not page.offers("scams", ref):
        page = await person.choose(page, "me.switch", [ref])
    return page


async def open_incident(person: Person, page: Seen, incident: str) -> Seen:
    """From one's page: open an incident, by its button or, where there are many, in the menu."""
    if page.offers("incident", incident):
        return await person.press(page, "incident", incident)
    return await person.choose(page, "incident.select", [incident])


async def say_concerned(person: Person, page: Seen, incident: str, answers: Entry) -> Seen:
    """From one's page: this incident concerns me, and how."""
    page = await open_incident(person, page, incident)
    return await person.fill(await person.press(page, "incident.yes"), answers)


async def say_not_concerned(person: Person, page: Seen, incident: str, *, certain: bool) -> Seen:
    """From one's page: this incident does not concern me, or I do not know."""
    page = await open_incident(person, page, incident)
    return await person.press(page, "incident.no" if certain else "incident.unknown")


async def say_leaked(person: Person, page: Seen, answers: Entry) -> Seen:
    """From the incident's page: what leaked and what did not; the rest is "don't know"."""
    return await person.fill(await person.press(page, "leaked"), answers)


async def say_leaked_apart(person: Person, page: Seen, answers: Entry) -> Seen:
    """From the incident's page: the three categories that are asked apart."""
    return await person.fill(await person.press(page, "leaked.more"), answers)


async def add_scam(person: Person, first: Entry, after: Entry | None = None, ref: str | None = None) -> Seen:
    """Record a scam contact with /scam: the contact itself, then what came of it."""
    opened = await person.command("scam")
    if opened.form is None:
        opened = await person.choose(opened, "me.switch", [ref])
    page = await person.fill(opened, first)
    if after is None:
        return page
    return await person.fill(await person.press(page, "scam.after"), after)


async def add_harm(person: Person, page: Seen, answers: Entry) -> Seen:
    """From one's page: record a head of damage."""
    listed = await person.press(page, "harms")
    return await person.fill(await person.press(listed, "harm.new"), answers)


async def add_step(person: Person, page: Seen, incident: str, answers: Entry) -> Seen:
    """From one's page: record a step already taken."""
    opened = await person.press(await person.press(page, "steps"), "step.new")
    if opened.form is None:
        opened = await person.choose(opened, "step.pick", [incident])
    return await person.fill(opened, answers)


async def letters(person: Person, ref: str | None = None) -> Seen:
    """Ask for one's own letters with /my-letter."""
    answer = await person.command("my-letter")
    if answer.offers("me.switch"):
        answer = await person.choose(answer, "me.switch", [ref])
    return answer


async def leave(person: Person, page: Seen) -> Seen:
    """From one's page: leave the group action."""
    page = await person.press(page, "privacy")
    return await person.press(await person.press(page, "leave"), "leave.yes")


async def erase(person: Person, ref: str | None = None) -> Seen:
    """Erase with /privacy: one of the account's members, or everything."""
    page = await ask_to_erase(person, ref)
    return await person.press(page, "erase.yes")


async def ask_to_erase(person: Person, ref: str | None = None) -> Seen:
    """Open the question that comes before erasing."""
    page = await person.command("privacy")
    if ref is not None:
        if not page.offers("erase", ref):
            page = await person.choose(page, "me.switch", [ref])
        return await person.press(page, "erase", ref)
    everything = ("-",) if page.offers("erase", "-") else ()
    return await person.press(page, "erase", *everything)


async def draft(person: Person, answers: Entry) -> Seen:
    """Draft a collective letter with /case draft: authority and mode, and a language if wanted."""
    return await person.fill(await person.command("case draft"), answers)


async def add_recipient(person: Person, answers: Entry) -> Seen:
    """Name a recipient and its first key-holder with /case keys; ends on the page with the challenge."""
    page = await person.command("case keys")
    return await person.fill(await person.press(page, "keys.new"), answers)


async def recipient_page(person: Person, lane: str) -> Seen:
    """Open a recipient with /case keys."""
    return await person.choose(await person.command("case keys"), "keys.select", [lane])


async def choose_recipient(person: Person, page: Seen, lane: str) -> Seen:
    """From one's page: choose whom the file goes to, after the consent was shown in full."""
    asked = await person.choose(await person.press(page, "recipients"), "recipient.select", [lane])
    return await person.press(asked, "lane.choose")


async def page_link(person: Person) -> str:
    """Ask for the one-time link to one's own page on the web, from /me."""
    page = await person.command("me")
    return link_in(await person.press(page, "page"))


def link_in(seen: Seen) -> str:
    """The address that an answer leads to.

    Raises:
        NothingLikeThatError: none, or more than one.
    """
    if len(seen.links) != 1:
        raise NothingLikeThatError(f"{len(seen.links)} addresses in: {seen.text[:300]}")
    return seen.links[0]


async def build_dossier(person: Person, lane: str) -> Seen:
    """Build a recipient's dossier with /case dossier."""
    page = await person.command("case dossier")
    if page.offers("dossier.build", lane):
        return await person.press(page, "dossier.build", lane)
    return await person.choose(page, "dossier.select", [lane])


async def newest_dossier(person: Person) -> Seen:
    """Open the dossier that was built last, with /case dossier."""
    return await person.press(await person.command("case dossier"), "dossier")


async def confirm(person: Person) -> Seen:
    """Confirm, as another organiser, what was asked for last, with /case waiting."""
    page = await person.command("case waiting")
    _, menu = page.find("waiting.select")
    one = await person.choose(page, "waiting.select", [menu.options[0]])
    return await person.press(one, "waiting.confirm")


async def key_holder_page(person: Person, lane: str, key: str) -> Seen:
    """Open the recipient's key-holder who has this public key, with /case keys.

    Raises:
        NothingLikeThatError: none has it.
    """
    page = await recipient_page(person, lane)
    _, menu = page.find("keys.holder.select")
    for holder in menu.options:
        page = await recipient_page(person, lane)
        shown = await person.choose(page, "keys.holder.select", [holder])
        if key in shown.text:
            return shown
    raise NothingLikeThatError(f"no key-holder with that key: {page.text[:300]}")
