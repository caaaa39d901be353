"""The schema's version and the key's check: read before anything is written, then brought up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, select

from bot.domain.fault_points import FaultPoint, reach
from bot.storage.errors import DamagedError, SchemaError, WrongKeyError
from bot.storage.repositories.keys import KEY_CHECK
from bot.storage.tables import meta

MIGRATIONS = Path(__file__).with_name("migrations")
_VERSION_TABLE = "alembic_version"


def verify(connection: Connection, key_check: bytes) -> None:
    """Refuse a database of another key, a newer program or another program; reads only.

    Raises WrongKeyError, SchemaError or DamagedError. An empty database passes.
    """
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return
    if meta.name not in tables or _VERSION_TABLE not in tables:
        raise DamagedError("this is not a database of Collectif, or a broken one: it was left untouched")
    found = noted_key(connection)
    if found is None:
        raise DamagedError("the database does not say which root key it belongs to: restore a backup")
    if found != key_check:
        raise WrongKeyError(
            "the root key is not the one this database was made with: nothing was touched; "
            "put the right key file in place, or rebuild it from its recovery sheet"
        )
    known = {script.revision for script in ScriptDirectory(MIGRATIONS).walk_revisions()}
    if not set(MigrationContext.configure(connection).get_current_heads()) <= known:
        raise SchemaError(
            "a newer version of Collectif wrote this database: nothing was touched; update the program"
        )


def outdated(connection: Connection) -> str | None:
    """Return the version of a database that an older program wrote; None for a new or current one."""
    heads = MigrationContext.configure(connection).get_current_heads()
    if not heads or set(heads) == set(ScriptDirectory(MIGRATIONS).get_heads()):
        return None
    return heads[0]


def migrate(connection: Connection, key_check: bytes) -> None:
    """Bring the schema up to date inside the caller's transaction, and note the key in a new database.

    One transaction on both engines: killed half-way, the database is as it was.
    """
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")
    reach(FaultPoint.SCHEMA_CHANGED)
    if noted_key(connection) is None:
        connection.execute(insert(meta).values(name=KEY_CHECK, value=key_check))


def noted_key(connection: Connection) -> bytes | None:
    """Return the check value of the root key that the database is under."""
    found = connection.scalar(select(meta.c.value).where(meta.c.name == KEY_CHECK))
    return None if found is None else bytes(found)
