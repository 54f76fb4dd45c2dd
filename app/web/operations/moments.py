"""Any case at any moment: its commands as a list, and how it stood after each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l
from flask_login import login_required

from app import supervision
from app.core.errors import NotFoundError
from app.runtime import Did
from app.web.diagrams import element_name
from app.web.operations.cases import scopes_of
from app.web.shell.sessions import actor
from app.web.words.times import read_moment

bp = Blueprint("moments", __name__, url_prefix="/cases")

A_PAGE, MOST_NAMES = 50, 6
KINDS = {
    "start": _l("流程启动"),
    "complete": _l("办理任务"),
    "deliver": _l("收到消息"),
    "signal": _l("收到信号"),
    "add": _l("加派一家"),
    "remove": _l("解除一家"),
    "wake": _l("定时触发"),
    "suspend": _l("挂起案件"),
    "resume": _l("恢复办理"),
    "cancel": _l("终止案件"),
    "retry": _l("重试环节"),
    "return": _l("退回前面的环节"),
    "withdraw": _l("撤回一步"),
    "skip": _l("跳过环节"),
    "sign": _l("请人加签"),
    "unsign": _l("取消加签"),
    "set": _l("更正变量"),
    "migrate": _l("将案件迁移到另一版流程"),
    "unmigrate": _l("撤销流程迁移"),
}


@dataclass(frozen=True)
class Line:
    """A command: what was done, by whom, and which named elements it left and entered."""

    number: int
    words: Any
    at: datetime
    by: str
    left: Sequence[str]
    entered: Sequence[str]


@bp.get("/<uuid:case_id>/moments")
@login_required
def index(case_id: UUID) -> str:
    """List what was done to a case, the newest first."""
    case = supervision.case(case_id, actor=actor())
    done = supervision.history(case_id, actor=actor())
    pages = max(1, -(-len(done) // A_PAGE))
    page = min(_number("page"), pages)
    newest = list(enumerate(done, start=1))[::-1][(page - 1) * A_PAGE : page * A_PAGE]
    return render_template(
        "operations/moments.html",
        case=case,
        lines=[_line(number, did) for number, did in newest],
        page=page,
        pages=pages,
    )


@bp.get("/<uuid:case_id>/moment")
@login_required
def show(case_id: UUID) -> str:
    """Show a case as it stood at a moment."""
    case = supervision.case(case_id, actor=actor())
    at = read_moment(request.args.get("at", ""))
    if at is None:
        raise NotFoundError
    moment = supervision.at(case_id, at, actor=actor())
    done = supervision.history(case_id, actor=actor())
    return render_template(
        "operations/moment.html",
        case=case,
        moment=moment,
        last=_line(moment.commands, done[moment.commands - 1]) if moment.commands else None,
        before=max((did.at for did in done if did.at < _latest(done, at)), default=None),
        after=min((did.at for did in done if did.at > at), default=None),
        count=len(done),
        scopes=scopes_of(case, moment.set_id, moment.step),
    )


def _latest(done: Sequence[Did], at: datetime) -> datetime:
    """Return when the last command up to a moment was done."""
    return max((did.at for did in done if did.at <= at), default=at)


def _line(number: int, did: Did) -> Line:
    ended = dict.fromkeys(_named(did, ("left", "cancelled")))
    entered = dict.fromkeys(_named(did, ("entered",)))
    left = [name for name in ended if name not in entered][:MOST_NAMES]
    stands = [name for name in entered if name not in ended][:MOST_NAMES]
    return Line(number, KINDS.get(did.kind, did.kind), did.at, did.actor_name, left, stands)


def _named(did: Did, kinds: Sequence[str]) -> Iterator[str]:
    for kind, process, element, _token, _at in did.trail:
        name = element_name(did.set_id, process, element)
        if kind in kinds and name != element:
            yield name


def _number(name: str) -> int:
    asked = request.args.get(name, "1")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) < 7 else 1
