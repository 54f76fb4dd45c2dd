"""The words of a notice for one reader."""

from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import gettext as _

from app import notifications
from app.jobs import wording
from app.notifications import Notice
from app.web.shell.languages import label
from app.web.words.times import when


def register(app: Flask) -> None:
    """Offer the text as a filter."""
    app.jinja_env.filters["notice_text"] = notice_text


def notice_text(notice: Notice) -> str:
    """Return a notice's text in the reader's language."""
    template = notifications.texts().get(notice.key, notice.key)
    return wording.fill(_(template), notice.values, _worded)


def _worded(value: Any) -> str:
    return when(value) if isinstance(value, datetime) else label(value)
