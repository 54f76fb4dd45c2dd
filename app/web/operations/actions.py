"""What can be done to many at once, in words and as a command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app import supervision, tasks
from app.core.errors import ConflictError, InvalidError
from app.identity import Actor
from app.supervision import Listed


@dataclass(frozen=True)
class Chosen:
    """A row somebody chose, apart from the database: an incident, or a case."""

    item_id: UUID
    case_id: UUID
    reference: str
    title: str
    process_key: str
    token: UUID | None = None
    name: str = ""
    reason: str = ""

    @classmethod
    def incident(cls, found: Listed) -> Self:
        """Return a chosen incident."""
        row, case = found.row, found.case
        about = row.process_key, row.token, row.name or row.element_id, row.reason
        return cls(row.id, case.id, case.reference, case.title, *about)

    @classmethod
    def case(cls, found: Listed) -> Self:
        """Return a chosen case."""
        case = found.case
        return cls(case.id, case.id, case.reference, case.title, found.row.process_key)


@dataclass(frozen=True)
class Said:
    """What somebody wrote about it."""

    reason: str = ""
    name: str = ""
    value: str = ""
    element: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str], *, why: bool = True, asks: str = "") -> Self:
        """Return what a form says; InvalidError names every field that is wrong.

        ``asks`` is ``value`` for a variable's name and value, ``element`` for whom to call in.
        """
        said = cls(*(form.get(field, "") for field in ("reason", "name", "value", "element")))
        wrong = supervision.variable_faults(said.name, said.value) if asks == "value" else {}
        if asks == "element" and not said.element.strip():
            wrong["element"] = "请写明加派的单位。"
        try:
            tasks.worded(said.reason if why else "-")
        except InvalidError as error:
            wrong |= error.fields
        if wrong:
            raise InvalidError(fields=wrong)
        return said


Command = Callable[[Chosen, Said, Actor, datetime], Any]


@dataclass(frozen=True)
class Action:
    """A button: its words, its icon, what it will do, who may, and the command."""

    words: Any
    icon: str
    warning: Any
    permission: str
    command: Command
    is_on_incidents: bool = False
    solves: bool = False
    asks_why: bool = True
    asks: str = ""


def _retry(chosen: Chosen, _said: Said, who: Actor, now: datetime) -> None:
    supervision.solve(chosen.item_id, actor=who, now=now)


def _skip(chosen: Chosen, said: Said, who: Actor, now: datetime) -> None:
    if chosen.token is None:
        raise ConflictError("这是后台作业的异常，只能重试。")
    supervision.skip(chosen.case_id, chosen.token, said.reason, actor=who, now=now)


def _set(chosen: Chosen, said: Said, who: Actor, now: datetime) -> None:
    scope = _scope(chosen, who, now)
    given = said.name, said.value, said.reason
    supervision.set_variable(chosen.case_id, scope, *given, actor=who, now=now)


def _scope(chosen: Chosen, who: Actor, now: datetime) -> UUID | None:
    """Return where the failed element reads from; None is the process itself."""
    found = supervision.variables(chosen.case_id, actor=who, now=now)
    own = [each for each in found if each.process_key == chosen.process_key]
    processes = [each for each in own if each.element_id is None]
    if len(processes) > 1:
        raise ConflictError("这个流程在案件里同时运行几次，请打开案件，选定其中一个再设置。")
    return processes[0].token if processes else None


def _suspend(chosen: Chosen, said: Said, who: Actor, now: datetime) -> None:
    supervision.suspend(chosen.case_id, said.reason, actor=who, now=now)


def _resume(chosen: Chosen, said: Said, who: Actor, now: datetime) -> None:
    supervision.resume(chosen.case_id, said.reason, actor=who, now=now)


def _unmigrate(chosen: Chosen, said: Said, who: Actor, now: datetime) -> None:
    supervision.unmigrate(chosen.case_id, said.reason, actor=who, now=now)


def _terminate(chosen: Chosen, said: Said, who: Actor, now: datetime) -> None:
    supervision.terminate(chosen.case_id, said.reason, actor=who, now=now)


ACTIONS = {
    "retry": Action(
        _l("重试"), "refresh", _l("失败的环节会再运行一次；仍然失败的留在列表里。"),
        "incident.retry", _retry, is_on_incidents=True, solves=True, asks_why=False,
    ),
    "skip": Action(
        _l("跳过环节"), "player-skip-forward", _l("失败的环节按已完成处理，不产生结果，流程继续。"),
        "task.skip", _skip, is_on_incidents=True, solves=True,
    ),
    "set": Action(
        _l("设变量"), "variable", _l("在出错的流程里写入一个变量；写好后再重试。"),
        "variable.set", _set, is_on_incidents=True, asks="value",
    ),
    "suspend": Action(
        _l("挂起"), "player-pause", _l("案件暂停：任何人不能办理，定时器不触发，不计逾期。"),
        "case.suspend", _suspend,
    ),
    "resume": Action(
        _l("恢复案件"), "player-play", _l("案件继续办理，挂起期间到期的定时器现在触发。"),
        "case.suspend", _resume,
    ),
    "terminate": Action(
        _l("终止"), "circle-x", _l("案件就此结束，未办的任务全部取消。不能撤销。"),
        "case.terminate", _terminate,
    ),
    "unmigrate": Action(
        _l("撤销迁移"), "arrow-back-up",
        _l("案件回到迁移前的版本；停在那一版没有的环节上的，不能撤销。"),
        "case.migrate", _unmigrate,
    ),
}  # fmt: skip
