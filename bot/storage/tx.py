"""One open transaction and its repositories."""

from contextlib import AbstractAsyncContextManager

from bot.storage.driver import Line
from bot.storage.repositories import (
    Accounts,
    Aging,
    Audit,
    Cases,
    Consents,
    Entries,
    Figures,
    Frozen,
    Keys,
    Lanes,
    Letters,
    Members,
    Own,
    Page,
    Proposals,
    Reminders,
    Requests,
    Sealed,
    Served,
    Tallies,
)


class Tx:
    """What may be read and written inside one transaction."""

    def __init__(self, connection: Line) -> None:
        self._connection = connection
        self.accounts = Accounts(connection)
        self.aging = Aging(connection)
        self.audit = Audit(connection)
        self.cases = Cases(connection)
        self.consents = Consents(connection)
        self.entries = Entries(connection)
        self.figures = Figures(connection)
        self.frozen = Frozen(connection)
        self.keys = Keys(connection)
        self.lanes = Lanes(connection)
        self.letters = Letters(connection)
        self.members = Members(connection)
        self.own = Own(connection)
        self.page = Page(connection)
        self.proposals = Proposals(connection)
        self.reminders = Reminders(connection)
        self.requests = Requests(connection)
        self.sealed = Sealed(connection)
        self.served = Served(connection)
        self.tallies = Tallies(connection)

    def attempt(self) -> AbstractAsyncContextManager[object]:
        """Open a part of the transaction that an exception undoes while the rest of it stays."""
        return self._connection.begin_nested()
