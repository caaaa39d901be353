"""The notice in force, and the ways out: leaving, erasing one registration or everything."""

from aiohttp import web

from bot.domain.codes import MemberStatus
from bot.services.views import ErasureReceipt
from bot.web.pages.asking import question
from bot.web.pages.entering import closed
from bot.web.pages.recipients import renewed
from bot.web.routing import REF, get, post
from bot.web.visit import Visit


async def notice(visit: Visit) -> web.Response:
    """Show the whole notice."""
    found = await visit.services.notice.notice(visit.reader, visit.case_id, visit.language)
    return visit.show("notice", notice=found, case=visit.here)


async def rights(visit: Visit) -> web.Response:
    """Show who holds what, and the ways out."""
    found = await visit.services.notice.notice(visit.reader, visit.case_id, visit.language)
    registered = visit.member.status is MemberStatus.REGISTERED
    return visit.show("rights", notice=found, member=visit.member, registered=registered)


async def ask_leave(visit: Visit) -> web.Response:
    """Say what leaving means."""
    text = visit.tr(
        "Leave with {reference}? From now on no figure and no letter counts it, and what you sealed is "
        "deleted. The entries are kept until you erase them, and you can come back.",
        reference=visit.ref,
    )
    base = f"/my/{visit.ref}"
    return question(visit, text, f"{base}/leave", visit.tr("Leave"), f"{base}/rights")


async def leave(visit: Visit) -> web.Response:
    """Withdraw the registration; the account's sessions end with it."""
    await visit.services.rights.leave(visit.actor(), visit.case_id, visit.ref)
    if len(visit.members) > 1:
        await renewed(visit)
        return visit.go("/my")
    visit.site.parcels.drop(visit.account.account_id)
    text = visit.tr(
        "You are in no figure and no letter any more. Your entries are kept until you erase them."
    )
    return closed(visit, visit.tr("You have left."), text)


async def ask_erase(visit: Visit) -> web.Response:
    """Say what erasing one registration means."""
    base = f"/my/{visit.ref}"
    return question(
        visit, _erase_text(visit, [visit.ref]), f"{base}/erase", visit.tr("Erase for good"), f"{base}/rights"
    )


async def ask_erase_all(visit: Visit) -> web.Response:
    """Say what erasing everything means."""
    text = _erase_text(visit, [m.ref for m in visit.members])
    return question(visit, text, "/my/erase", visit.tr("Erase for good"), "/my")


def _erase_text(visit: Visit, refs: list[str]) -> str:
    return visit.tr(
        "Erase {references} for good? All entries, consents and sealed files are deleted at once and cannot "
        "be brought back. Letters already handed over are out of our reach.",
        references=visit.listed(refs),
    )


async def erase(visit: Visit) -> web.Response:
    """Erase one registration, and show the receipt."""
    return await _erased(visit, visit.ref)


async def erase_all(visit: Visit) -> web.Response:
    """Erase everything of this account, and show the receipt."""
    return await _erased(visit, None)


async def _erased(visit: Visit, ref: str | None) -> web.Response:
    left = len(visit.members) - 1 if ref else 0
    receipt = await visit.services.rights.erase(visit.actor(), visit.case_id, ref)
    if left:
        await renewed(visit)
        visit.members = [m for m in visit.members if m.ref != ref]
    else:
        visit.site.parcels.drop(visit.account.account_id)
    text = _receipt(visit, receipt)
    if left:
        return visit.show("erased", paragraphs=text)
    return closed(visit, visit.tr("Erased"), *text)


def _receipt(visit: Visit, receipt: ErasureReceipt) -> list[str]:
    told = [
        visit.tr(
            "{references} and everything recorded under it was erased on {day}.",
            references=visit.listed(receipt.refs),
            day=receipt.at.date(),
        )
    ]
    if receipt.letters_made:
        told.append(
            visit.trn(
                "{n} letter had been made before; the copy you saved is yours alone.",
                "{n} letters had been made before; the copies you saved are yours alone.",
                receipt.letters_made,
            )
        )
    return told


ROUTES = (
    get("/my/notice", notice),
    get(f"/my/{REF}/rights", rights),
    get(f"/my/{REF}/leave", ask_leave),
    post(f"/my/{REF}/leave", leave),
    get(f"/my/{REF}/erase", ask_erase),
    post(f"/my/{REF}/erase", erase),
    get("/my/erase", ask_erase_all),
    post("/my/erase", erase_all),
)
