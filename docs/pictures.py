"""Make the README's two pictures from the demonstration: a member's page in the chat, the group's letter.

`make pictures` runs it. It needs what the tests need, and the programs chromium and pdftoppm.
"""

import asyncio
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageOps
from playwright.async_api import ViewportSize, async_playwright

from bot.demo import moves
from bot.demo.play import Stage, played

INTO = Path(__file__).parent / "pictures"
# A patient with an English client, as the README is in English; any other part of the cast would do.
WHO = "fiona"
LETTER = "letters/collective-complaint-cnil-fr-individual-v1.pdf"
# A small window, tall enough that the whole answer is in it.
WINDOW = ViewportSize(width=540, height=2400)
# Pixels of each picture, twice as many as the README shows; both have the shape of the letter's page (A4).
SIZE = (900, 1273)
COLOURS = 128
EDGE = (200, 200, 200)


def main() -> None:
    """Play the whole case once, and write both pictures."""
    with tempfile.TemporaryDirectory(prefix="collectif-pictures-") as temporary:
        asyncio.run(_make(Path(temporary)))


async def _make(out: Path) -> None:
    async with played(out, None, lambda what, done, of: None) as stage:
        await _photograph(stage, out / "chat.png")
    page = out / "letter"
    _run("pdftoppm", "-r", "150", "-f", "1", "-l", "1", "-singlefile", "-png", str(out / LETTER), str(page))
    INTO.mkdir(exist_ok=True)
    _save(out / "chat.png", INTO / "chat.png")
    _save(page.with_suffix(".png"), INTO / "letter.png")


async def _photograph(stage: Stage, into: Path) -> None:
    patient = next(p for p in stage.patients if p.part.name == WHO)
    assert patient.record is not None
    await moves.home(patient.person, patient.record["ref"])
    world, viewers = stage.world, [patient.person.actor]
    preview = world.simulation.preview(world.home.channel, viewers=viewers, layout="channel", locale="en-GB")
    async with preview as shown, async_playwright() as playwright:
        chromium = _program("chromium")
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = await browser.new_page(viewport=WINDOW, device_scale_factor=2)
        await page.goto(shown.url)
        newest = page.locator("article.channel-message").last
        await newest.get_by_text(patient.record["ref"]).first.wait_for()
        await newest.screenshot(path=into)
        await browser.close()


def _save(picture: Path, into: Path) -> None:
    """Cut to the common shape and keep few colours: text needs no more, and a README is to load at once."""
    with Image.open(picture) as image:
        shape = (0, 0, image.width, image.width * SIZE[1] // SIZE[0])
        small = image.convert("RGB").crop(shape).resize(SIZE, Image.Resampling.LANCZOS)
    # The page is as white as what it is shown on.
    framed = ImageOps.expand(small, border=2, fill=EDGE)
    framed.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(into, optimize=True)


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        sys.exit(f"the program {name} is not installed")
    return found


def _run(program: str, *arguments: str) -> None:
    subprocess.run([_program(program), *arguments], check=True)  # noqa: S603 - fixed programs


if __name__ == "__main__":
    main()
