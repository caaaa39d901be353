"""Key-holders of a recipient: named, proved, let in late, removed; and nobody else gets in."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.errors import (
    BadAnswerError,
    BadCopiesError,
    BadKeyError,
    CopyNeededError,
    DomainError,
    InvalidInputError,
    KeyInUseError,
    LastKeyHolderError,
    NoLaneError,
    NotAllowedError,
    NotFoundError,
    SecretKeyError,
    TooManyError,
)
from bot.domain.sealing import HolderState
from bot.services.audit import Auditor
from bot.services.holder_acts import MAX_HOLDERS, MAX_LANES
from bot.services.holders import CHALLENGE_LIFE
from bot.services.views import LaneView
from bot.storage import StoreError
from bot.vault import age, exchange
from tests.keyholder import KeyHolder
from tests.services.office import ANN, BEN, ORGANISER, OTHER_SERVER, OUTSIDER, SERVER, Office
from tests.services.sealing import chosen, id_of, let_in, named, opened, proved, readable, sealed


async def lanes_of(office: Office, case_id: str, user_id: int = ORGANISER) -> list[LaneView]:
    """The recipients as somebody sees them."""
    return await office.services.lanes.lanes(office.actor(user_id), case_id)


async def trail(office: Office) -> list[tuple[str, str]]:
    """Every act in the audit trail with its result, in order."""
    async with office.deps.store.reading() as tx:
        return [(row.action, row.result) for row in await tx.audit.all()]


def files_of(folder: Path) -> Iterator[bytes]:
    """Every file below the folder, in capital letters."""
    return (p.read_bytes().upper() for p in folder.rglob("*") if p.is_file())


# ------------------------------------------------------------------ opening


async def test_a_proved_key_opens_a_recipient(office: Office) -> None:
    """A18: naming a key-holder opens nothing; their answer does, and they alone have the key."""
    case, holder = await office.case(), KeyHolder()

    found = await named(office, case, holder)
    (before,) = await lanes_of(office, case.id)
    after = await proved(office, case, holder, found)

    assert (before.open, before.holders[0].state) == (False, HolderState.NAMED)
    assert (after.open, after.holders[0].state, after.epoch) == (True, HolderState.PROVED, 1)
    copies = await office.services.lanes.copies(office.actor(ORGANISER), case.id, after.id)
    assert age.public_of(holder.keys(copies)[1]) == after.public_key
    assert KeyHolder().keys(copies) == {}


async def test_the_server_keeps_no_private_key(office: Office, tmp_path: Path) -> None:
    """No file of the server holds the recipient's private key or its holder's, in any case of letters."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    copies = await office.services.lanes.copies(office.actor(ORGANISER), case.id, lane.id)
    secrets = [holder.key.secret, *holder.keys(copies).values()]

    files = list(files_of(tmp_path))

    assert any(lane.id.encode() in data for data in files)
    assert [s for s in secrets if any(s.upper().encode()[20:] in data for data in files)] == []


async def test_a_wrong_answer_opens_nothing_and_is_audited(office: Office) -> None:
    """A wrong or empty answer is refused and leaves a line; the right one still works after it."""
    case, holder = await office.case(), KeyHolder()
    found = await named(office, case, holder)

    for wrong in ("", "0" * 20, holder.answer(found.challenge)[:-1], "é" * 20):
        with pytest.raises(BadAnswerError):
            await office.services.lanes.prove(office.actor(ORGANISER), case.id, found.holder_id, wrong)

    assert (await trail(office))[-4:] == [("change_key_holders", "refused")] * 4
    assert not (await lanes_of(office, case.id))[0].open
    assert (await proved(office, case, holder, found)).open


async def test_an_answer_is_taken_as_people_write_it(office: Office) -> None:
    """Small letters, hyphens and spaces do not matter."""
    case, holder = await office.case(), KeyHolder()
    found = await named(office, case, holder)
    answer = holder.answer(found.challenge).lower()
    written = f" {answer[:4]}-{answer[4:12]} {answer[12:]}\n"

    lane = await office.services.lanes.prove(office.actor(ORGANISER), case.id, found.holder_id, written)

    assert lane.open


async def test_a_challenge_expires(office: Office) -> None:
    """The right answer is worth nothing after the challenge's time; a new challenge works."""
    case, holder = await office.case(), KeyHolder()
    found = await named(office, case, holder)
    office.now += CHALLENGE_LIFE

    with pytest.raises(BadAnswerError):
        await proved(office, case, holder, found)

    again = await office.services.lanes.challenge(office.actor(ORGANISER), case.id, found.holder_id)
    lane = await office.services.lanes.prove(
        office.actor(ORGANISER), case.id, found.holder_id, holder.answer(again)
    )
    assert lane.open


async def test_only_the_newest_challenge_counts_and_only_once(office: Office) -> None:
    """A new challenge voids the one before, and an answer proves once."""
    case, holder = await office.case(), KeyHolder()
    found = await named(office, case, holder)
    again = await office.services.lanes.challenge(office.actor(ORGANISER), case.id, found.holder_id)

    async def prove(text: str | None) -> LaneView:
        return await office.services.lanes.prove(
            office.actor(ORGANISER), case.id, found.holder_id, holder.answer(text)
        )

    with pytest.raises(BadAnswerError):
        await prove(found.challenge)
    assert (await prove(again)).open
    with pytest.raises(BadAnswerError):
        await prove(again)


async def test_another_holders_answer_proves_nothing(office: Office) -> None:
    """The answer to one key-holder's challenge is wrong for another's."""
    case, one, two = await office.case(), KeyHolder(), KeyHolder()
    first = await named(office, case, one)
    second = await named(office, case, two, lane_id=first.lane_id, name="Me Deux")

    with pytest.raises(BadAnswerError):
        await office.services.lanes.prove(
            office.actor(ORGANISER), case.id, second.holder_id, one.answer(first.challenge)
        )


async def test_two_key_holders_from_the_start(office: Office) -> None:
    """A18: until it is chosen, each proved key opens the recipient, and the warning ends with the second."""
    case, one, two = await office.case(), KeyHolder(), KeyHolder()

    first = await named(office, case, one)
    second = await named(office, case, two, lane_id=first.lane_id, name="Me Deux")
    alone = await proved(office, case, one, first)
    both = await proved(office, case, two, second)

    assert (alone.warning_single, both.warning_single) == (True, False)
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, both.id)
    record = await sealed(office, case, member)
    assert await readable(office, both.id, one) == await readable(office, both.id, two) == {record}


async def test_two_proofs_at_once_open_for_both(office: Office) -> None:
    """Two answers that arrive together leave a key pair in force that both key-holders can open."""
    case, one, two = await office.case(), KeyHolder(), KeyHolder()
    first = await named(office, case, one)
    second = await named(office, case, two, lane_id=first.lane_id, name="Me Deux")

    await asyncio.gather(proved(office, case, one, first), proved(office, case, two, second))

    (lane,) = await lanes_of(office, case.id)
    copies = await office.services.lanes.copies(office.actor(ORGANISER), case.id, lane.id)
    assert lane.epoch is not None
    assert one.keys(copies)[lane.epoch] == two.keys(copies)[lane.epoch]


# --------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("key", "refusal"),
    [
        ("", BadKeyError),
        ("age1", BadKeyError),
        ("x" * 100_000, BadKeyError),
        ("age1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0sqgfr0d", BadKeyError),
        (age.new_identity(), SecretKeyError),
        (age.new_identity().lower(), SecretKeyError),
    ],
    ids=["empty", "short", "long", "mistyped", "private", "private in small letters"],
)
async def test_a_bad_key_names_nobody(office: Office, key: str, refusal: type[DomainError]) -> None:
    """What is no public key makes neither recipient nor key-holder, and the refusal does not repeat it."""
    case, holder = await office.case(), KeyHolder()
    holder.key.public = key

    with pytest.raises(refusal) as caught:
        await named(office, case, holder)

    assert await lanes_of(office, case.id) == []
    assert not key or key not in f"{caught.value!r} {caught.value} {caught.value.values}"


@pytest.mark.parametrize("name", ["", "  ", "\u202e", "x" * 121])
async def test_a_nameless_key_holder_is_refused(office: Office, name: str) -> None:
    """The notice names people and recipients: a name that cannot be read is refused, and nothing is made."""
    case = await office.case()

    with pytest.raises(InvalidInputError):
        await named(office, case, KeyHolder(), name=name)
    with pytest.raises(InvalidInputError):
        await named(office, case, KeyHolder(), lane_name=name)

    assert await lanes_of(office, case.id) == []


async def test_one_key_is_one_key_holder(office: Office) -> None:
    """The same key twice would hide that one loss loses all; a removed key-holder's may come back."""
    case, holder, second = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, holder, second)

    with pytest.raises(KeyInUseError):
        await named(office, case, second, lane_id=lane.id, name="Me Encore")
    await office.agreed(
        case, office.services.lanes.remove_holder(office.actor(ORGANISER), case.id, id_of(lane, second))
    )
    await named(office, case, second, lane_id=lane.id, name="Me Encore")


async def test_recipients_and_key_holders_are_few(office: Office) -> None:
    """A case has a bounded number of recipients, and each a bounded number of key-holders."""
    case = await office.case()
    first = await named(office, case, KeyHolder())
    for number in range(1, MAX_HOLDERS):
        await named(office, case, KeyHolder(), lane_id=first.lane_id, name=f"Me {number}")
    for number in range(1, MAX_LANES):
        await named(office, case, KeyHolder(), lane_name=f"Cabinet {number}")

    with pytest.raises(TooManyError):
        await named(office, case, KeyHolder(), lane_id=first.lane_id)
    with pytest.raises(TooManyError):
        await named(office, case, KeyHolder())


# -------------------------------------------------------------------- coming late


async def test_a_late_lawyer_reads_what_was_sealed_before(office: Office) -> None:
    """A newcomer let in by a present key-holder opens old and new records, and still nobody else does."""
    case, first, late = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, first)
    ann, ben = await office.member(case), await office.member(case, BEN)
    await chosen(office, case, ANN, ann.ref, lane.id)
    old = await sealed(office, case, ann)

    await let_in(office, case, lane, first, late)

    await chosen(office, case, BEN, ben.ref, lane.id)
    new = await sealed(office, case, ben)
    assert await readable(office, lane.id, late) == {old, new}
    assert await readable(office, lane.id, first) == {old, new}
    assert await readable(office, lane.id, KeyHolder()) == set()
    (view,) = await lanes_of(office, case.id)
    assert (len(view.able), view.warning_single, view.epoch) == (2, False, 1)


async def test_organisers_alone_let_nobody_in(office: Office) -> None:
    """Once a member relies on the key-holders, a newcomer gets no challenge without a copy from one."""
    case, first, late = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, first)
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)

    found = await named(office, case, late, lane_id=lane.id)

    assert found.challenge is None
    with pytest.raises(CopyNeededError):
        await office.services.lanes.challenge(office.actor(ORGANISER), case.id, found.holder_id)
    assert len((await lanes_of(office, case.id))[0].able) == 1


async def test_a_challenge_from_before_the_first_choice_lets_nobody_in(office: Office) -> None:
    """A newcomer named before anybody chose, who answers after, needs a copy all the same."""
    case, first, late = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, first)
    found = await named(office, case, late, lane_id=lane.id)
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)
    record = await sealed(office, case, member)

    with pytest.raises(CopyNeededError):
        await proved(office, case, late, found)

    assert await readable(office, lane.id, late) == set()
    assert await readable(office, lane.id, first) == {record}


async def test_a_copy_must_work_before_it_counts(office: Office) -> None:
    """Copies for another key leave the newcomer outside: they cannot answer, whatever the organiser types."""
    case, first, late, other = await office.case(), KeyHolder(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, first)
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)
    found = await named(office, case, late, lane_id=lane.id)
    lanes = office.services.lanes
    copies = await lanes.copies(office.actor(ORGANISER), case.id, lane.id)

    challenge = await lanes.accept_copies(
        office.actor(ORGANISER), case.id, found.holder_id, first.share(copies, other.public)
    )

    with pytest.raises(age.CannotOpenError):
        late.answer(challenge)
    # A second try with the right copies replaces the first.
    challenge = await lanes.accept_copies(
        office.actor(ORGANISER), case.id, found.holder_id, first.share(copies, late.public)
    )
    proof = lanes.prove(office.actor(ORGANISER), case.id, found.holder_id, late.answer(challenge))
    await office.agreed(case, proof)
    assert len((await lanes_of(office, case.id))[0].able) == 2


async def test_every_copied_key_must_be_shown(office: Office) -> None:
    """With copies of several key pairs, one of which does not work, the newcomer cannot answer."""
    case, one, two, late = await office.case(), KeyHolder(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, one, two)
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)
    found = await named(office, case, late, lane_id=lane.id)
    lanes = office.services.lanes
    copies = await lanes.copies(office.actor(ORGANISER), case.id, lane.id)
    good = exchange.read(one.share(copies, late.public))
    bad = exchange.read(one.share(copies, KeyHolder().public))
    mixed = exchange.Exchange(lane.id, (bad.copies[0], *good.copies[1:]))

    challenge = await lanes.accept_copies(office.actor(ORGANISER), case.id, found.holder_id, mixed.text())

    assert [epoch for epoch, _ in good.copies] == [1, 2]
    with pytest.raises(age.CannotOpenError):
        late.answer(challenge)


async def test_what_is_no_copy_is_refused(office: Office) -> None:
    """Nonsense, a challenge, another recipient's copies, unknown or missing key pairs: all refused."""
    case, first, late = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, first)
    other = await opened(office, case, KeyHolder(), lane_name="Cabinet Deux")
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)
    found = await named(office, case, late, lane_id=lane.id)
    lanes, organiser = office.services.lanes, ORGANISER
    good = first.share(await lanes.copies(office.actor(organiser), case.id, lane.id), late.public)
    copy = exchange.read(good).copies[0][1]
    challenge = await lanes.challenge(office.actor(organiser), case.id, id_of(lane, first))

    for text in (
        "",
        "nonsense" * 1000,
        "x" * 300_000,
        challenge,
        good.replace(lane.id, other.id),
        good[: len(good) // 2],
        good.replace("copy 1", "copy 2"),
        good.replace("copy 1", "copy 99999"),
        exchange.Exchange(lane.id, ((1, copy), (7, copy))).text(),
        exchange.Exchange(lane.id, ((1, copy), (1, copy))).text(),
        good.replace("YWdl", "AAAA"),
    ):
        with pytest.raises(BadCopiesError):
            await lanes.accept_copies(office.actor(organiser), case.id, found.holder_id, text)

    view = next(v for v in await lanes_of(office, case.id) if v.id == lane.id)
    assert {h.copies for h in view.holders if h.public_key == late.public} == {()}


async def test_copies_of_a_proved_key_holder_are_not_replaced(office: Office) -> None:
    """Nobody can spoil the copies of a key-holder who proved theirs."""
    case, one, two = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, one, two)
    copies = await office.services.lanes.copies(office.actor(ORGANISER), case.id, lane.id)

    with pytest.raises(BadCopiesError):
        await office.services.lanes.accept_copies(
            office.actor(ORGANISER), case.id, id_of(lane, one), two.share(copies, KeyHolder().public)
        )


async def test_a_lost_key_is_replaced_by_another_key_holder(office: Office) -> None:
    """Who lost their key makes a new one, is let in with it by the other, and the old one goes."""
    case, one, lost = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, one, lost)
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)
    record = await sealed(office, case, member)
    new = KeyHolder()

    await let_in(office, case, lane, one, new)
    await office.agreed(
        case, office.services.lanes.remove_holder(office.actor(ORGANISER), case.id, id_of(lane, lost))
    )

    assert await readable(office, lane.id, new) == {record}
    assert await readable(office, lane.id, lost) == set()


async def test_a_key_holder_can_be_asked_again(office: Office) -> None:
    """A proved key-holder's new challenge is about their own key; a wrong answer takes nothing from them."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    lanes, at = office.services.lanes, lane.holders[0].id

    again = await lanes.challenge(office.actor(ORGANISER), case.id, at)
    with pytest.raises(BadAnswerError):
        await lanes.prove(office.actor(ORGANISER), case.id, at, "wrong")
    after = await lanes.prove(office.actor(ORGANISER), case.id, at, holder.answer(again))

    assert (after.open, after.epoch) == (True, 1)


# ---------------------------------------------------------------------- removing


async def test_a_removed_key_holder_opens_nothing_sealed_afterwards(office: Office) -> None:
    """Removal makes a new key pair for those who stay; they read everything, the removed one nothing new."""
    case, stays, goes = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, stays, goes)
    ann, ben = await office.member(case), await office.member(case, BEN)
    await chosen(office, case, ANN, ann.ref, lane.id)
    old = await sealed(office, case, ann)
    copies = await office.services.lanes.copies(office.actor(ORGANISER), case.id, lane.id)
    kept = goes.keys(copies)  # what the removed one may have kept

    after = await office.agreed(
        case, office.services.lanes.remove_holder(office.actor(ORGANISER), case.id, id_of(lane, goes))
    )

    await chosen(office, case, BEN, ben.ref, lane.id)
    new = await sealed(office, case, ben)
    assert after.epoch == (lane.epoch or 0) + 1
    assert await readable(office, lane.id, stays) == {old, new}
    assert await readable(office, lane.id, goes) == set()
    async with office.deps.store.reading() as tx:
        blobs = {row.id: row.blob async for row in tx.sealed.of_lane(lane.id)}
    with pytest.raises(age.CannotOpenError):
        age.decrypt(blobs[new], list(kept.values()))


async def test_the_last_key_holder_stays(office: Office) -> None:
    """Somebody who can open a recipient is always left; a newcomer who proved nothing does not count."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    await named(office, case, KeyHolder(), lane_id=lane.id)

    with pytest.raises(LastKeyHolderError):
        await office.agreed(
            case, office.services.lanes.remove_holder(office.actor(ORGANISER), case.id, id_of(lane, holder))
        )

    (after,) = await lanes_of(office, case.id)
    assert after.open
    assert after.epoch == lane.epoch


async def test_removing_who_never_had_a_key_changes_no_key(office: Office) -> None:
    """A newcomer without copies goes without a new key pair; one who was given copies makes it necessary."""
    case, first, without, given = await office.case(), KeyHolder(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, first)
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)
    lanes = office.services.lanes
    one = await named(office, case, without, lane_id=lane.id, name="Me Sans")
    two = await named(office, case, given, lane_id=lane.id, name="Me Avec")
    copies = await lanes.copies(office.actor(ORGANISER), case.id, lane.id)
    await lanes.accept_copies(
        office.actor(ORGANISER), case.id, two.holder_id, first.share(copies, given.public)
    )

    unchanged, renewed = [
        await office.agreed(case, lanes.remove_holder(office.actor(ORGANISER), case.id, at.holder_id))
        for at in (one, two)
    ]

    assert (unchanged.epoch, renewed.epoch) == (1, 2)


async def test_a_new_key_pair_voids_what_a_newcomer_was_to_prove(office: Office) -> None:
    """Who was let into a key pair that is no longer in force needs a copy of the new one."""
    case, stays, goes, late = await office.case(), KeyHolder(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, stays, goes)
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)
    lanes = office.services.lanes
    found = await named(office, case, late, lane_id=lane.id)
    copies = await lanes.copies(office.actor(ORGANISER), case.id, lane.id)
    challenge = await lanes.accept_copies(
        office.actor(ORGANISER), case.id, found.holder_id, goes.share(copies, late.public)
    )

    await office.agreed(case, lanes.remove_holder(office.actor(ORGANISER), case.id, id_of(lane, goes)))

    with pytest.raises(BadAnswerError):
        await lanes.prove(office.actor(ORGANISER), case.id, found.holder_id, late.answer(challenge))
    with pytest.raises(CopyNeededError):
        await lanes.challenge(office.actor(ORGANISER), case.id, found.holder_id)
    with pytest.raises(BadCopiesError):  # the old copies alone are not enough
        await lanes.accept_copies(
            office.actor(ORGANISER), case.id, found.holder_id, goes.share(copies, late.public)
        )


async def test_a_recipient_that_never_opened_goes_with_its_last_name(office: Office) -> None:
    """Removing the only key-holder of a recipient that never opened takes it off the list."""
    case = await office.case()
    found = await named(office, case, KeyHolder())

    view = await office.agreed(
        case, office.services.lanes.remove_holder(office.actor(ORGANISER), case.id, found.holder_id)
    )

    assert view.closed
    with pytest.raises(NotFoundError):
        await named(office, case, KeyHolder(), lane_id=found.lane_id)


async def test_a_closed_recipient_takes_nothing_more(office: Office) -> None:
    """Nobody can choose it or seal for it; what is sealed stays readable for its key-holders."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder)
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)
    record = await sealed(office, case, member)

    await office.agreed(case, office.services.lanes.close(office.actor(ORGANISER), case.id, lane.id))

    with pytest.raises(NoLaneError):
        await sealed(office, case, member)
    other = await office.member(case, BEN)
    with pytest.raises(NotFoundError):
        await chosen(office, case, BEN, other.ref, lane.id)
    assert await readable(office, lane.id, holder) == {record}
    standing = await office.services.lanes.standing(office.actor(ANN), case.id, member.ref)
    assert standing.offered == ()
    assert standing.chosen is not None
    assert standing.chosen.closed


# ------------------------------------------------------------------- who may do it


async def test_only_the_cases_organisers_touch_keys(office: Office) -> None:
    """Members, outsiders and another case's organisers are refused, and nothing changes."""
    case, holder = await office.case(), KeyHolder()
    lane = await opened(office, case, holder, KeyHolder())
    member = await office.member(case)
    await office.case(OTHER_SERVER, BEN)
    before = await lanes_of(office, case.id)
    lanes, at = office.services.lanes, lane.holders[0].id
    acts = [
        lambda a: lanes.add_holder(a, case.id, lane_name="X", holder_name="X", public_key=KeyHolder().public),
        lambda a: lanes.challenge(a, case.id, at),
        lambda a: lanes.prove(a, case.id, at, "answer"),
        lambda a: lanes.copies(a, case.id, lane.id),
        lambda a: lanes.accept_copies(a, case.id, at, exchange.Exchange(lane.id, (), b"").text()),
        lambda a: lanes.remove_holder(a, case.id, at),
        lambda a: lanes.close(a, case.id, lane.id),
    ]

    for act in acts[:4] + acts[5:]:
        for user, server, refusal in (
            (ANN, SERVER, NotAllowedError),
            (OUTSIDER, SERVER, NotAllowedError),
            (BEN, OTHER_SERVER, NotFoundError),
            (ORGANISER, OTHER_SERVER, NotFoundError),
        ):
            with pytest.raises(refusal):
                await act(office.actor(user, server))

    assert (await trail(office))[-1] == ("change_key_holders", "refused")
    assert await lanes_of(office, case.id) == before
    assert member.ref


async def test_another_cases_key_holders_do_not_exist(office: Office) -> None:
    """An organiser who names another case's recipient or key-holder gets the answer for what is not there."""
    case, there = await office.case(), await office.case(OTHER_SERVER, BEN)
    lane = await opened(office, case, KeyHolder())
    lanes, at = office.services.lanes, lane.holders[0].id

    def foreign() -> object:
        return office.actor(BEN, OTHER_SERVER)

    for act in (
        lambda a: lanes.challenge(a, there.id, at),
        lambda a: lanes.prove(a, there.id, at, "answer"),
        lambda a: lanes.copies(a, there.id, lane.id),
        lambda a: lanes.remove_holder(a, there.id, at),
        lambda a: lanes.close(a, there.id, lane.id),
        lambda a: lanes.add_holder(
            a, there.id, lane_id=lane.id, holder_name="X", public_key=KeyHolder().public
        ),
    ):
        with pytest.raises(NotFoundError):
            await act(foreign())


async def test_only_organisers_see_how_many_chose(office: Office) -> None:
    """Everybody may know who opens files; counts and copies are for organisers."""
    case = await office.case()
    lane = await opened(office, case, KeyHolder())
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)

    (organisers,) = await lanes_of(office, case.id)
    (anybodys,) = await lanes_of(office, case.id, OUTSIDER)

    assert (organisers.members, organisers.holders[0].copies) == (1, (1,))
    assert (anybodys.members, anybodys.holders[0].copies) == (None, ())


async def test_every_act_leaves_one_line(office: Office) -> None:
    """Every change of key-holders and every choice is audited, in order."""
    case, first, late = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, first)
    await office.services.lanes.challenge(office.actor(ORGANISER), case.id, lane.holders[0].id)
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)
    found = await let_in(office, case, lane, first, late)
    await office.agreed(
        case, office.services.lanes.remove_holder(office.actor(ORGANISER), case.id, found.holder_id)
    )
    await office.services.lanes.choose(office.actor(ANN), case.id, member.ref, None)
    await office.agreed(case, office.services.lanes.close(office.actor(ORGANISER), case.id, lane.id))

    keys = [result for action, result in await trail(office) if action == "change_key_holders"]
    choices = [result for action, result in await trail(office) if action == "choose_lane"]
    assert keys == [
        *("named", "proved", "challenged"),
        *("asked", "named", "handed out", "copied", "asked", "proved"),
        *("asked", "removed", "asked", "closed"),
    ]
    assert choices == ["chosen", "withdrawn"]
    async with office.deps.store.reading() as tx:
        assert await Auditor(office.deps.vault, tx).broken_at() is None


async def test_a_proof_counts_only_with_its_line(office: Office, tmp_path: Path) -> None:
    """When the audit line cannot be written, the key-holder is not admitted either."""
    case, holder = await office.case(), KeyHolder()
    found = await named(office, case, holder)
    with closing(sqlite3.connect(tmp_path / "collectif.db")) as connection:
        connection.execute(
            "CREATE TRIGGER no_line BEFORE INSERT ON audit_line BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        connection.commit()

    with pytest.raises(StoreError):
        await proved(office, case, holder, found)

    assert not (await lanes_of(office, case.id, ANN))[0].open  # a member's read needs no line


async def test_a_second_click_has_no_second_effect(office: Office) -> None:
    """The same interaction delivered twice names one key-holder."""
    case, holder = await office.case(), KeyHolder()
    actor = office.actor(ORGANISER, request="twice")
    lanes = office.services.lanes

    for _ in range(2):
        try:
            await lanes.add_holder(
                actor, case.id, lane_name="Cabinet", holder_name="Me", public_key=holder.public
            )
        except DomainError:
            continue

    assert len(await lanes_of(office, case.id)) == 1


async def test_h10_a_key_holder_of_a_closed_recipient_can_be_removed(office: Office) -> None:
    """H10: closing a recipient keeps nobody in it; who is removed then opens no later dossier of it."""
    case, stays, goes = await office.case(), KeyHolder(), KeyHolder()
    lane = await opened(office, case, stays, goes)
    member = await office.member(case)
    await chosen(office, case, ANN, member.ref, lane.id)
    record = await sealed(office, case, member)
    lanes = office.services.lanes
    await office.agreed(case, lanes.close(office.actor(ORGANISER), case.id, lane.id))

    left = await office.agreed(case, lanes.remove_holder(office.actor(ORGANISER), case.id, id_of(lane, goes)))

    assert left.closed
    assert [h.public_key for h in left.holders] == [stays.public]
    assert left.epoch == lane.epoch  # nothing is sealed for it any more: no new key pair
    assert await readable(office, lane.id, stays) == {record}
    assert await readable(office, lane.id, goes) == set()
    with pytest.raises(LastKeyHolderError):
        await lanes.remove_holder(office.actor(ORGANISER), case.id, id_of(lane, stays))
    for act in (lanes.challenge, lanes.copies):
        with pytest.raises(NotFoundError):
            await act(office.actor(ORGANISER), case.id, id_of(lane, stays))


async def test_exact_figures_of_recipients_are_read_on_record(office: Office) -> None:
    """I13: an organiser who reads how many members chose whom leaves a line; a member reads no figure."""
    case = await office.case()
    await opened(office, case, KeyHolder())
    await office.member(case)

    async def lines() -> list[tuple[str, str]]:
        async with office.deps.store.reading() as tx:
            return [(row.action, row.result) for row in await tx.audit.all()]

    before = await lines()
    (seen,) = await lanes_of(office, case.id, ANN)
    assert seen.members is None
    assert await lines() == before
    (seen,) = await lanes_of(office, case.id)
    assert seen.members == 0
    assert await lines() == [*before, ("read_lanes", "exact")]
