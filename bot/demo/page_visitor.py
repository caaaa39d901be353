"""Somebody at a browser: opens links, fills in the forms that stand on the page, saves files. Real HTTP."""

from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import unquote, urljoin, urlsplit

import aiohttp

from bot.demo.hand import DemoError
from bot.demo.page_reader import PageForm, WebPage, read_page

Typed = Mapping[str, str | list[str]]

# What browsers send with a form of a page that asks for no referrer.
_FORM_HEADERS = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
_HTML = "text/html"
SAVE = "/my/letters/save"


class Visitor:
    """One browser with its cookies; close it by leaving the `async with`."""

    def __init__(self, locale: str) -> None:
        # On this machine the page has an address of numbers, for which jars keep no cookie unless told to.
        self._http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"Accept-Language": locale}
        )
        self._base = ""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._http.close()

    async def open(self, address: str) -> WebPage:
        """Open an address, or a path of the page that was opened before; raises DemoError if refused."""
        return _taken(await self._ask("GET", address))

    async def send(
        self,
        page: WebPage,
        typed: Typed | None = None,
        *,
        action: str = "",
        form: PageForm | None = None,
        file: bytes | None = None,
    ) -> WebPage:
        """Fill in a form of the page and send it, as a browser does, with what already stood in it.

        Raises DemoError for a field that is not on the page, and when the page refuses what was sent.
        """
        form = form or page.form(action)
        fields = {name: list(values) for name, values in form.fields.items()}
        for name, value in (typed or {}).items():
            if name not in form.names:
                raise DemoError(f"the page {page.path} does not ask for {name}")
            fields[name] = [value] if isinstance(value, str) else list(value)
        pairs = [(name, value) for name, values in fields.items() for value in values]
        return _taken(await self._ask("POST", form.action, _body(pairs, form.multipart, file)))

    async def save_all(self, page: WebPage) -> dict[str, bytes]:
        """Save every document that the page offers, each by its own button."""
        saved = {}
        for form in page.forms:
            if form.action == SAVE:
                document = await self.send(page, form=form)
                saved[document.filename] = document.data
        return saved

    async def _ask(self, method: str, address: str, data: Any = None) -> WebPage:
        url = urljoin(self._base, address)
        self._base = url
        headers = _FORM_HEADERS if method == "POST" else {}
        async with self._http.request(method, url, data=data, headers=headers) as answer:
            path = urlsplit(str(answer.url)).path
            body = await answer.read()
            if answer.content_type == _HTML:
                return read_page(answer.status, path, body.decode("utf-8"))
            said = answer.content_disposition
            name = unquote(said.filename or "") if said else ""
            return WebPage(answer.status, path, data=body, filename=name, refused=answer.status >= 400)


def _body(pairs: list[tuple[str, str]], multipart: bool, file: bytes | None) -> aiohttp.FormData:
    if not multipart:
        return aiohttp.FormData(pairs)
    data = aiohttp.FormData(default_to_multipart=True)
    for name, value in pairs:
        data.add_field(name, value)
    data.add_field("file", file or b"", filename="photo.png", content_type="image/png")
    return data


def _taken(page: WebPage) -> WebPage:
    if page.refused:
        raise DemoError(f"the page {page.path} refused ({page.status}): {page.text[:600]}")
    return page
