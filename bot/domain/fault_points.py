"""The places where a crash must do no harm: each has a name, and a test kills the program there.

A test's own child process sets what happens at a point; the program itself never does.
"""

from collections.abc import Callable
from enum import StrEnum


class FaultPoint(StrEnum):
    """A moment between two writes, after which only a part of an act is on the disk."""

    # An act of a person, in order: received, then
    ACT_WRITTEN = "act_written"  # all of it, with its audit line, and not committed
    ACT_COMMITTED = "act_committed"  # and nobody was told
    # Sealing.
    SEAL_KEY_KEPT = "seal_key_kept"  # the member's shred key is on the disk, no record is
    # Opening a database of an older version.
    SCHEMA_CHANGED = "schema_changed"  # and not committed
    # Building a dossier.
    DOSSIER_PLACED = "dossier_placed"  # the file has its name; the database does not know it
    # Making a backup, in order.
    BACKUP_PICTURED = "backup_pictured"  # a picture in clear lies in the data folder
    BACKUP_HALF = "backup_half"  # the records are backed up, the shred keys not
    # Changing the root key, in order.
    NEW_KEY_WRITTEN = "new_key_written"  # its file is there; nothing is encrypted with it yet
    SHEET_WRITTEN = "sheet_written"
    SHRED_KEYS_REWRAPPED = "shred_keys_rewrapped"  # and not committed
    SHRED_KEYS_COMMITTED = "shred_keys_committed"  # the records are still under the old key
    RECORDS_HALF = "records_half"  # within the transaction, after the first table
    RECORDS_REWRAPPED = "records_rewrapped"  # and not committed
    RECORDS_COMMITTED = "records_committed"  # both stores under the new key, the files not yet exchanged
    OLD_KEY_SET_ASIDE = "old_key_set_aside"  # and still in its old place too
    KEY_REPLACED = "key_replaced"
    # Erasing a member, in order.
    SHREDDED = "shredded"  # tombstone and no key; the rows are still there
    ROWS_DELETED = "rows_deleted"  # and not committed
    ERASED = "erased"  # committed, the files not yet compacted
    # Putting a backup back, in order.
    RESTORE_STAGED = "restore_staged"  # checked and up to date in a folder of its own
    RESTORE_NOTED = "restore_noted"  # the note says what is exchanged; nothing is
    RESTORE_SET_ASIDE = "restore_set_aside"  # a live store is out of the way, the staged one not in place
    RESTORE_PLACED = "restore_placed"  # one store is in place
    RESTORE_COPIED = "restore_copied"  # rows are in PostgreSQL, and not committed


_hook: Callable[[FaultPoint], None] | None = None


def on_reaching(hook: Callable[[FaultPoint], None] | None) -> None:
    """Set what happens at every point; for tests."""
    global _hook
    _hook = hook


def reach(point: FaultPoint) -> None:
    """Say that the program is at this point."""
    if _hook is not None:
        _hook(point)
