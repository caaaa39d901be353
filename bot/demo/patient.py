"""One fictitious patient, from Join to the last change of mind; the ledger is kept as they go."""

from typing import Any

from bot.demo import cast, moves
from bot.demo.hand import BAD_AMOUNTS, BAD_DATES, DemoError, Hand, counted, went_well
from bot.demo.ledger import ERASED, REGISTERED, WITHDRAWN, Ledger, Record, new_record
from bot.demo.people import Person, Seen
from bot.demo.tales import Teller
from bot.domain.codes import Purpose
from bot.domain.pack import Pack


class Patient:
    """Plays one part."""

    def __init__(
        self, part: cast.Part, person: Person, pack: Pack, teller: Teller, ledger: Ledger, number: int
    ) -> None:
        self.part = part
        self.person = person
        self.record: Record | None = None
        self._pack = pack
        self._teller = teller
        self._ledger = ledger
        self._number = number
        self._hand = Hand(person, part.name, ledger, mistypes=cast.MISTYPES in part.does)

    def does(self, what: str) -> bool:
        """Whether this belongs to the part."""
        return what in self.part.does

    # ---------------------------------------------------------------- registering

    async def register(self, panel: Seen) -> None:
        """Press Join and tick what the part ticks; one refuses the first consent and is not registered."""
        if self.does(cast.REFUSES_CONSENT):
            await self._refuse_consent(panel)
            return
        page = went_well(await moves.join(self.person, panel, self._registration()))
        self.record = self._open_record(page)
        if self.does(cast.DEPENDANT):
            await self._register_child(page)

    async def _refuse_consent(self, panel: Seen) -> None:
        answers = {**self._registration(), "consents": [Purpose.STATISTICS.value]}
        seen = await moves.join(self.person, panel, answers)
        if not seen.refused:
            raise DemoError("somebody was registered without the first consent")
        self._hand.note_refusal("join.form", "consents", "statistics only")

    async def _register_child(self, page: Seen) -> None:
        answers = {**self._registration(), "adult": ["yes"]}
        own = self.record
        page = went_well(await moves.join(self.person, page, answers, capacity="child"))
        self._open_record(page)
        await self._tell(page, scams=1, harms=1, steps=0)
        self.record = own

    def _registration(self) -> dict[str, Any]:
        answers: dict[str, Any] = {"consents": self._consents(), "residence": [self.part.residence]}
        if self.part.work:
            answers["work"] = [self.part.work]
        return answers

    def _consents(self) -> list[str]:
        wanted = [Purpose.REGISTER, Purpose.COMPLAINT, Purpose.STATISTICS, Purpose.CONTACT]
        if self.does(cast.NO_COMPLAINT):
            wanted.remove(Purpose.COMPLAINT)
        if self._number % 3 == 0:
            wanted.remove(Purpose.STATISTICS)
        if self._number // 2 % 2 == 0:
            wanted.remove(Purpose.CONTACT)
        return [purpose.value for purpose in wanted]

    def _open_record(self, page: Seen) -> Record:
        part = self.part
        record = new_record(part.name, part.locale, part.residence, part.work, self._consents())
        record["ref"] = moves.ref_of(page)
        self._ledger.members.append(record)
        self.record = record
        return record

    # -------------------------------------------------------------------- telling

    async def tell(self) -> None:
        """Record everything that the part has to tell."""
        if self.record is None:
            return
        page = await moves.home(self.person, self.record["ref"])
        scams = 0 if self.does(cast.NOT_CONCERNED) else 1 + self._number % 3
        # Halved first: with two authorities, even and odd patients live in different countries.
        turn = self._number // 2
        await self._tell(page, scams=scams, harms=1 + turn % 2, steps=min(1, turn % 3))

    async def _tell(self, page: Seen, *, scams: int, harms: int, steps: int) -> None:
        for incident in self._pack.incidents:
            page = await self._about_incident(page, incident.id)
            page = await self._home()
        for _ in range(scams):
            await self._scam()
        for _ in range(harms):
            await self._harm(page)
            page = await self._home()
        for _ in range(steps):
            await self._step(page)

    async def _about_incident(self, page: Seen, incident_id: str) -> Seen:
        record, incident = self._record(), self._pack.incident(incident_id)
        answer = self._concerned(incident_id)
        if answer != "yes":
            seen = await moves.say_not_concerned(self.person, page, incident_id, certain=answer == "no")
            record["incidents"][incident_id] = {"concerned": answer}
            return went_well(seen)
        told = self._teller.involvement(incident, self.part.locale)
        page = await moves.open_incident(self.person, page, incident_id)
        form = await self.person.press(page, "incident.yes")
        page = await self._hand.fill(form, told, ("on", BAD_DATES))
        record["incidents"][incident_id] = counted(form, told)
        leaked = self._teller.leaked(incident, everything=self.does(cast.EVERYTHING_LEAKED))
        page = await self._hand.fill(await self.person.press(page, "leaked"), leaked)
        record["exposures"][incident_id] = dict(leaked.counts)
        if self.does(cast.EVERYTHING_LEAKED):
            apart = self._teller.leaked_apart()
            page = await self._hand.fill(await self.person.press(page, "leaked.more"), apart)
            record["exposures"][incident_id] |= apart.counts
        return page

    def _concerned(self, incident_id: str) -> str:
        if self.does(cast.NOT_CONCERNED) or not self._teller.has_happened(self._pack.incident(incident_id)):
            return "no"
        ids = [incident.id for incident in self._pack.incidents]
        # Everybody knows at least one incident; of the others a third is sure, a third is not, a third knows.
        if self.does(cast.EVERYTHING_LEAKED) or ids[self._number % len(ids)] == incident_id:
            return "yes"
        return ("yes", "no", "unknown")[(self._number + ids.index(incident_id)) % 3]

    async def _scam(self) -> Seen:
        first, after = self._teller.scam(self.part.locale)
        opened = await self.person.command("scam")
        if opened.form is None:
            opened = await self.person.choose(opened, "me.switch", [self._record()["ref"]])
        page = await self._hand.fill(opened, first, ("on", BAD_DATES))
        page = await self._hand.fill(
            await self.person.press(page, "scam.after"), after, ("loss", BAD_AMOUNTS)
        )
        self._record()["scams"].append({**first.counts, **after.counts})
        return page

    async def _harm(self, page: Seen) -> Seen:
        told = self._teller.harm(self.part.locale)
        listed = await self.person.press(page, "harms")
        opened = await self.person.press(listed, "harm.new")
        page = await self._hand.fill(opened, told, ("amount", BAD_AMOUNTS))
        self._record()["harms"].append(told.counts)
        return page

    async def _step(self, page: Seen) -> None:
        incident = next((i for i in self._pack.incidents if self._record_says_yes(i.id)), None)
        if incident is None:
            return
        told = self._teller.step(incident, self.part.locale)
        opened = await self.person.press(await self.person.press(page, "steps"), "step.new")
        if opened.form is None:
            opened = await self.person.choose(opened, "step.pick", [incident.id])
        await self._hand.fill(opened, told, ("on", BAD_DATES))
        self._record()["steps"].append(counted(opened, told))

    def _record_says_yes(self, incident_id: str) -> bool:
        return bool(self._record()["incidents"].get(incident_id, {}).get("concerned") == "yes")

    # -------------------------------------------------------------- second thoughts

    async def think_again(self, panel: Seen) -> None:
        """Correct, move house, leave, come back or erase, as the part has it."""
        if self.record is None:
            return
        for what, act in (
            (cast.CORRECTS, self._correct),
            (cast.MOVES, self._move),
            (cast.LEAVES, self._leave),
            (cast.RETURNS, lambda: self._leave_and_return(panel)),
            (cast.ERASES, self._erase),
        ):
            if self.does(what):
                await act()

    async def _correct(self) -> None:
        first, _ = self._teller.scam(self.part.locale)
        page = await self._scam()
        scam = self._record()["scams"][-1]
        await self._hand.fill(await self.person.press(page, "scam.edit"), first)
        scam.update(first.counts)
        page = await self._harm(await self._home())
        harm = self._record()["harms"][-1]
        told = self._teller.harm(self.part.locale)
        await self._hand.fill(await self.person.press(page, "harm.edit"), told)
        harm.update(told.counts)
        page = await self._scam()
        await self.person.press(await self.person.press(page, "scam.delete"), "scam.delete.yes")
        self._record()["scams"].pop()

    async def _move(self) -> None:
        country = self._pack.authorities[-1].country
        form = await self.person.press(await self._home(), "places")
        went_well(await self.person.fill(form, {"residence": [country], "work": []}))
        self._record().update(residence=country, work=None)

    async def _leave(self) -> None:
        went_well(await moves.leave(self.person, await self._home()))
        self._record().update(status=WITHDRAWN, consents=[])

    async def _leave_and_return(self, panel: Seen) -> None:
        await self._leave()
        page = went_well(await moves.join(self.person, panel, self._registration()))
        if moves.ref_of(page) != self._record()["ref"]:
            raise DemoError("somebody who came back got another reference")
        self._record().update(status=REGISTERED, consents=sorted(self._consents()))

    async def _erase(self) -> None:
        went_well(await moves.erase(self.person))
        self._record().update(status=ERASED)

    async def _home(self) -> Seen:
        return await moves.home(self.person, self._record()["ref"])

    def _record(self) -> Record:
        assert self.record is not None
        return self.record
