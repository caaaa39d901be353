"""`collectif papers`: a new folder with the controller's drafts, or a clear refusal and nothing."""

from pathlib import Path

import pytest

from bot.cli.exits import CommandError
from bot.cli.papers import write
from tests.services.office import OTHER_SERVER, open_office


async def _made(folder: Path, cases: int) -> Path:
    """A settings file beside a database with so many cases."""
    data = folder / "data"
    data.mkdir(mode=0o700)
    async with open_office(data) as office:
        for server in (111, OTHER_SERVER)[:cases]:
            await office.case(server)
    settings = folder / ".env"
    settings.write_text(f"COLLECTIF_DATA_DIR={data}\nCOLLECTIF_BACKUP_DAYS=83\n")
    return settings


async def test_the_papers_are_written_once(tmp_path: Path) -> None:
    """With one case no id is needed; every paper is there, private; a folder that exists is left alone."""
    import asyncio

    settings, out = await _made(tmp_path, 1), tmp_path / "papers"

    await asyncio.to_thread(write, settings, "", "de", out)

    names = sorted(path.name for path in out.iterdir())
    assert names == sorted(f"{n}.de.{k}" for n in ("record", "dpia", "breach") for k in ("md", "pdf"))
    assert {path.stat().st_mode & 0o777 for path in out.iterdir()} == {0o600}
    assert "83 Tage" in (out / "record.de.md").read_text("utf-8")
    with pytest.raises(CommandError, match="exists already"):
        await asyncio.to_thread(write, settings, "", "de", out)


async def test_an_unknown_case_and_several_cases_are_refused(tmp_path: Path) -> None:
    """With two cases one must be named; a wrong id or language writes nothing."""
    import asyncio

    settings, out = await _made(tmp_path, 2), tmp_path / "papers"

    for case, language in (("", "fr"), ("0" * 26, "fr"), ("", "it")):
        with pytest.raises(CommandError):
            await asyncio.to_thread(write, settings, case, language, out)
    assert not out.exists()
