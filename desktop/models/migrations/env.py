"""How alembic runs our migrations: on the connection `upgrade` was given, and never by itself."""

from alembic import context

from desktop.models.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
