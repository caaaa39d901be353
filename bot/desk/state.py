"""What one desk holds while it runs: a dossier that was dropped, a key, and what they opened."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO, TypeVar

from bot.desk import keys
from bot.domain.marks import N_
from bot.dossier.answering import Answer
from bot.dossier.items import Item
from bot.dossier.opening import Opened, open_dossier
from bot.dossier.output import ExistsError, Written, write_items, write_out
from bot.dossier.papers import Desk
from bot.text import tr
from bot.vault import signing
from bot.vault.holder_key import HolderKey, HolderKeyError

Done = TypeVar("Done")


class DeskError(Exception):
    """Something that the person at the desk can set right; `text` is the catalogue key."""

    def __init__(self, text: str, **values: str) -> None:
        super().__init__(text)
        self.text, self.values = text, values

    def said(self, language: str) -> str:
        """Return the sentence in the language."""
        return tr(self.text, language, **self.values)


NO_DOSSIER = N_("Choose the dossier first: a file that ends in .zip.age.")
NO_KEY = N_("Choose your key file first.")
BAD_KEY = N_(
    "This is not a key file: it is the file that collectif desk keygen made for you, and holds a line that "
    "begins with AGE-SECRET-KEY."
)
BAD_SERVER_KEY = N_(
    "This is not a server's public key: it begins with ed25519- and has 64 digits and letters after that. "
    "Leave the field empty if you do not have it."
)
NOTHING_OPEN = N_("No dossier is open any more. Open it again.")
BAD_FOLDER = N_("Write the whole path of a new folder on this machine.")
FOLDER_EXISTS = N_("This folder exists already; nothing in it was changed. Write the path of a new one.")
NOT_WRITTEN = N_("The folder could not be written: {reason}. Nothing was left behind.")


class State:
    """One dossier at a time; everything is forgotten when it is closed, or begun anew."""

    def __init__(self) -> None:
        self._dossier: BinaryIO | None = None
        self._key: HolderKey | None = None
        self._server_key: str | None = None  # that the key file names
        self._opened: Opened | None = None
        # The letter engine sets one document at a time, and a dossier is not closed under a reader.
        self._turn = asyncio.Lock()

    async def take_dossier(self, pieces: AsyncIterator[bytes]) -> int:
        """Keep the bytes of a dossier in a file without a name; returns how many there are."""
        await self.close()
        file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the dossier
        size = 0
        try:
            async for piece in pieces:
                await asyncio.to_thread(file.write, piece)
                size += len(piece)
        except BaseException:
            file.close()
            raise
        self._dossier = file
        return size

    def take_key(self, data: bytes) -> str:
        """Keep a private key in memory; returns its public half. Raises DeskError."""
        try:
            key = HolderKey.read(data)
        except HolderKeyError:
            raise DeskError(BAD_KEY) from None
        self._key, self._server_key = key, keys.pinned(data)
        return key.public

    async def open(self, server_key: str = "") -> Opened:
        """Open the dossier with the key, in place of one that is open; raises DeskError, OpeningError.

        `server_key`: as it was typed; when it was not, the one that the key file names.
        """
        if self._dossier is None:
            raise DeskError(NO_DOSSIER)
        if self._key is None:
            raise DeskError(NO_KEY)
        try:
            known = signing.check_public(server_key) if server_key.strip() else self._server_key
        except signing.BadServerKeyError:
            raise DeskError(BAD_SERVER_KEY) from None
        async with self._turn:
            self._dossier.seek(0)
            found = await asyncio.to_thread(open_dossier, self._dossier, self._key.secret, known)
            if self._opened is not None:
                self._opened.close()
            self._opened = found
        self._key = None  # what is open needs it no more
        return found

    async def with_key(self, act: Callable[[HolderKey], Done]) -> Done:
        """Do something with the key that was picked, and forget it once that went well; raises DeskError."""
        if self._key is None:
            raise DeskError(NO_KEY)
        done = await asyncio.to_thread(act, self._key)
        self._key = None
        return done

    @property
    def opened(self) -> Opened:
        """The open dossier; raises DeskError."""
        if self._opened is None:
            raise DeskError(NOTHING_OPEN)
        return self._opened

    def desk(self, language: str) -> Desk:
        """The documents of the open dossier; raises DeskError."""
        return Desk(self.opened, language)

    async def make(self, item: Item) -> bytes:
        """Make one document beside the event loop."""
        async with self._turn:
            return await asyncio.to_thread(item.make)

    async def save(self, language: str, folder: str) -> Written:
        """Write everything into a new folder; raises DeskError."""
        desk = self.desk(language)
        return await self._write(folder, lambda path: write_out(desk, path))

    async def answer(self, language: str, ref: str, folder: str) -> list[str]:
        """Write what the dossier holds of one member into a new folder; raises DeskError, OpeningError.

        Returns what whoever hands it over must know.
        """
        answer = Answer(self.opened, ref, language)
        await self._write(folder, lambda path: write_items(answer.items(), path))
        return answer.notes()

    async def _write(self, folder: str, write: Callable[[Path], Done]) -> Done:
        path = _path(folder.strip())
        try:
            async with self._turn:
                return await asyncio.to_thread(write, path)
        except ExistsError:
            raise DeskError(FOLDER_EXISTS) from None
        except OSError as error:
            raise DeskError(NOT_WRITTEN, reason=error.strerror or type(error).__name__) from None

    async def close(self) -> None:
        """Forget dossier, key and all that was opened; safe to call at any time."""
        async with self._turn:
            self._key = self._server_key = None
            if self._opened is not None:
                self._opened.close()
                self._opened = None
            if self._dossier is not None:
                self._dossier.close()
                self._dossier = None


def _path(text: str) -> Path:
    path = Path(text).expanduser()
    if not text or not path.is_absolute() or "\0" in text:
        raise DeskError(BAD_FOLDER)
    return path
