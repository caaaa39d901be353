"""A real browser: Chromium without a window, driven through its own debugging protocol."""

import asyncio
import base64
import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

PHONE, DESKTOP = (360, 740), (1280, 900)
_PATIENCE = 30.0


class ScriptError(Exception):
    """The page's own script, or one of a test's, threw."""


class Tab:
    """One tab; everything that its console or its scripts complain about is kept."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self._reader = asyncio.create_task(self._read())

    async def close(self) -> None:
        """Stop listening."""
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        await self._socket.close()

    async def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call a method of the protocol."""
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        return await asyncio.wait_for(answer, _PATIENCE)

    async def open(self, url: str) -> None:
        """Go to an address and wait until it is there."""
        await self.send("Page.navigate", url=url)
        await self.until("document.readyState === 'complete'")

    async def run(self, script: str) -> Any:
        """Evaluate an expression, which may be a promise; raises ScriptError."""
        found = await self.send(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        if "exceptionDetails" in found:
            raise ScriptError(json.dumps(found["exceptionDetails"])[:2000])
        return found["result"].get("value")

    async def until(self, script: str, patience: float = _PATIENCE) -> None:
        """Wait until the expression is true."""
        async with asyncio.timeout(patience):
            while True:
                try:
                    if await self.run(f"Boolean({script})"):
                        return
                except ScriptError:
                    pass  # a page on its way may lack what is asked for
                await asyncio.sleep(0.05)

    async def pick(self, selector: str, *files: Path) -> None:
        """Choose files in a file field."""
        root = (await self.send("DOM.getDocument"))["root"]["nodeId"]
        node = await self.send("DOM.querySelector", nodeId=root, selector=selector)
        await self.send("DOM.setFileInputFiles", files=[str(f) for f in files], nodeId=node["nodeId"])

    async def press(self, key: str) -> None:
        """Press a key, such as Tab or Enter."""
        code = {"Tab": 9, "Enter": 13, "Escape": 27}[key]
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            await self.send("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **text)

    async def size(self, width: int, height: int) -> None:
        """Make the window this large, as a phone does when it is narrow."""
        await self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip

    async def dark(self, *, on: bool) -> None:
        """Prefer dark colours."""
        wanted = [{"name": "prefers-color-scheme", "value": "dark" if on else "light"}]
        await self.send("Emulation.setEmulatedMedia", features=wanted)

    async def picture(self, path: Path) -> None:
        """Keep a picture of the whole page."""
        found = await self.send("Page.captureScreenshot", captureBeyondViewport=True)
        await asyncio.to_thread(path.write_bytes, base64.b64decode(found["data"]))

    async def _read(self) -> None:
        async for message in self._socket:
            data = json.loads(message.data)
            waiting = self._answers.pop(data.get("id", 0), None)
            if waiting is None:
                self._note(data.get("method", ""), data.get("params", {}))
            elif "error" in data:
                waiting.set_exception(ScriptError(json.dumps(data["error"])))
            else:
                waiting.set_result(data["result"])

    def _note(self, method: str, what: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.requests.append(what["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(json.dumps(what)[:1000])
        elif method == "Log.entryAdded" and what["entry"]["level"] == "error":
            self.complaints.append(what["entry"]["text"])


@asynccontextmanager
async def chromium(*options: str) -> AsyncIterator["Browser"]:
    """Start a browser with a profile of its own; it ends with the block."""
    program = next(p for p in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if p)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--disable-background-networking", "--disable-component-update",
            "--remote-debugging-port=0", f"--user-data-dir={profile}", *options, "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            async with aiohttp.ClientSession() as http:
                yield Browser(http, await _port(Path(profile)))
        finally:
            process.kill()
            await process.wait()


class Browser:
    """A running browser."""

    def __init__(self, http: aiohttp.ClientSession, port: int) -> None:
        self._http, self._port = http, port

    @asynccontextmanager
    async def tab(self, downloads: Path | None = None) -> AsyncIterator[Tab]:
        """Open a new tab; what it downloads goes into the folder."""
        async with self._http.put(f"http://127.0.0.1:{self._port}/json/new?about:blank") as response:
            target = await response.json(content_type=None)
        socket = await self._http.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0)
        tab = Tab(socket)
        try:
            for domain in ("Page", "Runtime", "Network", "Log", "DOM"):
                await tab.send(f"{domain}.enable")
            if downloads is not None:
                await tab.send("Page.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
            await tab.size(*DESKTOP)
            yield tab
        finally:
            await tab.close()

    async def addresses(self) -> Sequence[str]:
        """The addresses of all tabs."""
        async with self._http.get(f"http://127.0.0.1:{self._port}/json/list") as response:
            return [target["url"] for target in await response.json(content_type=None)]


async def _port(profile: Path) -> int:
    file = profile / "DevToolsActivePort"
    async with asyncio.timeout(_PATIENCE):
        while True:
            try:
                return int((await asyncio.to_thread(file.read_text)).splitlines()[0])
            except (OSError, IndexError, ValueError):
                await asyncio.sleep(0.05)
