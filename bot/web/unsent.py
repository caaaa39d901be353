"""Giving back what somebody typed into a form that could not be taken: on this one page, to copy it from."""

from aiohttp import web

from bot.domain.marks import N_
from bot.web.visit import Visit

# What people type, by the name of its field. Codes, tokens and choices are no loss, and never shown again.
TYPED = {
    "full_name": N_("First name and surname"),
    "guardian_name": N_("Your own first name and surname, as their representative"),
    "birth_date": N_("Date of birth"),
    "street": N_("Street and number"),
    "postcode": N_("Postcode"),
    "city": N_("Town"),
    "email": N_("E-mail address"),
    "phone": N_("Telephone"),
    "statement": N_("What did the breach change for you?"),
}
# A field of this length bears the id of a suspicious contact, for its sender.
_ID_LENGTH = 26
_SENDER = N_("Who contacted me")
ENDED = N_(
    "What you typed was not saved and is kept nowhere but on this page. Copy it first, for example into a "
    "text file. Then ask for a new link, open the form again and put your text in."
)
OUT_OF_DATE = N_(
    "What you typed was not saved and is kept nowhere but on this page. Copy it first, for example into a "
    "text file. Then open the form again and put your text in."
)


def unsent(visit: Visit, status: int, text: str, home: bool) -> web.Response | None:
    """Return the page that gives back what was typed; None when nothing was, or another site sent it.

    It says who sent it by what the browser says of itself, since the form's token did not: nobody else may
    put words on this page.
    """
    if visit.request.headers.get("Sec-Fetch-Site") != "same-origin":
        return None
    typed = []
    for name, values in visit.posted.fields.items():
        label = TYPED.get(name) or (_SENDER if len(name) == _ID_LENGTH and name.isalnum() else "")
        if label and "".join(values).strip():
            typed.append((visit.tr(label), values[0]))
    if not typed:
        return None
    lead = visit.tr(OUT_OF_DATE if home else ENDED)
    return visit.show("unsent", status, text=text, lead=lead, typed=typed, home=home)
