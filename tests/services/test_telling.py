"""Recipients whom a file had reached are owed the news of what became of it; nobody else is."""

from datetime import timedelta

from bot.domain.checked import Identity
from bot.domain.sealing import SealedField
from bot.domain.served import RecipientNoticeKind
from bot.services.receipts import as_text, told
from bot.services.views import CaseView, LaneView
from bot.storage import RecipientNoticeRow
from tests.keyholder import KeyHolder
from tests.services.handing import built, collected, handed_in, put
from tests.services.office import ANN, BEN, ORGANISER, Office
from tests.services.sealing import chosen, opened


async def owed(office: Office, lane: LaneView) -> list[RecipientNoticeRow]:
    """What the recipient is owed now."""
    async with office.deps.store.reading() as tx:
        return await tx.served.owed(lane.id)


async def handed_over(office: Office, case: CaseView, lane: LaneView) -> None:
    """Build a dossier and let its recipient fetch it."""
    view = await built(office, case, lane)
    link = office.services.dossiers.link(office.actor(ORGANISER), case.id, view.id)
    await collected(office, await office.agreed(case, link))


async def test_k6_erasing_after_a_dossier_was_fetched_lists_its_recipient(office: Office) -> None:
    """K6: the receipt names the recipient with the dossier, a notice is owed by reference, others are not."""
    case = await office.case()
    lane = await opened(office, case, KeyHolder(), lane_name="Cabinet Un")
    other = await opened(office, case, KeyHolder(), lane_name="Cabinet Deux")
    ann = await handed_in(office, case, ANN, lane, "Ann Canary")
    await handed_in(office, case, BEN, other, "Ben Canary")
    await office.services.letters.own(office.actor(ANN), case.id, ann.ref)
    await handed_over(office, case, lane)

    before = await office.services.rights.outlook(office.actor(ANN), case.id)
    receipt = await office.services.rights.erase(office.actor(ANN), case.id)

    (reached,) = receipt.gone.reached
    assert (reached.recipient, reached.fetched, reached.waiting) == ("Cabinet Un", (1,), ())
    assert before == receipt.gone
    assert receipt.gone.sealed == 3
    assert receipt.account
    (notice,) = await owed(office, lane)
    assert (notice.pseudonym, notice.kind, notice.dossiers) == (ann.ref, RecipientNoticeKind.ERASED, "1")
    assert await owed(office, other) == []
    limits = office.services.rights.limits
    text = as_text(receipt, "en", limits, "The Small breach", "small@example.org")
    for said in (receipt.number, ann.ref, "Cabinet Un", "no. 1", "90 days", "7 days", "small@example.org"):
        assert said in text
    assert "Ann Canary" not in text


async def test_k6_a_dossier_that_waits_is_deleted_and_its_recipient_still_told(office: Office) -> None:
    """K6: a dossier nobody fetched goes with the erasure; it may have been copied, so a notice is owed."""
    case = await office.case()
    lane = await opened(office, case, KeyHolder())
    ann = await handed_in(office, case, ANN, lane, "Ann Canary")
    view = await built(office, case, lane)

    receipt = await office.services.rights.erase(office.actor(ANN), case.id)

    assert not (office.deps.dossiers / view.file_name).exists()
    assert [(s.fetched, s.waiting) for s in receipt.gone.reached] == [((), (1,))]
    assert [n.pseudonym for n in await owed(office, lane)] == [ann.ref]


async def test_nobody_is_told_where_nothing_was_served(office: Office) -> None:
    """Without a dossier, or with one discarded unread, there is no notice, and the receipt says so."""
    case = await office.case()
    lane = await opened(office, case, KeyHolder())
    await handed_in(office, case, ANN, lane, "Ann Canary")
    view = await built(office, case, lane)
    await office.agreed(case, office.services.dossiers.discard(office.actor(ORGANISER), case.id, view.id))

    receipt = await office.services.rights.erase(office.actor(ANN), case.id)

    assert receipt.gone.reached == ()
    assert await owed(office, lane) == []
    lines = told(receipt, "en", office.services.rights.limits)
    assert "Your file was handed to no recipient, so nobody has to be told." in lines


async def test_leaving_correcting_and_changing_are_told_each_in_its_kind(office: Office) -> None:
    """A served recipient hears of a corrected field once, of being left, of leaving, of erasing."""
    case = await office.case()
    lane = await opened(office, case, KeyHolder(), lane_name="Cabinet Un")
    other = await opened(office, case, KeyHolder(), lane_name="Cabinet Deux")
    ann = await handed_in(office, case, ANN, lane, "Ann Canary")
    await put(office, case, ANN, ann.ref, Identity("Ann Corrected"))
    assert await owed(office, lane) == []  # nothing was served yet
    await handed_over(office, case, lane)
    kinds = RecipientNoticeKind

    await put(office, case, ANN, ann.ref, Identity("Ann Canary-Twice"))
    await put(office, case, ANN, ann.ref, Identity("Ann Canary-Thrice"))
    assert [n.kind for n in await owed(office, lane)] == [kinds.CORRECTED]

    office.now += timedelta(minutes=1)
    await chosen(office, case, ANN, ann.ref, other.id)
    assert [n.kind for n in await owed(office, lane)] == [kinds.CORRECTED, kinds.LEFT_RECIPIENT]
    assert await owed(office, other) == []

    left = await office.services.rights.leave(office.actor(ANN), case.id, ann.ref)
    assert left.kind is kinds.WITHDRAWN
    assert [n.kind for n in await owed(office, lane)][-1] is kinds.WITHDRAWN
    erased = await office.services.rights.erase(office.actor(ANN), case.id)
    assert [s.recipient for s in erased.gone.reached] == ["Cabinet Un"]
    assert [n.kind for n in await owed(office, lane)][-1] is kinds.ERASED
    assert {n.pseudonym for n in await owed(office, lane)} == {ann.ref}


async def test_withdrawing_a_recipient_gives_a_receipt(office: Office) -> None:
    """Taking a file back from its recipient says what was deleted and whom it had reached."""
    case = await office.case()
    lane = await opened(office, case, KeyHolder())
    ann = await handed_in(office, case, ANN, lane, "Ann Canary")
    await handed_over(office, case, lane)

    receipt = await office.services.rights.leave_recipient(office.actor(ANN), case.id, ann.ref, "en")

    assert (receipt.recipient, receipt.gone.sealed) == ("Cabinet Un", 3)
    assert [n.kind for n in await owed(office, lane)] == [RecipientNoticeKind.LEFT_RECIPIENT]
    ledger = await office.services.rights.ledger(office.actor(ANN), case.id, ann.ref)
    assert (ledger[0].given, ledger[0].recipient) == (False, "Cabinet Un")
    assert len(ledger[0].text_sha256) == 64


async def test_taking_one_record_back_is_told_as_a_correction(office: Office) -> None:
    """A record or a field that is removed after a dossier was fetched is told like a correction."""
    case = await office.case()
    lane = await opened(office, case, KeyHolder())
    ann = await handed_in(office, case, ANN, lane, "Ann Canary")
    ben = await handed_in(office, case, BEN, lane, "Ben Canary")
    await handed_over(office, case, lane)
    sealed = office.services.sealed
    mark = (await sealed.marks(office.actor(ANN), case.id, ann.ref))[0]

    await sealed.drop(office.actor(ANN), case.id, ann.ref, mark.id)
    await sealed.drop_field(office.actor(BEN), case.id, ben.ref, SealedField.STATEMENT)

    told_of = {(n.pseudonym, n.kind) for n in await owed(office, lane)}
    assert told_of == {(who.ref, RecipientNoticeKind.CORRECTED) for who in (ann, ben)}
