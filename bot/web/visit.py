"""One request and all that its handler needs: who visits, in which language, and how to answer."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.domain.access import Actor
from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.member import MemberFile
from bot.services.page import Session
from bot.services.registry import Services
from bot.services.views import CaseView
from bot.text import LANGUAGES
from bot.web.answers import Answers
from bot.web.forms import Form
from bot.web.posted import Posted
from bot.web.site import Site
from bot.web.templating import draw
from bot.web.words import Words

SESSION, VISIT, LANGUAGE = "session", "visit", "language"
SESSION_SECONDS = 24 * 3600
_ONCE = re.compile(r"[0-9a-f]{32}")
# Who waits for a page in which language before there is a case: the person's choice, their browser's.
_QUALITY = re.compile(r"([a-zA-Z]{1,8})(?:-[a-zA-Z0-9]+)*(?:\s*;\s*q=([01](?:\.[0-9]{1,3})?))?")


@dataclass(frozen=True)
class Page:
    """A template with its values; kept, so that a form that was refused can be shown again."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    form: Form | None = None


class Visit(Words):
    """What a handler gets instead of a bare request."""

    def __init__(self, request: web.Request, site: Site) -> None:
        super().__init__(preferred(request, site) or LANGUAGES[0])
        self.request = request
        self.site = site
        self.zone = site.zone
        self.session: Session | None = None
        self.case: CaseView | None = None
        self.members: list[MemberFile] = []
        self.posted = Posted()
        self.page: Page | None = None
        self._cookies: dict[str, str | None] = {}

    # -------------------------------------------------------------------- who and what

    @property
    def services(self) -> Services:
        """What may be asked of the core."""
        return self.site.services

    @property
    def account(self) -> Session:
        """The session; routes for members have one."""
        if self.session is None:
            raise NotFoundError
        return self.session

    @property
    def here(self) -> CaseView:
        """The case of this page."""
        if self.case is None:
            raise NotFoundError
        return self.case

    @property
    def case_id(self) -> str:
        """The id of the case of this page."""
        return self.account.case_id

    @property
    def ref(self) -> str:
        """The reference in the address; another's is as absent as one that does not exist."""
        wanted = self.request.match_info.get("ref", "")
        if not any(m.ref == wanted for m in self.members):
            raise NotFoundError
        return wanted

    @property
    def member(self) -> MemberFile:
        """The caller's own member whom the address names."""
        return next(m for m in self.members if m.ref == self.ref)

    @property
    def has_chosen(self) -> bool:
        """Whether the person picked a language on this page."""
        return chosen_language(self.request, self.site) is not None

    def argument(self, name: str) -> str:
        """A part of the address; its shape was checked by the route."""
        return self.request.match_info.get(name, "")

    def actor(self, part: str = "") -> Actor:
        """Who acts: a form carries a number of its own, so that sending it twice has one effect."""
        return self.account.actor(self.language, self.request_id(part))

    @property
    def reader(self) -> Actor:
        """Who looks: reading has no effect, so it needs no number of its own."""
        return self.account.actor(self.language, f"page:{secrets.token_hex(16)}")

    def request_id(self, part: str = "") -> str:
        """The number of this act, which its form carries."""
        once = self.posted.text("once")
        if not _ONCE.fullmatch(once):
            raise InvalidInputError
        who = self.session.account_id if self.session else "visitor"
        return f"page:{who}:{once}:{part}"

    # ---------------------------------------------------------------------------- forms

    @property
    def seed(self) -> str:
        """What this browser's forms are tied to: its session on a member's page, else a cookie of this visit.

        A session counts only where it was loaded: a click on another site brings no session's cookie, but
        the form sent from the page that it opened does.
        """
        if found := self._cookie(SESSION if self.session else VISIT):
            return found
        fresh = secrets.token_urlsafe(24)
        self.set_cookie(VISIT, fresh)
        return fresh

    def _cookie(self, name: str) -> str:
        """A cookie as the browser will have it after this answer; nothing when it has none."""
        known = self.request.cookies.get(self.site.cookie(name))
        return self._cookies.get(name, known) or ""

    def signed(self, token: str) -> bool:
        """Whether a form's token was made for this browser.

        Before anybody is let in, either cookie will do: neither is another's, and neither authorises the act.
        """
        names = (SESSION,) if self.session else (VISIT, SESSION)
        seeds = [seed for name in names if (seed := self._cookie(name))]
        return any(hmac.compare_digest(token.encode(), self.csrf(seed).encode()) for seed in seeds)

    @property
    def former(self) -> str:
        """The session that this browser still had, which the one it gets now replaces."""
        return self.request.cookies.get(self.site.cookie(SESSION), "")

    def csrf(self, seed: str | None = None) -> str:
        """The token of this browser's forms: nobody who cannot read its cookie can make it."""
        return hmac.new((seed or self.seed).encode(), b"collectif form", hashlib.sha256).hexdigest()

    def ask(self, template: str, form: Form, **values: Any) -> Answers:
        """Take the answers of a form; if they are refused, this page is shown again with them."""
        self.page = Page(template, values, form)
        return Answers(self, form, self.posted.fields)

    @property
    def page_fields(self) -> frozenset[str]:
        """The names of the fields that this page asked for."""
        return frozenset(self.page.form.fields if self.page and self.page.form else ())

    # -------------------------------------------------------------------------- answers

    def set_cookie(self, name: str, value: str | None) -> None:
        """Set a cookie with the answer; None deletes it."""
        self._cookies[name] = value

    def show(self, template: str, status: int = 200, **values: Any) -> web.Response:
        """Draw a page."""
        usual: dict[str, Any] = {
            "errors": {},
            "refusal": "",
            "note": "",
            "form": None,
            "once": secrets.token_hex(16),
        }
        shown = {**usual, **values}
        body = draw(template, v=self, csrf=self.csrf(), **shown)
        return self.finish(web.Response(text=body, status=status, content_type="text/html", charset="utf-8"))

    def show_again(
        self, errors: Mapping[str, str], refusal: str = "", form: Form | None = None
    ) -> web.Response:
        """Show the page that asked once more, with what was typed and what is wrong."""
        assert self.page is not None
        filled = form or (self.page.form and self.page.form.filled(self.posted.fields))
        return self.show(
            self.page.template, 422, **self.page.values, form=filled, errors=errors, refusal=refusal
        )

    def go(self, path: str) -> web.Response:
        """Lead on to another page; a path holds references and codes, never a token."""
        return self.finish(web.Response(status=303, headers={"Location": path}))

    def save(self, data: bytes, filename: str, media_type: str) -> web.Response:
        """Hand a file over, to be saved under this name."""
        disposition = f'attachment; filename="{filename}"'
        headers = {"Content-Type": media_type, "Content-Disposition": disposition}
        return self.finish(web.Response(body=data, headers=headers))

    def finish(self, response: web.Response) -> web.Response:
        """Put this visit's cookies on an answer."""
        for name, value in self._cookies.items():
            full, secure = self.site.cookie(name), self.site.address.secure
            # The visit's cookie lets nobody in; a click on another site brings it, so that the page which
            # opens does not put another in its place and spoil a form that is open beside it.
            same = "Lax" if name == VISIT else "Strict"
            if value is None:
                response.del_cookie(full, path="/", secure=secure, httponly=True, samesite=same)
                continue
            age = SESSION_SECONDS if name == SESSION else None
            response.set_cookie(
                full, value, max_age=age, path="/", secure=secure, httponly=True, samesite=same
            )
        return response


def chosen_language(request: web.Request, site: Site) -> str | None:
    """The language that this visitor picked: just now, or before."""
    for wanted in (request.query.get("lang"), request.cookies.get(site.cookie(LANGUAGE))):
        if wanted in LANGUAGES:
            return wanted
    return None


def preferred(request: web.Request, site: Site) -> str | None:
    """The person's choice, else the first language of their browser that there is."""
    if chosen := chosen_language(request, site):
        return chosen
    accepted = request.headers.get("Accept-Language", "")[:500]
    wanted = [(float(q or 1), tag.lower()) for tag, q in _QUALITY.findall(accepted)]
    ordered = sorted((w for w in wanted if w[0] > 0), key=lambda w: -w[0])
    return next((tag for _, tag in ordered if tag in LANGUAGES), None)
