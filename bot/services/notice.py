"""The information notice of art. 13 GDPR and the consent sentences, from the case's real settings.

Contents follow art. 13(1) and (2) and the project's legal brief F.2 to F.4. A consent is given to these
very words: their SHA-256 is the notice's version and goes into the ledger.
"""

import hashlib
import json

from bot.domain.access import Action, Actor
from bot.domain.codes import Purpose
from bot.domain.marks import N_
from bot.services.views import CaseView, Notice
from bot.services.work import Deps, reading
from bot.text import tr

SHORT = N_(
    "{controller} runs this group action and answers for your data. You register with codes only: never "
    "a name, an address, an examination or a result. Joining is free and voluntary, and you can leave or "
    "erase everything at any time. Being a member of this server and the codes you record may count as "
    "health data, and Discord can read what passes through it. Joining is not a lawsuit: it stops no "
    "time limit. Nobody here will ever ask you for money, an identity document, a password or a code."
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
            N_("Organisers see references and codes. They do not see your name."),
            N_("{lawyer}: your file, only if you agree to it separately."),
            N_("The host of this bot, who works on the controller's instructions."),
        ),
    ),
    (
        N_("Discord"),
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
            N_(
                "You may see and correct your data (/me), withdraw each consent, leave or erase "
                "everything (/privacy), and ask for restriction, objection or a copy at the contact "
                "above (art. 15 to 21 GDPR). Withdrawing does not make what was done before unlawful."
            ),
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
            N_(
                "Never post here: names, addresses, examinations, results, social security numbers, bank "
                "details, passwords, identity documents, leaked files or links to them."
            ),
        ),
    ),
)

CONSENTS = {
    Purpose.REGISTER: N_(
        "I expressly consent to {controller} registering me and recording which categories of my data "
        "leaked, including health categories, with scam contacts, damage and steps taken."
    ),
    Purpose.COMPLAINT: N_("I want to be part of the collective complaint to the authority of my country."),
    Purpose.LAWYER: N_("Send my file to {lawyer}."),
    Purpose.STATISTICS: N_("Use my entries in public statistics in which nobody can be recognised."),
    Purpose.CONTACT: N_(
        "The bot may send me direct messages about this case; they say nothing about health."
    ),
}


def build_notice(case: CaseView, language: str) -> Notice:
    """Return the notice in the language; a purpose that the case does not offer has no sentence."""
    values = _values(case, language)
    sections = []
    for heading, paragraphs in SECTIONS:
        shown = [
            tr(p, language, **values) for p in paragraphs if case.config.lawyer_name or "{lawyer}" not in p
        ]
        sections.append((tr(heading, language), tuple(shown)))
    consents = {
        purpose: tr(sentence, language, **values)
        for purpose, sentence in CONSENTS.items()
        if purpose is not Purpose.LAWYER or case.config.lawyer_name
    }
    short = tr(SHORT, language, **values)
    words = json.dumps([case.id, language, short, sections, sorted(consents.items())], ensure_ascii=False)
    version = hashlib.sha256(words.encode()).hexdigest()
    return Notice(version, language, short, tuple(sections), consents)


def _values(case: CaseView, language: str) -> dict[str, object]:
    config = case.config
    names = [a.name.get(language) or next(iter(a.name.values())) for a in case.pack.authorities]
    return {
        "controller": config.controller_name,
        "contact": config.controller_contact,
        "lawyer": config.lawyer_name or "",
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
            return build_notice(work.case, language)
