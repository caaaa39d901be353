"""A member with one of everything, and every route made concrete for them."""

import io
import re
import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PIL import Image

from bot.domain.codes import Channel, HarmHead, Pretext, StepKind
from bot.domain.member import EntryId, Harm, MemberFile, ScamContact, Step
from bot.domain.sealing import SealedField
from bot.web.routes import ROUTES
from bot.web.routing import Route
from tests.frozen import frozen_text
from tests.services.office import ANN, BEN, ORGANISER, OUTSIDER
from tests.web.house import INCIDENT, House

# Written for its own sake by every act and refusal; everything else must stay as it was.
BOOKKEEPING = frozenset({"seen_request", "audit_line"})
NEW = EntryId("")


def picture(colour: str = "navy") -> bytes:
    """A small PNG."""
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, "PNG")
    return drawn.getvalue()


@dataclass
class Owner:
    """A member with entries, files, a link, an invitation, a joining link."""

    member: MemberFile
    entries: dict[str, str]
    tokens: dict[str, str]

    def path(self, route: Route, ref: str | None = None) -> str:
        """The route's address for this member's things, or for those of another reference."""
        kind = next((k for k in self.entries if f"/{k}/" in route.path), "")
        values = {
            "ref": ref or self.member.ref,
            "incident": INCIDENT,
            "entry": self.entries.get(kind, "0" * 26),
            "token": self.tokens.get(route.path.split("/")[1], "x" * 32),
            "paper": "reminder",
            "clock": "digest",
        }
        bare = re.sub(r"\{(\w+):(?:[^{}]|\{[^{}]*\})*\}", lambda m: values[m[1]], route.path)
        assert "{" not in bare
        return bare


async def owner_of_everything(house: House) -> Owner:
    """Register somebody and fill in one of everything."""
    member, office = await house.member(), house.office
    entries, at = office.services.entries, (house.case.id, member.ref)
    day = date(2026, 3, 1)
    ids = {
        "scams": await entries.add_scam(
            office.actor(ANN), *at, ScamContact(NEW, Channel.SMS, Pretext.PARCEL, day)
        ),
        "harms": await entries.add_harm(office.actor(ANN), *at, Harm(NEW, HarmHead.N_FEAR)),
        "steps": await entries.add_step(
            office.actor(ANN), *at, Step(NEW, INCIDENT, StepKind.ACCESS_REQUEST, day)
        ),
    }
    for field in (SealedField.EVIDENCE, SealedField.MANDATE):
        mark = await office.services.sealed.put_file(office.actor(ANN), *at, field, picture())
        ids[field] = mark.id
    ids["group"] = (await frozen_text(office.deps, house.case.id, [member], "fr-one")).id
    building = office.services.dossiers.build(office.actor(ORGANISER), house.case.id, house.lane.id)
    dossier = await office.agreed(house.case, building)
    tokens = {
        "d": await office.services.dossiers.link(office.actor(ORGANISER), house.case.id, dossier.id),
        "l": await office.services.page.link(office.actor(ANN), house.case.id),
        "c": await office.services.page.invitation(office.actor(ORGANISER), house.case.id),
        "j": await office.services.page.join_link(office.actor(OUTSIDER), house.case.id),
    }
    found = await entries.file(office.actor(ANN), *at)
    return Owner(found, {str(k): str(v) for k, v in ids.items()}, tokens)


def contents(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything in both databases but the bookkeeping."""
    found = {}
    for path in sorted(folder.glob("*.db")):
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                if table not in BOOKKEEPING:
                    rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
                    found[f"{path.name}:{table}"] = sorted(rows, key=repr)
    return found


MEMBER_ROUTES = [r for r in ROUTES if r.access == "member"]
POSTS = [r for r in ROUTES if r.method == "POST"]
GETS = [r for r in ROUTES if r.method == "GET"]
__all__ = [
    "ANN",
    "BEN",
    "GETS",
    "MEMBER_ROUTES",
    "POSTS",
    "ROUTES",
    "Owner",
    "contents",
    "owner_of_everything",
]
