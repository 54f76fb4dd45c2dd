"""The page that asks before something is done to one case, and does it."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from app import identity, supervision
from app.cases import Case
from app.core.db import transaction
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.web.operations.actions import Said
from app.web.operations.deeds import DEEDS, Deed, Place, done
from app.web.shell.languages import said
from app.web.shell.sessions import actor, now

bp = Blueprint("asking", __name__, url_prefix="/cases")

SEE_OTHER, CONFLICT, UNPROCESSABLE = 303, 409, 422
NAMES = "<any(skip,return,add,remove,set):name>"


@bp.get(f"/<uuid:case_id>/{NAMES}")
@login_required
def ask(case_id: UUID, name: str) -> str:
    """Say what would happen and ask why."""
    return _page(_case(case_id, name), name, {})


@bp.post(f"/<uuid:case_id>/{NAMES}")
@login_required
def do(case_id: UUID, name: str) -> Response | tuple[str, int]:
    """Do it, or say at the field why not."""
    case, deed = _case(case_id, name), DEEDS[name]
    at = _place(case_id)
    try:
        about = deed.about(at)
        given = Said.read(request.form, asks=deed.asks)
        with transaction():
            deed.command(at, given)
    except InvalidError as error:
        fields = error.fields or {"": str(error)}
        return _page(case, name, fields), UNPROCESSABLE
    except ConflictError as error:
        flash(said(str(error)), "error")
        return redirect(_back(case_id), SEE_OTHER)
    flash(done(deed, about), "done")
    return redirect(_back(case_id), SEE_OTHER)


def _case(case_id: UUID, name: str) -> Case:
    identity.require(actor(), DEEDS[name].permission)
    return supervision.case(case_id, actor=actor())


def _page(case: Case, name: str, wrong: Mapping[str, str]) -> str:
    deed: Deed = DEEDS[name]
    at = _place(case.id)
    return render_template(
        "operations/deed.html",
        case=case,
        name=name,
        deed=deed,
        about=deed.about(at),
        token=at.token,
        wrong=wrong,
        back=_back(case.id),
    )


def _place(case_id: UUID) -> Place:
    token = request.values.get("token", "")
    try:
        return Place(case_id, UUID(token) if token else None, actor(), now())
    except ValueError as error:
        raise NotFoundError from error


def _back(case_id: UUID) -> str:
    return url_for("operations.cases.show", case_id=case_id)
