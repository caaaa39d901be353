"""A member at their own page on the web: everything by the forms that stand there."""

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

from bot.demo.hand import DemoError
from bot.demo.identities import drawn_evidence, typed_identity
from bot.demo.ledger import Record, new_record
from bot.demo.page_reader import WebPage
from bot.demo.page_visitor import Typed, Visitor
from bot.demo.tales import Answers, Teller
from bot.domain.codes import PaperKind, Purpose
from bot.domain.pack import Pack

CONSENTS = tuple(p.value for p in (Purpose.REGISTER, Purpose.COMPLAINT, Purpose.STATISTICS))


@dataclass
class PageMember:
    """Somebody whose page is open in a browser; `ref` is the person of the account whom they fill in."""

    visitor: Visitor
    ref: str

    @classmethod
    async def by_link(cls, visitor: Visitor, link: str, ref: str | None = None) -> "PageMember":
        """Open the one-time link that chat gave."""
        page = await visitor.send(await visitor.open(link), action="/l")
        return cls(visitor, ref or _ref_of(page))

    @property
    def _at(self) -> str:
        return f"/my/{self.ref}"

    async def _fill(self, page: str, typed: Typed, file: bytes | None = None) -> WebPage:
        path = f"{self._at}/{page}"
        return await self.visitor.send(await self.visitor.open(path), typed, action=path, file=file)

    # -------------------------------------------------------------------- sealing

    async def choose(self, lane_id: str) -> None:
        """Choose whom the file goes to; who changes confirms that what was sealed is deleted."""
        path = f"{self._at}/recipient"
        page = await self.visitor.open(path)
        form = page.form(path)
        confirmed: Typed = {"understood": ["yes"]} if "understood" in form.names else {}
        await self.visitor.send(page, {"recipient": lane_id, **confirmed}, action=path)

    async def seal_identity(
        self, name: str, country: str, *, guardian: str = "", letters: bool = False
    ) -> dict[str, bytes]:
        """Seal name and address; with `letters`, save one's own named letters from the receipt's page."""
        who = typed_identity(name, country, guardian=guardian)
        typed: Typed = {**who, "letters": ["yes"] if letters else []}
        receipt = await self._fill("identity", typed)
        saved = await self.visitor.save_all(receipt)
        if bool(saved) != letters:
            raise DemoError(f"{len(saved)} letters after sealing: {receipt.text[:300]}")
        return saved

    async def seal_statement(self, text: str) -> None:
        """Seal one's own words."""
        await self._fill("statement", {"statement": text})

    async def seal_evidence(self) -> None:
        """Seal a picture."""
        await self._fill("evidence", {}, drawn_evidence())

    async def own_letters(self, *, final: bool = False) -> dict[str, bytes]:
        """Make one's letters with blank fields and save each; `final` says that one made them one's own."""
        page = await self.visitor.open(f"{self._at}/letters")
        action = f"{self._at}/letters/blank"
        lifted = {name: "lift" for name, values in page.form(action).offered.items() if "lift" in values}
        if final and not lifted:
            raise DemoError("the page does not offer to lift the draft mark")
        offered = await self.visitor.send(page, lifted if final else None, action=action)
        return await self.visitor.save_all(offered)

    async def papers(self, left_out: set[str]) -> dict[str, dict[str, bytes]]:
        """Make the documents on demand that the page offers, with blank fields; by their kind."""
        at = f"{self._at}/ways/"
        made: dict[str, dict[str, bytes]] = {}
        page = await self.visitor.open(at.rstrip("/"))
        for kind in dict.fromkeys(form.action.removeprefix(at) for form in page.forms):
            if kind in set(PaperKind) and kind not in left_out:
                page = await self.visitor.open(at.rstrip("/"))  # each form is sent once
                # Where every day has passed, there is nothing to put into a calendar.
                may_refuse = (DemoError,) if kind == PaperKind.CALENDAR else ()
                with contextlib.suppress(*may_refuse):
                    made[kind] = await self.visitor.save_all(await self.visitor.send(page, action=at + kind))
        return made

    async def approve(self) -> dict[str, bytes]:
        """Read the group's frozen text that waits for an answer, with its reading copy, and approve it."""
        page = await self.visitor.open(f"{self._at}/group")
        for form in page.forms:
            if form.action.endswith("/approve"):
                at = form.action.removesuffix("/approve")
                read = [await self.visitor.open(f"{at}/text")]
                if f"{at}/copy" in page.links:
                    read.append(await self.visitor.open(f"{at}/copy"))
                await self.visitor.send(page, form=form)
                return {document.filename: document.data for document in read}
        return {}

    # --------------------------------------------------------------------- telling

    async def tell(self, pack: Pack, teller: Teller, record: Record) -> None:
        """Record everything on the page: the incidents, what leaked, a scam contact, harm and a step."""
        locale = record["language"]
        happened = [i for i in pack.incidents if teller.has_happened(i)]
        for incident in pack.incidents:
            if incident is not happened[0]:
                await self._fill(f"incidents/{incident.id}", {"concerned": "no"})
                record["incidents"][incident.id] = {"concerned": "no"}
                continue
            told = teller.involvement(incident, locale)
            typed = {"concerned": "yes", **told.answers}
            page = await self._fill(f"incidents/{incident.id}", typed)
            record["incidents"][incident.id] = told.counts
            leaked = teller.leaked(incident, everything=False)
            answers: Answers = {**leaked.counts, "known_by": leaked.answers["known_by"]}
            await self.visitor.send(page, answers, action=page.path)
            record["exposures"][incident.id] = dict(leaked.counts)
        first, after = teller.scam(locale)
        await self._fill("scams/new", {**first.answers, **after.answers})
        record["scams"].append({**first.counts, **after.counts})
        harm = teller.harm(locale)
        await self._fill("harms/new", harm.answers)
        record["harms"].append(harm.counts)
        step = teller.step(happened[0], locale)
        await self._fill("steps/new", {"incident": happened[0].id, **step.answers})
        record["steps"].append(step.counts)


async def register_on_page(
    visitor: Visitor, page: WebPage, account: str, locale: str, residence: str
) -> tuple[WebPage, Record]:
    """Fill in the registration form that the page shows; returns what came then, and the new record."""
    typed: Mapping[str, str | list[str]] = {
        "capacity": "self",
        "adult": ["yes"],
        "consents": list(CONSENTS),
        "residence": residence,
    }
    done = await visitor.send(page, typed, action=page.path)
    return done, new_record(account, locale, residence, None, list(CONSENTS))


async def open_own(visitor: Visitor, record: Record) -> PageMember:
    """Go on to one's own page after registering there."""
    record["ref"] = _ref_of(await visitor.open("/my"))
    return PageMember(visitor, record["ref"])


def _ref_of(page: WebPage) -> str:
    ref = page.path.removeprefix("/my/")
    if not ref.startswith("P-"):
        raise DemoError(f"no member's page but {page.path}: {page.text[:300]}")
    return ref
