"""A key-holder fetches a dossier by its one-time link; opening it takes their key, on their own machine."""

from aiohttp import web

from bot.web.routing import TOKEN, Access, get, post
from bot.web.visit import Visit


async def look(visit: Visit) -> web.Response:
    """Show what the link is for; looking changes nothing, since mail programs look before people do."""
    token = visit.argument("token")
    return visit.show("dossier", dossier=await visit.services.dossiers.look(token), token=token)


async def fetch(visit: Visit) -> web.StreamResponse:
    """Use the link up and send the file piece by piece; whoever breaks off needs a new link."""
    parcel = await visit.services.dossiers.fetch(visit.posted.text("token"))
    response = web.StreamResponse(
        headers={
            "Content-Type": "application/octet-stream",
            "Content-Length": str(parcel.view.size),
            "Content-Disposition": f'attachment; filename="{parcel.view.file_name}"',
        }
    )
    try:
        await response.prepare(visit.request)
        async for piece in parcel.pieces():
            await response.write(piece)
        await response.write_eof()
    finally:
        parcel.close()
    return response


ROUTES = (
    get(f"/d/{TOKEN}", look, Access.ANYONE),
    post("/d", fetch, Access.ANYONE),
)
