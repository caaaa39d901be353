"""The running page with a case, its organiser, a recipient with a key-holder, and people who visit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.member import MemberFile
from bot.services.views import CaseView, LaneView
from bot.vault import age, sealing
from bot.web.server import Page
from tests.keyholder import KeyHolder
from tests.services.office import ANN, ORGANISER, Office, open_office
from tests.services.sealing import chosen, opened
from tests.web.browser import Browser, Seen

INCIDENT = "INC-2025-01"
# What a member types about themselves; each value is nowhere else in the tests.
WHO = {
    "full_name": "Zoë Canary-Name",
    "street": "17 rue du Canari",
    "postcode": "57000",
    "city": "Canariville",
    "country": "FR",
    "email": "canary@example.org",
    "phone": "",
}


@dataclass
class House:
    """What a test of the page stands in."""

    office: Office
    page: Page
    case: CaseView
    lane: LaneView
    holder: KeyHolder
    folder: Path
    browsers: list[Browser] = field(default_factory=list)

    def browser(self, **headers: str) -> Browser:
        """A browser that has never been here; with TLS in front, it comes by way of the proxy."""
        secure = self.page.address.startswith("https")
        usual = {"Accept-Language": "en"} | ({"X-Forwarded-Proto": "https"} if secure else {})
        via = f"http://127.0.0.1:{self.page.port}"
        browser = Browser(self.page.address, headers={**usual, **headers}, via=via)
        self.browsers.append(browser)
        return browser

    async def member(self, user_id: int = ANN, *, lane: bool = True, **changes: object) -> MemberFile:
        """Somebody registered in chat, whom the first incident concerns and who chose the recipient."""
        member = await self.office.concerned(self.case, user_id, **changes)
        if lane:
            await chosen(self.office, self.case, user_id, member.ref, self.lane.id)
        return member

    async def link(self, user_id: int = ANN) -> str:
        """The path of a one-time link, as the chat hands it out."""
        token = await self.office.services.page.link(self.office.actor(user_id), self.case.id)
        return f"/l/{token}"

    async def enter(self, user_id: int = ANN) -> tuple[Browser, Seen]:
        """Open a member's page in a new browser."""
        browser = self.browser()
        return browser, await browser.send(await browser.get(await self.link(user_id)))

    async def exists(self, user_id: int = ANN) -> bool:
        """Whether somebody is registered."""
        return bool(await self.office.services.enrol.members(self.office.actor(user_id), self.case.id))

    async def invitation(self) -> str:
        """The path of the case's invitation."""
        token = await self.office.services.page.invitation(self.office.actor(ORGANISER), self.case.id)
        return f"/c/{token}"

    async def opened(self) -> list[tuple[sealing.SealedHeader, bytes]]:
        """Everything sealed in this case, as the key-holder's desk reads it."""
        from bot.services.sealed import record_place, shred_key_place
        from bot.vault import shred

        deps, case_id = self.office.deps, self.case.id
        async with deps.store.reading() as tx:
            wraps = list((await tx.lanes.wraps(self.lane.id)).values())
            rows = [row async for row in tx.sealed.of_lane(self.lane.id)]
        keys = [age.decrypt(wrap, [self.holder.key.secret]).decode() for wrap in wraps]
        found = []
        for row in rows:
            kept = await deps.shreds.key(row.member_id)
            assert kept is not None
            key = deps.vault.open(kept, shred_key_place(case_id, row.member_id))
            blob = shred.peel(row.blob, key, record_place(case_id, row.member_id, row.id))
            found.append(sealing.open_payload(blob, keys[-1]))
        return found


@asynccontextmanager
async def open_house(folder: Path, **settings: object) -> AsyncIterator[House]:
    """Open the services, a case with a recipient, and the page on a random port."""
    async with open_office(folder) as office:
        case = await office.case()
        holder = KeyHolder()
        lane = await opened(office, case, holder)
        page = Page(office.services, zone=office.deps.timezone, **settings)  # type: ignore[arg-type]
        await page.start()
        house = House(office, page, case, lane, holder, folder)
        try:
            yield house
        finally:
            for browser in house.browsers:
                await browser.close()
            await page.stop()
