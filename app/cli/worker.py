"""``flask worker``: the clock without the pages."""

import signal
import threading

import click
from flask import current_app
from flask.cli import with_appcontext

from app import jobs


@click.command("worker")
@with_appcontext
def command() -> None:
    """Run the clock until Ctrl-C or SIGTERM; any number of workers may run."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    clock = jobs.start(current_app._get_current_object().app_context)  # type: ignore[attr-defined]
    click.echo("时钟已启动，按 Ctrl-C 结束。")
    stop.wait()
    clock.shutdown()
    click.echo("时钟已停止。")
