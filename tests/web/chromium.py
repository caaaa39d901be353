"""A real browser on the page: Debian's Chromium, headless, with the page's JavaScript off unless asked."""

import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib import resources
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK = (320, 640), (1280, 900)
# WCAG 2.2 AA and what axe calls best practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start the browser that the system has."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "no chromium"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


async def closed(browser: Browser) -> None:
    """Close all windows, with what they remember."""
    for context in browser.contexts:
        await context.close()


async def visitor(
    browser: Browser, size: tuple[int, int], *, script: bool = False, **more: Any
) -> BrowserContext:
    """A person with a screen of this size; the page's own JavaScript is off unless asked."""
    width, height = size
    return await browser.new_context(
        viewport={"width": width, "height": height},
        java_script_enabled=script,
        bypass_csp=script,  # axe is put into the page by the test
        locale="en-GB",
        accept_downloads=True,
        **more,
    )


def axe() -> str:
    """The source of axe-core, as its package ships it."""
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


async def violations(page: Page, source: str = "", *, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds wrong with the page: rule, impact, element; the source puts axe into a new page."""
    if source:
        await page.evaluate(source)
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    found = await page.evaluate(
        "only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only
    )
    return [
        f"{v['id']} ({v['impact']}): {node['target']} {node.get('failureSummary', '')}"
        for v in found["violations"]
        for node in v["nodes"]
    ]


async def too_wide(page: Page) -> list[str]:
    """Elements that stick out of the window, so that people would have to scroll sideways."""
    return await page.evaluate(  # type: ignore[no-any-return]
        """() => {
            const wide = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= wide) return [];
            return [...document.querySelectorAll('body *')]
                .filter(e => e.getBoundingClientRect().right > wide + 1)
                .map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 40));
        }"""
    )


async def small_targets(page: Page) -> list[str]:
    """Buttons, links in lists and fields smaller than 24 by 24 pixels (WCAG 2.2, 2.5.8)."""
    return await page.evaluate(  # type: ignore[no-any-return]
        """() => [...document.querySelectorAll('button, .button, select, input:not([type=hidden]), .row a')]
            .filter(e => e.offsetParent !== null)
            .map(e => [e, e.getBoundingClientRect()])
            .filter(([e, r]) => r.width < 24 || r.height < 24)
            .map(([e, r]) => e.outerHTML.slice(0, 80) + ' ' + r.width + 'x' + r.height)"""
    )
