"""From rendered wording to the document model: a small part of Markdown, and a clear refusal of the rest."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from bot.letters.errors import WordingError
from bot.letters.model import (
    Block,
    Bullets,
    Citation,
    Inline,
    Inlines,
    LineBreak,
    NumberedParagraph,
    Paragraph,
    PenField,
    Run,
    Section,
)
from bot.letters.slots import PRIVATE, Slots
from bot.letters.wording import Wording

_NAMES = {
    "blockquote": "a quotation (>)",
    "code_inline": "code (`)",
    "code_block": "an indented or code block",
    "fence": "a code block",
    "hr": "a rule (---)",
    "html_block": "HTML",
    "html_inline": "HTML",
    "image": "an image",
    "link": "a link; write the address as plain text",
    "table": 'a Markdown table; use {{ table("…") }}',
    "s": "struck text",
}
_LEVELS = {"h2": 1, "h3": 2}


def blocks(wording: Wording, rendered: str, slots: Slots) -> tuple[Block, ...]:
    """Read the text of a letter; raises WordingError for what the engine does not know."""
    return tuple(_Reader(wording, rendered, slots).blocks())


def inline_text(wording: Wording, rendered: str, slots: Slots) -> Inlines:
    """Read one line, such as the object."""
    found = blocks(wording, rendered, slots)
    if not found:
        return ()
    if len(found) > 1 or not isinstance(found[0], Paragraph):
        raise WordingError(wording.name, None, "object and references are one line of plain text each")
    return found[0].content


class _Reader:
    def __init__(self, wording: Wording, rendered: str, slots: Slots) -> None:
        self._wording, self._slots = wording, slots
        self._rendered = rendered.splitlines()
        parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
        self._tree = SyntaxTreeNode(parser.parse(rendered))

    def blocks(self) -> Iterator[Block]:
        previous: Block | None = None
        for node in self._tree.children:
            for block in self._block(node):
                if isinstance(block, Bullets) and isinstance(previous, NumberedParagraph):
                    block = Bullets(block.items, indented=True)
                yield block
                previous = block

    def _block(self, node: SyntaxTreeNode) -> Iterator[Block]:
        match node.type:
            case "heading":
                if node.tag not in _LEVELS:
                    raise self._error(node, "headings are ## and ### only")
                content = self._content(node)
                if content:
                    yield Section(_LEVELS[node.tag], "", content)
            case "paragraph":
                yield from self._paragraph(node)
            case "ordered_list":
                for item in node.children:
                    yield from self._numbered(item)
            case "bullet_list":
                yield Bullets(tuple(self._point(item) for item in node.children))
            case _:
                raise self._error(node)

    def _paragraph(self, node: SyntaxTreeNode) -> Iterator[Block]:
        alone = self._directives(node)
        if alone is not None:
            yield from alone
        elif content := self._content(node):
            yield Paragraph(content)

    def _numbered(self, item: SyntaxTreeNode) -> Iterator[Block]:
        first = True
        for child in item.children:
            if child.type == "bullet_list":
                yield Bullets(tuple(self._point(point) for point in child.children), indented=True)
            elif child.type != "paragraph":
                raise self._error(child, f"{_name(child)} inside a numbered paragraph")
            elif content := self._content(child):
                yield NumberedParagraph(0, content) if first else Paragraph(content)
                first = False

    def _point(self, item: SyntaxTreeNode) -> Inlines:
        if len(item.children) != 1 or item.children[0].type != "paragraph":
            where = item.children[-1] if item.children else item
            raise self._error(where, "a point of a list is one paragraph, without lists inside")
        return self._content(item.children[0])

    def _directives(self, node: SyntaxTreeNode) -> list[Block] | None:
        """The blocks of a paragraph that holds nothing but block directives; None for any other."""
        pieces = list(self._slots.take(node.children[0].content if node.children else ""))
        blocks = [p for p in pieces if isinstance(p, tuple)]
        rest = [p for p in pieces if not isinstance(p, tuple) and not (isinstance(p, str) and not p.strip())]
        if not blocks:
            return None
        if rest:
            raise self._error(node, "letterhead, table, signature and the like stand alone in a paragraph")
        return [block for group in blocks for block in group]

    def _content(self, node: SyntaxTreeNode) -> Inlines:
        inline = next((child for child in node.children if child.type == "inline"), None)
        if inline is None:
            return ()
        return tidy(self._inlines(inline, bold=False, italic=False))

    def _inlines(self, node: SyntaxTreeNode, *, bold: bool, italic: bool) -> Iterator[Inline]:
        for child in node.children:
            match child.type:
                case "text" | "text_special":
                    yield from self._text(node, child.content, bold, italic)
                case "softbreak":
                    yield Run(" ", bold, italic)
                case "hardbreak":
                    yield LineBreak()
                case "strong":
                    yield from self._inlines(child, bold=True, italic=italic)
                case "em":
                    yield from self._inlines(child, bold=bold, italic=True)
                case _:
                    raise self._error(child)

    def _text(self, node: SyntaxTreeNode, text: str, bold: bool, italic: bool) -> Iterator[Inline]:
        for piece in self._slots.take(text):
            match piece:
                case str():
                    yield Run(piece, bold, italic)
                case Run():
                    yield Run(piece.text, bold or piece.bold, italic or piece.italic)
                case Citation() | PenField() | LineBreak():
                    yield piece
                case _:
                    raise self._error(
                        node, "letterhead, table, signature and the like stand alone in a paragraph"
                    )

    def _error(self, node: SyntaxTreeNode, reason: str = "") -> WordingError:
        return WordingError(self._wording.name, self._line(node), reason or f"{_name(node)} is not allowed")

    def _line(self, node: SyntaxTreeNode) -> int | None:
        """The line in the file: found again by the longest literal piece of the rendered block."""
        place: SyntaxTreeNode | None = node
        while place is not None and not place.map:
            place = place.parent
        if place is None or not place.map:
            return None
        rendered = self._rendered[place.map[0] : place.map[1]]
        pieces = [p.strip() for line in rendered for p in PRIVATE.split(line)]
        if node.content and node.content in self._wording.body:
            pieces.insert(0, node.content)
        for piece in sorted(filter(None, pieces), key=len, reverse=True):
            position = self._wording.body.find(piece)
            if position >= 0:
                return self._wording.first_line + self._wording.body.count("\n", 0, position)
        return None


def _name(node: SyntaxTreeNode) -> str:
    return _NAMES.get(node.type, f"Markdown's {node.type}")


def tidy(content: Iterator[Inline] | Inlines) -> Inlines:
    """Join runs of one style, make single spaces of many, and take spaces off the ends."""
    joined: list[Inline] = []
    for piece in content:
        last = joined[-1] if joined else None
        if (
            isinstance(piece, Run)
            and isinstance(last, Run)
            and (last.bold, last.italic) == (piece.bold, piece.italic)
        ):
            joined[-1] = Run(last.text + piece.text, piece.bold, piece.italic)
        else:
            joined.append(piece)
    found = [Run(re.sub(" {2,}", " ", p.text), p.bold, p.italic) if isinstance(p, Run) else p for p in joined]
    if found and isinstance(found[0], Run):
        found[0] = Run(found[0].text.lstrip(" "), found[0].bold, found[0].italic)
    if found and isinstance(found[-1], Run):
        found[-1] = Run(found[-1].text.rstrip(" "), found[-1].bold, found[-1].italic)
    return tuple(p for p in found if not (isinstance(p, Run) and not p.text))
