"""Cases that belong together: link, unlink, merge a duplicate."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, identity
from app.cases import Case, Wanted, linking
from app.core.db import transaction
from app.core.errors import ConflictError, InvalidError
from app.core.paging import Page, Turn
from app.web.shell.sessions import actor, now

bp = Blueprint("links", __name__)
SEE_OTHER, UNPROCESSABLE = 303, 422
FOUND = 8
Answer = str | Response | tuple[str, int]


@bp.get("/cases/<uuid:case_id>/links")
@login_required
def index(case_id: UUID) -> str:
    """Show the cases linked with a case, and look for one more."""
    return _page(case_id, {})


@bp.post("/cases/<uuid:case_id>/links")
@login_required
def add(case_id: UUID) -> Answer:
    """Link a case with another."""
    said = [request.form.get(name, "") for name in ("reference", "relation", "reason")]
    try:
        with transaction():
            linking.add_link(case_id, said[0], said[1], said[2], actor=actor(), now=now())
    except InvalidError as error:
        return _page(case_id, error.fields), UNPROCESSABLE
    flash(_("案件已关联，两边都能看到。"), "done")
    return redirect(url_for("talk.links.index", case_id=case_id), SEE_OTHER)


@bp.post("/cases/<uuid:case_id>/links/<uuid:other_id>/remove")
@login_required
def remove(case_id: UUID, other_id: UUID) -> Response:
    """Undo a link."""
    with transaction():
        linking.remove_link(case_id, other_id, actor=actor(), now=now())
    flash(_("关联已取消，两边的经过都有记录。"), "done")
    return redirect(url_for("talk.links.index", case_id=case_id), SEE_OTHER)


@bp.get("/cases/<uuid:case_id>/merge")
@login_required
def ask(case_id: UUID) -> str:
    """Look for the main case, and show what merging into it would do."""
    return _merging(case_id, request.args.get("reference", "")[:40], {})


@bp.post("/cases/<uuid:case_id>/merge")
@login_required
def merge(case_id: UUID) -> Answer:
    """Merge the case into its main case."""
    reference, reason = request.form.get("reference", ""), request.form.get("reason", "")
    try:
        with transaction():
            main = linking.merge(case_id, reference, reason, actor=actor(), now=now()).id
    except InvalidError as error:
        return _merging(case_id, reference, error.fields), UNPROCESSABLE
    flash(_("已并案，诉求人都会在主案回访。"), "done")
    return redirect(url_for("cases.show", case_id=main), SEE_OTHER)


def _page(case_id: UUID, wrong: dict[str, str]) -> str:
    case, reader = cases.case(case_id, actor()), actor()
    related = linking.related(case_id, reader)
    return render_template(
        "talk/links.html",
        case=case,
        related=related,
        undoable={other.id for link, other in related if linking.may_unlink(link, reader)},
        may_link=identity.may(reader, "case.note"),
        found=_found(case_id),
        asked=request.args.get("q", "")[:40],
        relations=linking.RELATIONS,
        said=request.form or request.args,
        wrong=wrong,
    )


def _merging(case_id: UUID, reference: str, wrong: dict[str, str]) -> str:
    identity.require(actor(), "case.merge")
    preview, refused = None, ""
    if reference:
        try:
            preview = linking.preview(case_id, reference, actor=actor())
        except InvalidError as error:
            wrong = {**error.fields, **wrong}
        except ConflictError as error:
            refused = str(error)
    return render_template(
        "talk/merge.html",
        case=cases.case(case_id, actor()),
        preview=preview,
        refused=refused,
        found=_found(case_id),
        asked=request.args.get("q", "")[:40],
        reference=reference,
        people=_people(preview),
        said=request.form,
        wrong=wrong,
    )


def _found(case_id: UUID) -> Page[Case]:
    asked = request.args.get("q", "").replace("\0", "").strip()[:40]
    if not asked:
        return Page()
    found = cases.search(actor(), Wanted(text=asked), Turn(limit=FOUND))
    return replace(found, rows=[case for case in found if case.id != case_id])


def _people(preview: linking.Merging | None) -> dict[UUID, str]:
    held = {task.assignee_id for task in preview.cancels if task.assignee_id} if preview else set()
    return {user_id: identity.user(user_id).name for user_id in held}
