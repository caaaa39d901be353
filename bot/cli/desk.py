"""`collectif desk` and `desk open|verify|answer|reseal`: dossiers, on the key-holder's machine, offline."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer

from bot.cli.exits import CommandError, Exit, complain
from bot.desk import keys
from bot.domain.member import MemberRef
from bot.dossier.answering import Answer
from bot.dossier.marks import MarksError, add, fingerprint, read
from bot.dossier.opening import Opened, file_sha256, open_dossier
from bot.dossier.output import write_items, write_out
from bot.dossier.papers import Desk
from bot.dossier.reseal import reseal as write_copy
from bot.placing import NewFile
from bot.text import LANGUAGES
from bot.vault import age
from bot.vault.holder_key import HolderKey, is_open_to_others

_SUFFIX = ".zip.age"


def open_(
    file: Path,
    key_file: Path,
    out: Path | None,
    language: str | None,
    server_key: str | None,
    *,
    papers: bool = False,
    marks: Path | None = None,
) -> None:
    """Check the dossier and write everything in it into a new folder; that folder's path goes to stdout.

    Raises an OpeningError, HolderKeyError, ExistsError; nothing is written then.
    """
    folder = out or Path(_stem(file))
    if folder.exists() or folder.is_symlink():
        raise CommandError(f"{folder} exists already; name a new folder with --out: nothing is overwritten")
    with _opened(file, key_file, server_key) as opened:
        desk = Desk(opened, _language(language), marked=_marked(marks))
        try:
            written = write_out(desk, folder, papers=papers)
        except OSError as error:
            raise _unwritten(folder, error) from None
        notes = Desk(opened, "en").notes()
        _tell(opened)
    for note in notes:
        complain(f"note: {note}")
    complain(
        f"wrote {written.files} files: {written.letters} letter(s) with names, {written.members} sheet(s), "
        f"{written.documents} document(s). The folder holds names in clear: keep it on an encrypted disk."
    )
    typer.echo(str(written.folder))


def review(file: Path, key_file: Path, ref: str, mark: str | None, marks: Path) -> None:
    """Print a member's own words and their SHA-256; with that as `mark`, note that they were found fit.

    Raises CommandError when there are none, or when they are other words than those that were read.
    """
    with _opened(file, key_file, None) as opened:
        person = opened.people.get(MemberRef(ref))
        if person is None or person.statement is None:
            raise CommandError(f"{ref} wrote nothing in their own words that is in this dossier")
        digest = fingerprint(person.statement.text)
        if mark is None:
            typer.echo(person.statement.text)
            complain(
                f"SHA-256 {digest}: if nothing in it tells who anybody is, run again with --mark {digest}"
            )
            return
        if mark != digest:
            raise CommandError(f"these are not the words of {ref} in this dossier; read them again")
        add(marks, opened, MemberRef(ref), datetime.now(UTC))
    complain(f"marked; name the file with --marks {marks} when you open a dossier")
    typer.echo(str(marks))


def _marked(marks: Path | None) -> frozenset[str]:
    try:
        return read(marks) if marks else frozenset()
    except (OSError, MarksError) as error:
        raise CommandError(f"{marks}: the file of marks cannot be read: {error}") from None


def verify(file: Path, key_file: Path | None, server_key: str | None) -> None:
    """Print the file's SHA-256; with a key, check everything in it. Nothing is written."""
    if key_file is None:
        try:
            with file.open("rb") as source:
                if not age.looks_encrypted(source.read(200)):
                    raise CommandError(f"{file}: this is not a file of the program age", Exit.INTEGRITY)
                source.seek(0)
                digest = file_sha256(source)
        except OSError as error:
            raise _unreadable(file, error) from None
        complain("the contents were not checked: that needs your key (--key)")
        typer.echo(digest)
        return
    with _opened(file, key_file, server_key) as opened:
        _tell(opened)
        for note in Desk(opened, "en").notes():
            complain(f"note: {note}")
        typer.echo(opened.sha256)


def answer(
    file: Path, key_file: Path, ref: str, out: Path, language: str | None, server_key: str | None
) -> None:
    """Write all that the dossier holds of one member into a new folder, whose path goes to stdout.

    Raises an OpeningError (also for an unknown reference), HolderKeyError, ExistsError; nothing is written
    then.
    """
    if out.exists() or out.is_symlink():
        raise CommandError(f"{out} exists already; name a new folder with --out: nothing is overwritten")
    with _opened(file, key_file, server_key) as opened:
        found = Answer(opened, ref, _language(language))
        try:
            written = write_items(found.items(), out)
        except OSError as error:
            raise _unwritten(out, error) from None
        notes = Answer(opened, ref, "en").notes()
        _tell(opened)
    for note in notes:
        complain(f"note: {note}")
    complain(
        f"wrote {len(written) + 1} files about {found.member.ref} and nobody else. Make sure that you give "
        "them to that person: the reference alone proves nothing. The folder holds a name in clear."
    )
    typer.echo(str(out))


def reseal(file: Path, key_file: Path, recipients: Sequence[str], out: Path | None) -> None:
    """Write a copy for other public keys; its path goes to stdout.

    Raises AgeKeyError (a public key), OpeningError, HolderKeyError.
    """
    public = [age.check_public(text) for text in recipients]
    target = out or Path(f"{_stem(file)}-copy{_SUFFIX}")
    if target.exists() or target.is_symlink():
        raise CommandError(f"{target} exists already; name a new file with --out: nothing is overwritten")
    with _opened(file, key_file, None) as opened, _new_file(target) as new:
        left_out = len(opened.locked)
        try:
            records = write_copy(opened, public, new.file)
            new.settle()
            new.commit(target.name)
        except OSError as error:
            raise _unwritten(target, error) from None
    if left_out:
        complain(f"note: {left_out} sealed record(s) that your key does not open were left out")
    complain(
        f"wrote a copy with {records} sealed record(s) for:\n" + "\n".join(public) + "\n"
        "Whoever holds one of these keys reads everything in it, and no other dossier. Compare the keys with "
        "their owners before you hand it over."
    )
    typer.echo(str(target))


def page(language: str | None, *, browser: bool) -> None:
    """Serve the desk's page to this machine until it is closed."""
    from bot.desk.running import serve

    serve(_language(language), browser=browser, say=lambda text: typer.echo(text, err=True))


def _opened(file: Path, key_file: Path, server_key: str | None) -> Opened:
    key = HolderKey.load(key_file)
    server_key = server_key or keys.pinned(key_file.read_bytes())
    if is_open_to_others(key_file):
        complain(
            f"warning: {key_file}: other users of this machine can read your key; run: chmod 600 {key_file}"
        )
    try:
        return open_dossier(file, key.secret, server_key)
    except OSError as error:
        raise _unreadable(file, error) from None


def _new_file(target: Path) -> NewFile:
    if not target.parent.is_dir():
        raise CommandError(f"{target.parent}: there is no such folder", Exit.USAGE)
    return NewFile(target.parent)


def _unreadable(file: Path, error: OSError) -> CommandError:
    return CommandError(f"{file}: the file cannot be read: {error.strerror or 'no reason given'}", Exit.USAGE)


def _unwritten(target: Path, error: OSError) -> CommandError:
    return CommandError(f"{target} could not be written: {error.strerror or error}. Nothing was left behind.")


def _tell(opened: Opened) -> None:
    manifest = opened.manifest
    complain(
        f"dossier no. {manifest.number} of {manifest.created:%Y-%m-%d} for {manifest.lane.name}: "
        f"{len(manifest.members)} member(s), {len(manifest.records)} sealed record(s), all as they should be"
    )
    complain(Desk(opened, "en").signature())
    complain(f"SHA-256 {opened.sha256}: compare it with what the organisers see")


def _stem(file: Path) -> str:
    return file.name.removesuffix(_SUFFIX) if file.name.endswith(_SUFFIX) else f"{file.name}-opened"


def _language(wanted: str | None) -> str | None:
    if wanted is not None and wanted not in LANGUAGES:
        raise CommandError(f"--language: one of {', '.join(LANGUAGES)}", Exit.USAGE)
    return wanted
