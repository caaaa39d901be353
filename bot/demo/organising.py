"""Two organisers of the demonstration: one asks for what takes two, the other confirms it."""

from dataclasses import dataclass

from bot.demo import moves
from bot.demo.hand import DemoError, went_well
from bot.demo.people import Person, Seen


@dataclass(frozen=True)
class Organisers:
    """Who asks, and who confirms."""

    first: Person
    second: Person

    async def begin(self) -> None:
        """The first one lists the second, before anybody has registered: that needs no day of waiting."""
        went_well(await self.first.command("case organiser add", person=self.second.actor))

    async def confirmed(self, asked: Seen) -> Seen:
        """Let the second one confirm what was just asked for; raises DemoError if it did not wait."""
        if not went_well(asked).offers("waiting"):
            raise DemoError(f"done at once, though it takes two organisers: {asked.text[:300]}")
        return went_well(await moves.confirm(self.second))
