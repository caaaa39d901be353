"""PostgreSQL for the tests of backups, as for those of the storage."""

from tests.storage.conftest import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]
