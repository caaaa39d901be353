"""What must hold for every module: small enough to read, and none of the calls that turn data into code."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    p for top in ("bot", "cogs") for p in (ROOT / top).rglob("*.py") if "versions" not in p.parts
)
LONGEST = 400
MOSTLY = 250  # nine in ten
MEDIAN = 120

# Calls and imports that turn data into code, markup or a shell line (security brief, N4).
FORBIDDEN_NAMES = frozenset({"eval", "exec", "__import__", "compile"})
FORBIDDEN_MODULES = frozenset({"pickle", "marshal", "shelve", "dill"})
# `str.format` reads attributes, `Paragraph` parses markup, Jinja's plain environment is no sandbox.
FORBIDDEN_CALLS = frozenset(
    {"format", "format_map", "Paragraph", "Environment", "Template", "system", "popen"}
)
SPELLED_OUT = frozenset({"re.compile", "sqlalchemy.text"})
# What is allowed all the same, and why: {("bot/…/module.py", "what"): "reason"}.
ALLOWED: dict[tuple[str, str], str] = {
    ("bot/dossier/notices.py", "Paragraph"): "a value of the document model; it parses nothing",
    ("bot/letters/answer.py", "Paragraph"): "a value of the document model; it parses nothing",
    ("bot/letters/markdown.py", "Paragraph"): "a value of the document model; it parses nothing",
    ("bot/letters/editions.py", "Paragraph"): "a value of the document model; it parses nothing",
    ("bot/letters/named.py", "Paragraph"): "a value of the document model; it parses nothing",
    ("bot/letters/pdf/form.py", "format"): "reportlab's way to write a PDF object; no text of ours",
    ("bot/letters/printed.py", "Paragraph"): "a value of the document model; it parses nothing",
    ("bot/letters/reading.py", "Paragraph"): "a value of the document model; it parses nothing",
    ("bot/letters/words.py", "format"): "fills phrases of the wording files with plain strings only",
    ("bot/packs/problems.py", "format"): "fills our own sentences with the limits that pydantic names",
    ("bot/vault/lane.py", "format"): "fills a constant with a random answer drawn here",
}


def test_modules_are_small() -> None:
    """No module is longer than 400 lines, nine in ten stay under 250, half of them under 120."""
    sizes = {str(p.relative_to(ROOT)): len(p.read_text("utf-8").splitlines()) for p in MODULES}
    lengths = sorted(sizes.values())

    assert {name: n for name, n in sizes.items() if n > LONGEST} == {}
    assert lengths[len(lengths) * 9 // 10] <= MOSTLY
    assert statistics.median(lengths) <= MEDIAN


def test_every_module_says_what_it_is_for() -> None:
    """The first thing in every module is a sentence about its one responsibility."""
    silent = [str(p.relative_to(ROOT)) for p in MODULES if not _docstring(p)]

    assert silent == []


def test_data_never_becomes_code_or_markup() -> None:
    """N4: nothing evaluates, unpickles, formats or parses what people typed, but for the reasons listed."""
    found = {(str(p.relative_to(ROOT)), what): line for p in MODULES for what, line in _findings(p)}

    assert {where: line for where, line in found.items() if where not in ALLOWED} == {}
    assert set(ALLOWED) <= set(found), "an exception that nothing needs any more"


@pytest.mark.parametrize(
    "source",
    [
        "eval(x)",
        "import pickle",
        "from pickle import loads",
        "'{}'.format(x)",
        "x.format_map(y)",
        "subprocess.run(x, shell=True)",
        "os.system(x)",
        "Paragraph(x, style)",
        "jinja2.Environment()",
        "yaml.load(x)",
    ],
)
def test_the_lint_sees(tmp_path: Path, source: str) -> None:
    """Each forbidden construct is found where it is planted."""
    planted = tmp_path / "planted.py"
    planted.write_text(source)

    assert list(_findings(planted)) != []


def _docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text("utf-8")))


def _findings(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from _imports(node)
        elif isinstance(node, ast.Call):
            yield from _calls(node)


def _imports(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, int]]:
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    for name in names:
        if name.split(".")[0] in FORBIDDEN_MODULES:
            yield name, node.lineno


def _calls(node: ast.Call) -> Iterator[tuple[str, int]]:
    called = ast.unparse(node.func)
    last = called.rsplit(".", 1)[-1]
    if called in FORBIDDEN_NAMES or (last in FORBIDDEN_CALLS and called not in SPELLED_OUT):
        yield last, node.lineno
    if called == "yaml.load":
        yield called, node.lineno
    if any(k.arg == "shell" and ast.unparse(k.value) != "False" for k in node.keywords):
        yield "shell", node.lineno
