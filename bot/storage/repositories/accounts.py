"""Accounts and what they are reached by: a Discord user or a receipt code."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update

from bot.storage.errors import DuplicateError
from bot.storage.repositories.base import Repository
from bot.storage.rows import AccountRow, BindingKind, BindingRow
from bot.storage.tables import account, binding


class Accounts(Repository):
    """The accounts of all cases; an account belongs to one case."""

    async def add(self, row: AccountRow) -> None:
        """Add an account, bound to nothing yet."""
        await self._insert(account, asdict(row))

    async def by_id(self, account_id: str) -> AccountRow | None:
        """Return the account."""
        row = await self._first(select(account).where(account.c.id == account_id))
        return AccountRow(**row) if row else None

    async def by_index(self, case_id: str, kind: BindingKind, *indexes: bytes) -> AccountRow | None:
        """Return the account that this Discord user or receipt code is bound to in the case.

        A receipt code may have been hashed under an earlier root key, so it has several indexes.
        """
        found = (
            select(account)
            .join(binding, binding.c.account_id == account.c.id)
            .where(
                binding.c.case_id == case_id,
                binding.c.kind == kind,
                binding.c.value_index.in_(indexes),
            )
        )
        row = await self._first(found)
        return AccountRow(**row) if row else None

    async def bindings(self, account_id: str) -> list[BindingRow]:
        """Return what the account is bound to, by kind."""
        statement = select(binding).where(binding.c.account_id == account_id).order_by(binding.c.kind)
        return [
            BindingRow(row["id"], row["kind"], row["value_index"], row["value_enc"], row["created_at"])
            for row in await self._all(statement)
        ]

    async def bind(
        self,
        id: str,
        account_id: str,
        case_id: str,
        kind: BindingKind,
        index: bytes,
        value_enc: bytes | None,
        at: datetime,
        *,
        first: bool = False,
    ) -> None:
        """Bind the account, in place of its former binding of that kind; with `first` there is none.

        Raises DuplicateError when the index is bound to another account of the case; the former binding
        is then gone from this transaction, so let it fail.
        """
        if not first:
            former = (binding.c.account_id == account_id) & (binding.c.kind == kind)
            await self._count(delete(binding).where(former))
        row = {
            "id": id,
            "account_id": account_id,
            "case_id": case_id,
            "kind": kind,
            "value_index": index,
            "value_enc": value_enc,
            "created_at": at,
        }
        if not await self._insert_new(binding, row):
            raise DuplicateError("another account is bound to this already")

    async def set_language(self, account_id: str, language: str) -> None:
        """Keep the language that the account chose; raises NotFoundError."""
        await self._must(update(account).where(account.c.id == account_id).values(language=language))

    async def delete(self, account_id: str) -> bool:
        """Delete the account with all its members and their entries; say whether it existed."""
        return bool(await self._count(delete(account).where(account.c.id == account_id)))
