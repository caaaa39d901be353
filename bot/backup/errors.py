"""What backups refuse: one line for the operator, no values."""


class BackupError(Exception):
    """A backup cannot be made or put back; what was there before is as it was."""


class BackupDamagedError(BackupError):
    """A backup file is damaged, cut, or no backup of Collectif."""


class BackupKeyError(BackupError):
    """The given key does not open the backup, or the backup belongs to another root key."""
