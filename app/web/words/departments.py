"""The departments of a whistle as tiles: arrived, late, withdrawn, missing, on the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.cases import CaseFile, Submission
from app.runtime import UserTask
from app.web.shell.sessions import now
from app.web.words.times import clock_time, lasting

REPORT_IN = "p_report_in"
WITHDRAWN = "department_withdrawn"
RELEASED = "instance.removed"
CHANGES = ("instance.added", RELEASED)
ICONS = {
    "ok": "circle-check",
    "late": "clock-exclamation",
    "missing": "alert-triangle",
    "gone": "circle-minus",
    "waiting": "clock",
}


@dataclass(frozen=True)
class Tile:
    """One department of a whistle: ``state`` is one of ``ICONS``, ``words`` what to say."""

    department: str
    whistle_no: str
    state: str
    words: tuple[str, ...]

    @property
    def icon(self) -> str:
        """Return the icon of the state."""
        return ICONS[self.state]


@dataclass(frozen=True)
class _Part:
    """What a department did and has to do in one whistle."""

    file: CaseFile
    whistle_no: str
    department: str

    @property
    def tasks(self) -> list[UserTask]:
        """Return its report-in tasks, oldest first."""
        return [
            task
            for task in self.file.tasks
            if task.process_key == REPORT_IN
            and not task.signing
            and (task.whistle_no, task.department) == (self.whistle_no, self.department)
        ]

    def last(self, element_id: str) -> UserTask | None:
        """Return its newest task of that element."""
        return next((t for t in reversed(self.tasks) if t.element_id == element_id), None)

    def reply_to(self, task: UserTask) -> dict[str, Any]:
        """Return what was entered in a task."""
        return next((s.values for s in self.file.submissions if s.task_id == task.id), {})

    @property
    def urged(self) -> int:
        """Return how often somebody has urged it."""
        return sum(
            entry.action == "task.urged" and entry.details.get("department") == self.department
            for entry in self.file.entries
        )


def tiles(file: CaseFile) -> list[Tile]:
    """Return a tile for each department of each whistle, in the order they were called."""
    called = dict.fromkeys(
        (task.whistle_no, task.department)
        for task in file.tasks
        if task.process_key == REPORT_IN and task.department and task.whistle_no
    )
    return [_tile(_Part(file, str(number), str(code))) for number, code in called]


def arrived(shown: Sequence[Tile]) -> tuple[int, int]:
    """Return how many departments have arrived, and how many were called and not withdrawn."""
    counted = [tile for tile in shown if tile.state != "gone"]
    return sum(tile.state in ("ok", "late") for tile in counted), len(counted)


def arrival(reply: Submission | dict[str, Any]) -> datetime | None:
    """Return the time of arrival somebody entered, if the reply holds one."""
    values = reply.values if isinstance(reply, Submission) else reply
    said = values.get("arrived_at")
    return datetime.fromisoformat(said) if isinstance(said, str) and said else said or None


def _tile(part: _Part) -> Tile:
    state, words = _state(part)
    return Tile(part.department, part.whistle_no, state, tuple(word for word in words if word))


def _state(part: _Part) -> tuple[str, list[str]]:
    if _is_withdrawn(part):
        return "gone", [_("街道已撤回")]
    if _is_released(part):
        return "gone", [_("已减签")]
    arrive = part.last("arrive")
    if arrive is not None and arrive.outcome == "completed":
        return _arrived(part, arrive)
    if arrive is not None and not arrive.is_open:
        return "gone", [_("已停止")]
    return _awaited(part, arrive)


def _is_withdrawn(part: _Part) -> bool:
    return any(
        entry.action == "message.delivered"
        and entry.details.get("message") == WITHDRAWN
        and entry.details.get("department") == part.department
        for entry in part.file.entries
    )


def _is_released(part: _Part) -> bool:
    changes = [
        entry.action
        for entry in part.file.entries
        if entry.action in CHANGES and entry.details.get("department") == part.department
    ]
    return changes[-1:] == [RELEASED] and not any(task.is_open for task in part.tasks)


def _arrived(part: _Part, arrive: UserTask) -> tuple[str, list[str]]:
    reply = part.reply_to(arrive)
    at = arrival(reply) or arrive.ended_at
    people = len(reply.get("people") or [])
    late = at is not None and arrive.due_at is not None and at > arrive.due_at
    words = [
        _("逾期签收") if _signed_by_system(part) else "",
        _("%(when)s 到场", when=clock_time(at)),
        _("迟 %(time)s", time=lasting(at - arrive.due_at)) if late and at and arrive.due_at else "",
        ngettext("%(num)s 人", "%(num)s 人", people) if people else "",
        _progress(part),
    ]
    return ("late" if late or _signed_by_system(part) else "ok"), words


def _progress(part: _Part) -> str:
    leaving, result = part.last("confirm_leave"), part.last("report_result")
    if leaving is not None and leaving.outcome == "completed" and not (result and result.is_open):
        return _("已撤离")
    if leaving is not None and leaving.is_open:
        return _("待准撤离")
    return _("处置中") if result is not None and result.is_open else ""


def _awaited(part: _Part, arrive: UserTask | None) -> tuple[str, list[str]]:
    waiting = arrive or part.last("contact_street") or part.last("sign")
    due = waiting.due_at if waiting else None
    urged = ngettext("已催办 %(num)s 次", "已催办 %(num)s 次", part.urged) if part.urged else ""
    if arrive is not None:
        signed = _("逾期签收") if _signed_by_system(part) else ""
        if due and due < now():
            return "missing", [_("未到场"), _("逾期 %(time)s", time=lasting(now() - due)), urged]
        return "waiting", [
            signed or _("已签收"),
            _("应 %(when)s 到场", when=clock_time(due)),
            urged,
        ]
    if due and due < now():
        return "missing", [_("未签收"), _("逾期 %(time)s", time=lasting(now() - due)), urged]
    return "waiting", [_("待签收"), _("限 %(when)s", when=clock_time(due)) if due else "", urged]


def _signed_by_system(part: _Part) -> bool:
    sign = part.last("sign")
    return sign is not None and sign.outcome == "cancelled" and sign.ended_by == "wake"
