"""The sheet that goes with a frozen letter: how many of those whom it counts approved it.

A sheet of its own, because the letter's bytes are those that members answered for and never change; it names
their fingerprint. It is made from what was counted once, so it says the same whenever it is made again.
"""

from bot.domain.marks import N_
from bot.domain.moments import written_day
from bot.letters.printed import Printed, facts, paragraph
from bot.services.frozen_views import FilingView, TextView
from bot.text import fmt_date, tr

TITLE = N_("Approval of the letter by those whom it counts")
LEAD = N_(
    "This sheet belongs to the letter named below and is filed with it. Each person whom the letter counts "
    "could read its text, without what others declared in its annex, and approve it or object. Silence is "
    "not counted as approval."
)
RESULT = N_("{approved} of {members} persons whom the letter counts approved this text.")
REMARK = N_("Made from the recorded answers; the letter itself is unchanged")


def approval_sheet(view: TextView, filed: FilingView, case_title: str) -> Printed:
    """Return the sheet in the letter's language, ready to be set."""
    language, tally = view.language, filed.tally

    def say(sentence: str, **values: object) -> str:
        return tr(sentence, language, **values)

    frozen = fmt_date(written_day(view.frozen_at), language) if view.frozen_at else ""
    rows = [
        (say(N_("Letter to")), view.name),
        (say(N_("Version")), str(view.version)),
        (say(N_("Frozen on")), frozen),
        (say(N_("Answers counted on")), fmt_date(filed.printed_on, language)),
        (say(N_("Persons counted in the letter")), str(tally.members)),
        (say(N_("Approved")), str(tally.approved)),
        (say(N_("Objected")), str(tally.objected)),
        (say(N_("No answer")), str(tally.silent)),
        (say(N_("No longer taking part, though counted in the letter")), str(tally.gone)),
        ("SHA-256", view.sha256),
    ]
    return Printed(
        language=language,
        title=say(TITLE),
        origin=case_title,
        remark=say(REMARK),
        day=filed.printed_on,
        blocks=(
            paragraph(say(LEAD)),
            facts(rows),
            paragraph(say(RESULT, approved=tally.approved, members=tally.members)),
        ),
    )
