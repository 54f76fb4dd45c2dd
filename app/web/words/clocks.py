"""A task's clock with what it counts: 到场时限 +18:04 · 30 分钟 · 自派单起."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app import definitions, policies, sla
from app.runtime import ProcessInstance, UserTask
from app.sla import Clock, Term
from app.web.shell.languages import language
from app.web.shell.sessions import now
from app.web.words.labels import dotted, joined
from app.web.words.times import (
    HOUR,
    MINUTE,
    calendar,
    colour,
    lasting,
    pause_note,
    remaining,
    short_date,
    when,
)

LIMIT = re.compile(r'=\s*limit\("(\w+)"\)')
HELD = {"order_due_at": "handle", "whistle_due_at": "finish"}
"""Variables that hold what a limit said when the case was dispatched."""
NAMES = {
    "dispatch": _l("派单时限"),
    "order_sign": _l("签收时限"),
    "contact_requester": _l("联系时限"),
    "handle": _l("办理时限"),
    "approve": _l("审批时限"),
    "verbal_confirm": _l("补批时限"),
    "sign": _l("签收时限"),
    "contact": _l("联系时限"),
    "report_in": _l("到场时限"),
    "first_report": _l("反馈时限"),
    "finish": _l("办结时限"),
    "accept": _l("验收时限"),
    "score": _l("评分时限"),
    "appeal": _l("申诉时限"),
    "appeal_decision": _l("裁定时限"),
    "callback": _l("回访时限"),
}
ANCHORS = {
    "dispatched_at": _l("自派单起"),
    "received_at": _l("自来电起"),
    "created_at": _l("自任务到达起"),
}


@dataclass(frozen=True)
class Dial:
    """What the clock of a task says; ``words`` say the same for those who cannot see it."""

    name: str
    figure: str
    words: str
    note: str
    skipped: str
    colour: str


def dial(task: UserTask, instance: ProcessInstance) -> Dial | None:
    """Return the clock of an open task; None when it has no deadline."""
    if task.due_at is None:
        return None
    key = limit_key(task, instance)
    term, since = _counted(key, task, instance.parameters_version)
    note = pause_note(task) or dotted((length(term), since, _until(task)))
    return Dial(
        name=str(NAMES.get(key, _("办理时限"))),
        figure=_figure(task),
        words=remaining(task),
        note=note,
        skipped=_skipped(task, term),
        colour=colour(task),
    )


def limit_key(task: UserTask, instance: ProcessInstance) -> str:
    """Return the limit that the diagram names for a task, else the expression it is due by."""
    drawn = definitions.ahead(instance.set_id, task.process_key, task.element_id)
    text = (drawn.due if drawn else None) or ""
    found = LIMIT.fullmatch(text)
    name = found[1] if found else text.removeprefix("=").strip()
    return HELD.get(name, name)


def _figure(task: UserTask) -> str:
    late = now() - task.due_at if task.due_at and not task.paused_until else timedelta()
    if timedelta() < late < HOUR:
        return f"+{int(late / MINUTE)}:{int(late.total_seconds()) % 60:02}"
    return remaining(task)


def _counted(key: str, task: UserTask, version: int) -> tuple[Term | None, str]:
    limits = policies.limits(version)
    if key not in limits.rows:
        return None, ""
    row = limits.row(key)
    since = ANCHORS.get(row.anchors[0], "")
    return row.term(_facts(task)), str(since)


def _facts(task: UserTask) -> dict[str, Any]:
    return dict(task.facts or {})


def length(term: Term | None) -> str:
    """Return how much time a limit gives and on which clock, in words."""
    if term is None:
        return ""
    if term.clock is Clock.WORK_DAYS:
        return ngettext("%(num)s 个工作日", "%(num)s 个工作日", term.value)
    if term.clock is Clock.NATURAL_DAYS:
        return ngettext("%(num)s 天", "%(num)s 天", term.value)
    span = lasting(timedelta(minutes=term.value))
    if term.clock is Clock.WORK_HOURS:
        return _("工作时间 %(length)s", length=span)
    return span


def _until(task: UserTask) -> str:
    return _("限 %(when)s", when=when(task.due_at))


def _skipped(task: UserTask, term: Term | None) -> str:
    if term is None or not term.clock.is_working or task.due_at is None:
        return ""
    return skipped(task.anchor_at, task.due_at)


def skipped(start: datetime, end: datetime) -> str:
    """Say which days off a working clock passes over between two moments; nothing for none."""
    days = sla.skipped_days(start, end, calendar())
    if not days or language() == "zh":
        return sla.skipped_sentence(days)
    return _("跳过 %(days)s", days=joined(short_date(day) for day in days))
