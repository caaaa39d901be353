"""What a group shows to everybody: its public figures in chat, and the checkpoint of its audit trail."""

from datetime import UTC, datetime

from bot.domain.codes import Purpose
from bot.domain.member import AccountId, EntryId, MemberId, new_id
from bot.domain.sealing import LaneKind
from bot.domain.served import OpeningKind
from bot.services.witness import read_checkpoint
from bot.storage import AccountRow, ConsentRow, DossierRow, LaneRow
from tests.scene import Scene
from tests.services.crowd import _member


async def _agree(scene: Scene, count: int) -> None:
    """Members of the case who agreed to statistics, straight into the store."""
    now = datetime.now(UTC)
    async with scene.world.app.store.transaction() as tx:
        for _ in range(count):
            member, account = _member(now), AccountId(new_id())
            await tx.accounts.add(AccountRow(account, scene.case, "fr", now))  # type: ignore[arg-type]
            await tx.members.add(member, account, scene.case)
            await tx.consents.add(_consent(scene.case, member.id, now))


def _consent(case: str, member: MemberId, now: datetime) -> ConsentRow:
    return ConsentRow(EntryId(new_id()), member, case, Purpose.STATISTICS, True, "v", "0" * 64, "fr", now)


async def test_everybody_reads_the_figures_and_an_organiser_posts_the_same(scene: Scene) -> None:
    """`/figures` answers whoever asks, alone; only an organiser may post, and the post pings nobody.

    L5: what is posted is what everybody reads, and L1: below 20 members there is nothing to read or post.
    """
    outsider = scene.newcomer("zoe", "en-US")
    none = await outsider.command("figures")
    assert "No public figures yet" in none.text
    assert not (await scene.organiser.command("figures")).offers("figures.post")

    await _agree(scene, 34)
    await scene.world.app.services.statistics.publish()
    read = await outsider.command("figures")
    own = await scene.organiser.command("figures")
    before = len(_posts(scene))
    done = await scene.organiser.press(own, "figures.post")

    assert "30 members" in read.text
    assert not read.offers("figures.post")
    assert "30 membres" in own.text
    assert not done.refused
    (post,) = _posts(scene)[before:]
    assert post["allowed_mentions"] == {"parse": []}
    assert "30 membres" in str(post)
    assert scene.case not in str(post)


def _posts(scene: Scene) -> list[dict[str, object]]:
    sent = [r for r in scene.world.requests if r.method == "POST" and r.path.endswith("/messages")]
    return [dict(r.json or {}) for r in sent]


async def test_an_organiser_takes_a_checkpoint_away(scene: Scene) -> None:
    """`/case audit` hands over a note that this installation recognises; others are refused, privately."""
    refused = await scene.newcomer("zoe").command("case audit")
    seen = await scene.organiser.command("case audit")

    assert refused.refused
    ((name, note),) = seen.files.items()
    vault = scene.world.app.services.witness._deps.vault
    claim = read_checkpoint(vault, note.decode())
    assert name == f"audit-checkpoint-{claim.lines}.txt"
    assert vault.checkpoint_key in seen.text
    async with scene.world.app.store.reading() as tx:
        lines = [(r.action, r.result) for r in await tx.audit.all()]
    assert ("read_checkpoint", "refused") in lines
    assert len(lines) == claim.lines


async def test_members_see_how_often_their_file_was_opened(scene: Scene) -> None:
    """Before any dossier the hub says nothing of it; once one was built it says how often."""
    person = await scene.member("amelie", "en-US")
    assert "dossiers" not in (await person.command("me")).text.lower()
    (member,) = await scene.files(person)
    now, lane, dossier = datetime.now(UTC), new_id(), new_id()
    async with scene.world.app.store.transaction() as tx:
        await tx.lanes.add(LaneRow(lane, scene.case, "Me X", LaneKind.LAWYER, now))
        await tx.page.add_dossier(DossierRow(dossier, scene.case, lane, 1, "x.age", "0" * 64, 9, 1, now))
        for kind in (OpeningKind.BUILT, OpeningKind.FETCHED, OpeningKind.FETCHED):
            await tx.served.opened(scene.case, dossier, [member.id], kind, now)

    told = (await person.command("me")).text
    assert "Put into dossiers: 1. Handed over to the recipient: 2." in told
