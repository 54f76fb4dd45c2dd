"""Cases: the list, the case page, print, what a case offers, who asked."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, evaluation, identity, tasks
from app.cases import Case, Wanted
from app.core.db import transaction
from app.core.errors import InvalidError
from app.core.paging import Turn, every
from app.tasks import ActionView, drafts
from app.web import replies, talk
from app.web.casefile.ahead import next_steps
from app.web.casefile.deadlines import deadlines
from app.web.casefile.reach import reach
from app.web.drafts import opening
from app.web.drafts.opening import Kept
from app.web.handing import menu
from app.web.shell.languages import label, said
from app.web.shell.sessions import actor, now
from app.web.shell.turning import turn
from app.web.words.labels import org_name
from app.web.words.situation import Situation
from app.web.words.times import moment
from app.web.worklist.tables import table

bp = Blueprint("cases", __name__)
SEE_OTHER, UNPROCESSABLE = 303, 422
A_PAGE, IN_ONE_GO = 30, 500
NARROWED = ("q", "state", "level", "street", "matter", "place")
"""What an address narrows the list by."""
LONGEST = 80
LEVELS = ("L1", "L2", "L3", "L4")
COLUMNS = (
    _l("编号"),
    _l("标题"),
    _l("事项"),
    _l("级别"),
    _l("哨级"),
    _l("地点"),
    _l("街道"),
    _l("承办单位"),
    _l("受理时间"),
    _l("办结期限"),
    _l("状态"),
)


@bp.get("/cases/")
@login_required
def index() -> str:
    """List the cases the reader may see."""
    return render_template(
        "cases/index.html",
        cases=cases.search(actor(), _asked(), turn(A_PAGE)),
        kept={name: said for name in NARROWED if (said := request.args.get(name))},
        levels=LEVELS,
        streets=identity.organisations(("street", "town")),
    )


@bp.get("/cases.csv")
@login_required
def export() -> Response:
    """Send all cases asked for as a table."""
    reader, asked = actor(), _asked()
    found = every(lambda after: cases.search(reader, asked, Turn(after=after, limit=IN_ONE_GO)))
    return table(f"cases-{now():%Y%m%d}.csv", COLUMNS, map(_row, found))


@bp.get("/cases/<uuid:case_id>")
@login_required
def show(case_id: UUID) -> str:
    """Show the whole case on one page."""
    return _page(case_id)


@bp.get("/case/<reference>")
@login_required
def find(reference: str) -> Response:
    """Go to a case by its number."""
    found = cases.by_reference(reference.upper(), actor())
    return redirect(url_for("cases.show", case_id=found.id), SEE_OTHER)


@bp.post("/cases/<uuid:case_id>/requester")
@login_required
def reveal(case_id: UUID) -> str | tuple[str, int]:
    """Show who asked, once, to those who may ask and say why; it is recorded."""
    try:
        with transaction():
            cases.reveal(case_id, request.form.get("reason", ""), actor=actor(), now=now())
    except InvalidError as error:
        return _page(case_id, wrong=said(error.fields["reason"])), UNPROCESSABLE
    return _page(case_id, revealed=True)


@bp.post("/copies/<uuid:copy_id>")
@login_required
def read_copy(copy_id: UUID) -> Response:
    """Open a copy; opening it gives the read receipt."""
    with transaction():
        case_id = cases.read_copy(copy_id, actor=actor(), now=now()).case_id
    return redirect(url_for("cases.show", case_id=case_id), SEE_OTHER)


@bp.get("/actions/<uuid:subscription_id>")
@login_required
def action(subscription_id: UUID) -> str:
    """Show the form of an action the case offers."""
    view = tasks.action(subscription_id, actor=actor(), now=now())
    kept = opening.of_subject(drafts.key_of_action(subscription_id), view.fields.form)
    if kept:
        view = tasks.action(subscription_id, actor=actor(), now=now(), raw=kept.raw)
    return _action_page(view, kept=kept)


@bp.post("/actions/<uuid:subscription_id>/preview")
@login_required
def preview_action(subscription_id: UUID) -> str:
    """Draw the action's form anew with what has been typed so far."""
    view = tasks.action(subscription_id, actor=actor(), now=now(), raw=replies.raw())
    return render_template("tasks/preview.html", fields=view.fields, urls=_urls(subscription_id))


@bp.post("/actions/<uuid:subscription_id>")
@login_required
def act(subscription_id: UUID) -> Response | tuple[str, int]:
    """Do what the case offers: withdraw, raise, object, extend …"""
    sent, wrong = replies.with_files()
    try:
        if wrong:
            raise InvalidError(fields=wrong)
        with transaction():
            done = tasks.act(
                subscription_id, sent, one_time_key=replies.one_time_key(), actor=actor(), now=now()
            )
            case_id = done.case_id
    except InvalidError as error:
        view = tasks.action(
            subscription_id, actor=actor(), now=now(), raw=sent, errors=error.fields
        )
        return _action_page(view, "" if error.fields else str(error)), UNPROCESSABLE
    flash(_("已办理。"), "done")
    return redirect(url_for("cases.show", case_id=case_id), SEE_OTHER)


def _page(case_id: UUID, *, wrong: str = "", revealed: bool = False) -> str:
    at = Situation(cases.file(case_id, actor()), actor())
    return render_template(
        "cases/show.html",
        at=at,
        sheets=evaluation.sheets(case_id, actor()),
        revealed=revealed,
        wrong=wrong,
        talk=talk.shown(at.file, actor()),
        mine=[task for task in at.file.open_tasks if tasks.may_do(task, actor())],
        deadlines=deadlines(at.file),
        next_steps=next_steps(at.file),
        reach=reach(at.file),
        rows=menu.rows(at, actor()),
        last=tasks.withdrawable(at.file, actor()),
        branches=tasks.releasable(at.file, actor=actor(), now=now()),
    )


def _action_page(view: ActionView, problem: str = "", kept: Kept | None = None) -> str:
    return render_template(
        "cases/action.html",
        kept=kept,
        subscription=view.subscription,
        case=view.case,
        fields=view.fields,
        files=replies.file_choices(
            view.fields.form,
            dict(view.fields.values),
            lambda found: url_for("documents.show", document_id=found),
        ),
        urls=_urls(view.subscription.id),
        one_time_key=replies.one_time_key(),
        problem=problem,
    )


def _urls(subscription_id: UUID) -> dict[str, str]:
    return {
        "preview": url_for("cases.preview_action", subscription_id=subscription_id),
        "upload": url_for("documents.upload"),
        "catalogue": url_for("intake.catalogue"),
    }


def _asked() -> Wanted:
    level = request.args.get("level", "")
    return Wanted(
        text=request.args.get("q", "").replace("\0", "").strip()[:100],
        closed={"open": False, "closed": True}.get(request.args.get("state", "")),
        level=level if level in LEVELS else "",
        street=_said("street"),
        matter=_said("matter"),
        place_key=_said("place"),
    )


def _said(name: str) -> str:
    return request.args.get(name, "").replace("\0", "")[:LONGEST]


def _row(case: Case) -> Sequence[str]:
    return (
        case.reference,
        case.title,
        label(case.matter_name),
        case.level or "",
        label(case.whistle_class),
        case.place_text,
        org_name(case.street),
        org_name(case.handler),
        moment(case.received_at),
        moment(case.order_due_at),
        _("已办结") if case.is_closed else _("办理中"),
    )
