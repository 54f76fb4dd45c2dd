"""The pages people see: parse, call one command in ``transaction()``, answer."""

from flask import Flask

from app.web import (
    accounts,
    cases,
    demo,
    diagrams,
    documents,
    intake,
    monitor,
    notices,
    operations,
    processes,
    returning,
    shell,
    submissions,
    tasks,
    trying,
    words,
    worklist,
)

PAGES = (
    accounts,
    tasks,
    worklist,
    returning,
    cases,
    intake,
    documents,
    submissions,
    monitor,
    operations,
    notices,
    processes,
    trying,
    diagrams,
    demo,
)


def register(app: Flask) -> None:
    """Give the application its pages."""
    shell.register(app)
    words.register(app)
    for each in PAGES:
        app.register_blueprint(each.bp)
