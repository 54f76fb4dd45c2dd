"""The lists: incidents, suspended cases, messages, timers, versions in use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from flask_login import login_required

from app import identity, supervision
from app.core.errors import NotFoundError
from app.core.paging import Page, Turn
from app.identity import Actor
from app.supervision import Figures
from app.web.operations.actions import ACTIONS, Action
from app.web.shell.sessions import actor, now
from app.web.shell.turning import turn

bp = Blueprint("lists", __name__)

A_PAGE = 50
Rows = Callable[[Actor, datetime, Turn], Page[Any]]


@dataclass(frozen=True)
class Tab:
    """One list: its name, its size, a page of it, words for none, what may be done to its rows."""

    words: Any
    count: Callable[[Figures], int]
    rows: Rows
    none: Any
    hint: Any
    template: str
    actions: tuple[str, ...] = ()


TABS = {
    "incidents": Tab(
        _l("异常"),
        lambda found: found.incidents,
        lambda who, _now, where: supervision.open_incidents(who, where),
        _l("没有待处理的异常"),
        _l("流程在某一步无法继续时，会在这里说明原因，并可重试或跳过。"),
        "operations/_incidents.html",
        ("retry", "skip", "set", "suspend", "terminate"),
    ),
    "suspended": Tab(
        _l("已挂起"),
        lambda found: found.suspended,
        lambda who, _now, where: supervision.suspended(who, where),
        _l("没有挂起的案件"),
        _l("挂起的案件不能办理，定时器不触发，恢复后继续。"),
        "operations/_suspended.html",
        ("resume", "terminate"),
    ),
    "waiting": Tab(
        _l("等待消息"),
        lambda found: found.waiting,
        lambda who, _now, where: supervision.waiting_messages(who, where),
        _l("没有案件在等消息"),
        _l("流程等待其他案件或外部系统的消息时，会列在这里。"),
        "operations/_waiting.html",
    ),
    "kept": Tab(
        _l("未送达消息"),
        lambda found: found.kept,
        supervision.kept_messages,
        _l("没有未送达的消息"),
        _l("没有人等的消息保留到有效期为止，有人开始等就立即送达。"),
        "operations/_kept.html",
    ),
    "expired": Tab(
        _l("过期消息"),
        lambda found: found.expired,
        lambda who, now, where: supervision.kept_messages(who, now, where, expired=True),
        _l("没有过期的消息"),
        _l("到有效期仍无人接收的消息列在这里，不会再送达。"),
        "operations/_kept.html",
    ),
    "timers": Tab(
        _l("定时器"),
        lambda found: found.timers,
        lambda who, _now, where: supervision.timers(who, where),
        _l("没有在走的定时器"),
        _l("流程图里的定时事件到点自动触发，这里按到点先后列出。"),
        "operations/_timers.html",
        ("suspend",),
    ),
}


@bp.get("/")
@login_required
def index() -> str:
    """Show one of the lists, with how many each has."""
    name = request.args.get("tab", "incidents")
    if name not in TABS:
        raise NotFoundError
    reader, tab = actor(), TABS[name]
    figures = supervision.figures(reader, now())
    rows = tab.rows(reader, now(), turn(A_PAGE))
    return render_template(
        "operations/index.html",
        tabs=TABS,
        tab=name,
        shown=tab,
        counts={key: each.count(figures) for key, each in TABS.items()},
        rows=rows,
        actions=_allowed(tab),
        **_beside(name, rows),
    )


def _beside(tab: str, rows: Sequence[Any]) -> dict[str, Any]:
    """Return what some lists show and their rows do not have."""
    if tab == "suspended":
        return {"why": supervision.why_suspended([row.case.id for row in rows])}
    return {}


def _allowed(tab: Tab) -> dict[str, Action]:
    mine = {key: ACTIONS[key] for key in tab.actions}
    return {key: each for key, each in mine.items() if identity.may(actor(), each.permission)}
