"""Every address of the page: the application has these and no other, and the laws walk them."""

from bot.web.pages import entering, hub, sealing

ROUTES = (*entering.ROUTES, *hub.ROUTES, *sealing.ROUTES)
