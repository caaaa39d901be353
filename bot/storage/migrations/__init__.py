"""The schema's history, one file a step, applied when the bot starts.

A new step is written after the pattern of the last one; `tests/storage/test_migrations.py` names every
difference that is still missing between the migrated database and the tables that the program declares.
"""
