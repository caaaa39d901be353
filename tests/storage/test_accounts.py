"""Accounts and what they are bound to."""

import pytest

from bot.domain.errors import NotFoundError
from bot.domain.member import AccountId, CaseId, EntryId
from bot.storage import AccountRow, BindingRow, ConstraintError, DuplicateError, Store, Tx
from tests.storage.sample import NOW, add_case

ALICE, BOB = b"a" * 16, b"b" * 16


def _account(name: str, case_id: str = "CASE") -> AccountRow:
    return AccountRow(AccountId(name), CaseId(case_id), "fr", NOW)


async def _two_accounts(tx: Tx) -> None:
    await add_case(tx)
    await add_case(tx, "OTHER", 2)
    await tx.accounts.add(_account("A"))
    await tx.accounts.add(_account("B"))


async def test_an_account_is_found_by_what_it_is_bound_to(store: Store) -> None:
    """A bound account is found in its own case, by its own kind and index, and nowhere else."""
    async with store.transaction() as tx:
        await _two_accounts(tx)
        await tx.accounts.bind("ROW", "A", "CASE", "discord", ALICE, value_enc=b"sealed", at=NOW)

    async with store.reading() as tx:
        assert await tx.accounts.by_index("CASE", "discord", ALICE) == _account("A")
        assert await tx.accounts.by_id("A") == _account("A")
        assert await tx.accounts.bindings("A") == [
            BindingRow(EntryId("ROW"), "discord", ALICE, b"sealed", NOW)
        ]
        assert await tx.accounts.by_index("OTHER", "discord", ALICE) is None
        assert await tx.accounts.by_index("CASE", "receipt", ALICE) is None
        assert await tx.accounts.by_index("CASE", "discord", BOB) is None


async def test_a_new_receipt_replaces_the_old_one(store: Store) -> None:
    """Binding a kind again leaves one binding of that kind; the old index finds nothing any more."""
    async with store.transaction() as tx:
        await _two_accounts(tx)
        await tx.accounts.bind("DIS", "A", "CASE", "discord", ALICE, value_enc=b"sealed", at=NOW)
        await tx.accounts.bind("OLD", "A", "CASE", "receipt", b"old", value_enc=None, at=NOW)
        await tx.accounts.bind("NEW", "A", "CASE", "receipt", b"new", value_enc=None, at=NOW)

    async with store.reading() as tx:
        assert [row.id for row in await tx.accounts.bindings("A")] == ["DIS", "NEW"]
        assert await tx.accounts.by_index("CASE", "receipt", b"old") is None
        assert await tx.accounts.by_index("CASE", "receipt", b"new") == _account("A")


async def test_one_discord_user_has_one_account_in_a_case(store: Store) -> None:
    """Binding a user who is bound to another account is refused and leaves both bindings as they were."""
    async with store.transaction() as tx:
        await _two_accounts(tx)
        await tx.accounts.bind("ONE", "A", "CASE", "discord", ALICE, value_enc=b"sealed", at=NOW)
        await tx.accounts.bind("TWO", "B", "CASE", "discord", BOB, value_enc=b"sealed", at=NOW)

    with pytest.raises(DuplicateError):
        async with store.transaction() as tx:
            await tx.accounts.bind("NEW", "B", "CASE", "discord", ALICE, value_enc=b"sealed", at=NOW)

    async with store.reading() as tx:
        assert await tx.accounts.by_index("CASE", "discord", ALICE) == _account("A")
        assert await tx.accounts.by_index("CASE", "discord", BOB) == _account("B")


async def test_a_binding_cannot_cross_cases(store: Store) -> None:
    """An account of one case cannot be bound in another."""
    async with store.transaction() as tx:
        await _two_accounts(tx)

    with pytest.raises(ConstraintError):
        async with store.transaction() as tx:
            await tx.accounts.bind("ROW", "A", "OTHER", "discord", ALICE, value_enc=b"sealed", at=NOW)


async def test_the_language_is_kept(store: Store) -> None:
    """The account's language changes; an account that is not there is an error."""
    async with store.transaction() as tx:
        await _two_accounts(tx)
        await tx.accounts.set_language("A", "de")
        with pytest.raises(NotFoundError):
            await tx.accounts.set_language("NONE", "de")

        changed = await tx.accounts.by_id("A")
        assert changed is not None
        assert changed.language == "de"


async def test_deleting_an_account_frees_its_discord_user(store: Store) -> None:
    """After deletion nothing is bound, and the same user can have a new account."""
    async with store.transaction() as tx:
        await _two_accounts(tx)
        await tx.accounts.bind("ONE", "A", "CASE", "discord", ALICE, value_enc=b"sealed", at=NOW)

        assert await tx.accounts.delete("A") is True
        assert await tx.accounts.delete("A") is False
        assert await tx.accounts.by_index("CASE", "discord", ALICE) is None
        await tx.accounts.bind("TWO", "B", "CASE", "discord", ALICE, value_enc=b"sealed", at=NOW)
