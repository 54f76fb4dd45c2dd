"""A case as it stood at a moment, as plain values and as lines."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import click

from app import forms
from app.core import clock
from app.core.values import to_json
from app.engine import ReadyTask
from app.runtime import Moment

HIDDEN = "***"
Shown = dict[str, Any]


def parse_instant(text: str) -> datetime:
    """Read an ISO moment; without an offset it is local time."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"不是日期时间：{text}") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=clock.LOCAL)


def snapshot(reference: str, seen: Moment) -> Shown:
    """Return what was live; texts that hold a telephone number or the like are hidden."""
    tasks = seen.step.ready_tasks if seen.step else []
    known = seen.step.variables if seen.step else {}
    return {
        "case": reference,
        "at": seen.at.isoformat(),
        "commands": seen.commands,
        "suspended_at": seen.suspended_at.isoformat() if seen.suspended_at else None,
        "elements": [
            {"process": process, "element": element, "token": str(token)}
            for process, element, token in seen.live
        ],
        "tasks": [_task(task) for task in tasks],
        "variables": {name: _masked(to_json(known[name])) for name in sorted(known)},
    }


def told(shown: Shown) -> Iterator[str]:
    """Yield a snapshot as lines for a person."""
    paused = "，已挂起" if shown["suspended_at"] else ""
    yield f"{shown['case']} {shown['at']} {shown['commands']} 条命令{paused}"
    for live in shown["elements"]:
        yield f"  {live['process']}/{live['element']}"
    for task in shown["tasks"]:
        groups = "、".join(task["groups"])
        yield f"  任务 {task['name']}（{groups}）限 {task['due_at'] or '无'}"
    for name, value in shown["variables"].items():
        yield f"  {name} = {value}"


def _task(task: ReadyTask) -> Shown:
    return {
        "token": str(task.token),
        "process": task.process_key,
        "element": task.element_id,
        "name": task.name,
        "groups": task.groups,
        "due_at": task.due_at.isoformat() if task.due_at else None,
    }


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return HIDDEN if forms.has_personal_data(value) else value
    if isinstance(value, list):
        return [_masked(each) for each in value]
    if isinstance(value, dict):
        return {name: _masked(each) for name, each in value.items()}
    return value
