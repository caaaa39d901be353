"""Erasing leaves nothing: no row, no byte in any file, of the person and of their dependants."""

from pathlib import Path

from sqlalchemy import Table

from bot.demo import moves
from bot.demo.people import Person
from bot.demo.world import TEAM
from bot.storage.inventory import TABLES, Erasure
from bot.storage.tables import metadata
from tests.laws.canaries import database, every_file, found_in, full_member, receipt_of
from tests.scene import Scene, actor

# What the inventory says goes with a member; everything else must say why it stays (its `Erasure`).
GOES = frozenset({Erasure.WITH_MEMBER, Erasure.WITH_ACCOUNT, Erasure.OWN_ONLY})
PERSONAL = [table for table in metadata.sorted_tables if TABLES[table.name].erasure in GOES]
# A member never fills these: a scam's sender as displayed in chat, the filing mode of an own letter, the
# dossier that a link of a key-holder opens.
NEVER_FILLED = frozenset(
    {
        ("scam_contact", "sender_enc"),
        ("scam_contact", "sender_index"),
        ("letter", "mode"),
        ("page_link", "dossier_id"),
    }
)


async def test_the_canary_fills_every_column(scene: Scene, tmp_path: Path) -> None:
    """The member whom these tests erase has left a value in every column that a member can fill."""
    person = await full_member(scene)
    await receipt_of(person)  # a new code forgets used links: one more is used below
    page = scene.world.app.services.page
    await page.exchange(await page.link(actor(person), scene.case))

    empty = [
        (table.name, column.name)
        for table in PERSONAL
        for column in table.columns
        if not _filled(tmp_path, table, column.name)
    ]

    assert set(empty) - NEVER_FILLED == set()


async def test_erasing_leaves_no_row(scene: Scene, tmp_path: Path) -> None:
    """Every table that belongs to members held rows before, and holds none of the erased one after."""
    await scene.member("bystander")
    left = _counts(tmp_path)
    person = await full_member(scene)
    before = _counts(tmp_path)

    await moves.erase(person)

    assert all(before[table.name] > left[table.name] for table in PERSONAL)
    assert _counts(tmp_path) == left


async def test_k1_erasing_leaves_no_byte(scene: Scene, tmp_path: Path) -> None:
    """K1: references and internal ids stood in the files before, and stand in none after, nor in journals."""
    person = await full_member(scene)
    needles = await _needles(scene, person, tmp_path)
    before = found_in(tmp_path, needles)

    await moves.erase(person)

    assert {needle for found in before.values() for needle in found} == needles
    assert found_in(tmp_path, needles) == {}


async def test_erasing_in_one_case_leaves_the_other(scene: Scene, tmp_path: Path) -> None:
    """The same account in another server's case is untouched by an erasure here."""
    world = scene.world
    elsewhere = await Scene.begin(world, world.person("otto", "de", server=world.other, rights=TEAM))
    person = await scene.member("amelie")
    there = world.joins(person, world.other)
    await moves.join(there, elsewhere.panel, {"consents": ["register"], "residence": ["DE"]})

    await moves.erase(person)

    assert await scene.files(person) == []
    assert len(await elsewhere.files(there)) == 1


async def test_an_erasure_outlives_the_process(scene: Scene, tmp_path: Path) -> None:
    """After a restart the erased member is still gone, to the byte."""
    person = await full_member(scene)
    needles = await _needles(scene, person, tmp_path)
    await moves.erase(person)

    await scene.world.restart()

    assert await scene.files(person) == []
    assert found_in(tmp_path, needles) == {}
    assert dict(every_file(tmp_path)) != {}


async def _needles(scene: Scene, person: Person, directory: Path) -> frozenset[bytes]:
    refs = [file.ref.encode() for file in await scene.files(person)]
    with database(directory) as connection:
        ids = [
            row[0].encode()
            for table in PERSONAL
            if "id" in table.columns
            for row in connection.execute(f'SELECT id FROM "{table.name}"')
        ]
    return frozenset([*refs, *ids])


def _filled(directory: Path, table: Table, column: str) -> bool:
    with database(directory) as connection:
        query = f'SELECT count(*) FROM "{table.name}" WHERE "{column}" IS NOT NULL'
        (count,) = connection.execute(query).fetchone()
    return bool(count)


def _counts(directory: Path) -> dict[str, int]:
    with database(directory) as connection:
        return {
            table.name: connection.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]
            for table in PERSONAL
        }
