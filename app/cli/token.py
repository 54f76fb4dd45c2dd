"""``flask token``: keys by which a program acts for a person."""

from datetime import timedelta
from uuid import UUID

import click
from flask.cli import AppGroup

from app import identity
from app.core import clock
from app.core.db import transaction
from app.core.errors import ShaodaoError
from app.identity import Actor

group = AppGroup("token", help="Tokens by which a program acts for a person (docs/api.md).")


@group.command("issue")
@click.argument("username")
@click.option("--days", type=click.IntRange(1, 3650), help="How long it lasts; else for good.")
@click.option("--name", default="api", show_default=True, help="What it is for.")
def issue(username: str, days: int | None, name: str) -> None:
    """Print the id of a new token of USERNAME, and its secret: it is shown only now."""
    now = clock.now()
    ends = None if days is None else now + timedelta(days=days)
    try:
        actor = _actor(username)
        with transaction():
            token, secret = identity.issue_token(name, actor=actor, now=now, expires_at=ends)
            token_id = token.id
    except ShaodaoError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{token_id} {secret}")


@group.command("revoke")
@click.argument("username")
@click.argument("token_id", type=click.UUID)
def revoke(username: str, token_id: UUID) -> None:
    """End a token of USERNAME at once."""
    try:
        actor = _actor(username)
        with transaction():
            identity.revoke_token(token_id, actor=actor, now=clock.now())
    except ShaodaoError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{token_id} 已撤销")


def _actor(username: str) -> Actor:
    person = identity.find_user(username)
    if person is None:
        raise identity.UnknownUserError
    return identity.actor_of(person)
