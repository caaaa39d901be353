"""Values stay literal in Discord's Markdown."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ui.markup import Markdown, bullets, fit, plain


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("**bold** _it_ ~~no~~ ||spoiler||", r"\*\*bold\*\* \_it\_ \~\~no\~\~ \|\|spoiler\|\|"),
        ("[click](https://example.invalid)", r"\[click\](https://example.invalid)"),
        ("<@123> <@&5> <#9> </me:1>", r"\<@123> \<@&5> \<#9> \</me:1>"),
        ("@everyone @here", "@\u200beveryone @\u200bhere"),
        ("# Title", r"\# Title"),
        ("- item", r"\- item"),
        ("> quote", r"\> quote"),
        ("1. list", "\u200b1. list"),
        ("`code`", r"\`code\`"),
        ("a\\b", r"a\\b"),
        ("two\nlines\r\nof text", "two lines of text"),
        ("O'Brien-Łukasz 12,5 %", "O'Brien-Łukasz 12,5 %"),
        ("a@example.invalid", "a@example.invalid"),
    ],
)
def test_a_value_is_shown_as_it_is(value: str, shown: str) -> None:
    """No markup, no mention, no masked link, one line."""
    assert plain(value) == shown


def test_our_own_markdown_stays() -> None:
    """A text marked as our own Markdown is not made literal again."""
    assert plain(Markdown("**P-7KQ4M**")) == "**P-7KQ4M**"


@given(st.text())
def test_no_value_keeps_an_active_character(value: str) -> None:
    """Whatever the value, every character that Discord acts on has a backslash before it."""
    shown = plain(value)

    assert "\n" not in shown
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_~`|<\[\]]", shown)


@pytest.mark.parametrize(("text", "shown"), [("abcd", "abcd"), ("abcde", "abc…"), ("ab cde", "ab…")])
def test_a_text_is_cut_visibly(text: str, shown: str) -> None:
    """A text beyond four characters ends in an ellipsis and fits."""
    assert fit(text, 4) == shown


def test_a_date_after_a_bullet_stays_that_date() -> None:
    """Discord would draw "- 16. März" as the first item of a numbered list, and show the first of March."""
    assert bullets(["16. März 2024", "Paket"]) == "- \u200b16. März 2024\n- Paket"
