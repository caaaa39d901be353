"""Whom the sealed file goes to: a consent of its own, changed or withdrawn at any time."""

from typing import Any

from aiohttp import web

from bot.domain.errors import NotFoundError
from bot.domain.served import RecipientNoticeKind
from bot.services.receipts import before
from bot.services.views import LaneView, Standing
from bot.web.forms import Choice, Form, Option, form
from bot.web.pages.asking import question
from bot.web.pages.receipts import give, renewed
from bot.web.routing import REF, get, post
from bot.web.visit import Visit


async def _standing(visit: Visit) -> Standing:
    return await visit.services.lanes.standing(visit.reader, visit.case_id, visit.ref)


async def _form(visit: Visit, standing: Standing) -> Form:
    notice = await visit.services.notice.notice(visit.reader, visit.case_id, visit.language)
    chosen = standing.chosen.id if standing.chosen else ""
    options = tuple(
        Option(lane.id, _name(visit, lane), notice.lanes[lane.id])
        for lane in standing.offered
        if lane.id in notice.lanes
    )
    sealed = bool(standing.chosen) and await visit.services.sealed.marks(
        visit.reader, visit.case_id, visit.ref
    )
    understood = Choice(
        "understood",
        visit.tr("If you change"),
        (Option("yes", visit.tr("I know that what I sealed for the former recipient is deleted here.")),),
        required=False,
        many=True,
        style="boxes",
    )
    return form(
        f"/my/{visit.ref}/recipient",
        visit.tr("I agree to this and choose"),
        [
            Choice(
                "recipient",
                visit.tr("Who shall receive your file?"),
                options,
                chosen=frozenset([chosen] if chosen else []),
                style="radio",
            ),
            understood if sealed else None,
        ],
        hidden={"notice": notice.version},
    )


def _name(visit: Visit, lane: LaneView) -> str:
    return f"{lane.name} ({visit.label(lane.kind)})"


def _values(visit: Visit, standing: Standing) -> dict[str, Any]:
    chosen = standing.chosen
    return {
        "title": visit.tr("Whom my file goes to"),
        "back": f"/my/{visit.ref}",
        "lead": [
            visit.tr(
                "Your codes, and what you seal (identity, contact data, your own words, documents), go to "
                "the recipient that you choose and to nobody else. Choosing is voluntary; you can change it "
                "at any time."
            )
        ],
        "others": [lane for lane in standing.offered if chosen is None or lane.id != chosen.id],
        "chosen": chosen,
        "change": visit.tr(
            "Until now your file goes to {recipient}. When you change, what you sealed for them is deleted "
            "here and you enter it again for the new recipient. What they already received is out of our "
            "reach.",
            recipient=chosen.name,
        )
        if chosen
        else "",
        "remove": f"/my/{visit.ref}/recipient/withdraw" if chosen else "",
        "remove_text": visit.tr("Withdraw my choice"),
    }


async def recipient(visit: Visit) -> web.Response:
    """Show who can be chosen, with the consent in full."""
    standing = await _standing(visit)
    if not standing.offered and standing.chosen is None:
        raise NotFoundError
    return visit.show("recipient", form=await _form(visit, standing), **_values(visit, standing))


async def choose(visit: Visit) -> web.Response:
    """Record the choice on the text that was shown."""
    standing = await _standing(visit)
    answers = visit.ask("recipient", await _form(visit, standing), **_values(visit, standing))
    wanted, former = answers.value("recipient"), standing.chosen
    changes = former is not None and wanted is not None and former.id != wanted
    if changes and "understood" in visit.page_fields and answers.value("understood") is None:
        answers.fail("understood", visit.tr("Please confirm this before you change."))
    answers.check()
    await visit.services.lanes.choose(
        visit.actor(), visit.case_id, visit.ref, wanted, visit.posted.text("notice"), visit.language
    )
    if changes:
        await renewed(visit)
    return visit.go(f"/my/{visit.ref}")


async def ask_withdraw(visit: Visit) -> web.Response:
    """Say what withdrawing means."""
    standing = await _standing(visit)
    if standing.chosen is None:
        raise NotFoundError
    text = visit.tr(
        "Send nothing more to {recipient}? What you sealed for this recipient is deleted here. What they "
        "already received is out of our reach.",
        recipient=standing.chosen.name,
    )
    rights = visit.services.rights
    found = await rights.outlook(visit.reader, visit.case_id, visit.ref)
    points = before(
        found.towards(standing.chosen.id), visit.language, rights.limits, RecipientNoticeKind.LEFT_RECIPIENT
    )
    base = f"/my/{visit.ref}/recipient"
    return question(visit, text, f"{base}/withdraw", visit.tr("Withdraw my choice"), base, points)


async def withdraw(visit: Visit) -> web.Response:
    """Withdraw the choice, and give the receipt."""
    receipt = await visit.services.rights.leave_recipient(
        visit.actor(), visit.case_id, visit.ref, visit.language
    )
    return await give(visit, visit.tr("Your choice is withdrawn: your file goes to nobody."), receipt)


_AT = f"/my/{REF}/recipient"
ROUTES = (
    get(_AT, recipient),
    post(_AT, choose),
    get(f"{_AT}/withdraw", ask_withdraw),
    post(f"{_AT}/withdraw", withdraw),
)
