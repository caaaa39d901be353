"""Receipts of ways out in chat: said on a page, and as a text file to keep."""

import io
from collections.abc import Iterable, Sequence

import discord

from bot.services.receipts import Limits, Receipt, as_text, told
from bot.services.views import CaseView
from bot.ui.context import Context
from bot.ui.layout import Page, Tone, split
from bot.ui.markup import plain
from bot.ui.speech import Speaker

# Of a receipt's text, what fits above a person's hub; the file beside it says all.
SHOWN = 1800


def receipt_page(
    speaker: Speaker, title: str, receipt: Receipt, limits: Limits, files: Sequence[discord.File] = ()
) -> Page:
    """Say what was done and when, who is told of it, and what is out of reach."""
    lines = split((plain(line) for line in told(receipt, speaker.language, limits)), SHOWN)[:1]
    number = speaker.tr("Receipt {number}", number=receipt.number)
    page = Page(Tone.DONE).text(f"### {title}", *lines, f"-# {number}")
    for file in files:
        page.file(file.filename)
    return page


def receipt_file(ctx: Context, case: CaseView, receipt: Receipt) -> list[discord.File]:
    """Return the receipt as a file; none where chat carries only the way to the page."""
    if case.minimal:
        return []
    written = as_text(
        receipt,
        ctx.language,
        ctx.services.rights.limits,
        case.title(ctx.language),
        f"{case.config.controller_name}, {case.config.controller_contact}",
    )
    return [discord.File(io.BytesIO(written.encode()), f"receipt-{receipt.number}.txt")]


def meaning(lines: Iterable[str]) -> str:
    """Write what an act means as points under a question."""
    return "\n".join(f"- {plain(line)}" for line in lines)
