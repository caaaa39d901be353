"""The sealed act of the demonstration: two recipients, members who seal who they are, a late lawyer."""

from bot.demo import moves
from bot.demo.hand import DemoError
from bot.demo.identities import ASSOCIATION, BY_INVITATION, IDENTITIES, LAWYER, Identity
from bot.demo.keyholders import Holder, Recipient, let_in, open_recipient
from bot.demo.ledger import Ledger, Record
from bot.demo.organising import Organisers
from bot.demo.page_member import PageMember, open_own, register_on_page
from bot.demo.page_visitor import Visitor
from bot.demo.patient import Patient
from bot.demo.tales import Teller
from bot.domain.pack import Pack
from bot.domain.sealing import LaneKind

Saved = dict[str, bytes]


def recipients() -> dict[str, Recipient]:
    """The two recipients, each with a first key-holder whose key was just made."""
    return {
        LAWYER: Recipient(
            "Cabinet Exemple (fictif)",
            LaneKind.LAWYER,
            "cabinet-exemple",
            [Holder("Maître Camille Exemple (fictive)")],
        ),
        ASSOCIATION: Recipient(
            "Association Exemple (fictive)",
            LaneKind.ASSOCIATION,
            "association-exemple",
            [Holder("Permanence de l’association (fictive)")],
        ),
    }


class SealedAct:
    """What members do on the page of the first case, and what the organiser does for it."""

    def __init__(self, organisers: Organisers, pack: Pack, teller: Teller, ledger: Ledger) -> None:
        self.recipients = recipients()
        self._organisers = organisers
        self._pack = pack
        self._teller = teller
        self._ledger = ledger

    async def open_recipients(self) -> None:
        """The organiser registers both recipients with their key-holders, and a second organiser."""
        for recipient in self.recipients.values():
            await open_recipient(self._organisers.first, recipient)
        await self._organisers.begin()

    async def let_late_lawyer_in(self) -> None:
        """A second lawyer joins the first recipient, which members have chosen already."""
        await let_in(self._organisers, self.recipients[LAWYER], Holder("Maître Dominique Tardif (fictif)"))

    # --------------------------------------------------------------------- members

    async def seal(self, patient: Patient) -> Saved:
        """Choose a recipient in chat and seal on the page; returns letters that the member saved there."""
        identity, record = IDENTITIES[patient.part.name], patient.record
        assert record is not None
        lane = self.recipients[identity.recipients[0]]
        page = await moves.home(patient.person, record["ref"])
        await moves.choose_recipient(patient.person, page, lane.lane_id)
        async with Visitor(patient.person.locale) as visitor:
            link = await moves.page_link(patient.person)
            member = await PageMember.by_link(visitor, link, record["ref"])
            saved = await self._enter(member, record, identity, lane)
            if identity.dependant:
                await self._seal_child(visitor, patient, identity, lane)
        return saved

    async def change_recipient(self, patient: Patient) -> None:
        """Change to the second recipient of the part, on the page, and enter everything again."""
        identity, record = IDENTITIES[patient.part.name], patient.record
        assert record is not None
        lane = self.recipients[identity.recipients[1]]
        async with Visitor(patient.person.locale) as visitor:
            link = await moves.page_link(patient.person)
            member = await PageMember.by_link(visitor, link, record["ref"])
            await member.choose(lane.lane_id)
            self._ledger.sealed = [s for s in self._ledger.sealed if s["ref"] != record["ref"]]
            await self._enter(member, record, identity, lane)

    async def join_by_invitation(self, residence: str) -> None:
        """Register without Discord, come back with the receipt code, tell and seal."""
        invitation = moves.link_in(await self._organisers.first.command("case page"))
        async with Visitor("fr") as visitor:
            landing = await visitor.open(invitation)
            form = await visitor.open(f"{landing.path}/register")
            done, record = await register_on_page(visitor, form, "(without Discord)", "fr", residence)
            code = done.secret
            member = await open_own(visitor, record)
            self._ledger.members.append(record)
        if not code:
            raise DemoError("no receipt code was shown")
        async with Visitor("fr") as visitor:
            asked = await visitor.open(f"{invitation}/enter")
            back = await visitor.send(asked, {"code": code.lower()}, action=asked.path)
            if back.path != f"/my/{member.ref}":
                raise DemoError("the receipt code led to another page")
            member = PageMember(visitor, member.ref)
            await member.tell(self._pack, self._teller, record)
            lane = self.recipients[BY_INVITATION.recipients[0]]
            await member.choose(lane.lane_id)
            await self._enter(member, record, BY_INVITATION, lane)

    async def _seal_child(
        self, visitor: Visitor, patient: Patient, identity: Identity, lane: Recipient
    ) -> None:
        child = next(
            r
            for r in self._ledger.registered()
            if r["account"] == patient.part.name and r is not patient.record
        )
        member = PageMember(visitor, child["ref"])
        await member.choose(lane.lane_id)
        await member.seal_identity(identity.dependant, child["residence"], guardian=identity.full_name)
        note_sealed(self._ledger, child, lane, Identity(identity.dependant, identity.recipients))

    async def _enter(self, member: PageMember, record: Record, identity: Identity, lane: Recipient) -> Saved:
        return await enter(member, record, identity, lane, self._ledger)


async def enter(
    member: PageMember, record: Record, identity: Identity, lane: Recipient, ledger: Ledger
) -> Saved:
    """Seal all that somebody has to say about themselves, and note it in the ledger."""
    saved = await member.seal_identity(
        identity.full_name, record["residence"], letters=identity.keeps_letters
    )
    if identity.statement:
        await member.seal_statement(identity.statement)
    if identity.evidence:
        await member.seal_evidence()
    note_sealed(ledger, record, lane, identity)
    return saved


def note_sealed(ledger: Ledger, record: Record, lane: Recipient, identity: Identity) -> None:
    """Note what was sealed, for whom."""
    ledger.sealed.append(
        {
            "ref": record["ref"],
            "recipient": lane.name,
            "full_name": identity.full_name,
            "statement": identity.statement,
            "evidence": int(identity.evidence),
        }
    )
