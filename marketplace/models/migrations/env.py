"""How alembic runs our migrations: on the connection it was given, in that one's transaction."""

from alembic import context

from marketplace import models
from marketplace.models.base import Base

__all__ = ["models"]

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    # Our connections say BEGIN themselves, so a migration that is killed leaves nothing.
    transactional_ddl=True,
)
context.run_migrations()
