"""The text files that pass between the server and key-holders' desks: key copies, a challenge, or both.

They travel through chat, mail and clipboards, so lines around the blocks are ignored, and everything in
them is encrypted to a key-holder's own key.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.vault import age

# A lane has a few key pairs and a few key-holders; a file of more is not one of ours.
MOST_COPIES = 200
MOST_CHARACTERS = 200_000
# What fits into one field of a chat form.
PASTED = 4000

_LANE = re.compile(r"^recipient ([0-9A-Z]{26})$", re.MULTILINE)
_BLOCK = re.compile(
    r"^(?:copy ([0-9]{1,4})|(challenge))\n(-----BEGIN AGE[^\n]*\n(?:[^\n-]+\n)+-----END AGE[^\n]*)$",
    re.MULTILINE,
)


class BadExchangeError(ValueError):
    """The text is not such a file, or is damaged."""


@dataclass(frozen=True)
class Exchange:
    """What a file carries: for which lane, copies of its keys by epoch, perhaps a challenge."""

    lane_id: str
    copies: tuple[tuple[int, bytes], ...] = ()
    challenge: bytes | None = None

    def text(self) -> str:
        """Write the file."""
        blocks = [f"copy {epoch}\n{age.armor(blob)}" for epoch, blob in self.copies]
        if self.challenge is not None:
            blocks.append(f"challenge\n{age.armor(self.challenge)}")
        return "\n".join([f"Collectif key exchange\nrecipient {self.lane_id}\n", *blocks])

    def parts(self, limit: int) -> list[str]:
        """Write the copies as several files of at most `limit` characters, the newest key pair first."""
        batches: list[tuple[tuple[int, bytes], ...]] = [()]
        for copy in sorted(self.copies, reverse=True):
            longer = (*batches[-1], copy)
            if batches[-1] and len(Exchange(self.lane_id, longer).text()) > limit:
                batches.append((copy,))
            else:
                batches[-1] = longer
        return [Exchange(self.lane_id, batch).text() for batch in batches]


def read(text: str) -> Exchange:
    """Read a file; raises BadExchangeError."""
    clean = "\n".join(line.strip() for line in text[:MOST_CHARACTERS].splitlines() if line.strip())
    lanes = set(_LANE.findall(clean))
    if len(lanes) != 1 or len(text) > MOST_CHARACTERS:
        raise BadExchangeError("this is not a key exchange file of Collectif")
    found = list(_blocks(clean))
    copies = tuple((epoch, blob) for epoch, blob in found if epoch is not None)
    challenges = [blob for epoch, blob in found if epoch is None]
    if len(copies) > MOST_COPIES or len(challenges) > 1 or not found:
        raise BadExchangeError("this key exchange file is incomplete")
    return Exchange(lanes.pop(), copies, challenges[0] if challenges else None)


def _blocks(text: str) -> Iterator[tuple[int | None, bytes]]:
    for epoch, _, armored in _BLOCK.findall(text):
        try:
            yield (int(epoch) if epoch else None), age.unarmor(armored)
        except age.AgeKeyError as error:
            raise BadExchangeError("a block of this key exchange file is damaged") from error


def opened(copies: Iterable[tuple[int, bytes]], identity: str) -> dict[int, str]:
    """Return, by epoch, the private keys that this key-holder's copies hold; empty when none is theirs."""
    keys: dict[int, str] = {}
    for epoch, blob in copies:
        try:
            keys[epoch] = age.decrypt(blob, [identity]).decode("ascii")
        except age.CannotOpenError:
            continue
    return keys
