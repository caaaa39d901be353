"""The words of the information notice and of the consents; every placeholder is filled from the case.

Contents follow art. 13(1) and (2) GDPR and the project's legal brief F.2 to F.4. Nothing here is free text of
a member.
"""

from bot.domain.codes import Purpose
from bot.domain.marks import N_

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
    "With /privacy you may take a copy of all your data (PDF and JSON), see the ledger of your consents, "
    "withdraw one or all of them, leave, or erase everything; with /me you see and correct your entries. For "
    "restriction, objection and everything else, write to the contact above (art. 15 to 21 GDPR). "
    "Withdrawing does not make what was done before unlawful."
)
RIGHTS_WITH_PAGE = N_(
    "On your page, or in chat with /me and /privacy, you may take a copy of all your data (PDF and JSON), "
    "correct your entries, see the ledger of your consents, withdraw one or all of them, leave, or erase "
    "everything. For restriction, objection and everything else, write to the contact above (art. 15 to 21 "
    "GDPR). What is sealed you can replace and remove; only its recipient can show it, so ask them for it. "
    "Withdrawing does not make what was done before unlawful."
)
# Where chat carries only the way to the page.
RIGHTS_ON_PAGE = N_(
    "On your page you may take a copy of all your data (PDF and JSON), correct your entries, see the ledger "
    "of your consents, withdraw one or all of them, leave, or erase everything; leaving and erasing also "
    "work in chat, with /privacy. For restriction, objection and everything else, write to the contact above "
    "(art. 15 to 21 GDPR). What is sealed you can replace and remove; only its recipient can show it, so ask "
    "them for it. Withdrawing does not make what was done before unlawful."
)
OPENINGS = N_(
    "The copy of your data also says when your file went into a dossier, whom it was handed to and how often."
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

PERIODS = N_(
    "The number of an interaction or a form, so that it has one effect: {claims}. A link to your page: "
    "{link}. A session of your page: {session}. A dossier that its recipient does not fetch: {dossier}. "
    "That a recipient was told of a change: {notices}. Lines of the audit trail: {audit}."
)
BACKUPS = N_(
    "The operator keeps backups of the database for {backup}, those of the keys around sealed files for "
    "{key_backup}: after that, nothing of what you erased is left in them. A backup that is put back is "
    "erased again before anything is served."
)
# Where nobody receives sealed files, there are no keys around them to speak of.
BACKUPS_WITHOUT_SEALED = N_(
    "The operator keeps backups of the database for {backup}: after that, nothing of what you erased is left "
    "in them. A backup that is put back is erased again before anything is served."
)
STAYS = N_(
    "What stays after erasing names nobody: a keyed pseudonym with a date, so that a backup cannot bring you "
    "back; lines of the audit trail with keyed pseudonyms; texts of the group's letters that were frozen "
    "while you took part, encrypted, with your reference, which then leads to nobody; and, if a recipient "
    "has to be told, your reference until they were told and {notices} after. Only who organises the case "
    "stays on the list of its organisers, with the Discord account encrypted, until they step down."
)

# Heading and paragraphs. Every placeholder is filled from the case; none is free text of a member.
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("Who is responsible"),
        (
            N_("{controller} decides why and how your data are used (controller, art. 4(7) GDPR)."),
            N_(
                "Contact for any question or to exercise your rights, also for a data protection officer if "
                "one was named: {contact}."
            ),
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
            N_(
                "Being counted in public statistics, messages from the bot, and passing your file on to a "
                "recipient each rest on a consent of their own, which you may refuse or withdraw."
            ),
            N_(
                "The proof of your consents and the trail of what was done with the data are kept because "
                "the law asks for proof and for security (art. 6(1)(c) with art. 7(1) and 32 GDPR)."
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
            N_(
                "The host of this bot, who works on the controller's instructions (art. 28 GDPR). Who that "
                "is and where the server stands, the contact above tells you."
            ),
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
                "Until you erase your registration. What remains is erased by the program {months} months "
                "after the case was closed, which {controller} does when its procedures have ended. Who "
                "leaves and does not come back is erased {withdrawn} later. Both are announced {warning} "
                "before, where you open your file. The proof of your consents is kept as long as your "
                "registration."
            ),
            PERIODS,
            N_(
                "Erasing deletes your entries at once. Letters already filed and copies that others "
                "received cannot be called back; recipients who were served your file are told that you "
                "erased it."
            ),
            BACKUPS,
            STAYS,
        ),
    ),
    (
        N_("Your rights"),
        (
            RIGHTS,
            OPENINGS,
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
        "The bot may send me, by direct message, the reminders that I ask for; they name neither the case "
        "nor anything about health."
    ),
}


# Only where there is a page.
PAGE_HEADING = N_("The page")
PAGE = (
    N_(
        "The page is served by the host of this bot over an encrypted connection. It keeps no record of "
        "who visits from which internet address, loads nothing from other sites, and uses three cookies "
        "that it cannot do without: for your session (at most {session}), for the forms of a visit and for "
        "the language."
    ),
    N_(
        "Letters with your name are made while you wait and kept for half an hour at most, encrypted, for "
        "you to save. What you typed for them is stored nowhere."
    ),
)

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
