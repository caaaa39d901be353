"""Key-holders of the demonstration at their desks, and the ceremony in which an organiser lets them in.

Their keys are fictitious: made for one run, in memory. What they do with them is what `collectif desk
prove` and `collectif desk share` do.
"""

from dataclasses import dataclass, field

from bot.demo import moves
from bot.demo.hand import went_well
from bot.demo.organising import Organisers
from bot.demo.people import Person, Seen
from bot.domain.sealing import LaneKind
from bot.vault import age, exchange, lane
from bot.vault.holder_key import HolderKey


@dataclass
class Holder:
    """One key-holder with their key."""

    name: str
    key: HolderKey = field(default_factory=HolderKey.make)

    def answer(self, challenge: str) -> str:
        """Answer a challenge file; raises CannotOpenError when it was made for another key."""
        found = exchange.read(challenge)
        keys = exchange.opened(found.copies, self.key.secret)
        return lane.read_challenge(found.challenge or b"", self.key.secret, *keys.values())

    def share(self, copies: str, newcomer: str) -> list[str]:
        """Copy the recipient's keys for a newcomer's public key; each text fits into one form."""
        found = exchange.read(copies)
        keys = exchange.opened(found.copies, self.key.secret)
        made = tuple((epoch, age.encrypt(key.encode(), [newcomer])) for epoch, key in sorted(keys.items()))
        return exchange.Exchange(found.lane_id, made).parts(exchange.PASTED)


@dataclass
class Recipient:
    """A lane of the demonstration: who receives, and who can open."""

    name: str
    kind: LaneKind
    slug: str  # names its files
    holders: list[Holder]
    lane_id: str = ""


async def open_recipient(organiser: Person, recipient: Recipient) -> None:
    """Register a recipient with its first key-holder in chat, and prove possession of the key."""
    (holder,) = recipient.holders
    page = await moves.add_recipient(
        organiser,
        {
            "name": recipient.name,
            "kind": recipient.kind.value,
            "holder": holder.name,
            "key": holder.key.public,
        },
    )
    opened = await _prove(organiser, went_well(page), holder)
    recipient.lane_id = moves.lane_of(opened)


async def let_in(organisers: Organisers, recipient: Recipient, newcomer: Holder) -> None:
    """Let a second key-holder in after members chose: a present one makes the copies at their own desk.

    Both naming them and letting them in take two organisers.
    """
    present, organiser = recipient.holders[0], organisers.first
    page = await moves.recipient_page(organiser, recipient.lane_id)
    form = await organiser.press(page, "keys.add")
    asked = await organiser.fill(form, {"holder": newcomer.name, "key": newcomer.key.public})
    await organisers.confirmed(asked)
    waiting = went_well(await moves.key_holder_page(organiser, recipient.lane_id, newcomer.key.public))
    handed = went_well(await organiser.press(waiting, "keys.copies"))
    challenged = waiting
    for text in present.share(_attached(handed), newcomer.key.public):
        form = await organiser.press(waiting, "keys.accept")
        challenged = went_well(await organiser.fill(form, {"copies": text}))
    await organisers.confirmed(await _prove(organiser, challenged, newcomer))
    recipient.holders.append(newcomer)


async def _prove(organiser: Person, page: Seen, holder: Holder) -> Seen:
    answer = holder.answer(_attached(page))
    return went_well(await organiser.fill(await organiser.press(page, "keys.answer"), {"answer": answer}))


def _attached(page: Seen) -> str:
    (data,) = page.files.values()
    return data.decode("utf-8")
