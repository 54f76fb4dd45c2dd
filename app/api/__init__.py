"""The API programs call: parse, call one command in ``transaction()``, answer.

Every route lies below ``/api/v1``, acts for the person whose token it is given, and says no as
``application/problem+json``. ``docs/api.md`` shows it at work.
"""

from flask import Flask

from app.api import cases, documents, messages, problems, supervision, tasks
from app.api.acts import (
    absences,
    drafts,
    filters,
    handing,
    linking,
    pausing,
    signing,
    talk,
    telling,
    together,
)
from app.api.document import Described
from app.api.door import limiter

DOORS = (
    cases.bp,
    tasks.bp,
    tasks.actions,
    documents.bp,
    supervision.bp,
    messages.bp,
    telling.bp,
    talk.bp,
    handing.bp,
    signing.bp,
    signing.branches,
    pausing.bp,
    linking.bp,
    absences.bp,
    drafts.bp,
    filters.bp,
    together.bp,
)


def register(app: Flask) -> None:
    """Give the application its API and the document that describes it."""
    app.config.update(
        API_TITLE="哨到",
        API_VERSION="1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
    )
    limiter.init_app(app)
    described = Described(app)
    for door in DOORS:
        described.register_blueprint(door)
        app.extensions["csrf"].exempt(door)
    problems.register(app)
