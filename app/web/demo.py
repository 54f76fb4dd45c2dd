"""The demo clock: ten minutes on, a day on, back to now; each move runs the clock's work."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import identity, jobs
from app.core import clock
from app.core.db import transaction
from app.web.shell.sessions import actor, own_path, settings

bp = Blueprint("demo", __name__)
SEE_OTHER, UNKNOWN = 303, 404
STEPS = {
    "10m": (1, timedelta(minutes=10)),
    "1d": (24, timedelta(hours=1)),
}
"""How many turns, and how long each: on a long way every hour's work is done in its hour."""


@bp.post("/demo/clock")
@login_required
def move() -> Response:
    """Move the clock of the whole installation and do what is due by then."""
    if not settings().demo:
        abort(UNKNOWN)
    identity.require(actor(), "clock.move")
    asked = request.form.get("move", "")
    if asked in STEPS:
        _forward(*STEPS[asked])
    else:
        with transaction():
            clock.move_to(None)
        flash(_("时钟已回到现在。"), "done")
    return redirect(own_path(request.form.get("next")) or url_for("tasks.index"), SEE_OTHER)


def _forward(turns: int, step: timedelta) -> None:
    began = clock.now()
    with transaction():
        clock.move_to(began + turns * step)
    done = [jobs.tick(began + turn * step) for turn in range(1, turns + 1)]
    woken, late = sum(d.woken for d in done), sum(d.overdue for d in done)
    flash(_("时钟已拨快：到时 %(woken)s 件，新逾期 %(late)s 件。", woken=woken, late=late), "done")
