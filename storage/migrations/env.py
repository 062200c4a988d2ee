"""What Alembic runs: the steps, inside the transaction that `storage.upgrade` has begun."""

from alembic import context

from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    # SQLite alters a table by copying it; the copy keeps what has a name.
    render_as_batch=connection.dialect.name == "sqlite",
)
context.run_migrations()
