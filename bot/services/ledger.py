"""Entries of the consent ledger: what a member gives or withdraws, on which text, in one place."""

from bot.domain.codes import Purpose
from bot.domain.member import EntryId, MemberId, new_id
from bot.services.views import Notice
from bot.services.work import Work
from bot.storage import ConsentRow

# What stands for the text where nothing was ticked: the member left, and all is withdrawn at once.
LEAVING = "leave"


def entry(
    work: Work,
    member_id: MemberId,
    purpose: Purpose,
    notice: Notice | None,
    *,
    given: bool,
    recipient: str | None = None,
) -> ConsentRow:
    """Return an entry: the text that stood beside the tick, its hash, its language, when; none on leaving."""
    language = work.account.language if work.account else "en"
    return ConsentRow(
        id=EntryId(new_id()),
        member_id=member_id,
        case_id=work.row.id,
        purpose=purpose,
        given=given,
        text_version=notice.version[:16] if notice else LEAVING,
        text_sha256=notice.version if notice else "",
        language=notice.language if notice else language,
        at=work.now,
        recipient=recipient,
    )
