"""Backups: of the database and, apart and for a shorter time, of the shred keys; and putting them back."""
