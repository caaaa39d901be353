"""A browser as far as HTTP goes: cookies by their rules, forms as they stand on the page, no script."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp

Values = Mapping[str, str | list[str]]


@dataclass
class Form:
    """A form with what stands in it."""

    action: str
    multipart: bool = False
    fields: dict[str, list[str]] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.title = ""
        self._text: list[str] = []
        self._open = ""
        self._menu = ""
        self._area = ""

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self._text)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._open = tag
        if tag == "form":
            self.forms.append(Form(found.get("action", ""), "enctype" in found))
        elif tag == "a":
            self.links.append(found.get("href", ""))
        elif self.forms and (name := found.get("name", "")):
            self._field(tag, name, found)
        elif tag == "option" and self._menu:
            form = self.forms[-1]
            form.options.setdefault(self._menu, []).append(found.get("value", ""))
            if "selected" in found or self._menu not in form.fields:
                form.fields[self._menu] = [found.get("value", "")]

    def _field(self, tag: str, name: str, found: dict[str, str]) -> None:
        form = self.forms[-1]
        kind = found.get("type", "text")
        if tag == "select":
            self._menu = name
        elif tag == "textarea":
            self._area = name
            form.fields[name] = [""]
        elif tag == "input" and kind in ("checkbox", "radio"):
            form.options.setdefault(name, []).append(found.get("value", ""))
            if "checked" in found:
                form.fields.setdefault(name, []).append(found.get("value", ""))
        elif tag == "input" and kind == "file":
            form.files.append(name)
        elif tag == "input":
            form.fields.setdefault(name, []).append(found.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._menu = ""
        elif tag == "textarea":
            self._area = ""
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].fields[self._area] = [data.removeprefix("\n")]
        if self._open == "title":
            self.title += data
        else:
            self._text.append(data)


@dataclass
class Seen:
    """One answer, after redirects."""

    status: int
    url: str
    headers: Mapping[str, str]
    body: bytes
    hops: list[tuple[int, str]]
    read: _Reader

    @property
    def path(self) -> str:
        """The address without the host."""
        return urlsplit(self.url).path

    @property
    def html(self) -> str:
        """The page's source."""
        return self.body.decode()

    @property
    def text(self) -> str:
        """What a person reads."""
        return self.read.text

    def form(self, action: str = "") -> Form:
        """The form that is sent to this address; without one, the page's main form."""
        usual = ("/my/close", "/my/language")
        found = [f for f in self.read.forms if (f.action == action if action else f.action not in usual)]
        assert found, f"no form {action} on {self.path}: {self.text[:300]}"
        return found[0]


class Browser:
    """One browser of one person; `base` is what its address bar shows, `origin` where it connects."""

    def __init__(self, base: str, *, headers: Mapping[str, str] | None = None, via: str = "") -> None:
        self.base = base
        self._via = via or base
        self._headers = dict(headers or {})
        self.cookies: dict[str, str] = {}
        self.set_cookies: list[str] = []
        self.lax: set[str] = set()  # names of the cookies that a click on another site brings
        self.history: list[Seen] = []
        self._http = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=True, timeout=aiohttp.ClientTimeout(60)
        )

    async def close(self) -> None:
        """Let connections go."""
        await self._http.close()

    async def get(self, path: str, **headers: str) -> Seen:
        """Open an address."""
        return await self._ask("GET", path, None, headers)

    async def click_elsewhere(self, path: str) -> Seen:
        """Open an address by a link on another site: cookies that are SameSite=Strict stay at home."""
        before = dict(self.cookies)
        self.cookies = {n: v for n, v in before.items() if n in self.lax}
        seen = await self.get(path, **{"Sec-Fetch-Site": "cross-site"})
        self.cookies = before | self.cookies
        return seen

    async def send(self, seen: Seen, values: Values | None = None, *, action: str = "", **more: Any) -> Seen:
        """Fill in a form of a page and send it."""
        form = seen.form(action)
        fields = {name: list(found) for name, found in form.fields.items()}
        for name, value in (values or {}).items():
            fields[name] = [value] if isinstance(value, str) else list(value)
        return await self.post(form.action, fields, multipart=form.multipart, **more)

    async def post(
        self,
        path: str,
        fields: Mapping[str, list[str]],
        *,
        multipart: bool = False,
        files: Mapping[str, bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Seen:
        """Send a form as a browser does."""
        pairs = [(name, value) for name, values in fields.items() for value in values]
        data: Any = aiohttp.FormData(default_to_multipart=True) if multipart else pairs
        if multipart:
            for name, value in pairs:
                data.add_field(name, value)
            for name, content in (files or {}).items():
                data.add_field(
                    name,
                    io.BytesIO(content),
                    filename="CANARY-name.png",
                    content_type="application/octet-stream",
                )
        else:
            data = aiohttp.FormData(pairs)
        usual = {"Origin": "null", "Sec-Fetch-Site": "same-origin"}
        return await self._ask("POST", path, data, {**usual, **(headers or {})})

    async def _ask(self, method: str, path: str, data: Any, headers: Mapping[str, str]) -> Seen:
        hops: list[tuple[int, str]] = []
        url = urljoin(self.base, path)
        while True:
            target = self._via + url.removeprefix(self.base) if url.startswith(self.base) else url
            sent = {"Host": urlsplit(self.base).netloc, **self._headers, **headers}
            if self.cookies:
                sent["Cookie"] = "; ".join(f"{n}={v}" for n, v in self.cookies.items())
            async with self._http.request(
                method, target, data=data, headers=sent, allow_redirects=False
            ) as response:
                body = await response.read()
                for line in response.headers.getall("Set-Cookie", []):
                    self._keep(line)
                if response.status in (301, 302, 303, 307, 308):
                    hops.append((response.status, response.headers["Location"]))
                    url = urljoin(url, response.headers["Location"])
                    method, data, headers = "GET", None, {"Sec-Fetch-Site": "same-origin"}
                    continue
                reader = _Reader()
                if response.content_type == "text/html":
                    reader.feed(body.decode())
                seen = Seen(response.status, url, dict(response.headers), body, hops, reader)
                self.history.append(seen)
                return seen

    def _keep(self, line: str) -> None:
        self.set_cookies.append(line)
        pair, *attributes = line.split(";")
        name, _, value = pair.partition("=")
        gone = any(a.strip().lower() == "max-age=0" for a in attributes)
        if gone:
            self.cookies.pop(name, None)
        else:
            self.cookies[name.strip()] = value.strip('"')
            if "samesite=lax" in line.lower():
                self.lax.add(name.strip())
