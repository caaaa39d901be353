"""Running a wording file: Jinja in a sandbox that knows only the letter's context.

A wording file can loop, choose and print; it cannot define macros, reach files outside the wording folder or
touch anything that the context does not hold. Every printed value becomes a token (see `slots`).
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from types import CodeType
from typing import Any

from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    Undefined,
    nodes,
    pass_context,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.letters.errors import UseError, WordingError
from bot.letters.slots import Slots
from bot.letters.wording import Folder, Wording, places

Show = Callable[[Any], str]

_ALLOWED_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign, nodes.Include,
    nodes.Name, nodes.NSRef, nodes.Const, nodes.Tuple, nodes.List, nodes.Dict, nodes.Pair, nodes.Getattr,
    nodes.Getitem, nodes.Slice, nodes.Call, nodes.Keyword, nodes.Filter, nodes.Test, nodes.CondExpr,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub, nodes.Mul, nodes.Neg,
    nodes.Concat,
)  # fmt: skip
_ALLOWED_FILTERS = frozenset(
    """
    abs batch count d default dictsort first groupby int items join last length list lower map max min reject
    rejectattr replace reverse round select selectattr slice sort sum trim unique upper
    """.split()  # noqa: SIM905 - a list of words reads better than forty quotes
)


class _Environment(ImmutableSandboxedEnvironment):
    """The sandbox, with a syntax cut down to what a letter needs."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, _ALLOWED_NODES):
                kind = type(node).__name__.lower()
                raise TemplateSyntaxError(
                    f"{kind} is not allowed in a wording file", node.lineno, name, filename
                )
            if isinstance(node, nodes.Include) and not isinstance(node.template, nodes.Const):
                raise TemplateSyntaxError("include takes a file name", node.lineno, name, filename)
        return tree

    def compile(  # type: ignore[override]
        self, source: str, name: str | None = None, filename: str | None = None
    ) -> CodeType:
        """Compile a text once for all letters; raises TemplateSyntaxError."""
        return _compiled(source, name, filename)

    def compile_anew(self, source: str, name: str | None, filename: str | None) -> CodeType:
        """Compile a text."""
        return super().compile(source, name, filename)


class Engine:
    """Renders the texts of one letter; everything printed goes through `show` into `slots`."""

    def __init__(self, folder: Folder, slots: Slots, show: Show, context: dict[str, Any]) -> None:
        self._slots, self._show = slots, show
        environment = _environment(self._finalize, self._join)
        environment.loader = FileSystemLoader(places(folder))
        self._environment, self._context = environment, context

    def parse(self, text: str) -> nodes.Template:
        """The syntax tree of a text, checked as far as goes without values; raises TemplateError."""
        self._environment.compile(text)
        return self._environment.parse(text)

    @pass_context
    def _finalize(self, _context: object, value: Any) -> str:
        return self._slots.protect(self._text(value))

    def _text(self, value: Any) -> str:
        # An undefined value names itself when it is turned into text.
        return str(value) if isinstance(value, Undefined) else self._show(value)

    @pass_context
    def _join(
        self, _context: object, values: Iterable[Any], between: str = "", attribute: str | None = None
    ) -> str:
        found = [self._environment.getattr(v, attribute) if attribute else v for v in values]
        return between.join(self._text(v) for v in found)

    def render(self, wording: Wording, text: str, first_line: int = 1) -> str:
        """Render a text of the file with tokens for its values; raises WordingError."""
        # Empty lines before the text make Jinja count lines as the file does; they are taken off again.
        source = "\n" * (first_line - 1) + text
        try:
            code = self._environment.compile(source, wording.name, wording.name)
            template = self._environment.template_class.from_code(
                self._environment, code, self._environment.make_globals(self._context)
            )
            return template.render().lstrip("\n")
        except TemplateSyntaxError as error:
            raise WordingError(error.name or wording.name, error.lineno, error.message or "") from None
        except (
            UseError,
            SecurityError,
            TemplateError,
            TypeError,
            ValueError,
            LookupError,
            AttributeError,
        ) as error:
            raise WordingError(wording.name, _line(error, wording.name), _reason(error)) from error


def _environment(finalize: Callable[..., str], join: Callable[..., str]) -> _Environment:
    """The sandbox of one letter; what is compiled for one fits all, for these two are asked when it runs.

    Both take Jinja's context, which no letter has while its text is compiled: no value is ever kept in code.
    """
    environment = _Environment(
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals = {"namespace": environment.globals["namespace"]}
    environment.filters = {k: v for k, v in environment.filters.items() if k in _ALLOWED_FILTERS}
    environment.filters["join"] = join
    environment.filters["cap"] = _cap
    return environment


@pass_context
def _not_yet(_context: object, *_: object, **__: object) -> str:
    raise AssertionError("nothing is printed while a text is compiled")


@lru_cache(maxsize=256)  # the wording that is shipped is some sixty files
def _compiled(source: str, name: str | None, filename: str | None) -> CodeType:
    return _environment(_not_yet, _not_yet).compile_anew(source, name, filename)


def _line(error: BaseException, name: str) -> int | None:
    line = None
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _reason(error: Exception) -> str:
    # Jinja's own messages name variables, never values; other errors might quote a value.
    return (
        str(error)
        if isinstance(error, (TemplateError, UseError))
        else f"cannot be printed ({type(error).__name__})"
    )


def _cap(text: Any) -> str:
    words = str(text)
    return words[:1].upper() + words[1:]
