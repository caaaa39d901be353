"""A registration whose answer got lost: how the browser that sent the form is known again, and nobody else.

What is kept are keyed hashes: of the browser's secret with the form's number and what it said (the very same
form, sent again), of the secret with what it said (filled in anew), and of the secret (any other form). They
stand among the one-time links, as used ones, so that no link can ever be made from them. A change of the root
key makes them worthless a day before their time; the form is then refused as sent already.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.member import AccountId
from bot.domain.sealing import LinkPurpose
from bot.services.periods import SESSION_LIFE
from bot.services.views import Registration
from bot.services.work import Deps, Work
from bot.storage import LinkRow, Tx


@dataclass(frozen=True)
class Sender:
    """What only the browser that shows a form has: the secret of its cookie, and the number of the form."""

    secret: str
    number: str


class Known(StrEnum):
    """As what a form is known whose sender never saw the answer to a registration."""

    FORM = "form"  # it is the one that registered
    ANSWERS = "answers"  # opened again, and answered in the same way
    BROWSER = "browser"  # another one of the same browser


def _key(deps: Deps, case_id: str, form: Registration, sender: Sender, known: Known) -> bytes:
    said = (form.capacity, form.residence, form.work or "", form.notice_version, *sorted(form.consents))
    parts = {
        Known.FORM: (sender.secret, sender.number, *said),
        Known.ANSWERS: (sender.secret, *said),
        Known.BROWSER: (sender.secret,),
    }
    return deps.vault.resuming_hash(case_id, known, *parts[known])


async def remember(work: Work, account_id: AccountId, form: Registration, sender: Sender) -> None:
    """Keep for as long as the session of the lost answer would have lasted who may ask for it again."""
    for known in Known:
        key = _key(work.deps, work.row.id, form, sender, known)
        await work.tx.page.drop_link(key)  # the same browser registers another person
        await work.tx.page.add_link(
            LinkRow(
                token_hash=key,
                case_id=work.row.id,
                purpose=LinkPurpose.OWN_FILE,
                created_at=work.now,
                expires_at=work.now + SESSION_LIFE,
                account_id=account_id,
                used_at=work.now,
            )
        )


async def account_of(
    deps: Deps, tx: Tx, case_id: str, form: Registration, sender: Sender, known: Known
) -> str | None:
    """Return the account that waits for this sender's answer, if it is known as that."""
    link = await tx.page.link(_key(deps, case_id, form, sender, known))
    if link is None or link.expires_at <= deps.clock():
        return None
    return link.account_id
