"""Run by Alembic: migrations use the connection, and the transaction, that the caller opened."""

from alembic import context

from bot.storage.tables import metadata

# Batch mode: SQLite changes a constraint only by rebuilding its table.
context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
