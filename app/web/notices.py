"""A person's notices by case: what happened, in the reader's language, and where it leads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import notifications
from app.core.db import transaction
from app.jobs import telling
from app.notifications import Notice
from app.web.shell.navigation import badge as shown_count
from app.web.shell.sessions import actor, now, own_path
from app.web.shell.turning import turn

bp = Blueprint("notices", __name__, url_prefix="/notices")
SEE_OTHER = 303
A_PAGE = 50
ALARMING = {"due", "urge"}


@dataclass
class Told:
    """The notices of one case on a page, or all that are about none.

    Without a ``title`` the reader may no longer see the case: then nothing of it is shown.
    """

    case_id: UUID | None
    title: Any = None
    rows: list[tuple[Notice, datetime | None, bool]] = field(default_factory=list)
    """Each with when it was read, and whether its task still waits for the reader."""

    @property
    def is_hidden(self) -> bool:
        """Tell whether the reader lost the right to see the case."""
        return self.case_id is not None and self.title is None

    @property
    def has_unread(self) -> bool:
        """Tell whether something of it was not read yet."""
        return any(read_at is None for _notice, read_at, _waits in self.rows)


@bp.get("/")
@login_required
def index() -> str:
    """List the reader's notices, the newest first."""
    mine, only_unread = actor().user_id, request.args.get("unread") == "1"
    rows = notifications.of_user(mine, turn(A_PAGE), only_unread=only_unread)
    return render_template(
        "notices/index.html",
        rows=rows,
        groups=_by_case(rows),
        only_unread=only_unread,
        alarming=ALARMING,
        ill=notifications.ill(mine),
    )


@bp.get("/badge")
@login_required
def badge() -> Response:
    """Return how many notices are unread, and whether an address is out of order; cheaply."""
    mine = actor().user_id
    count = notifications.unread(mine)
    answer: Response = jsonify(
        count=count,
        shown=shown_count(count) if count else "",
        ill=bool(notifications.ill(mine)),
        words=_("%(n)s 条未读通知", n=shown_count(count)),
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request.environ)


@bp.get("/<uuid:notice_id>")
@login_required
def open_notice(notice_id: UUID) -> Response:
    """Go to the task a notice is about, or else to its case; it counts as read."""
    reader = actor()
    notice = notifications.own(notice_id, reader.user_id)
    target = telling.aims(reader, [notice]).path(notice) or url_for("notices.index")
    with transaction():
        notifications.mark_read(notice_id, reader.user_id, now=now())
    return redirect(target, SEE_OTHER)


@bp.post("/<uuid:notice_id>/read")
@login_required
def read(notice_id: UUID) -> Response:
    """Note that a notice was read, and stay in the list."""
    with transaction():
        notifications.own(notice_id, actor().user_id)
        notifications.mark_read(notice_id, actor().user_id, now=now())
    return redirect(_back(), SEE_OTHER)


@bp.post("/read")
@login_required
def read_all() -> Response:
    """Note that everything was read, or everything of one case."""
    case_id = _uuid(request.form.get("case_id"))
    with transaction():
        notifications.mark_all_read(actor().user_id, now=now(), case_id=case_id)
    flash(_("已标为已读。") if case_id else _("已全部标为已读。"), "done")
    return redirect(_back(), SEE_OTHER)


def _by_case(rows: Sequence[Any]) -> list[Told]:
    """Group a page by case, the case of the newest notice first; two statements in all."""
    notices = [notice for notice, _read_at in rows]
    found = telling.aims(actor(), notices)
    titles = telling.titles(found)
    groups: dict[UUID | None, Told] = {}
    for notice, read_at in rows:
        group = groups.setdefault(notice.case_id, Told(notice.case_id, titles.get(notice.case_id)))
        group.rows.append((notice, read_at, found.task_of(notice) is not None))
    return list(groups.values())


def _back() -> str:
    return own_path(request.form.get("next")) or url_for("notices.index")


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
