"""我的请假与代办: who stands in for me, for whom I stand in; enter an absence, end it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import identity
from app.core.db import transaction
from app.core.errors import ConflictError, InvalidError, NotPermittedError
from app.identity import User, standing
from app.tasks import leaving
from app.web.absences import typed
from app.web.shell.sessions import actor, now

bp = Blueprint("own", __name__)

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
Answer = str | Response | tuple[str, int]


@bp.get("/absences")
@login_required
def index() -> str:
    """Show one's absences, the past ones last, and in whose place one stands."""
    spells = standing.absences_of(actor().user_id)
    ahead = [each for each in spells if each.absence.ends_at > now() and not each.is_over]
    return render_template(
        "absences/index.html",
        ahead=ahead[::-1],
        past=[each for each in spells if each not in ahead],
        standing_in=standing.stands_in_for(actor().user_id, now()),
    )


@bp.get("/absences/new")
@login_required
def new() -> str:
    """Ask from when, until when, why, and who stands in for each post."""
    return _form(_person())


@bp.post("/absences/new")
@login_required
def enter() -> Answer:
    """Enter an absence of one's own, or of one's people."""
    person = _person()
    try:
        plan = typed.plan(identity.groups_of(person, now()))
        with transaction():
            leaving.enter(person.id, plan, actor=actor(), now=now())
    except InvalidError as wrong:
        return _form(person, wrong.fields), UNPROCESSABLE
    except ConflictError as refused:
        return _form(person, {}, str(refused)), CONFLICT
    flash(_("已登记请假，代办人已收到通知。"), "done")
    return redirect(_back(person.id), SEE_OTHER)


@bp.post("/absences/<uuid:absence_id>/end")
@login_required
def end(absence_id: UUID) -> Response:
    """Cancel an absence to come, or be back early."""
    with transaction():
        absence = leaving.end(absence_id, actor=actor(), now=now())
        person_id, was_cancelled = absence.user_id, absence.is_cancelled
    flash(_("请假已取消。") if was_cancelled else _("请假已结束，岗位已交还。"), "done")
    return redirect(_back(person_id), SEE_OTHER)


def _person() -> User:
    """Return for whom the absence is: oneself, or somebody of one's organisations."""
    asked = typed.chosen_id(request.values.get("person", ""))
    person = identity.user(asked or actor().user_id)
    is_mine = person.id == actor().user_id
    if not is_mine and not standing.may_manage(actor(), identity.groups_of(person, now())):
        raise NotPermittedError
    return person


def _back(person_id: UUID) -> str:
    is_mine = person_id == actor().user_id
    return url_for("absences.own.index" if is_mine else "absences.team.index")


def _form(person: User, wrong: dict[str, str] | None = None, problem: str = "") -> str:
    return render_template(
        "absences/new.html",
        whose=person,
        choices=standing.choices(person.id, now()),
        kinds=standing.KINDS,
        values=typed.values(now()),
        wrong=wrong or {},
        problem=problem,
    )
