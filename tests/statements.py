"""The statements that an act sends to the database: same work means same time, without a clock."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from tests.services.office import Office


@contextmanager
def counted(office: Office) -> Iterator[list[str]]:
    """Note every statement that reaches the database, without its values.

    But not the switch between reading and writing: whether it is due depends on who came before.
    """
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        if not statement.startswith("PRAGMA query_only"):
            seen.append(statement)

    engine = office.deps.store._engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
