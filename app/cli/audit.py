"""``flask audit``: the chained record."""

import click
from flask.cli import AppGroup

from app import audit, runtime

group = AppGroup("audit", help="The chained record of what happened.")


@group.command("verify")
def verify() -> None:
    """Name the first broken link of every chain, and missing tails; fail when there is one."""
    broken = audit.verify(runtime.audit_heads())
    for chain in broken:
        click.echo(f"{chain.chain} #{chain.position}: {chain.reason}")
    if broken:
        raise click.exceptions.Exit(1)
    click.echo("每一条记录链都完整。")
