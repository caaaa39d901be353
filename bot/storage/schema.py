"""The schema's version and the key's check: read before anything is written, then brought up to date.

Alembic is imported when there is something to migrate, and at no other start: it costs a fifth of a second.
"""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, column, insert, inspect, select, table

from bot.domain.fault_points import FaultPoint, reach
from bot.storage.errors import DamagedError, SchemaError, WrongKeyError
from bot.storage.repositories.keys import KEY_CHECK
from bot.storage.tables import meta

MIGRATIONS = Path(__file__).with_name("migrations")
_VERSION_TABLE = table("alembic_version", column("version_num"))


def verify(connection: Connection, key_check: bytes) -> None:
    """Refuse a database of another key, a newer program or another program; reads only.

    Raises WrongKeyError, SchemaError or DamagedError. An empty database passes.
    """
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return
    if meta.name not in tables or _VERSION_TABLE.name not in tables:
        raise DamagedError("this is not a database of Collectif, or a broken one: it was left untouched")
    found = noted_key(connection)
    if found is None:
        raise DamagedError("the database does not say which root key it belongs to: restore a backup")
    if found != key_check:
        raise WrongKeyError(
            "the root key is not the one this database was made with: nothing was touched; "
            "put the right key file in place, or rebuild it from its recovery sheet"
        )
    if not _version(connection) <= set(revisions()):
        raise SchemaError(
            "a newer version of Collectif wrote this database: nothing was touched; update the program"
        )


def outdated(connection: Connection) -> str | None:
    """Return the version of a database that an older program wrote; None for a new or current one."""
    found = _version(connection)
    return None if not found or found == {revisions()[-1]} else found.pop()


def migrate(connection: Connection, key_check: bytes) -> None:
    """Bring the schema up to date inside the caller's transaction, and note the key in a new database.

    One transaction on both engines: killed half-way, the database is as it was.
    """
    if _version(connection) == {revisions()[-1]}:
        return
    lay(connection, "head")
    reach(FaultPoint.SCHEMA_CHANGED)
    if noted_key(connection) is None:
        connection.execute(insert(meta).values(name=KEY_CHECK, value=key_check))


def lay(connection: Connection, revision: str) -> None:
    """Make the tables of a version inside the caller's transaction, or bring older ones up to it."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, revision)


@cache
def revisions() -> tuple[str, ...]:
    """Return the versions that this program knows, oldest first: the numbers that its steps are named by."""
    return tuple(sorted(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*_*.py")))


def _version(connection: Connection) -> set[str]:
    if not inspect(connection).has_table(_VERSION_TABLE.name):
        return set()
    return set(connection.scalars(select(_VERSION_TABLE.c.version_num)))


def noted(connection: Connection) -> tuple[str | None, bytes | None]:
    """Return the version of a database and its root key's check value; None where it does not say."""
    key_check = noted_key(connection) if inspect(connection).has_table(meta.name) else None
    return next(iter(_version(connection)), None), key_check


def noted_key(connection: Connection) -> bytes | None:
    """Return the check value of the root key that the database is under."""
    found = connection.scalar(select(meta.c.value).where(meta.c.name == KEY_CHECK))
    return None if found is None else bytes(found)
