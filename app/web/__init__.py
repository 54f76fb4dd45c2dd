"""The pages people see: parse, call one command in ``transaction()``, answer."""

from flask import Flask

from app.web import accounts, shell, words

BLUEPRINTS = (accounts.bp,)


def register(app: Flask) -> None:
    """Give the application its pages."""
    shell.register(app)
    words.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
