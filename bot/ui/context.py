"""One interaction and all that its handler needs: who asks, in which language, and how to answer."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import discord

from bot.domain.access import Actor, Where
from bot.domain.errors import InvalidInputError, NotFoundError, NotRegisteredError
from bot.domain.member import MemberFile
from bot.services.registry import Services
from bot.services.views import CaseView, Entrance, Notice
from bot.text import pick_language
from bot.ui import replies
from bot.ui.doors import Door
from bot.ui.ids import Kind, new_nonce
from bot.ui.layout import Page
from bot.ui.speech import Speaker

if TYPE_CHECKING:
    from bot.ui.router import Router

# The value "-" of an argument: not chosen.
NONE = "-"


class Context(Speaker):
    """What a handler gets instead of a bare interaction."""

    def __init__(self, interaction: discord.Interaction[Any], services: Services, router: "Router") -> None:
        super().__init__(pick_language(str(interaction.locale)))
        self.interaction = interaction
        self.services = services
        self.zone = services.rights.limits.zone
        self.router = router
        self.case: CaseView | None = None  # the case entered, if any
        self._entered: dict[str, Entrance] = {}
        self._notices: dict[tuple[str, str], Notice] = {}
        self.chosen = NONE  # a language chosen before there is an account to keep it

    @property
    def actor(self) -> Actor:
        """Who acts, from where; the interaction's id makes sure that an act has one effect."""
        interaction = self.interaction
        brought = interaction.is_user_integration() and not interaction.is_guild_integration()
        return Actor(
            user_id=interaction.user.id,
            guild_id=interaction.guild_id,
            locale=str(interaction.locale),
            request_id=str(interaction.id),
            via=Where.USER_INSTALL if brought else None,
        )

    @property
    def data(self) -> Mapping[str, Any]:
        """What Discord delivered: untrusted, of no certain shape."""
        return cast(Mapping[str, Any], self.interaction.data or {})

    async def entrance(self, case_id: str, *, noticed: bool = False) -> Entrance:
        """What the person found on coming into the case; read once an interaction, so not after a write.

        `noticed`: the notice is read with it, for a door that shows or checks it.
        """
        if case_id not in self._entered:
            chosen = None if self.chosen == NONE else self.chosen
            found = await self.services.enrol.enter(self.actor, case_id, noticed=noticed, language=chosen)
            self._entered[case_id] = found
            if found.notice is not None:
                self._notices[case_id, found.notice.language] = found.notice
        return self._entered[case_id]

    async def notice(self, case_id: str) -> Notice:
        """Return the notice in force in the language spoken; read once an interaction.

        Whatever is saved on it is checked against the one in force then.
        """
        wanted = (case_id, self.language)
        if wanted not in self._notices:
            self._notices[wanted] = await self.services.notice.notice(self.actor, *wanted)
        return self._notices[wanted]

    async def enter(self, case_id: str, *, noticed: bool = False) -> CaseView:
        """Return the case, and speak the language that the person chose in it."""
        found = await self.entrance(case_id, noticed=noticed)
        self.case = found.case
        if self.chosen == NONE:
            self.language = found.language
        return found.case

    async def own(self, case_id: str, ref: str) -> MemberFile:
        """Return the person's own member; somebody else's is as absent as one that does not exist.

        Raises NotRegisteredError, NotFoundError.
        """
        members = (await self.entrance(case_id)).members
        if not members:
            raise NotRegisteredError
        return own(members, ref)

    def speak(self, language: str) -> None:
        """Speak this language from now on, whatever the client says."""
        self.chosen = self.language = language

    def picked(self, kind: Kind) -> str:
        """The one value chosen in a menu; raises InvalidInputError for anything else than one such value."""
        values = self.data.get("values")
        if not isinstance(values, list) or len(values) != 1:
            raise InvalidInputError
        value = values[0]
        if not isinstance(value, str) or not kind.accepts(value):
            raise InvalidInputError
        return value

    async def show(self, page: Page, files: Sequence[discord.File] = (), *, fresh: bool = False) -> None:
        """Show a page to the person and to nobody else."""
        await replies.show(self.interaction, page, files, fresh=fresh)

    async def think(self) -> None:
        """Acknowledge now, unless that was done; for what takes longer than Discord waits."""
        await replies.think(self.interaction)

    async def pop_up(self, modal: discord.ui.Modal) -> None:
        """Show a form's window."""
        await replies.pop_up(self.interaction, modal)

    async def open(self, form: Door, *arguments: str) -> None:
        """Open a form; its last argument, the nonce, is drawn here."""
        await self.router.open(self, form, (*arguments, new_nonce()))


def own(members: Sequence[MemberFile], ref: str) -> MemberFile:
    """Return the member with this reference; raises NotFoundError."""
    for member in members:
        if member.ref == ref:
            return member
    raise NotFoundError
