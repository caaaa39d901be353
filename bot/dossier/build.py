"""Writing a dossier: everything of a plan and the sealed records that follow, streamed into one age file.

Runs in a process of its own (`child`), which has no key and knows no name: what it writes in clear the
server knows anyway, and it is encrypted before it reaches the disk.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from bot import __version__
from bot.domain.errors import LetterRefusedError, NoMembersError
from bot.dossier import format as form
from bot.dossier.content import write_config, write_members, write_notices
from bot.dossier.plan import FrozenText, Plan, Record, collective_requests
from bot.dossier.readme import sealed_readmes
from bot.dossier.streams import Counted, Target, encrypted
from bot.dossier.tables import server_tables
from bot.letters import Rendered, make_collective
from bot.text import tr

Records = Iterable[tuple[Record, bytes]]


@dataclass(frozen=True)
class Built:
    """A dossier that was written: SHA-256 and size of the encrypted file, and what is in it."""

    sha256: str
    size: int
    members: int
    records: int


def build(plan: Plan, records: Records, target: Target, sign: form.Sign | None = None) -> Built:
    """Write the encrypted dossier into the stream, signed by `sign`; raises what `records` raises.

    Memory does not grow with the sealed records: archive and encryption pass them on piece by piece.
    """
    counted, found = Counted(target), list[form.Manifest]()

    def write(stream: BinaryIO) -> None:
        found.append(write_archive(plan, records, stream, sign))

    encrypted(write, counted, [holder.public_key for holder in plan.holders])
    return Built(counted.sha256, counted.size, len(plan.members), len(found[0].records))


def write_archive(
    plan: Plan, records: Records, stream: BinaryIO, sign: form.Sign | None = None
) -> form.Manifest:
    """Write the dossier in clear, the same bytes for the same plan and records; returns its manifest."""
    with form.Archive(stream) as archive:
        letters, lacking = _letters(plan)
        manifest = _manifest(plan, letters, lacking)
        for name, data in _files(plan, manifest, letters):
            archive.add(name, data)
        for note, (_, copy) in zip(manifest.copies, _copies(plan), strict=True):
            archive.add(note.path, copy, packed=False)
        kept, lost = _add_records(plan, records, archive)
        whole = manifest.model_copy(update={"records": tuple(kept), "lost": tuple(lost)})
        return archive.finish(whole, sign)


def _files(plan: Plan, manifest: form.Manifest, letters: list[Rendered]) -> Iterator[tuple[str, bytes]]:
    """Everything in a dossier that the server may read anyway."""
    yield from sealed_readmes(manifest).items()
    yield form.PACK, plan.pack_toml.encode()
    yield form.CONFIG, write_config(plan.config)
    yield form.MEMBERS, write_members(plan.members)
    yield form.NOTICES, write_notices(plan.notices)
    for rendered in letters:
        yield f"letters/{rendered.filename}", rendered.data
        yield f"letters/{rendered.editable_name}", rendered.editable
    yield from ((f"tables/{name}", table) for name, table in server_tables(plan).items())


def _letters(plan: Plan) -> tuple[list[Rendered], list[form.LackNote]]:
    made: list[Rendered] = []
    lacking: list[form.LackNote] = []
    wanted = collective_requests(
        plan.pack,
        plan.config,
        plan.members,
        today=plan.today,
        version=plan.number,
        opened_on=plan.opened_on,
    )
    for request in wanted:
        try:
            made.append(make_collective(request))
        except (LetterRefusedError, NoMembersError) as error:
            reason = tr(error.text, plan.language, **error.values)
            lacking.append(form.LackNote(authority=request.authority, reason=reason))
    return made, lacking


def _manifest(plan: Plan, letters: list[Rendered], lacking: list[form.LackNote]) -> form.Manifest:
    return form.Manifest(
        format=form.NAME,
        version=form.VERSION,
        program=__version__,
        created=plan.created,
        today=plan.today,
        number=plan.number,
        language=plan.language,
        case=form.CaseNote(
            id=plan.case_id,
            title=plan.title,
            opened_on=plan.opened_on,
            pack=plan.pack.id,
            pack_version=plan.pack.version,
            pack_sha256=plan.pack_sha256,
        ),
        lane=form.LaneNote(id=plan.lane_id, name=plan.lane_name, kind=plan.lane_kind),
        keys=tuple(form.KeyNote(epoch=k.epoch, public_key=k.public_key) for k in plan.keys),
        holders=tuple(form.HolderNote(id=h.id, name=h.name, public_key=h.public_key) for h in plan.holders),
        copies=tuple(note for note, _ in _copies(plan)),
        members=tuple(form.MemberNote(id=m.id, ref=m.ref) for m in sorted(plan.members, key=lambda m: m.ref)),
        letters=tuple(_letter_note(rendered, plan.number) for rendered in letters),
        lacking=tuple(lacking),
        frozen=tuple(_frozen(text) for text in plan.frozen),
        records=(),
        server_key=plan.server_key,
    )


def _frozen(text: FrozenText) -> form.FrozenNote:
    counted = tuple(form.CountedNote(number=number, ref=ref) for number, ref in text.counted)
    return form.FrozenNote(
        to=text.to, language=text.language, version=text.version, sha256=text.sha256, counted=counted
    )


def _letter_note(rendered: Rendered, version: int) -> form.LetterNote:
    assert rendered.authority is not None  # a collective letter goes to one
    assert rendered.mode is not None
    return form.LetterNote(
        path=f"letters/{rendered.filename}",
        authority=rendered.authority,
        language=rendered.language,
        mode=rendered.mode,
        version=version,
    )


def _copies(plan: Plan) -> Iterator[tuple[form.CopyNote, bytes]]:
    known = {holder.id for holder in plan.holders}
    for key in sorted(plan.keys, key=lambda k: k.epoch):
        for holder, copy in sorted(key.copies):
            if holder in known:
                path = f"keys/{key.epoch}-{holder}.age"
                yield form.CopyNote(path=path, epoch=key.epoch, holder=holder), copy


def _add_records(
    plan: Plan, records: Records, archive: form.Archive
) -> tuple[list[form.RecordNote], list[form.LostNote]]:
    refs = {str(m.id): m.ref for m in plan.members}
    kept: list[form.RecordNote] = []
    lost: list[form.LostNote] = []
    for record, blob in records:
        if not blob:
            lost.append(form.LostNote(member=record.member, field=record.field, version=record.version))
            continue
        path = f"sealed/{refs[record.member]}/{record.field}-{record.version}.age"
        archive.add(path, blob, packed=False)
        note = form.RecordNote(
            path=path,
            member=record.member,
            field=record.field,
            version=record.version,
            media_type=record.media_type,
            epoch=record.epoch,
            sealed_at=record.sealed_at,
        )
        kept.append(note)
    return kept, lost
