"""Keeping the catalogues in step with the code."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.text.extract import NotLiteralError, forms, french_spaces, missing, updated, uses, written

CODE = """
ONE = N_("Marked " "in two parts.")
def f(ctx, language, n, name, values):
    ctx.tr("Called as a method.", who=name)
    tr("Yes, {who}." if n else "No, {who}.", language, who=name)
    trn("{n} letter", "{n} letters", n, language)
    tr("Hidden values.", language, **values)
    tr(name, language)
    other("Not marked.")
"""


def tree(tmp_path: Path, code: str) -> Path:
    """A project with one module."""
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "a.py").write_text(code, "utf-8")
    return tmp_path


def test_every_marked_sentence_is_found(tmp_path: Path) -> None:
    """Marked literals are found, joined, in both arms of a condition, and as singular and plural."""
    found = {use.key: use.values for use in uses(tree(tmp_path, CODE))}
    assert found == {
        "Marked in two parts.": None,
        "Called as a method.": {"who"},
        "Yes, {who}.": {"who"},
        "No, {who}.": {"who"},
        ("{n} letter", "{n} letters"): frozenset(),
        "Hidden values.": None,
    }


@pytest.mark.parametrize("code", ['tr(f"Hello {name}", language)', 'N_("Hello " + name)', 'N_("a" % b)'])
def test_a_sentence_put_together_at_run_time_is_refused(tmp_path: Path, code: str) -> None:
    """What no catalogue can hold is an error that names file and line."""
    with pytest.raises(NotLiteralError, match=r"^bot/a\.py:1: "):
        list(uses(tree(tmp_path, code)))


def test_an_update_keeps_adds_and_removes(tmp_path: Path) -> None:
    """Translations stay, new sentences come empty, and sentences that the code lost go."""
    old = Catalog(locale="fr")
    old.add("No, {who}.", "Non, {who} !")
    old.add("Gone.", "Parti.")
    old.add(("{n} letter", "{n} letters"), ("{n} lettre", "{n} lettres"))

    old.add("Hidden values.", "Peut-être.", flags=["fuzzy"])

    new = updated(old, "fr", uses(tree(tmp_path, CODE)))

    assert forms(new["No, {who}."]) == ["Non, {who}\u202f!"]
    assert forms(new["{n} letter"]) == ["{n} lettre", "{n} lettres"]
    assert "Gone." not in new
    assert len(missing(new)) == 4  # three are new, one is in doubt
    assert b"Gone." not in written(new)


def test_french_gets_its_spaces() -> None:
    """Plain spaces become the no-break ones of French typography, and addresses are left alone."""
    assert french_spaces("Voilà : « l'un » ; quoi ?") == (
        "Voilà\u00a0: «\u00a0l’un\u00a0»\u202f; quoi\u202f?"
    )
    assert french_spaces("https://example.org/a?b=1") == "https://example.org/a?b=1"


def test_sentences_of_templates_are_found(tmp_path: Path) -> None:
    """Sentences in templates count like those in code; one put together at run time is refused."""
    folder = tmp_path / "bot"
    folder.mkdir()
    page = folder / "page.html"
    page.write_text('{{ tr("Hello {who}.", who=x) }} {{ trn("{n} day", "{n} days", n) }} {{ tr(known) }}')
    found = {use.key: use.values for use in uses(tmp_path)}
    assert found == {"Hello {who}.": {"who"}, ("{n} day", "{n} days"): frozenset()}

    page.write_text('{{ tr("Hello " ~ x) }}')
    with pytest.raises(NotLiteralError, match=r"^bot/page\.html:1: "):
        list(uses(tmp_path))
