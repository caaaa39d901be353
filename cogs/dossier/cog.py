"""`/case dossier`: build a dossier for a recipient, and hand it over without Discord."""

import io

import discord

from bot.domain.access import Action
from bot.domain.errors import NotFoundError
from bot.services.dossiers import DossierView
from bot.services.views import CaseView
from bot.ui import doors, ids
from bot.ui.awaiting import Awaiting
from bot.ui.context import Context
from bot.ui.entries import question
from bot.ui.feature import Feature
from bot.ui.layout import danger
from bot.ui.router import pressed, starts
from cogs.dossier.pages import TOLD, Handing, dossier_page, dossiers_page, link_page, told_page

# Path of a dossier's link on the page; the page takes it from there.
_LINK_PATH = "/d/{token}"


class Dossiers(Feature):
    """A dossier is never attached: a one-time link or the server's disk hands it over."""

    @starts("dossier")
    async def start(self, ctx: Context, case: CaseView, ref: str | None) -> None:
        """Go on from the command."""
        await self._show(ctx, case)

    @pressed(doors.DOSSIERS)
    async def open(self, ctx: Context, case: CaseView) -> None:
        """Show recipients and dossiers."""
        await self._show(ctx, case)

    async def _show(self, ctx: Context, case: CaseView, note: str = "") -> None:
        await self.services.cases.admit(ctx.actor, case.id, Action.BUILD_DOSSIER)
        lanes = await self.services.lanes.lanes(ctx.actor, case.id)
        found = await self.services.dossiers.list(ctx.actor, case.id)
        owing = await self.services.dossiers.owing(ctx.actor, case.id)
        await ctx.show(dossiers_page(ctx, case, lanes, found, owing, note))

    @pressed(doors.DOSSIER_TOLD)
    async def told(self, ctx: Context, case: CaseView, lane_id: str) -> None:
        """Give what a recipient must be told as a text file: references and dates, nothing else."""
        notices = (await self.services.dossiers.owed(ctx.actor, case.id)).get(lane_id)
        lanes = await self.services.lanes.lanes(ctx.actor, case.id)
        lane = next((lane for lane in lanes if lane.id == lane_id), None)
        if lane is None or not notices:
            raise NotFoundError
        heading = ctx.tr("For {recipient}, case {title}", recipient=lane.name, title=case.title(ctx.language))
        data = self.services.dossiers.notices_text(notices, heading, ctx.language)
        await ctx.show(told_page(ctx, case, lane, len(notices)), [discord.File(io.BytesIO(data), TOLD)])

    @pressed(doors.DOSSIER_SELECT)
    async def select(self, ctx: Context, case: CaseView) -> None:
        """Build for the recipient chosen."""
        await self._build(ctx, case, ctx.picked(ids.LANE))

    @pressed(doors.DOSSIER_BUILD)
    async def build(self, ctx: Context, case: CaseView, lane_id: str) -> None:
        """Build for the only recipient."""
        await self._build(ctx, case, lane_id)

    async def _build(self, ctx: Context, case: CaseView, lane_id: str) -> None:
        await ctx.think()
        view = await self.services.dossiers.build(ctx.actor, case.id, lane_id, Awaiting(ctx))
        await ctx.show(
            dossier_page(ctx, case, view, self._key, self._handing, ctx.tr("The dossier is built."))
        )

    @pressed(doors.DOSSIER)
    async def dossier(self, ctx: Context, case: CaseView, dossier_id: str) -> None:
        """Show one dossier and the ways to hand it over."""
        view = await self._found(ctx, case, dossier_id)
        await ctx.show(dossier_page(ctx, case, view, self._key, self._handing))

    @pressed(doors.DOSSIER_LINK)
    async def link(self, ctx: Context, case: CaseView, dossier_id: str) -> None:
        """Make the key-holder's one-time link."""
        view = await self._found(ctx, case, dossier_id)
        token = await self.services.dossiers.link(ctx.actor, case.id, dossier_id)
        url = self.services.page.url(_LINK_PATH.replace("{token}", token))
        await ctx.show(link_page(ctx, case, view, self._key, url))

    @pressed(doors.DOSSIER_DELETE)
    async def ask_delete(self, ctx: Context, case: CaseView, dossier_id: str) -> None:
        """Ask before the file goes."""
        view = await self._found(ctx, case, dossier_id)
        text = ctx.tr(
            "Delete dossier no. {number} for {recipient} from the server? Whoever has received it keeps it. "
            "A new one can be built at any time.",
            number=view.number,
            recipient=view.recipient,
        )
        yes = danger(ctx.tr("Delete"), doors.DOSSIER_DELETE_YES.id(case.id, dossier_id))
        await ctx.show(question(ctx, text, yes, doors.DOSSIERS.id(case.id)))

    @pressed(doors.DOSSIER_DELETE_YES)
    async def delete(self, ctx: Context, case: CaseView, dossier_id: str) -> None:
        """Delete the file."""
        await self.services.dossiers.discard(ctx.actor, case.id, dossier_id)
        await self._show(ctx, case, ctx.tr("Deleted."))

    @pressed(doors.DOSSIER_HANDED)
    async def handed(self, ctx: Context, case: CaseView, dossier_id: str) -> None:
        """Note that the file was handed over from the disk, and delete it here."""
        await self.services.dossiers.discard(ctx.actor, case.id, dossier_id, handed_over=True)
        await self._show(ctx, case, ctx.tr("Noted as handed over, and deleted here."))

    @property
    def _handing(self) -> Handing:
        return Handing.LINK if self.services.page.on else Handing.DISK

    @property
    def _key(self) -> str:
        return self.services.dossiers.server_key

    async def _found(self, ctx: Context, case: CaseView, dossier_id: str) -> DossierView:
        for view in await self.services.dossiers.list(ctx.actor, case.id):
            if view.id == dossier_id and view.waiting:
                return view
        raise NotFoundError
