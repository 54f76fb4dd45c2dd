"""What is done to one case at one place: skip, return, set a variable, add or remove a branch."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import identity, runtime, supervision
from app.core.errors import NotFoundError
from app.identity import Actor
from app.tasks import Preview
from app.web.diagrams import element_name
from app.web.operations.actions import Said
from app.web.shell.languages import label
from app.web.words.labels import org_name

DEPARTMENTS = ("department", "utility")


@dataclass(frozen=True)
class Place:
    """Which case and token it is about, by whom and when."""

    case_id: UUID
    token: UUID | None
    actor: Actor
    now: datetime

    @property
    def exact(self) -> UUID:
        """Return the token; NotFoundError without one."""
        if self.token is None:
            raise NotFoundError
        return self.token

    @property
    def doer(self) -> dict[str, Any]:
        """Return who acts and when, as every command wants it."""
        return {"actor": self.actor, "now": self.now}


@dataclass(frozen=True)
class About:
    """What a deed is about, in words, and what it takes away."""

    words: str
    preview: Preview | None = None
    offered: Mapping[str, str] = field(default_factory=dict)
    """Values the field may take, with their names."""


@dataclass(frozen=True)
class Deed:
    """A page that asks: its words, what happens, who may, what it is about, the command."""

    words: Any
    icon: str
    warning: Any
    permission: str
    about: Callable[[Place], About]
    command: Callable[[Place, Said], Any]
    asks: str = ""
    """``value`` for a variable and its value, ``element`` for whom to call in."""
    confirm: Any = None
    """The words of its button, when they are not the deed's own."""


def _task(at: Place) -> About:
    for task in runtime.tasks_of(at.case_id):
        if task.id == at.token and task.is_open:
            place = f" · {org_name(task.department)}" if task.department else ""
            return About(label(task.name) + place)
    for incident in runtime.incidents_of(at.case_id):
        if incident.token == at.exact:
            return About(label(incident.name) or incident.element_id)
    raise runtime.NotOfferedError


def _earlier(at: Place) -> About:
    preview = supervision.preview_return(at.case_id, at.exact, actor=at.actor)
    department = runtime.task(at.exact).department
    place = f" · {org_name(department)}" if department else ""
    return About(label(preview.target.name) + place, preview)


def _branch(at: Place) -> About:
    for branch in supervision.branches(at.case_id, actor=at.actor, now=at.now):
        if branch.token == at.token:
            return About(f"{label(branch.loop.name)} · {org_name(branch.label)}")
    raise runtime.NotOfferedError


def _loop(at: Place) -> About:
    found = supervision.branches(at.case_id, actor=at.actor, now=at.now)
    running = [branch for branch in found if branch.loop.token == at.token]
    if not running:
        raise runtime.NotOfferedError
    taken = {branch.label for branch in running}
    offered = {each.code: org_name(each.code) for each in identity.organisations(DEPARTMENTS)}
    free = {code: name for code, name in offered.items() if code not in taken}
    return About(label(running[0].loop.name), offered=free)


def _scope(at: Place) -> About:
    for scope in supervision.variables(at.case_id, actor=at.actor, now=at.now):
        if scope.token == at.token:
            set_id = runtime.instance(at.case_id).set_id
            element = scope.element_id or scope.process_key
            return About(element_name(set_id, scope.process_key, element))
    raise runtime.NotOfferedError


def _skip(at: Place, said: Said) -> Any:
    return supervision.skip(at.case_id, at.exact, said.reason, **at.doer)


def _return(at: Place, said: Said) -> Any:
    return supervision.return_to(at.case_id, at.exact, said.reason, **at.doer)


def _remove(at: Place, said: Said) -> Any:
    return supervision.remove_branch(at.case_id, at.exact, said.reason, **at.doer)


def _add(at: Place, said: Said) -> Any:
    return supervision.add_branch(at.case_id, at.exact, said.element, said.reason, **at.doer)


def _set(at: Place, said: Said) -> Any:
    given = said.name, said.value, said.reason
    return supervision.set_variable(at.case_id, at.token, *given, **at.doer)


DEEDS = {
    "skip": Deed(
        _l("跳过环节"), "player-skip-forward", _l("这个环节按已完成处理，不产生结果，流程继续。"),
        "task.skip", _task, _skip,
    ),
    "return": Deed(
        _l("退回到"), "arrow-back-up", _l("案件回到这个环节重新办理，其间的任务按下面所列取消。"),
        "case.return", _earlier, _return, confirm=_l("确认退回"),
    ),
    "remove": Deed(
        _l("解除一家"), "user-minus", _l("这一家不再参加，它还没有办完的任务全部取消。"),
        "branch.change", _branch, _remove,
    ),
    "add": Deed(
        _l("加派一家"), "user-plus", _l("再请一家同时办理，与已在办理的各家一样。"),
        "branch.change", _loop, _add, asks="element",
    ),
    "set": Deed(
        _l("设变量"), "variable", _l("期限、可办理的人和条件随即按新值重新计算。"),
        "variable.set", _scope, _set, asks="value",
    ),
}  # fmt: skip


def done(deed: Deed, about: About) -> str:
    """Return what to say when it went well."""
    return _("%(what)s：%(about)s，已完成。", what=deed.words, about=about.words)
