"""The information notice of art. 13 GDPR and the consent sentences, from the case's real settings.

Contents follow art. 13(1) and (2) and the project's legal brief F.2 to F.4. A consent is given to these
very words: their SHA-256 is the notice's version and goes into the ledger.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence

from bot.domain.access import Action, Actor
from bot.domain.codes import Purpose
from bot.domain.marks import N_
from bot.domain.sealing import LaneKind
from bot.services.recipients import of_case
from bot.services.views import CaseView, LaneView, Notice
from bot.services.work import Deps, Work, reading
from bot.text import fmt_list, tr

SHORT = N_(
    "{controller} runs this group action and answers for your data. You register with codes only: never "
    "a name, an address, an examination or a result. Joining is free and voluntary, and you can leave or "
    "erase everything at any time. Being a member of this server and the codes you record may count as "
    "health data, and Discord can read what passes through it. Joining is not a lawsuit: it stops no "
    "time limit. Nobody here will ever ask you for money, an identity document, a password or a code."
)

# With a page beside chat: what is asked for where.
SHORT_WITH_PAGE = N_(
    "{controller} runs this group action and answers for your data. You register with codes only. A name, "
    "an address or a document is asked for on the page alone: for letters with your name, which are not "
    "kept, or to be sealed for a recipient that you choose. Joining is free and voluntary, and you can "
    "leave or erase everything at any time. The codes you record may count as health data; so may "
    "membership of the group's chat server, and Discord can read what passes through it. Joining is not a "
    "lawsuit: it stops no time limit. Nobody here will ever ask you for money, an identity document, a "
    "password or a code."
)

ORGANISERS_SEE = N_("Organisers see references and codes. They do not see your name.")
# In place of the sentence above when an organiser is a key-holder.
ORGANISERS_OPEN = N_(
    "Organisers see references and codes. An organiser who is named below as a key-holder can also open the "
    "sealed files of the members who chose that."
)

DISCORD = N_("Discord")
RIGHTS = N_(
    "You may see and correct your data (/me), withdraw each consent, leave or erase "
    "everything (/privacy), and ask for restriction, objection or a copy at the contact "
    "above (art. 15 to 21 GDPR). Withdrawing does not make what was done before unlawful."
)
RIGHTS_WITH_PAGE = N_(
    "On your page, or in chat with /me and /privacy, you may see and correct your data, withdraw each "
    "consent, leave or erase everything. You may ask for restriction, objection or a copy at the contact "
    "above (art. 15 to 21 GDPR). What is sealed you can replace and remove; only its recipient can show "
    "it. Withdrawing does not make what was done before unlawful."
)
NEVER_POST = N_(
    "Never post here: names, addresses, examinations, results, social security numbers, bank "
    "details, passwords, identity documents, leaked files or links to them."
)
NEVER_POST_WITH_PAGE = N_(
    "Never post in the chat: names, addresses, examinations, results, social security numbers, bank details, "
    "passwords, identity documents, leaked files or links to them. Results, social security numbers, bank "
    "details, passwords and identity documents do not belong on the page either."
)

# Heading and paragraphs. Every placeholder is filled from the case; none is free text of a member.
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("Who is responsible"),
        (
            N_("{controller} decides why and how your data are used (controller, art. 4(7) GDPR)."),
            N_("Contact for any question or to exercise your rights: {contact}."),
        ),
    ),
    (
        N_("What for, and on what basis"),
        (
            N_(
                "To prepare the complaints of the people affected by this breach: your registration, the "
                "categories of data that leaked, scam contacts, damage and steps taken, all as codes, "
                "dates and amounts."
            ),
            N_(
                "Basis: your consent (art. 6(1)(a) GDPR) and, since these data reveal that you were a "
                "patient, your explicit consent (art. 9(2)(a)). Once a complaint is filed, also the "
                "establishment and exercise of legal claims (art. 9(2)(f))."
            ),
        ),
    ),
    (
        N_("Who receives what"),
        (
            N_(
                "{authorities}: a letter with figures and references such as P-7KQ4M, only if you agree "
                "to be part of it. An authority may reveal your identity to the organisation concerned "
                "if its procedure requires it."
            ),
            ORGANISERS_SEE,
            N_("The host of this bot, who works on the controller's instructions."),
        ),
    ),
    (
        DISCORD,
        (
            N_(
                "Discord carries this conversation, stores it in readable form and is responsible for "
                "its own processing; it may process data outside the European Union. Its safeguards for "
                "such transfers are to be checked in its own privacy policy."
            ),
            N_(
                "Being in this server can itself reveal that you are a patient. You may use an alias and "
                "a second account."
            ),
        ),
    ),
    (
        N_("How long"),
        (
            N_(
                "Until you erase your registration. {controller} undertakes to erase what remains "
                "{months} months after the case was opened, unless a procedure is still running and you "
                "were told so. The proof of your consents is kept as long as your registration."
            ),
            N_(
                "Erasing deletes your entries at once. Letters already filed and copies that others "
                "received cannot be called back; older backups disappear when they expire."
            ),
        ),
    ),
    (
        N_("Your rights"),
        (
            RIGHTS,
            N_("You may complain to a supervisory authority, for example: {authorities}."),
            N_(
                "Nothing obliges you to register. Without the first consent you cannot be registered; "
                "the other consents are never a condition of it. No decision about you is made "
                "automatically."
            ),
        ),
    ),
    (
        N_("What this is not"),
        (
            N_(
                "This group is not a law firm and gives no individual advice. Time limits shown are "
                "indicative: only a lawyer can confirm them. Authorities do not award damages."
            ),
            NEVER_POST,
        ),
    ),
)

CONSENTS = {
    Purpose.REGISTER: N_(
        "I expressly consent to {controller} registering me and recording which categories of my data "
        "leaked, including health categories, with scam contacts, damage and steps taken."
    ),
    Purpose.COMPLAINT: N_("I want to be part of the collective complaint to the authority of my country."),
    Purpose.STATISTICS: N_("Use my entries in public statistics in which nobody can be recognised."),
    Purpose.CONTACT: N_(
        "The bot may send me direct messages about this case; they say nothing about health."
    ),
}


# Only where there is a page.
PAGE_HEADING = N_("The page")
PAGE = (
    N_(
        "The page is served by the host of this bot over an encrypted connection. It keeps no record of "
        "who visits from which internet address, loads nothing from other sites, and uses three cookies "
        "that it cannot do without: for your session (24 hours at most), for the forms of a visit and for "
        "the language."
    ),
    N_(
        "Letters with your name are made while you wait and kept for half an hour at most, encrypted, for "
        "you to save. What you typed for them is stored nowhere."
    ),
)
_WITH_PAGE = {RIGHTS: RIGHTS_WITH_PAGE, NEVER_POST: NEVER_POST_WITH_PAGE}

# Only where a recipient can be chosen; the line between stands once for each of them.
SEALED_HEADING = N_("Who can open sealed files")
SEALED_BEFORE = (
    N_(
        "What you seal (identity, contact data, your own words, documents) is encrypted as soon as it "
        "arrives, for the one recipient that you choose. The server cannot read it again, and nobody can but "
        "the key-holders named here."
    ),
)
SEALED_RECIPIENT = N_("{recipient} ({kind}). Can be opened by: {holders}.")
SEALED_AFTER = (
    N_(
        "Choosing a recipient is a consent of its own and never a condition. If you change or withdraw it, "
        "what was sealed for the former recipient is deleted here; what a recipient already received is out "
        "of our reach."
    ),
)
LANE_CONSENT = N_(
    "I expressly consent to my file, health data included, being passed on to {recipient}: the codes that I "
    "recorded and what I seal (identity, contact data, my own words, documents). What is sealed can be "
    "opened by: {holders}."
)


def build_notice(
    case: CaseView, language: str, lanes: Sequence[LaneView] = (), *, page: bool = False
) -> Notice:
    """Return the notice in the language; recipients that nobody can open yet are not in it.

    `page` says whether there is a page beside chat. A consent's sentence stands in `consents`, or for
    passing a file on in `lanes`, one for each recipient.
    """
    values, chosen_from = _values(case, language), [lane for lane in lanes if lane.open]
    sections = tuple(_sections(language, values, chosen_from, page=page))
    consents = {purpose: tr(sentence, language, **values) for purpose, sentence in CONSENTS.items()}
    passing_on = {lane.id: tr(LANE_CONSENT, language, **_recipient(lane, language)) for lane in chosen_from}
    short = tr(SHORT_WITH_PAGE if page else SHORT, language, **values)
    words: list[object] = [case.id, language, short, sections, sorted(consents.items())]
    if passing_on:
        words.append(sorted(passing_on.items()))
    version = hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()
    return Notice(version, language, short, sections, consents, passing_on)


async def notice_in(work: Work, language: str) -> Notice:
    """Return the notice of an act's case, with the recipients as they are in its transaction."""
    page = work.deps.page.address is not None
    return build_notice(work.case, language, await of_case(work.tx, work.row.id), page=page)


def _sections(
    language: str, values: dict[str, object], lanes: Sequence[LaneView], *, page: bool
) -> Iterator[tuple[str, tuple[str, ...]]]:
    organisers_open = any(lane.kind is LaneKind.ORGANISER for lane in lanes)
    for heading, paragraphs in SECTIONS:
        said = [ORGANISERS_OPEN if p is ORGANISERS_SEE and organisers_open else p for p in paragraphs]
        if page:
            said = [_WITH_PAGE.get(p, p) for p in said]
        yield tr(heading, language), tuple(tr(p, language, **values) for p in said)
        if ORGANISERS_SEE in paragraphs and lanes:
            yield tr(SEALED_HEADING, language), tuple(_sealed(language, lanes))
        if page and heading == DISCORD:
            yield tr(PAGE_HEADING, language), tuple(tr(p, language) for p in PAGE)


def _sealed(language: str, lanes: Sequence[LaneView]) -> Iterator[str]:
    for paragraph in SEALED_BEFORE:
        yield tr(paragraph, language)
    for lane in lanes:
        yield tr(SEALED_RECIPIENT, language, **_recipient(lane, language))
    for paragraph in SEALED_AFTER:
        yield tr(paragraph, language)


def _recipient(lane: LaneView, language: str) -> dict[str, object]:
    return {
        "recipient": lane.name,
        "kind": lane.kind,
        "holders": fmt_list([holder.name for holder in lane.able], language),
    }


def _values(case: CaseView, language: str) -> dict[str, object]:
    config = case.config
    names = [a.name.get(language) or next(iter(a.name.values())) for a in case.pack.authorities]
    return {
        "controller": config.controller_name,
        "contact": config.controller_contact,
        "authorities": ", ".join(names),
        "months": config.retention_months,
    }


class NoticeService:
    """Hands out the notice in force."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def notice(self, actor: Actor, case_id: str, language: str) -> Notice:
        """Return the notice of a case of the actor's server, in the language."""
        async with reading(self._deps, actor, case_id, Action.READ_NOTICE) as work:
            return await notice_in(work, language)
