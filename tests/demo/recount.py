"""Counting again, from the demonstration's ledger and the pack's text alone, with no code of the bot."""

import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Record = dict[str, Any]
RECORDS = Path(__file__).parents[2] / "bot" / "packs" / "data" / "authorities"


@dataclass(frozen=True)
class PlainPack:
    """What of a pack matters for counting: countries of authorities, incidents and their titles."""

    countries: dict[str, str]  # country -> authority id
    incidents: list[str]
    titles: dict[str, dict[str, str]]  # incident -> language -> title

    @classmethod
    def read(cls, file: Path) -> "PlainPack":
        """Read the pack as TOML; authorities may stand in it or be named from the shipped records."""
        raw = tomllib.loads(file.read_text("utf-8"))
        records = list(raw.get("authorities", []))
        for name in raw.get("use_authorities", []):
            records += [r for r in map(_toml, RECORDS.glob("*.toml")) if r["id"] == name]
        return cls(
            countries={r["country"]: r["id"] for r in records},
            incidents=[i["id"] for i in raw["incidents"]],
            titles={i["id"]: i["title"] for i in raw["incidents"]},
        )

    def authority(self, record: Record) -> str | None:
        """Residence first, then work."""
        return self.countries.get(record["residence"]) or self.countries.get(record["work"] or "")


def _toml(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


class Recount:
    """The figures of the members whom one collective letter may count."""

    def __init__(self, pack: PlainPack, ledger: Iterable[Record], authority: str) -> None:
        self.pack = pack
        self.members = [r for r in ledger if _counts(r) and pack.authority(r) == authority]

    @property
    def refs(self) -> set[str]:
        """The references that the annex must list."""
        return {r["ref"] for r in self.members}

    def residence(self) -> Counter[str]:
        """Members by country."""
        return Counter(r["residence"] for r in self.members)

    def concerned(self, incident: str) -> list[Record]:
        """Members whom the incident concerns."""
        return [r for r in self.members if _says_yes(r, incident)]

    def notices(self, incident: str) -> Counter[str]:
        """Told personally or not."""
        return Counter(r["incidents"][incident]["notice"] for r in self.concerned(incident))

    def leaked(self, incident: str, answer: str) -> Counter[str]:
        """How many answered so, for each category."""
        found = (r["exposures"].get(incident, {}) for r in self.concerned(incident))
        return Counter(category for e in found for category, given in e.items() if given == answer)

    @property
    def scams(self) -> list[Record]:
        """All scam contacts."""
        return [s for r in self.members for s in r["scams"]]

    @property
    def harms(self) -> list[Record]:
        """All harm entries, each with whose it is."""
        return [{**h, "ref": r["ref"]} for r in self.members for h in r["harms"]]

    @property
    def steps(self) -> list[Record]:
        """All steps."""
        return [s for r in self.members for s in r["steps"]]

    def loss(self) -> int:
        """Losses to scams, in cents."""
        return sum(s["loss_cents"] or 0 for s in self.scams)

    def months(self) -> Counter[str]:
        """Scam contacts by month, such as 2021-07."""
        return Counter(s["on"][:7] for s in self.scams)

    def pairs(self) -> Counter[tuple[str, str]]:
        """Scam contacts by channel and pretext."""
        return Counter((s["channel"], s["pretext"]) for s in self.scams)


def _counts(record: Record) -> bool:
    in_complaint = record["status"] == "registered" and "complaint" in record["consents"]
    return in_complaint and any(_says_yes(record, incident) for incident in record["incidents"])


def _says_yes(record: Record, incident: str) -> bool:
    return bool(record["incidents"].get(incident, {}).get("concerned") == "yes")
