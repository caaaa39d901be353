"""What a browser makes of a page of HTML: its words, its links, its forms with what stands in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Forms that stand on every page of a session; nobody means these when they fill in a page.
_USUAL = frozenset({"/my/close", "/my/language"})


@dataclass
class PageForm:
    """A form and the values that it would send if nobody touched it."""

    action: str
    multipart: bool
    fields: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)  # name -> values to choose among
    names: set[str] = field(default_factory=set)  # all fields, also those that would send nothing
    hints: dict[str, str] = field(default_factory=dict)  # value of a choice -> the words beside it


@dataclass(frozen=True)
class WebPage:
    """One answer of the page, after redirects."""

    status: int
    path: str
    text: str = ""
    forms: tuple[PageForm, ...] = ()
    links: tuple[str, ...] = ()
    secret: str = ""  # what the page shows this once, such as a receipt code
    refused: bool = False
    data: bytes = b""
    filename: str = ""

    def form(self, action: str = "") -> PageForm:
        """The form that is sent to this address; without one, the form that the page is about.

        Raises:
            LookupError: there is no such form.
        """
        for found in self.forms:
            if found.action == action or (not action and found.action not in _USUAL):
                return found
        raise LookupError(f"no form {action!r} on {self.path}: {self.text[:300]}")


class _Reader(HTMLParser):
    """Reads the HTML that our templates draw; labels follow their boxes there."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.secret = ""
        self.refused = False
        self._menu = self._area = self._labelled = ""
        self._secret = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        classes = found.get("class", "").split()
        self._secret = "secret" in classes
        self.refused |= "refused" in classes or "error" in classes
        if tag == "form":
            self.forms.append(PageForm(found.get("action", ""), "enctype" in found))
        elif tag == "a":
            self.links.append(found.get("href", ""))
        elif self.forms and tag == "option" and self._menu:
            self._option(found)
        elif self.forms and (name := found.get("name", "")):
            self._field(self.forms[-1], tag, name, found)

    def _option(self, found: Mapping[str, str]) -> None:
        form, value = self.forms[-1], found.get("value", "")
        form.offered.setdefault(self._menu, []).append(value)
        if "selected" in found or self._menu not in form.fields:
            form.fields[self._menu] = [value]

    def _field(self, form: PageForm, tag: str, name: str, found: Mapping[str, str]) -> None:
        form.names.add(name)
        kind, value = found.get("type", "text"), found.get("value", "")
        if tag == "select":
            self._menu = name
        elif tag == "textarea":
            self._area = name
            form.fields[name] = [""]
        elif tag == "input" and kind in ("checkbox", "radio"):
            form.offered.setdefault(name, []).append(value)
            self._labelled = value
            if "checked" in found:
                form.fields.setdefault(name, []).append(value)
        elif tag == "input" and kind != "file":
            form.fields[name] = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._menu = ""
        elif tag == "textarea":
            self._area = ""
        elif tag == "label":
            self._labelled = ""
        self._secret = False

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].fields[self._area] = [data.removeprefix("\n")]
        if self._labelled and data.strip():
            self.forms[-1].hints.setdefault(self._labelled, data.strip())
        if self._secret:
            self.secret += data.strip()
        self.words.append(data)


def read_page(status: int, path: str, html: str) -> WebPage:
    """Read an answer; it is a refusal when its status or its words beside a field say so."""
    reader = _Reader()
    reader.feed(html)
    return WebPage(
        status=status,
        path=path,
        text=" ".join(" ".join(reader.words).split()),
        forms=tuple(reader.forms),
        links=tuple(reader.links),
        secret=reader.secret,
        refused=status >= 400 or reader.refused,
    )
