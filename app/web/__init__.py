"""The pages people see: parse, call one command in ``transaction()``, answer."""

from flask import Flask

from app.web import (
    absences,
    accounts,
    cases,
    demo,
    diagrams,
    documents,
    drafts,
    field,
    handing,
    intake,
    monitor,
    notices,
    operations,
    pickers,
    processes,
    returning,
    shell,
    submissions,
    talk,
    tasks,
    telling,
    trying,
    words,
    worklist,
)
from app.web.casefile import papers

PAGES = (
    accounts,
    absences,
    tasks,
    worklist,
    returning,
    handing,
    cases,
    talk,
    papers,
    intake,
    documents,
    drafts,
    field,
    field.worker,
    submissions,
    pickers,
    monitor,
    operations,
    notices,
    telling,
    processes,
    trying,
    diagrams,
    demo,
)


def register(app: Flask) -> None:
    """Give the application its pages."""
    shell.register(app)
    words.register(app)
    telling.register(app)
    drafts.register(app)
    for each in PAGES:
        app.register_blueprint(each.bp)
