"""The command line: each file here adds one command or group to ``flask``."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask

from app import jobs


def register(app: Flask) -> None:
    """Add every ``group`` and ``command`` found in this package to the application."""
    settings = app.extensions["settings"]
    jobs.use(
        smtp_url=settings.smtp_url,
        mail_from=settings.mail_from,
        base_url=settings.base_url,
        may_be_private=settings.webhook_private,
        may_be_plain=settings.demo or settings.webhook_private,
    )
    for found in iter_modules(__path__):
        module = import_module(f"{__name__}.{found.name}")
        for name in ("group", "command"):
            if hasattr(module, name):
                app.cli.add_command(getattr(module, name))
