"""Alembic's environment: the tables of the application on the application's connection."""

from alembic import context
from flask import current_app

from app.cases import is_ours
from app.core.db import Base, db


def render_item(kind: str, item: object, autogen_context: object) -> str | bool:
    """Write our own column types as what the database sees."""
    names = {"UtcDateTime": "sa.DateTime(timezone=True)", "EncryptedText": "sa.Text()"}
    names |= {"Values": "sa.JSON()", "Packed": "sa.LargeBinary()"}
    return names.get(type(item).__name__, False) if kind == "type" else False


def run() -> None:
    """Run the migrations in one transaction."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=render_item,
            include_name=is_ours,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


if current_app:
    run()
