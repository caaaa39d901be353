"""From what a member typed about themselves to the party that documents name."""

from bot.domain.checked import Contact, Identity, Statement
from bot.letters.requests import NamedParty
from bot.text import country_name


def named_party(
    identity: Identity,
    contact: Contact | None = None,
    statement: Statement | None = None,
    *,
    language: str | None = None,
) -> NamedParty:
    """The party that documents in `language` name; without a language, each names the country in its own."""
    address = contact.address if contact else None
    lines = (*address.street, f"{address.postcode} {address.city}".strip()) if address else ()
    if address and language:
        lines = (*lines, country_name(address.country, language))
    return NamedParty(
        full_name=identity.full_name,
        birth_date=identity.birth_date,
        address=lines,
        email=contact.email if contact else None,
        phone=contact.phone if contact else None,
        statement=statement.text if statement else None,
        guardian=identity.guardian_name,
        country=address.country if address and not language else None,
    )
