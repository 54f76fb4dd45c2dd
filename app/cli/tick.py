"""``flask tick``: one turn of the clock by hand."""

from dataclasses import asdict
from datetime import datetime

import click
from flask.cli import with_appcontext

from app import jobs
from app.core import clock


@click.command("tick")
@click.option("--now", "at", metavar="ISO", help="The moment to act for; the clock's by default.")
@with_appcontext
def command(at: str | None) -> None:
    """Wake, deliver, warn, announce and send what is due; doing it twice changes nothing."""
    done = jobs.tick(_instant(at) if at else clock.now())
    click.echo(" ".join(f"{name}={int(count)}" for name, count in asdict(done).items()))


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"不是日期时间：{text}") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=clock.LOCAL)
