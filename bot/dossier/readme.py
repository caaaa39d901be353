"""The explanations that go with a dossier, in the three languages of the program."""

import textwrap
from collections.abc import Iterable, Sequence

from bot.domain.marks import N_
from bot.dossier.format import Manifest
from bot.dossier.notices import TITLE
from bot.text import LANGUAGES, fmt_date, fmt_number, label, tr

NAMES = {language: f"README.{language}.txt" for language in LANGUAGES} | {
    "fr": "LISEZMOI.txt",
    "de": "LIESMICH.txt",
    "en": "README.txt",
}
_WIDTH = 100

_WHAT = N_(
    "This dossier was put together by Collectif for the recipient named above. It concerns {members} "
    "members who chose this recipient and agreed that their file goes to it; members who chose another "
    "recipient, who withdrew or who agreed to nothing of the kind are not in it."
)
_OPEN = N_(
    "Names, addresses, own words and documents lie in the folder sealed, each encrypted a second time to a "
    "key pair of the recipient. The program opens everything at once: collectif desk open FILE --key "
    "YOUR-KEY-FILE. It checks every file, puts the names into the letters and writes one sheet for each "
    "member."
)
_AGE = N_(
    "Without Collectif, the program age does it (age-encryption.org). In the folder keys are copies of the "
    "recipient's private keys, each encrypted to one key-holder: age -d -i YOUR-KEY-FILE -o lane.txt keys/… "
    "Then, for each sealed file: age -d -i lane.txt sealed/… The first line of what comes out says whose it "
    "is; the content follows, then zeros to hide its length."
)
_FILES = (
    (
        "letters/",
        N_("the collective letters as PDF and DOCX, working edition: references in the place of names"),
    ),
    ("tables/", N_("what members recorded, as tables: one workbook (XLSX), and CSV (semicolon, UTF-8)")),
    (
        "members.json, case.json, pack.toml",
        N_("the same for programs, the case's settings, the facts with sources"),
    ),
    ("sealed/", N_("identity, contact, own words, senders, evidence and mandates, by reference")),
    ("keys/", N_("the recipient's private keys, encrypted to each key-holder")),
    ("notices.json", N_("what you must be told of members whose file was in an earlier dossier")),
    ("manifest.json", N_("every file with its SHA-256; members, key pairs, letters and sealed records")),
)
_SURE = (
    N_(
        "What members recorded is what they declare; nobody has verified it. Losses are declared, not proven."
    ),
    N_(
        "Letters state facts with their source and say how surely they stand. Letters marked as a draft "
        "have not been reviewed by a lawyer."
    ),
    N_(
        "Uploaded images were re-encoded and stripped of their metadata, PDF files stripped of active "
        "content: ask the member for the original before you rely on it as evidence."
    ),
    N_(
        "A member may withdraw at any time. A newer dossier lacks those who did: delete theirs from yours, "
        "unless you have a basis of your own to keep it."
    ),
)
_SECRET = N_(
    "This folder holds names and health-related data under professional secrecy. Keep it on an encrypted "
    "disk and hand it to nobody who is not named as a key-holder in the notice that members accepted."
)
_INSIDE = (
    ("letters/", N_("the collective letters with names, and the working edition without")),
    ("sheets/", N_("one sheet for each member: identity, facts, own words, list of documents")),
    ("documents/", N_("evidence and mandates, by reference")),
    (
        "tables/",
        N_("members with names, senders, documents, and the tables without names (CSV, semicolon, UTF-8)"),
    ),
    ("case/", N_("the facts with their sources, and the manifest of the dossier")),
    ("MANIFEST.sha256", N_("the SHA-256 of every file here; check with: sha256sum -c MANIFEST.sha256")),
)
_TOLD = ("notices.pdf", N_("what you must be told of members whose file was in an earlier dossier"))


def sealed_readmes(manifest: Manifest) -> dict[str, bytes]:
    """The explanations inside the dossier, by file name."""
    return {NAMES[language]: _sealed(manifest, language) for language in LANGUAGES}


def _sealed(manifest: Manifest, language: str) -> bytes:
    n = fmt_number(len(manifest.members), language)
    return _text(
        *_heading(manifest, language),
        [tr(_WHAT, language, members=n)],
        [tr("How to open it", language).upper(), tr(_OPEN, language), tr(_AGE, language)],
        [tr("What is where", language).upper(), *_listed(_FILES, language)],
        [
            tr("What is not certain", language).upper(),
            *(tr(s, language) for s in _SURE),
            *_lacking(manifest, language),
        ],
    )


def opened_readme(manifest: Manifest, language: str, notes: Sequence[str], told: Sequence[str] = ()) -> bytes:
    """The explanation beside an opened dossier.

    `notes` are what the desk found while opening it, `told` the news of members who were in earlier ones.
    """
    return _text(
        *_heading(manifest, language),
        [tr(_SECRET, language)],
        [tr(TITLE, language).upper(), *told] if told else [],
        [
            tr("What is where", language).upper(),
            *_listed(_INSIDE if not told else (*_INSIDE, _TOLD), language),
        ],
        [tr("What is not certain", language).upper(), *notes, *(tr(s, language) for s in _SURE)],
        _lacking(manifest, language),
    )


def _heading(manifest: Manifest, language: str) -> list[list[str]]:
    created = fmt_date(manifest.day, language)
    head = tr("Dossier no. {number} of {date}", language, number=str(manifest.number), date=created)
    kind = label(manifest.lane.kind, language)
    recipient = tr("For: {recipient} ({kind})", language, recipient=manifest.lane.name, kind=kind)
    title = tr("Case: {title}", language, title=manifest.case.title)
    opened_by = tr("Can be opened by: {names}", language, names=", ".join(h.name for h in manifest.holders))
    return [[f"COLLECTIF – {head}", title, recipient, opened_by]]


def _listed(files: Iterable[tuple[str, str]], language: str) -> list[str]:
    return [f"{path}: {tr(text, language)}" for path, text in files]


def _lacking(manifest: Manifest, language: str) -> list[str]:
    return [
        tr(
            "No collective letter to {authority}: {reason}",
            language,
            authority=n.authority.upper(),
            reason=n.reason,
        )
        for n in manifest.lacking
    ]


def _filled(paragraph: str) -> list[str]:
    return textwrap.wrap(paragraph, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _text(*blocks: Sequence[str]) -> bytes:
    """Paragraphs broken to a readable width, blocks set apart; line ends as Windows' editor wants them."""
    filled = ([_filled(paragraph) for paragraph in block] for block in blocks if block)
    lines = [line for block in filled for paragraph in block for line in (*paragraph, "")]
    return "\r\n".join(lines).encode("utf-8-sig")
