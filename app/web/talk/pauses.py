"""暂停计时: let the clock of a case stand still, and go on."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, policies, runtime
from app.cases import Case, pausing
from app.core.clock import LOCAL
from app.core.db import transaction
from app.core.errors import InvalidError
from app.web.shell.sessions import actor, now

bp = Blueprint("pauses", __name__)
SEE_OTHER, UNPROCESSABLE = 303, 422
Answer = Response | tuple[str, int]


@bp.get("/cases/<uuid:case_id>/pause")
@login_required
def ask(case_id: UUID) -> str:
    """Ask why and until when the clock shall stand still."""
    return _page(case_id, {})


@bp.post("/cases/<uuid:case_id>/pause")
@login_required
def pause(case_id: UUID) -> Answer:
    """Let the clock stand still."""
    try:
        asked = _asked()
        with transaction():
            pausing.pause(case_id, asked, actor=actor(), now=now())
    except InvalidError as error:
        return _page(case_id, error.fields), UNPROCESSABLE
    flash(_("已暂停计时，到期自动恢复。"), "done")
    return redirect(url_for("cases.show", case_id=case_id), SEE_OTHER)


@bp.post("/cases/<uuid:case_id>/resume")
@login_required
def resume(case_id: UUID) -> Response:
    """Let the clock go on."""
    with transaction():
        pausing.resume_clock(case_id, actor=actor(), now=now())
    flash(_("已恢复计时，时限按暂停的时间顺延。"), "done")
    return redirect(url_for("cases.show", case_id=case_id), SEE_OTHER)


def _asked() -> pausing.Asked:
    reason, words, until = (request.form.get(name, "") for name in ("reason", "words", "until"))
    proof = request.files.get("proof")
    if proof is None or not proof.filename:
        return pausing.Asked(reason, words, until)
    return pausing.Asked(reason, words, until, proof.filename, BytesIO(proof.read()))


def _page(case_id: UUID, wrong: dict[str, str]) -> str:
    case = cases.case(case_id, actor())
    pausing.rules_of(case).require_for(case.level, case.whistle_class)
    if not pausing.may_pause(case, runtime.tasks_of(case_id), actor()):
        raise pausing.MayNotPauseError
    return render_template(
        "talk/pause.html",
        case=case,
        reasons=_reasons(case),
        today=_today(),
        said=request.form,
        wrong=wrong,
    )


def _reasons(case: Case) -> list[dict[str, Any]]:
    """Return each reason with how often it is left and the last day it may reach."""
    calendar = policies.calendar(case.instance.calendar_version)
    used = [each.reason for each in cases.pauses_of(case.id)]
    return [
        {
            "reason": each,
            "left": max(each.times - used.count(each.name), 0),
            "last": pausing.last_day(each, now(), calendar),
        }
        for each in pausing.rules_of(case).reasons
    ]


def _today() -> date:
    return now().astimezone(LOCAL).date()
