"""Many at once: say what will happen to how many, ask why, then tell how each went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from app import identity, supervision
from app.core.errors import InvalidError, NotFoundError
from app.web.operations.actions import ACTIONS, Action, Chosen, Said
from app.web.shell.sessions import actor, now

bp = Blueprint("bulk", __name__)

SEE_OTHER, UNPROCESSABLE = 303, 422
Answer = str | Response | tuple[str, int]


@dataclass(frozen=True)
class Line:
    """How it went for one: done, or ``words`` why not."""

    chosen: Chosen
    words: str = ""

    @property
    def is_done(self) -> bool:
        """Tell whether it went well."""
        return not self.words


@bp.post("/<any(retry,skip,set,suspend,resume,terminate,unmigrate):name>")
@login_required
def act(name: str) -> Answer:
    """Ask about an action on the rows chosen, or do it when it is confirmed."""
    action = ACTIONS[name]
    identity.require(actor(), action.permission)
    chosen = _chosen(action)
    if not chosen:
        flash(_("没有选中仍在等待处理的项目。"), "notice")
        return redirect(_back(), SEE_OTHER)
    if "confirmed" not in request.form:
        return _ask(name, chosen, {})
    try:
        said = Said.read(request.form, why=action.asks_why, asks=action.asks)
    except InvalidError as error:
        return _ask(name, chosen, error.fields), UNPROCESSABLE
    return _told(name, _done(action, chosen, said))


def _chosen(action: Action) -> Mapping[UUID, Chosen]:
    """Return what the ids sent name, each case once; incidents of a case stand for it."""
    ids = [_id(text) for text in request.form.getlist("item")]
    incidents = supervision.chosen_incidents(actor(), ids)
    if action.is_on_incidents:
        return {each.row.id: Chosen.incident(each) for each in incidents}
    wanted = [*ids, *(each.case.id for each in incidents)]
    found = supervision.chosen_cases(actor(), wanted)
    return {each.case.id: Chosen.case(each) for each in found}


def _done(action: Action, chosen: Mapping[UUID, Chosen], said: Said) -> Sequence[Line]:
    who, at = actor(), now()
    outcomes = supervision.each(
        chosen, lambda item_id: action.command(chosen[item_id], said, who, at)
    )
    still: dict[UUID, str] = {}
    if action.solves:
        left = supervision.chosen_incidents(who, list(chosen))
        still = {each.row.id: each.row.reason for each in left}
    return [
        Line(chosen[each.item_id], still.get(each.item_id, "") if each.is_done else each.words)
        for each in outcomes
    ]


def _ask(name: str, chosen: Mapping[UUID, Chosen], wrong: Mapping[str, str]) -> str:
    return render_template(
        "operations/ask.html",
        name=name,
        action=ACTIONS[name],
        chosen=chosen,
        wrong=wrong,
        back=_back(),
    )


def _told(name: str, lines: Sequence[Line]) -> Answer:
    failed = [line for line in lines if not line.is_done]
    if not failed:
        flash(_("%(what)s：%(n)s 件都已完成。", what=ACTIONS[name].words, n=len(lines)), "done")
        return redirect(_back(), SEE_OTHER)
    return render_template(
        "operations/told.html",
        what=ACTIONS[name].words,
        lines=[*failed, *(line for line in lines if line.is_done)],
        done=len(lines) - len(failed),
        back=_back(),
    )


def _back() -> str:
    """Return the page the rows were chosen on."""
    tab = request.form.get("tab", "incidents")
    if tab == "case" and "case" in request.form:
        return url_for("operations.cases.show", case_id=_id(request.form["case"]))
    if tab == "migrations" and "process" in request.form:
        return url_for("operations.migrations.show", process=request.form["process"])
    return url_for("operations.lists.index", tab=tab)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFoundError from error
