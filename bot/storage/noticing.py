"""Noticing whose file a transaction changes, so that what was counted before is counted again.

Every statement passes here, so no place that writes can be forgotten. One that changes the file of somebody
whom it does not name makes every count void.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, event, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.storage.tables import account, consent, exposure, harm, involvement, member, scam_contact, step

_CHANGES = "collectif_changes"
# Where the member of a row stands.
_MEMBER_OF = {member.name: "id"} | {
    table.name: "member_id" for table in (consent, involvement, exposure, scam_contact, harm, step)
}


@dataclass
class Changes:
    """What one transaction changed: the members that it named; `all` when it did not name one."""

    members: set[str] = field(default_factory=set)
    all: bool = False

    def __bool__(self) -> bool:
        return self.all or bool(self.members)


def options(changes: Changes | None) -> dict[str, Any]:
    """Return the execution options under which a connection notes what it changes; None: nothing."""
    return {_CHANGES: changes}


def watch(engine: AsyncEngine) -> None:
    """Note from now on what the engine's transactions change."""
    event.listen(engine.sync_engine, "before_cursor_execute", _note)


def _note(connection: Connection, _cursor: Any, _sql: str, _given: Any, context: Any, _many: bool) -> None:
    changes = connection.get_execution_options().get(_CHANGES)
    compiled = getattr(context, "compiled", None)
    if changes is None or compiled is None or not (context.isinsert or context.isupdate or context.isdelete):
        return
    table = compiled.statement.table.name
    if table == account.name and context.isdelete:
        # The members of an account go with it, and the statement names none of them.
        of_it = select(member.c.id).where(compiled.statement.whereclause)
        changes.members.update(connection.execute(of_it.select_from(member.join(account))).scalars())
    elif column := _MEMBER_OF.get(table):
        found = set(_values(context.compiled_parameters, column))
        changes.members.update(found)
        changes.all |= not found


def _values(parameters: list[Mapping[str, Any]], column: str) -> Iterator[str]:
    """Return what a column is set to or compared with: SQLAlchemy numbers its later parameters."""
    for given in parameters:
        for name, value in given.items():
            if isinstance(value, str) and (name == column or name.removeprefix(f"{column}_").isdecimal()):
                yield value
