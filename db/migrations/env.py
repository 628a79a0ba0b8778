"""What Alembic runs: the migrations, over the connection that :mod:`db.migrate` gives it."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy.engine import Connection

from db import models
from db.base import Utc


def _render(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    # a migration stands still while the code moves on: it names no type of ours
    if kind == "type" and isinstance(thing, Utc):
        return "sa.DateTime(timezone=True)"
    return False


connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=models.Resident.metadata,
    compare_type=True,
    render_as_batch=True,  # SQLite changes a table by making it anew
    transactional_ddl=True,  # SQLite too takes back a migration that broke off
    render_item=_render,
)
with context.begin_transaction():
    context.run_migrations()
