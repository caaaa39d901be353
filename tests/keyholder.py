"""A key-holder at a desk of their own: keeps a key, answers challenges, lets newcomers in."""

from bot.vault import age, exchange, lane
from bot.vault.holder_key import HolderKey


class KeyHolder:
    """What `collectif desk prove` and `collectif desk share` do, without a process."""

    def __init__(self) -> None:
        self.key = HolderKey.make()

    @property
    def public(self) -> str:
        """The half of the key that everybody may know."""
        return self.key.public

    def answer(self, text: str | None) -> str:
        """Answer the challenge in a key exchange file; raises CannotOpenError."""
        found = exchange.read(text or "")
        keys = exchange.opened(found.copies, self.key.secret)
        return lane.read_challenge(found.challenge or b"", self.key.secret, *keys.values())

    def keys(self, text: str) -> dict[int, str]:
        """The private keys that the copies in a file hold for this key-holder, by epoch."""
        return exchange.opened(exchange.read(text).copies, self.key.secret)

    def share(self, text: str, newcomer: str) -> str:
        """Copy the keys in a file for a newcomer's public key."""
        copies = tuple((e, age.encrypt(k.encode(), [newcomer])) for e, k in self.keys(text).items())
        return exchange.Exchange(exchange.read(text).lane_id, copies).text()
