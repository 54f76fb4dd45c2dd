"""The pages people see: parse, call one command in ``transaction()``, answer."""

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from app.web import accounts, cases, documents, intake, shell, tasks, words

BLUEPRINTS = (accounts.bp, tasks.bp, cases.bp, intake.bp, documents.bp)
OTHERS = ("processes", "monitor", "notices", "demo", "diagrams")


def register(app: Flask) -> None:
    """Give the application its pages."""
    shell.register(app)
    words.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for name in OTHERS:
        if find_spec(f"app.web.{name}"):
            app.register_blueprint(import_module(f"app.web.{name}").bp)
