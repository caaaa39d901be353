"""What organisers are told on top of their pages when something is wrong."""

from bot.services.alerts import ALERTS
from bot.services.views import CaseView
from bot.ui.context import Context


async def alerts(ctx: Context, case: CaseView) -> str:
    """Say in the organiser's language what is wrong now; nothing when all is well."""
    found = await ctx.services.alerts.alerts(ctx.actor, case.id)
    return "\n".join(f"⚠️ {ctx.tr(ALERTS[alert])}" for alert in found)
