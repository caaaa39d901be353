"""The forms of a case: opening it, its settings, a draft."""

from collections.abc import Sequence

from bot.domain.codes import ChatScope, FilingMode, SendMode
from bot.domain.member import CaseConfig
from bot.domain.pack import Authority
from bot.text import LANGUAGE_NAMES, LANGUAGES
from bot.ui.fields import chosen, codes, day
from bot.ui.forms import Choice, Form, Line, Option, form
from bot.ui.speech import Speaker

MODES = tuple(FilingMode)
NAME, CONTACT, BAR, ADDRESS = 120, 200, 120, 400
REGISTER, PURPOSE, PLACE = 80, 300, 80


def create_form(speaker: Speaker, packs: Sequence[Option]) -> Form:
    """Ask for the operator's code, the pack, and who runs the case."""
    preset = frozenset([packs[0].value]) if len(packs) == 1 else frozenset()
    return form(
        speaker.tr("Open a case"),
        [
            Line("code", speaker.tr("One-time code from the operator"), limit=100),
            Choice("pack", speaker.tr("Which breach?"), tuple(packs), chosen=preset),
            _name(speaker, ""),
            _contact(speaker, ""),
            _mode(speaker, FilingMode.INDIVIDUAL),
        ],
    )


def controller_form(speaker: Speaker, config: CaseConfig, *, page: bool) -> Form:
    """Who runs the case, in whose name letters are filed, how long data are kept, what chat carries."""
    scope = Choice(
        "chat",
        speaker.tr("What does chat carry?"),
        codes(speaker, ChatScope),
        hint=speaker.tr("Membership and codes may count as health data, and Discord can read them."),
        chosen=chosen(ChatScope(config.chat)),
        style="radio",
    )
    return form(
        speaker.tr("Who runs this case"),
        [
            _name(speaker, config.controller_name),
            _contact(speaker, config.controller_contact),
            _mode(speaker, FilingMode(config.mode)),
            Line(
                "retention",
                speaker.tr("Months until data are erased"),
                hint=speaker.tr("From the closing of the case; members read it in the notice."),
                value=str(config.retention_months),
                limit=3,
            ),
            scope if page or config.chat == ChatScope.MINIMAL else None,
        ],
    )


def lawyer_form(speaker: Speaker, config: CaseConfig) -> Form:
    """The lawyer named in the letters; an empty name removes the lawyer."""
    return form(
        speaker.tr("Lawyer of this case"),
        [
            Line(
                "name",
                speaker.tr("Name of the lawyer"),
                hint=speaker.tr("Leave empty if there is none."),
                value=config.lawyer_name or "",
                limit=NAME,
                required=False,
            ),
            Line("bar", speaker.tr("Bar"), value=config.lawyer_bar or "", limit=BAR, required=False),
            Line(
                "address",
                speaker.tr("Office address"),
                value="\n".join(config.lawyer_address),
                limit=ADDRESS,
                required=False,
                several_lines=True,
            ),
            day(
                speaker,
                "reviewed_on",
                speaker.tr("Letters reviewed on"),
                config.reviewed_on,
                required=False,
                hint=speaker.tr("Only if this lawyer has reviewed the wording: the draft mark then goes."),
            ),
        ],
    )


def sending_form(speaker: Speaker, config: CaseConfig) -> Form:
    """Where collective letters are sent from, and how; they print both."""
    return form(
        speaker.tr("Sending of the letters"),
        [
            Line(
                "place",
                speaker.tr("Place from which letters are sent"),
                hint=speaker.tr("It stands before the date; write it as in the letter's language."),
                value=config.place or "",
                limit=PLACE,
            ),
            Choice(
                "send_mode",
                speaker.tr("How are letters sent?"),
                codes(speaker, SendMode),
                chosen=chosen(SendMode(config.send_mode) if config.send_mode else None),
                style="radio",
            ),
        ],
    )


def association_form(speaker: Speaker, config: CaseConfig) -> Form:
    """What proves a body that files for members (art. 80(1) GDPR); empty fields remove it."""
    return form(
        speaker.tr("Association that files"),
        [
            Line(
                "register",
                speaker.tr("Register and number"),
                hint=speaker.tr("As on its extract, such as RNA W123456789 or RCS F1234."),
                value=config.association_register or "",
                limit=REGISTER,
                required=False,
            ),
            Line(
                "purpose",
                speaker.tr("Purpose, as its statutes have it"),
                value=config.association_purpose or "",
                limit=PURPOSE,
                required=False,
            ),
            Line(
                "activity",
                speaker.tr("What it does for data protection"),
                value=config.association_activity or "",
                limit=PURPOSE,
                required=False,
            ),
        ],
    )


def draft_form(speaker: Speaker, authorities: Sequence[Authority], mode: FilingMode) -> Form:
    """Which authority, in whose name, in which language."""
    options = tuple(
        Option(a.id, f"{a.short_name} · {speaker.country(a.country)}", a.name.get(speaker.language, ""))
        for a in authorities
    )
    names = {code: LANGUAGE_NAMES.get(code, code) for a in authorities for code in (*a.languages, *LANGUAGES)}
    return form(
        speaker.tr("Draft the collective letter"),
        [
            Choice(
                "authority",
                speaker.tr("To which authority?"),
                options[:25],
                chosen=frozenset([options[0].value]) if len(options) == 1 else frozenset(),
            ),
            _mode(speaker, mode),
            Choice(
                "language",
                speaker.tr("Language"),
                tuple(Option(code, name) for code, name in names.items())[:25],
                hint=speaker.tr("Leave empty for the authority's own language."),
                required=False,
            ),
        ],
    )


def _name(speaker: Speaker, value: str) -> Line:
    return Line(
        "name",
        speaker.tr("Who runs this group action?"),
        hint=speaker.tr("An association or persons; the notice names them as responsible for the data."),
        value=value,
        limit=NAME,
    )


def _contact(speaker: Speaker, value: str) -> Line:
    return Line(
        "contact",
        speaker.tr("Their contact for members"),
        hint=speaker.tr("An e-mail or postal address; it stands in the notice."),
        value=value,
        limit=CONTACT,
    )


def _mode(speaker: Speaker, mode: FilingMode) -> Choice:
    return Choice(
        "mode",
        speaker.tr("How are letters filed?"),
        codes(speaker, MODES),
        chosen=chosen(mode if mode in MODES else None),
        style="radio",
    )
