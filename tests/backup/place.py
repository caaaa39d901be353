"""An installation with people in it, its settings file, and the operator's backup key."""

from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.identity import Statement, encode
from bot.domain.sealing import SealedField
from bot.vault.holder_key import HolderKey
from tests.cli.process import collectif
from tests.frozen import DOCUMENT, frozen_text
from tests.keyholder import KeyHolder
from tests.services.office import ANN, BEN, open_office
from tests.services.sealing import chosen, opened
from tests.storage.sample import NOW

LATE = 1009


@dataclass
class Place:
    """A data folder, what lies beside it, and commands run on it as an operator does."""

    home: Path
    database: str = ""
    operator: HolderKey = field(default_factory=HolderKey.make)

    def __post_init__(self) -> None:
        self.data.mkdir(mode=0o700)
        self.operator.write(self.key, NOW)
        (self.home / ".env").write_text(
            f"COLLECTIF_DATA_DIR={self.data}\n"
            f"COLLECTIF_BACKUP_DIR={self.home / 'backups'}\n"
            f"COLLECTIF_KEY_BACKUP_DIR={self.home / 'key-backups'}\n"
            f"COLLECTIF_BACKUP_RECIPIENTS={self.operator.public}\n"
            f"COLLECTIF_DATABASE_URL={self.database}\n",
            "utf-8",
        )
        (self.home / ".env").chmod(0o600)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home / "data"

    @property
    def key(self) -> Path:
        """The operator's private key, which an operator keeps on another machine."""
        return self.home / "operator.key"

    def run(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Run a command to its end."""
        done = collectif(*arguments, cwd=self.home)
        return done.returncode, done.stdout, done.stderr

    def backed_up(self) -> tuple[Path, Path]:
        """Make a backup; return its two files."""
        code, out, err = self.run("backup")
        assert code == 0, err
        data, keys = out.split()
        return Path(data), Path(keys)

    def restored(self, data: Path, keys: Path | None, *more: str) -> tuple[int, str, str]:
        """Try to put a backup back."""
        given: list[str | Path] = ["--keys", keys] if keys is not None else []
        return self.run("restore", "--data", data, *given, "--key", self.key, *more)

    def picture(self) -> dict[str, bytes]:
        """Every file of the data folder but lock files, and its bytes."""
        return {
            str(p.relative_to(self.data)): p.read_bytes()
            for p in sorted(self.data.rglob("*"))
            if p.is_file() and p.suffix != ".lock"
        }


@dataclass(frozen=True)
class People:
    """Who is in the case when the backup is made."""

    case: str
    ann: str
    ben: str
    secret: str  # of the key-holder


async def inhabited(place: Place) -> People:
    """Open a case with a recipient; Ann and Ben register and seal their words, and a letter is frozen."""
    async with open_office(place.data, place.database or None) as office:
        case, holder = await office.case(), KeyHolder()
        ann, ben = await office.concerned(case, ANN), await office.concerned(case, BEN)
        lane = await opened(office, case, holder)
        for who, member in ((ANN, ann), (BEN, ben)):
            await chosen(office, case, who, member.ref, lane.id)
            await office.services.sealed.put(
                office.actor(who), case.id, member.ref, SealedField.STATEMENT, encode(Statement("Canary"))
            )
        await frozen_text(office.deps, case.id, [ann, ben], "fr-one")
        return People(case.id, ann.ref, ben.ref, holder.key.secret)


async def life_goes_on(place: Place, people: People) -> None:
    """After the backup: Ben erases himself, and somebody else registers."""
    async with open_office(place.data, place.database or None) as office:
        await office.services.rights.erase(office.actor(BEN), people.case)
        (case,) = await office.services.cases.here(office.actor(LATE))
        await office.member(case, LATE)


async def who_is_there(place: Place, people: People) -> dict[str, int]:
    """How many registrations Ann, Ben and the latecomer have, and how many records Ann has sealed."""
    async with open_office(place.data, place.database or None) as office:
        found = {}
        for name, who in (("ann", ANN), ("ben", BEN), ("late", LATE)):
            found[name] = len(await office.services.enrol.members(office.actor(who), people.case))
        # H1: what was frozen has the same bytes wherever it is read.
        (text,) = await office.services.texts.seen(office.actor(ANN), people.case, people.ann)
        _, document = await office.services.texts.read(office.actor(ANN), people.case, people.ann, text.id)
        assert document == DOCUMENT
        marks = await office.services.sealed.marks(office.actor(ANN), people.case, people.ann)
        return found | {"sealed": len(marks)}
