"""A member's choice of recipient: a consent of its own, and what a change of it undoes."""

from bot.domain.codes import Purpose
from bot.domain.errors import NoLaneError, NoticeChangedError
from bot.domain.member import MemberFile
from bot.domain.served import RecipientNoticeKind
from bot.services import ledger
from bot.services.holders import open_lane
from bot.services.recipients import let_go
from bot.services.telling import owe
from bot.services.views import Notice
from bot.services.work import Work


async def withdraw(work: Work, member: MemberFile, notice: Notice) -> int:
    """Undo the member's choice, if any: ledger, sealed records, sessions; return how many records went."""
    former = await work.tx.lanes.chosen_by(member.id)
    if former is None:
        return 0
    left = RecipientNoticeKind.LEFT_RECIPIENT
    await owe(work.tx, work.row.id, member.id, member.ref, left, work.now, lane_id=former)
    dropped = await let_go(work, member.id)
    entry = ledger.entry(work, member.id, Purpose.LAWYER, notice, given=False, recipient=former)
    await work.tx.consents.add(entry)
    return dropped


async def choose(work: Work, member: MemberFile, notice: Notice, lane_id: str, version: str) -> int:
    """Choose this recipient on the text of that version, in place of another; return what went with that.

    Raises NoLaneError (nobody can open it), NoticeChangedError, NotFoundError.
    """
    row = await open_lane(work, lane_id)
    if row.id not in notice.lanes:
        raise NoLaneError
    if notice.version != version:
        raise NoticeChangedError
    former = await work.tx.lanes.chosen_by(member.id)
    if former == lane_id and await _agreed(work, member, notice, lane_id):
        return 0
    dropped = await withdraw(work, member, notice) if former != lane_id else 0
    await work.tx.lanes.choose(member.id, work.row.id, lane_id, work.now)
    entry = ledger.entry(work, member.id, Purpose.LAWYER, notice, given=True, recipient=lane_id)
    await work.tx.consents.add(entry)
    return dropped


async def _agreed(work: Work, member: MemberFile, notice: Notice, lane_id: str) -> bool:
    """Whether the newest entry about this recipient is an agreement to this very text."""
    about = [c for c in await work.tx.consents.history(member.id) if c.recipient == lane_id]
    return bool(about) and about[-1].given and about[-1].text_sha256 == notice.version
