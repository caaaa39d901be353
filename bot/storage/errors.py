"""What storage refuses at start or as a programming error: one line for operators, no values."""


class StoreError(Exception):
    """The database cannot be used as it is."""


class WrongKeyError(StoreError):
    """The database was made with another root key; it was not touched."""


class SchemaError(StoreError):
    """The database is of a newer or unknown version of the program; it was not touched."""


class InUseError(StoreError):
    """Another process has the database open."""


class DamagedError(StoreError):
    """The file is no database, or a broken one; it was not touched."""


class UnfinishedError(StoreError):
    """A killed process left half a commit, which the next start undoes; nothing is lost."""


class ConstraintError(StoreError):
    """A write broke a rule of the schema; the whole transaction was undone."""


class DuplicateError(ConstraintError):
    """A row with that unique value exists already; the transaction goes on."""


class DriverError(Exception):
    """What the database driver reported: its error's name and code; its text might hold values."""
