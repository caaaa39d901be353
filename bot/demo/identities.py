"""Who the fictitious patients say they are, on the page only: invented names in several scripts."""

import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

LAWYER, ASSOCIATION = "lawyer", "association"


@dataclass(frozen=True)
class Identity:
    """What one of them types; the first recipient is chosen first, a second one instead of it later."""

    full_name: str
    recipients: tuple[str, ...]
    statement: str = ""
    dependant: str = ""  # the name of the child whom they registered too
    evidence: bool = False
    keeps_letters: bool = False  # also saves their own letters with the name filled in


# By account; all of them stay registered to the end of the play.
IDENTITIES: dict[str, Identity] = {
    "amelie": Identity(
        "Amélie Öztürk-Lefèvre",
        (LAWYER,),
        "Depuis la fuite, je ne réponds plus aux appels inconnus.",
        evidence=True,
        keeps_letters=True,
    ),
    "bastien": Identity("Bastien Müller", (ASSOCIATION,)),
    "chloe": Identity("Chloé Đặng", (LAWYER,), "Je m’inquiète surtout pour mon fils.", dependant="Léo Đặng"),
    "dora": Identity("Dora Weiß", (LAWYER,), "Ich habe Stunden am Telefon verbracht.", keeps_letters=True),
    "emil": Identity("Emil Straßmann-O’Neill", (LAWYER,)),
    "fiona": Identity("Fiona Brontë", (ASSOCIATION,), "I changed my number because of the calls."),
    "gwen": Identity("Γεωργία Νικολάου", (ASSOCIATION,), "Δεν ξέρω ποιος έχει τα δεδομένα μου."),
    "karim": Identity("كريم العلوي", (LAWYER,), "Des inconnus connaissaient ma date de naissance."),
    "nora": Identity("Нора Иванова", (LAWYER,), "Ich schlafe schlecht. <b>Bitte</b> {helfen} Sie."),
    "samuel": Identity("陳思敏", (ASSOCIATION,), evidence=True),
    "wim": Identity("Wim van ’t Hoff", (ASSOCIATION, LAWYER), "Zuerst der Verein, dann die Anwältin."),
}
# Who joins without Discord, and the members of the second group, who do everything on the page.
BY_INVITATION = Identity("Zoé N’Diaye", (LAWYER,), "Je n’ai pas de compte Discord.", evidence=True)
SECOND_GROUP: dict[str, Identity] = {
    "yara": Identity("Yara Țăranu", (ASSOCIATION,), "Am aflat din ziar."),
    "zeno": Identity("Zeno D’Angelo", (ASSOCIATION,), evidence=True),
}

_TOWNS = {"FR": ("75011", "Paris"), "LU": ("L-4370", "Belval")}


def typed_identity(name: str, country: str, *, guardian: str = "") -> dict[str, str]:
    """A name with an invented address, as typed into the page's form."""
    postcode, city = _TOWNS.get(country, ("1000", "Ville fictive"))
    typed = {
        "full_name": name,
        "street": "1 rue de la Démonstration",
        "postcode": postcode,
        "city": city,
        "country": country,
        "email": "membre.fictif@example.org",
        "phone": "",
    }
    return {**typed, "guardian_name": guardian} if guardian else typed


def drawn_evidence() -> bytes:
    """A picture of a message that nobody ever sent, as PNG."""
    picture = Image.new("RGB", (480, 220), "white")
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((20, 20, 460, 200), 16, fill="#e6ebf2")
    pen.text((40, 50), "FICTITIOUS MESSAGE", fill="black")
    pen.text((40, 90), "Your parcel waits. Pay 1.99 EUR at example.invalid", fill="black")
    drawn = io.BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()
