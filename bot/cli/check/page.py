"""Whether the sealed page can be reached by its public name."""

import aiohttp

from bot.cli.check.finding import Finding, error, fine, warning
from bot.settings import Settings

_SECONDS = 20
# What the page and nothing else answers at its root, see bot.web.
_SIGN = "no-referrer"


async def look(settings: Settings) -> list[Finding]:
    """Ask for the page as a visitor does, certificate included."""
    if not settings.page_url:
        return [fine("page", "switched off (COLLECTIF_PAGE_URL)")]
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(settings.page_url + "/", allow_redirects=False) as answer,
        ):
            status, policy = answer.status, answer.headers.get("Referrer-Policy")
    except aiohttp.ClientConnectorCertificateError:
        todo = "Look at the proxy's certificate: visitors see a warning in its place."
        return [error("page", "its certificate is not valid for this name", todo)]
    except (TimeoutError, aiohttp.ClientError) as reason:
        todo = "Check the name in the DNS, the proxy and whether the bot runs: docs/page.md."
        return [error("page", f"it cannot be reached ({type(reason).__name__})", todo)]
    if status != 200 or policy != _SIGN:
        todo = "Check where the proxy sends requests, and COLLECTIF_TRUSTED_PROXIES: docs/page.md."
        return [warning("page", f"something else answers there, or refuses ({status})", todo)]
    return [fine("page", "it is reached by its public name")]
