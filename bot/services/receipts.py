"""What a way out will do and has done: counted from what is stored, and said in the member's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.marks import N_
from bot.domain.member import MemberFile, MemberRef, new_id
from bot.domain.retention import WITHDRAWN_KEPT
from bot.domain.served import RecipientNoticeKind
from bot.services.telling import Served, served
from bot.storage import Tx
from bot.text import fmt_date, fmt_list, tr, trn


@dataclass(frozen=True)
class Contents:
    """How much is recorded of some members, so that a person sees what goes."""

    entries: int = 0  # answers about incidents, categories, scam contacts, damage, steps
    consents: int = 0  # lines of the ledger
    sealed: int = 0
    letters: int = 0
    reached: tuple[Served, ...] = ()

    def __add__(self, other: "Contents") -> "Contents":
        return Contents(
            self.entries + other.entries,
            self.consents + other.consents,
            self.sealed + other.sealed,
            self.letters + other.letters,
            self.reached + other.reached,
        )

    def towards(self, lane_id: str) -> "Contents":
        """What concerns one recipient alone."""
        reached = tuple(one for one in self.reached if one.lane_id == lane_id)
        return Contents(sealed=self.sealed, reached=reached)


def receipt_number() -> str:
    """Draw the number of a receipt, short enough to be read aloud: `7KQ4M-2ZP8R`."""
    drawn = new_id()[-10:]
    return f"{drawn[:5]}-{drawn[5:]}"


async def contents(tx: Tx, member: MemberFile) -> Contents:
    """Count what is recorded of the member."""
    codes = (member.involvements, member.exposures, member.scams, member.harms, member.steps)
    return Contents(
        entries=sum(len(entries) for entries in codes),
        consents=len(await tx.consents.history(member.id)),
        sealed=len(await tx.sealed.marks(member.id)),
        letters=len(await tx.letters.of_member(member.id)),
        reached=await served(tx, member.id),
    )


@dataclass(frozen=True)
class Receipt:
    """What was done, when, for which references, and who is told; it names nobody."""

    number: str
    kind: RecipientNoticeKind
    at: datetime
    refs: tuple[MemberRef, ...]
    gone: Contents
    recipient: str = ""  # whom the file no longer goes to
    account: bool = False  # the account went with its last member
    organiser: bool = False  # and its person still organises the case


_DONE = {
    RecipientNoticeKind.ERASED: N_("{references} and everything recorded under it was erased on {day}."),
    RecipientNoticeKind.WITHDRAWN: N_(
        "{references} left the group action on {day}: all consents are withdrawn, and no figure and no "
        "letter made from now on counts it. Its entries are kept for {kept} days, unless you erase them "
        "before."
    ),
    RecipientNoticeKind.LEFT_RECIPIENT: N_(
        "Since {day} the file of {references} is no longer meant for {recipient}."
    ),
}
_FILED = N_(
    "Letters already sent to an authority or saved by somebody cannot be called back. If a complaint was "
    "filed with your name, write to the authority yourself to withdraw it."
)
_ACCOUNT = N_("The account is deleted too: the link to Discord, the receipt code, links and page sessions.")
_ORGANISER = N_(
    "You are still listed as an organiser of this case, with your Discord account (encrypted). That ends "
    "when you step down: /case organiser remove, with your own name."
)
_FETCHED = N_(
    "{recipient} received your file before (dossier {dossiers}, last on {day}). We cannot delete it there. "
    "The recipient is told with the next dossier; you may also write to them yourself."
)
_WAITING = N_(
    "A dossier for {recipient} with your file ({dossiers}), which nobody had fetched, is deleted on the "
    "server. In case it was copied from there before, the recipient is told with the next dossier."
)
_BACKUPS = N_(
    "Backups made before keep your codes until they expire ({days} days at the latest); a backup that is "
    "put back is erased again before anything is served. What you sealed cannot be read in them any more "
    "once the separate backups of its key have expired ({key_days} days at the latest)."
)
_NOBODY = N_("Your file was handed to no recipient, so nobody has to be told.")


@dataclass(frozen=True)
class Limits:
    """What the operator's settings promise about copies, and in whose time zone days are said."""

    backup_days: int
    key_backup_days: int
    zone: ZoneInfo


def before(found: Contents, language: str, limits: Limits, kind: RecipientNoticeKind) -> list[str]:
    """Say before an act what it means for letters, dossiers and backups."""
    # Several members of one account may have reached the same recipient with the same dossier.
    lines = list(dict.fromkeys(_reached(found, language, limits.zone))) or [tr(_NOBODY, language)]
    if kind is RecipientNoticeKind.LEFT_RECIPIENT:
        return lines
    lines.insert(0, tr(_FILED, language))
    if kind is RecipientNoticeKind.ERASED:
        lines.append(_backups(language, limits))
    return lines


def told(receipt: Receipt, language: str, limits: Limits) -> list[str]:
    """Say what was done, what went, who is told, and what is out of reach."""
    day = receipt.at.astimezone(limits.zone).date()
    references = fmt_list([str(ref) for ref in receipt.refs], language)
    done = {
        "references": references,
        "day": day,
        "recipient": receipt.recipient,
        "kept": WITHDRAWN_KEPT.days,
    }
    lines = [tr(_DONE[receipt.kind], language, **done)]
    if gone := list(_gone(receipt, language)):
        lines.append(tr(N_("Deleted: {what}."), language, what=fmt_list(gone, language)))
    if receipt.account:
        lines.append(tr(_ACCOUNT, language))
    if receipt.organiser:
        lines.append(tr(_ORGANISER, language))
    if receipt.gone.letters and receipt.kind is RecipientNoticeKind.ERASED:
        lines.append(
            trn(
                "{n} letter had been made before; the copy you saved is yours alone.",
                "{n} letters had been made before; the copies you saved are yours alone.",
                receipt.gone.letters,
                language,
            )
        )
    return [*lines, *before(receipt.gone, language, limits, receipt.kind)]


def as_text(receipt: Receipt, language: str, limits: Limits, case_title: str, contact: str) -> str:
    """Return the receipt as a text file for the person to keep."""
    local = receipt.at.astimezone(limits.zone)
    head = [
        tr(N_("Receipt {number}"), language, number=receipt.number),
        case_title,
        f"{fmt_date(local.date(), language)}, {local:%H:%M:%S} ({limits.zone.key})",
    ]
    foot = tr(N_("Questions, and all other rights: {contact}."), language, contact=contact)
    return "\n\n".join(["\n".join(head), *told(receipt, language, limits), foot]) + "\n"


def _gone(receipt: Receipt, language: str) -> Iterator[str]:
    gone = receipt.gone
    if receipt.kind is RecipientNoticeKind.ERASED:
        if gone.entries:
            yield trn("{n} entry", "{n} entries", gone.entries, language)
        yield trn(
            "{n} line of the consent ledger", "{n} lines of the consent ledger", gone.consents, language
        )
    if gone.sealed:
        yield trn("{n} sealed record", "{n} sealed records", gone.sealed, language)


def _reached(found: Contents, language: str, zone: ZoneInfo) -> Iterator[str]:
    for one in found.reached:
        day = one.last.astimezone(zone).date()
        if one.fetched:
            dossiers = _numbers(one.fetched, language)
            yield tr(_FETCHED, language, recipient=one.recipient, dossiers=dossiers, day=day)
        if one.waiting:
            dossiers = _numbers(one.waiting, language)
            yield tr(_WAITING, language, recipient=one.recipient, dossiers=dossiers)


def _numbers(numbers: tuple[int, ...], language: str) -> str:
    return fmt_list([tr(N_("no. {number}"), language, number=number) for number in numbers], language)


def _backups(language: str, limits: Limits) -> str:
    return tr(_BACKUPS, language, days=limits.backup_days, key_days=limits.key_backup_days)
