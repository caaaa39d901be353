"""The desk's routes: the empty page, and what it asks for once a dossier and a key are there."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import FileSystemLoader, StrictUndefined, select_autoescape
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.desk import key_acts, views
from bot.desk.guard import SECRET_HEADER, Guard, guarded, put_headers
from bot.desk.state import NOTHING_OPEN, DeskError, State
from bot.desk.words import WORDS
from bot.dossier.items import Item
from bot.dossier.papers import Desk
from bot.dossier.refusals import OpeningError
from bot.text import LANGUAGE_NAMES, LANGUAGES, pick_language, tr
from bot.vault.exchange import MOST_CHARACTERS

_FOLDER = Path(__file__).parent / "static"
# What may be shown by the browser itself; everything else is only saved.
_SHOWN = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp", "text/plain", "text/csv"})
_PARTS = {"desk.js": "text/javascript", "desk.css": "text/css", "mark.svg": "image/svg+xml"}

# A file of key copies is the largest thing but for a dossier, which is streamed; in JSON, six bytes a letter.
_MOST_BYTES = 6 * MOST_CHARACTERS

Answer = Callable[["Routes", web.Request], Awaitable[Any]]


class Routes:
    """Answers the page's requests; `touched` is told of each one that passed the guard."""

    def __init__(self, guard: Guard, language: str | None, touched: Callable[[], None]) -> None:
        self.guard, self.state = guard, State()
        self.closing = asyncio.Event()
        self._language, self._touched = language, touched

    def application(self) -> web.Application:
        """Return the application with all routes and nothing else."""
        app = web.Application(middlewares=[guarded(self.guard)], client_max_size=_MOST_BYTES)
        app.on_response_prepare.append(put_headers)
        app.router.add_get("/", self._page)
        for name in _PARTS:
            app.router.add_get(f"/{name}", self._part)
        for method, path, answer in (
            ("POST", "/begin", Routes._begin),
            ("PUT", "/dossier", Routes._take_dossier),
            ("PUT", "/key", Routes._take_key),
            ("POST", "/open", Routes._open),
            ("GET", "/summary", Routes._summary),
            ("GET", "/search", Routes._search),
            ("GET", "/member", Routes._member),
            ("POST", "/save", Routes._save),
            ("POST", "/answer", Routes._answer),
            ("POST", "/keygen", Routes._keygen),
            ("POST", "/prove", Routes._prove),
            ("POST", "/share", Routes._share),
            ("POST", "/close", Routes._close),
            ("POST", "/quit", Routes._quit),
        ):
            app.router.add_route(method, path, self._answering(answer))
        app.router.add_get("/document", self._document)
        return app

    def _answering(self, answer: Answer) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def handle(request: web.Request) -> web.Response:
            self._touched()
            try:
                return web.json_response(await answer(self, request))
            except (DeskError, OpeningError) as error:
                return web.json_response({"error": error.said(self._speaks(request))}, status=409)
            except (json.JSONDecodeError, UnicodeDecodeError, AttributeError, KeyError, TypeError):
                return web.json_response({"error": "?"}, status=400)

        return handle

    def _speaks(self, request: web.Request) -> str:
        wanted = request.query.get("language", "")
        if wanted in LANGUAGES:
            return wanted
        accepted = request.headers.get("Accept-Language", "").partition(",")[0]
        return self._language or pick_language(accepted.partition(";")[0].strip() or None)

    # ---------------------------------------------------------------- the empty page

    async def _page(self, request: web.Request) -> web.Response:
        language = self._speaks(request)
        text = await asyncio.to_thread(_drawn, language)
        return web.Response(text=text, content_type="text/html", charset="utf-8")

    async def _part(self, request: web.Request) -> web.Response:
        name = request.path.removeprefix("/")
        data = await asyncio.to_thread((_FOLDER / name).read_bytes)
        return web.Response(body=data, content_type=_PARTS[name], charset="utf-8")

    # ------------------------------------------------------- what the page asks for

    async def _begin(self, request: web.Request) -> dict[str, str]:
        """Give the page that knows the code its secret; what another one had opened is closed."""
        secret = self.guard.begin(str((await request.json())["code"]))
        if secret is None:
            raise web.HTTPForbidden
        await self.state.close()
        return {
            "secret": secret,
            "header": SECRET_HEADER,
            "folder": str(_usual_folder() / "collectif-dossier"),
            "key": str(_usual_folder() / "collectif-key.txt"),
        }

    async def _take_dossier(self, request: web.Request) -> dict[str, int]:
        return {"size": await self.state.take_dossier(request.content.iter_chunked(1 << 16))}

    async def _take_key(self, request: web.Request) -> dict[str, str]:
        return {"public": self.state.take_key(await request.read())}

    async def _open(self, request: web.Request) -> dict[str, Any]:
        given = json.loads(await request.text() or "{}")
        await self.state.open(str(given.get("server_key", ""))[:200])
        return await self._summary(request)

    async def _summary(self, request: web.Request) -> dict[str, Any]:
        return views.summary(self._desk(request))

    async def _search(self, request: web.Request) -> dict[str, list[str]]:
        return {"refs": views.search(self.state.opened, request.query.get("words", "")[:200])}

    async def _member(self, request: web.Request) -> dict[str, Any]:
        desk = self._desk(request)
        for member in desk.opened.members:
            if member.ref == request.query["ref"]:
                folder = str(_usual_folder() / f"collectif-answer-{member.ref}")
                return views.member_page(desk, member) | {"folder": folder}
        raise DeskError(NOTHING_OPEN)

    async def _save(self, request: web.Request) -> dict[str, Any]:
        folder = str((await request.json())["folder"])
        written = await self.state.save(self._desk(request).language, folder)
        return {"folder": str(written.folder), "files": written.files}

    async def _answer(self, request: web.Request) -> dict[str, Any]:
        asked = await request.json()
        ref, folder = str(asked["ref"]), str(asked["folder"])
        notes = await self.state.answer(self._desk(request).language, ref, folder)
        return {"folder": folder.strip(), "notes": notes}

    async def _keygen(self, request: web.Request) -> dict[str, Any]:
        path = str((await request.json())["path"])
        return await asyncio.to_thread(key_acts.make, path, self._speaks(request), datetime.now(UTC))

    async def _prove(self, request: web.Request) -> dict[str, Any]:
        text = str((await request.json())["text"])
        return await self.state.with_key(partial(key_acts.prove, text))

    async def _share(self, request: web.Request) -> dict[str, Any]:
        asked = await request.json()
        text, newcomer = str(asked["text"]), str(asked["newcomer"])[:200]
        return await self.state.with_key(lambda key: key_acts.share(text, key, newcomer))

    async def _close(self, request: web.Request) -> dict[str, str]:
        await self.state.close()
        return {}

    async def _quit(self, request: web.Request) -> dict[str, str]:
        await self.state.close()
        self.closing.set()
        return {}

    async def _document(self, request: web.Request) -> web.Response:
        self._touched()
        try:
            item = self._item(self._desk(request), request.query.get("path", ""))
            data = await self.state.make(item)
        except (DeskError, OpeningError) as error:
            return web.json_response({"error": error.said(self._speaks(request))}, status=409)
        kind = item.media_type if item.media_type in _SHOWN else "application/octet-stream"
        charset = "utf-8" if kind.startswith("text/") else None
        return web.Response(body=data, content_type=kind, charset=charset)

    def _desk(self, request: web.Request) -> Desk:
        return self.state.desk(self._speaks(request))

    @staticmethod
    def _item(desk: Desk, path: str) -> Item:
        for item in chain(desk.items(), *(desk.papers(m) for m in desk.opened.members if m.ref in path)):
            if item.path == path:
                return item
        raise DeskError(NOTHING_OPEN)


def _usual_folder() -> Path:
    """Where a person keeps documents, as a beginning of the path to save to."""
    home = Path.home()
    return next((home / name for name in ("Documents", "Dokumente") if (home / name).is_dir()), home)


@cache
def _drawn(language: str) -> str:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("desk.html")

    words = {name: tr(sentence, language) for name, sentence in WORDS.items()}
    return template.render(t=words, language=language, languages=LANGUAGE_NAMES)
