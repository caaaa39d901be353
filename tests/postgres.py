"""A PostgreSQL server of the tests' own: made in a folder of its own, gone with the test run."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tests.needs import postgres_program

_USER = "collectif"
# Not for data that matters: what makes the server slow and durable is off.
_FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=16MB")
_START_SECONDS = 30


class PostgresServer:
    """A server on a Unix socket; PostgreSQL refuses to run as root, so root starts it as `postgres`."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="collectif-pg-", dir="/tmp"))
        self._who: dict[str, object] = {}
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self._who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        data = self.folder / "data"
        made = self._spawn(
            "initdb", "-D", data, "-U", _USER, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"
        )
        if made.wait() != 0:
            raise RuntimeError((self.folder / "initdb.log").read_text())
        settings = (*_FAST, "listen_addresses=", f"unix_socket_directories={self.folder}")
        self._server = self._spawn("postgres", "-D", data, *(part for s in settings for part in ("-c", s)))
        self._await_start()

    def url(self, database: str) -> str:
        """Return the URL of one database of this server."""
        return f"postgresql://{_USER}@/{database}?host={self.folder}"

    def dsn(self, database: str) -> dict[str, str]:
        """Return asyncpg's own words for the same."""
        return {"user": _USER, "host": str(self.folder), "database": database}

    def stop(self) -> None:
        """Stop the server at once and remove its folder."""
        self._server.send_signal(signal.SIGQUIT)
        self._server.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _spawn(self, program: str, *arguments: object) -> "subprocess.Popen[bytes]":
        path = postgres_program(program)
        assert path is not None
        with (self.folder / f"{program}.log").open("wb") as log:
            return subprocess.Popen(
                [path, *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
                **self._who,  # type: ignore[call-overload]
            )

    def _await_start(self) -> None:
        log = self.folder / "postgres.log"
        for _ in range(_START_SECONDS * 20):
            if b"ready to accept connections" in log.read_bytes():
                return
            if self._server.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(log.read_text())
