"""A small invented case: another country, another authority, three incidents, no national law."""

from datetime import date
from functools import cache

from bot.domain.member import CaseConfig
from bot.domain.pack import Pack
from bot.packs import Library

CONFIG = CaseConfig(
    controller_name="Ana Prado",
    controller_contact="grupo@example.org",
    lawyer_name="Claire Martin",
    lawyer_bar="Lisboa",
    lawyer_address=("Rua do Ouro 1", "1100-001 Lisboa"),
    association_register="NIPC 500 000 000",
    association_purpose="the protection of patients",
    association_activity="advice on health data since 2019",
    place="Lisboa",
    send_mode="registered",
)


@cache
def shipped() -> Pack:
    """The shipped demo case."""
    return Library(None).get("cerba-2021").pack


@cache
def invented() -> Pack:
    """An invented case with an authority that has no wording of its own."""
    return Pack.model_validate(_invented())


def fact(number: int, incident: str, certainty: str, **changes: object) -> dict[str, object]:
    """A fact of the invented case."""
    return {
        "id": f"fact-{number}",
        "incident": incident,
        "date": f"2024-0{number}-11",
        "certainty": certainty,
        "by": f"Witness {number}",
        "source": {"title": f"Report {number}", "publisher": "The Gazette", "url": "https://example.org/r"},
        "text": {"en": f"server {number} stood open", "fr": f"un serveur {number} était ouvert"},
        "supports": [],
        **changes,
    }


def _invented() -> dict[str, object]:
    incidents = [
        {
            "id": f"INC-2024-0{n}",
            "title": {"en": f"Leak number {n}", "fr": f"Fuite numéro {n}"},
            "announced": date(2024, n, 20),
            "roles": [
                {"organisation": "clinica", "role": "controller"},
                {"organisation": "nuvem", "role": "processor", "presumed": False},
            ],
            "categories": {"ID_NAME": "confirmed", "HE_RESULT": "press", "FI_BANK": "excluded"},
        }
        for n in (1, 2, 3)
    ]
    return {
        "format": 1,
        "id": "invented",
        "version": "0.1.0",
        "title": {"en": "Leak at the clinic", "fr": "Fuite à la clinique"},
        "summary": {"en": "Three leaks.", "fr": "Trois fuites."},
        "languages": ["en", "fr"],
        "law_as_of": date(2026, 1, 1),
        "organisations": [
            {"id": "clinica", "name": "Clínica Sul", "kind": "healthcare", "country": "PT"},
            {"id": "nuvem", "name": "Nuvem Lda", "kind": "host", "country": "PT", "addressable": False},
        ],
        "incidents": incidents,
        "facts": [
            fact(1, "INC-2024-01", "established", supports=["security"]),
            fact(2, "INC-2024-01", "admitted"),
            fact(3, "INC-2024-02", "press", supports=["security", "storage"]),
            fact(4, "INC-2024-03", "press"),
        ],
        "authorities": [
            {
                "id": "entidade",
                "country": "PT",
                "name": {"en": "The Data Authority"},
                "short_name": "EPD",
                "address": ["Av. Central 1", "1000-001 Lisboa", "Portugal"],
                "languages": ["en", "fr"],
                "source": "https://example.org/authority",
                "verified_on": date(2026, 1, 1),
                "stale_after": date(2027, 1, 1),
            }
        ],
    }
