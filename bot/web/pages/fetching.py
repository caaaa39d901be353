"""A key-holder fetches a dossier by its one-time link; opening it takes their key, on their own machine."""

from aiohttp import web

from bot import logs
from bot.services.dossiers import Parcel
from bot.web.routing import TOKEN, Access, get, post
from bot.web.visit import Visit


async def look(visit: Visit) -> web.Response:
    """Show what the link is for; looking changes nothing, since mail programs look before people do."""
    token = visit.argument("token")
    return visit.show("dossier", dossier=await visit.services.dossiers.look(token), token=token)


async def fetch(visit: Visit) -> web.StreamResponse:
    """Use the link up and send the file piece by piece.

    It is deleted here once the connection has taken every byte. When the transfer breaks off before, it
    stays, the connection is cut, so that no browser takes a part for the whole, and organisers make a new
    link.
    """
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
        await _send(visit.request, response, parcel)
        await response.write_eof()
    except Exception as error:
        # The head of the answer is out: a page that says sorry would become a part of the file.
        if isinstance(error, ConnectionError):
            logs.event("dossier_transfer_broken", level=logs.WARNING)
        else:
            logs.failure("page_failed", error, action="fetch")
        if visit.request.transport is not None:
            visit.request.transport.abort()
    finally:
        parcel.close()
    return response


async def _send(request: web.Request, response: web.StreamResponse, parcel: Parcel) -> None:
    """Write the file; each piece waits until the connection has taken the one before.

    The parcel deletes its file when it is asked for what comes after the last piece.
    """
    transport = request.transport
    if transport is None:
        raise ConnectionResetError
    transport.set_write_buffer_limits(high=0)
    async for piece in parcel.pieces():
        await response.write(piece)
        await request.writer.drain()
        if transport.is_closing():
            raise ConnectionResetError


ROUTES = (
    get(f"/d/{TOKEN}", look, Access.ANYONE),
    post("/d", fetch, Access.ANYONE),
)
