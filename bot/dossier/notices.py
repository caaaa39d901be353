"""What a recipient must be told of members whose file it had (GDPR art. 19), as sentences, text and page."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.domain.marks import N_
from bot.domain.moments import written_day
from bot.domain.served import RecipientNoticeKind
from bot.dossier.plan import Notice
from bot.letters.model import Column, Paragraph, Run, Table
from bot.letters.named import drawn
from bot.letters.wording import WORDING, load_phrases
from bot.letters.words import Words
from bot.text import fmt_date, label, tr, trn

TITLE = N_("Withdrawals, erasures and corrections since the last dossier")
_WHY = N_(
    "These persons' files were in an earlier dossier of this recipient. Article 19 of the GDPR asks that "
    "whoever received data is told when they are erased, restricted or corrected."
)
_REMARK = N_("by reference, as the server noted it")
_DUTY = {
    RecipientNoticeKind.ERASED: N_(
        "Delete what you hold of this person, unless a law or a legal claim obliges or entitles you to keep "
        "it."
    ),
    RecipientNoticeKind.WITHDRAWN: N_(
        "This person takes part no more. Write for them in nothing new, and delete what you need no longer."
    ),
    RecipientNoticeKind.LEFT_RECIPIENT: N_(
        "This person no longer wants you to have their file. Delete what you hold of it, unless a law or a "
        "legal claim obliges or entitles you to keep it."
    ),
    RecipientNoticeKind.CORRECTED: N_(
        "This person corrected or removed something. Use the file in the newest dossier, and no older one."
    ),
}


def sentences(notices: Sequence[Notice], language: str) -> Iterator[str]:
    """One sentence for each notice: who, by reference; what; when; in which dossiers the file had been."""
    for notice in notices:
        yield tr(
            "{reference}: {what} ({date}; in dossier no. {dossiers}). {duty}",
            language,
            reference=notice.ref,
            what=label(notice.kind, language),
            date=written_day(notice.at),
            dossiers=notice.dossiers,
            duty=tr(_DUTY[notice.kind], language),
        )


def count(notices: Sequence[Notice], language: str) -> str:
    """How many there are, for whoever opens the dossier."""
    return trn(
        "{n} person whose file you had has erased, withdrawn or corrected it since: see “{title}”.",
        "{n} persons whose file you had have erased, withdrawn or corrected it since: see “{title}”.",
        len({notice.ref for notice in notices}),
        language,
        title=tr(TITLE, language),
    )


def as_text(notices: Sequence[Notice], heading: str, language: str) -> bytes:
    """The notices as a text file, references only; `heading` says for whom and in which case."""
    lines = [tr(TITLE, language).upper(), "", heading, "", tr(_WHY, language), ""]
    lines += [f"- {line}" for line in sentences(notices, language)]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def as_page(notices: Sequence[Notice], origin: str, day: date, language: str) -> bytes:
    """The notices as a page; `origin` says which dossier they came with."""
    words = Words(load_phrases(WORDING, language))
    columns = (
        Column(tr("Reference", language), 13),
        Column(tr("What happened", language), 22),
        Column(tr("Date", language), 17),
        Column(tr("Dossiers", language), 10),
        Column(tr("What you have to do", language), 38),
    )
    rows = tuple(
        (
            n.ref,
            label(n.kind, language),
            fmt_date(written_day(n.at), language),
            n.dossiers,
            tr(_DUTY[n.kind], language),
        )
        for n in notices
    )
    blocks = (Paragraph((Run(tr(_WHY, language)),)), Table("", columns, rows))
    return drawn(words, "notices", tr(TITLE, language), origin, day, blocks, _REMARK).data
