"""The page that asks to whom and why: 转办, 委派, 改派."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from werkzeug.wrappers import Response

from app import cases, runtime, supervision
from app.core.db import transaction
from app.core.errors import InvalidError
from app.runtime import UserTask
from app.tasks import handing
from app.tasks.handing import Receiver
from app.web.shell.languages import label
from app.web.shell.sessions import actor, now

bp = Blueprint("giving", __name__)

SEE_OTHER, UNPROCESSABLE = 303, 422
NAMES = "<any(transfer,delegate,reassign):name>"


@dataclass(frozen=True)
class Gift:
    """One way to give a task away: its words, who may get it, the command."""

    words: Any
    icon: str
    whom: Any
    told: Any
    confirm: Any
    done: Any
    receivers: Callable[[UUID], Sequence[Receiver]]
    command: Callable[[UUID, UUID | None, str], UserTask]
    why: Any = None
    """What the words are for; None asks for none."""


def _colleagues(task_id: UUID) -> Sequence[Receiver]:
    return handing.receivers.of(task_id, actor=actor(), now=now())


def _candidates(task_id: UUID) -> Sequence[Receiver]:
    return supervision.candidates(task_id, actor=actor(), now=now())


def _transfer(task_id: UUID, to: UUID | None, words: str) -> UserTask:
    return handing.transfer(task_id, to, words, actor=actor(), now=now())


def _delegate(task_id: UUID, to: UUID | None, words: str) -> UserTask:
    return handing.delegate(task_id, to, words, actor=actor(), now=now())


def _reassign(task_id: UUID, to: UUID | None, _words: str) -> UserTask:
    if to is None:
        raise InvalidError(fields={"to": handing.receivers.NOBODY})
    return supervision.reassign(task_id, to, actor=actor(), now=now())


GIFTS: Mapping[str, Gift] = {
    "transfer": Gift(
        _l("转办：%(task)s"), "arrow-forward-up", _l("转给谁"),
        _l("转办后这项任务归对方办理，时限不变；对方可以退回本岗或再转办。"),
        _l("确认转办"), _l("“%(task)s”已转办。"), _colleagues, _transfer, _l("转办原因"),
    ),
    "delegate": Gift(
        _l("委派：%(task)s"), "user-share", _l("请谁协办"),
        _l("对方填好后交回，由您办结；时限仍由您负责，您可以随时收回。"),
        _l("确认委派"), _l("“%(task)s”已委派，对方交回后由您办结。"), _colleagues, _delegate,
        _l("请对方做什么"),
    ),
    "reassign": Gift(
        _l("改派：%(task)s"), "users", _l("改派给谁"),
        _l("只能改派给这项任务的其他办理人；原办理人会收到通知。"),
        _l("确认改派"), _l("“%(task)s”已改派。"), _candidates, _reassign,
    ),
}  # fmt: skip


@bp.get(f"/tasks/<uuid:task_id>/{NAMES}")
@login_required
def ask(task_id: UUID, name: str) -> str:
    """Show who could take the task, with how much each has open."""
    return _page(task_id, name)


@bp.post(f"/tasks/<uuid:task_id>/{NAMES}")
@login_required
def give(task_id: UUID, name: str) -> str | Response | tuple[str, int]:
    """Give the task to the person chosen."""
    gift = GIFTS[name]
    try:
        with transaction():
            task = gift.command(task_id, _chosen(), request.form.get("reason", ""))
            words, case_id = label(task.name), task.case_id
    except InvalidError as error:
        fields = error.fields or {"to": str(error)}
        return _page(task_id, name, fields), UNPROCESSABLE
    flash(gift.done % {"task": words}, "done")
    if name == "reassign":
        return redirect(url_for("cases.show", case_id=case_id), SEE_OTHER)
    return redirect(url_for("tasks.index"), SEE_OTHER)


def _page(task_id: UUID, name: str, wrong: Mapping[str, str] | None = None) -> str:
    found = GIFTS[name].receivers(task_id)
    task = runtime.task(task_id)
    return render_template(
        "handing/give.html",
        task=task,
        case=cases.case(task.case_id, actor()),
        name=name,
        gift=GIFTS[name],
        parts=_parted(found, task),
        chosen=request.form.get("to", ""),
        wrong=wrong or {},
        back=_back(name, task),
    )


def _parted(found: Sequence[Receiver], task: UserTask) -> list[tuple[str, list[Receiver]]]:
    """Return those who share the task's posts, then the others of its organisations."""
    same = [each for each in found if set(each.groups) & set(task.groups)]
    others = [each for each in found if each not in same]
    parts = [(_("本岗"), same), (_("本单位其他岗位"), others)]
    return [(words, people) for words, people in parts if people]


def _back(name: str, task: UserTask) -> str:
    if name == "reassign":
        return url_for("cases.show", case_id=task.case_id)
    return url_for("tasks.show", task_id=task.id)


def _chosen() -> UUID | None:
    try:
        return UUID(request.form.get("to", ""))
    except ValueError:
        return None
