"""工作交接: all open work of somebody who leaves, in one action."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask_login import login_required

from app import identity
from app.core.db import transaction
from app.core.errors import InvalidError
from app.tasks import leaving
from app.tasks.leaving import Asked
from app.web.absences.typed import chosen_id
from app.web.shell.sessions import actor, now

bp = Blueprint("leaving", __name__)

UNPROCESSABLE = 422
EACH, BACK = "each:", "posts"


@bp.get("/people/<uuid:user_id>/handover")
@login_required
def ask(user_id: UUID) -> str:
    """Show all open work of a person and who could take it on."""
    return _page(user_id)


@bp.post("/people/<uuid:user_id>/handover")
@login_required
def hand_over(user_id: UUID) -> str | tuple[str, int]:
    """Give it all away and say how it went with each piece."""
    try:
        asked = _asked()
        with transaction():
            report = leaving.hand_over(user_id, asked, actor=actor(), now=now())
    except InvalidError as wrong:
        return _page(user_id, wrong.fields), UNPROCESSABLE
    return render_template("absences/handed.html", whose=identity.user(user_id), report=report)


def _page(user_id: UUID, wrong: dict[str, str] | None = None) -> str:
    person = identity.user(user_id)
    return render_template(
        "absences/handover.html",
        whose=person,
        items=leaving.open_work(user_id, actor=actor(), now=now()),
        people=leaving.successors(person, now()),
        wrong=wrong or {},
    )


def _asked() -> Asked:
    to = request.form.get("to", "")
    if to not in ("", BACK) and chosen_id(to) is None:
        raise InvalidError(fields={"to": "请选择本单位在岗的人。"})
    if not to:
        raise InvalidError(fields={"to": "请选择交给谁。"})
    each = {
        name.removeprefix(EACH): chosen_id(choice) or choice
        for name, choice in request.form.items()
        if name.startswith(EACH) and choice
    }
    return Asked(
        to=chosen_id(to),
        each=each,
        shown=request.form.getlist("shown"),
        ends_posts="ends_posts" in request.form,
        shuts_account="shuts_account" in request.form,
    )
