"""A person's rights on their page: their data, the consent ledger, the notice, and the ways out."""

from aiohttp import web

from bot.domain.codes import MemberStatus
from bot.domain.retention import WITHDRAWN_KEPT
from bot.domain.served import RecipientNoticeKind
from bot.services.due_words import leaving
from bot.services.receipts import before
from bot.web.pages.asking import question
from bot.web.pages.receipts import give
from bot.web.routing import REF, get, post
from bot.web.visit import Visit


async def notice(visit: Visit) -> web.Response:
    """Show the whole notice."""
    found = await visit.services.notice.notice(visit.reader, visit.case_id, visit.language)
    return visit.show("notice", notice=found, case=visit.here)


async def rights(visit: Visit) -> web.Response:
    """Show who holds what, what a person may do about it, and the ways out."""
    found = await visit.services.notice.notice(visit.reader, visit.case_id, visit.language)
    standing = await visit.services.lanes.standing(visit.reader, visit.case_id, visit.ref)
    registered = visit.member.status is MemberStatus.REGISTERED
    contact = f"{visit.here.config.controller_name}, {visit.here.config.controller_contact}"
    return visit.show(
        "rights",
        notice=found,
        member=visit.member,
        registered=registered,
        recipient=standing.chosen.name if standing.chosen else "",
        contact=contact,
        leaving=leaving(visit),
    )


# --------------------------------------------------------------------- one's own data


async def data_json(visit: Visit) -> web.Response:
    """Hand out the person's own data for machines."""
    return await _data(visit, 0)


async def data_pdf(visit: Visit) -> web.Response:
    """Hand out the person's own data to read."""
    return await _data(visit, 1)


async def _data(visit: Visit, which: int) -> web.Response:
    # Reading has no effect to do once: the other file, or this one again, comes from the same page.
    files = await visit.services.export.own(visit.reader, visit.case_id, visit.language)
    file = files[which]
    return visit.save(file.data, file.filename, file.media_type)


async def ledger(visit: Visit) -> web.Response:
    """Show every consent that was given or withdrawn."""
    lines = await visit.services.rights.ledger(visit.reader, visit.case_id, visit.ref)
    zone = visit.services.rights.limits.zone
    return visit.show("ledger", lines=lines, zone=zone, member=visit.member)


# -------------------------------------------------------------------------- ways out


async def ask_leave(visit: Visit) -> web.Response:
    """Say what leaving means."""
    text = visit.tr(
        "Leave with {reference}? No figure and no letter made from now on counts it, and what you sealed is "
        "deleted. The entries are kept for {days} days, in which you can come back, and are deleted then.",
        reference=visit.ref,
        days=WITHDRAWN_KEPT.days,
    )
    base = f"/my/{visit.ref}"
    points = await _meaning(visit, visit.ref, RecipientNoticeKind.WITHDRAWN)
    return question(visit, text, f"{base}/leave", visit.tr("Leave"), f"{base}/rights", points)


async def leave(visit: Visit) -> web.Response:
    """Withdraw the registration, and give the receipt; the account's sessions end with it."""
    receipt = await visit.services.rights.leave(visit.actor(), visit.case_id, visit.ref)
    ends = len(visit.members) == 1
    return await give(visit, visit.tr("You have left."), receipt, ends=ends)


async def ask_erase(visit: Visit) -> web.Response:
    """Say what erasing one registration means."""
    base = f"/my/{visit.ref}"
    points = await _meaning(visit, visit.ref, RecipientNoticeKind.ERASED)
    text = _erase_text(visit, [visit.ref])
    return question(visit, text, f"{base}/erase", visit.tr("Erase for good"), f"{base}/rights", points)


async def ask_erase_all(visit: Visit) -> web.Response:
    """Say what erasing everything means."""
    points = await _meaning(visit, None, RecipientNoticeKind.ERASED)
    text = _erase_text(visit, [m.ref for m in visit.members])
    return question(visit, text, "/my/erase", visit.tr("Erase for good"), "/my", points)


async def _meaning(visit: Visit, ref: str | None, kind: RecipientNoticeKind) -> list[str]:
    """Say what a way out means for letters, dossiers and backups."""
    rights = visit.services.rights
    found = await rights.outlook(visit.reader, visit.case_id, ref)
    return before(found, visit.language, rights.limits, kind)


def _erase_text(visit: Visit, refs: list[str]) -> str:
    return visit.tr(
        "Erase {references} for good? All entries, consents and sealed files are deleted at once and cannot "
        "be brought back.",
        references=visit.listed(refs),
    )


async def erase(visit: Visit) -> web.Response:
    """Erase one registration, and give the receipt."""
    return await _erased(visit, visit.ref)


async def erase_all(visit: Visit) -> web.Response:
    """Erase everything of this account, and give the receipt."""
    return await _erased(visit, None)


async def _erased(visit: Visit, ref: str | None) -> web.Response:
    ends = ref is None or len(visit.members) == 1
    receipt = await visit.services.rights.erase(visit.actor(), visit.case_id, ref)
    visit.members = [m for m in visit.members if m.ref not in receipt.refs]
    return await give(visit, visit.tr("Erased"), receipt, ends=ends)


ROUTES = (
    get("/my/notice", notice),
    get(f"/my/{REF}/rights", rights),
    post("/my/data/json", data_json),
    post("/my/data/pdf", data_pdf),
    get(f"/my/{REF}/ledger", ledger),
    get(f"/my/{REF}/leave", ask_leave),
    post(f"/my/{REF}/leave", leave),
    get(f"/my/{REF}/erase", ask_erase),
    post(f"/my/{REF}/erase", erase),
    get("/my/erase", ask_erase_all),
    post("/my/erase", erase_all),
)
