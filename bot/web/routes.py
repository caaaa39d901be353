"""Every address of the page: the application has these and no other, and the laws walk them."""

from bot.web.pages import (
    entering,
    fetching,
    figures,
    harms,
    hub,
    incidents,
    joining,
    letters,
    particulars,
    receipts,
    recipients,
    rights,
    scams,
    sealing,
    steps,
    uploads,
)

ROUTES = (
    *entering.ROUTES,
    *joining.ROUTES,
    *fetching.ROUTES,
    *hub.ROUTES,
    *incidents.ROUTES,
    *scams.ROUTES,
    *harms.ROUTES,
    *steps.ROUTES,
    *recipients.ROUTES,
    *sealing.ROUTES,
    *uploads.ROUTES,
    *letters.ROUTES,
    *particulars.ROUTES,
    *rights.ROUTES,
    *figures.ROUTES,
    *receipts.ROUTES,
)
