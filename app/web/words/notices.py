"""The words of a notice for one reader."""

from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import gettext as _

from app import notifications
from app.jobs import wording
from app.notifications import Notice
from app.web.shell.languages import label
from app.web.words.labels import joined, org_name
from app.web.words.times import when


def register(app: Flask) -> None:
    """Offer the texts as filters."""
    app.jinja_env.filters.update(notice_text=notice_text, group_orgs=group_orgs)


def notice_text(notice: Notice) -> str:
    """Return a notice's text in the reader's language."""
    template = notifications.texts().get(notice.key, notice.key)
    return wording.fill(_(template), notice.values, _worded)


def group_orgs(groups: list[str]) -> str:
    """Return the organisations of candidate groups, each once."""
    return joined(org_name(code) for code in dict.fromkeys(g.split("/")[0] for g in groups))


def _worded(value: Any) -> str:
    return when(value) if isinstance(value, datetime) else label(value)
