"""One open transaction and its repositories."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.repositories import (
    Accounts,
    Audit,
    Cases,
    Consents,
    Entries,
    Keys,
    Lanes,
    Letters,
    Members,
    Own,
    Page,
    Requests,
    Sealed,
    Served,
)


class Tx:
    """What may be read and written inside one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.accounts = Accounts(connection)
        self.audit = Audit(connection)
        self.cases = Cases(connection)
        self.consents = Consents(connection)
        self.entries = Entries(connection)
        self.keys = Keys(connection)
        self.lanes = Lanes(connection)
        self.letters = Letters(connection)
        self.members = Members(connection)
        self.own = Own(connection)
        self.page = Page(connection)
        self.requests = Requests(connection)
        self.sealed = Sealed(connection)
        self.served = Served(connection)
