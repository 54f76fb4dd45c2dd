"""``flask tick``: one turn of the clock by hand."""

from dataclasses import asdict

import click
from flask.cli import with_appcontext

from app import jobs
from app.cli.moments import parse_instant
from app.core import clock


@click.command("tick")
@click.option("--now", "at", metavar="ISO", help="The moment to act for; the clock's by default.")
@with_appcontext
def command(at: str | None) -> None:
    """Wake, deliver, warn, announce and send what is due; doing it twice changes nothing."""
    done = jobs.tick(parse_instant(at) if at else clock.now())
    click.echo(" ".join(f"{name}={int(count)}" for name, count in asdict(done).items()))
