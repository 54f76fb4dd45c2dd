"""``flask serve``: one process that serves the pages and runs the clock."""

import logging
import socket
from collections import Counter
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from app import identity, jobs
from app.core import clock
from app.core.db import db

HOST = "127.0.0.1"
THREADS = 8
TRIES = 20
NAMED = 4


class Server(BaseApplication):  # type: ignore[misc]
    """One worker with threads: on SQLite the writers share a lock inside one process."""

    def __init__(self, app: Flask, address: str, port: int) -> None:
        self._flask, self._address, self._port = app, address, port
        super().__init__()

    def load_config(self) -> None:
        """Set up the server."""
        options = {
            "bind": f"{self._address}:{self._port}",
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "graceful_timeout": 10,
            "timeout": 120,
            "loglevel": "warning",
            "post_worker_init": self._start_clock,
            "worker_exit": self._stop_clock,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application."""
        return self._flask

    def _start_clock(self, worker: Any) -> None:
        worker.clock = jobs.start(self._flask.app_context)

    def _stop_clock(self, _server: Any, worker: Any) -> None:
        if hasattr(worker, "clock"):
            worker.clock.shutdown(wait=False)


@click.command("serve")
@click.option("--host", default=HOST, show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, help="Port; the next free one if taken.")
@with_appcontext
def command(host: str, port: int) -> None:
    """Serve the pages and run the clock until Ctrl-C."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    free = free_port(host, port)
    if free != port:
        click.echo(f"端口 {port} 已被占用，改用 {free}。")
    settings = app.extensions["settings"]
    if settings.demo:
        _introduce(settings.demo_password)
    click.echo(f"哨到：http://{host}:{free}  （Ctrl-C 结束）")
    db.session.remove()
    db.engine.dispose()  # connections do not survive the fork
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    Server(app, host, free).run()


def free_port(host: str, port: int) -> int:
    """Return ``port``, or the next one nobody listens on."""
    for candidate in range(port, port + TRIES):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return candidate
    raise click.ClickException(f"端口 {port}–{port + TRIES - 1} 都被占用。")


def _introduce(password: str) -> None:
    """Name some people of each post, those of the best staffed organisations first."""
    held = [
        (person, *identity.split_group(group))
        for person in identity.users()
        for group in identity.groups_of(person, clock.now())
    ]
    staff = Counter(org_code for _, org_code, _ in held)
    held.sort(key=lambda row: -staff[row[1]])
    click.echo(f"演示人员，口令均为 {password}")
    for post in identity.posts():
        named = [
            f"{person.username} {person.name}（{identity.organisation_name(org_code)}）"
            for person, org_code, role in held
            if role == post.name
        ]
        if named:
            click.echo(f"  {post.name}：{'、'.join(named[:NAMED])}")
