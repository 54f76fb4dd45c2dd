"""Compute attendance, make a sheet final; what ``score`` service tasks do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app import cases, policies, runtime, tasks
from app.core.db import db
from app.core.errors import InvalidError
from app.engine import Effect
from app.evaluation.attendance import attendance
from app.evaluation.models import Assessment
from app.evaluation.queries import sheet, sheet_of
from app.identity import Actor

REPORT_IN = "p_report_in"


class SheetsWrongError(InvalidError):
    """有评分表需要修改，请逐张核对。"""

    def __init__(self, sheets: Mapping[UUID, Mapping[str, str]]) -> None:
        super().__init__()
        self.sheets = sheets


def register() -> None:
    """Register the handler of ``score`` and what forms and notices read of a sheet."""
    runtime.on_effect("score", _score)
    tasks.provide("sheet", _known_sheet)
    cases.say("total", lambda effect, happening: str(_total(effect)))
    cases.say("decision", _decision)


def score_all(
    raws: Mapping[UUID, Mapping[str, Any]],
    *,
    one_time_key: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Score several departments of a whistle at once: all sheets are saved, or none."""
    wrong: dict[UUID, Mapping[str, str]] = {}
    for task_id, raw in raws.items():
        key = f"{one_time_key}:{task_id}" if one_time_key else None
        try:
            tasks.complete(task_id, raw, one_time_key=key, actor=actor, now=now)
        except InvalidError as error:
            wrong[task_id] = error.fields or {"": str(error)}
    if wrong:
        raise SheetsWrongError(wrong)


def _score(effect: Effect, happening: runtime.Happening) -> None:
    whistle_no, department = str(effect.inputs["whistle_no"]), str(effect.inputs["department"])
    if effect.inputs["stage"] == "final":
        _make_final(whistle_no, department, happening)
    else:
        _compute(whistle_no, department, happening)


def _compute(whistle_no: str, department: str, happening: runtime.Happening) -> None:
    case_id = happening.instance.case_id
    ours = [
        task
        for task in runtime.tasks_of(case_id)
        if (task.process_key, task.whistle_no, task.department)
        == (REPORT_IN, whistle_no, department)
    ]
    version = happening.instance.parameters_version
    weights = policies.parameters(version)["assessment"]["attendance"]
    found = attendance(ours, cases.submissions(case_id), weights)
    row = Assessment(
        whistle_no=whistle_no,
        department=department,
        case_id=case_id,
        parameters_version=version,
        attendance=found.points,
        facts=dict(found.facts),
        computed_at=happening.now,
    )
    db.session.merge(row)
    db.session.flush()
    happening.say(
        "sheet.computed", whistle_no=whistle_no, department=department, attendance=found.points
    )


def _make_final(whistle_no: str, department: str, happening: runtime.Happening) -> None:
    row = db.session.get_one(Assessment, (whistle_no, department))
    row.final_total, row.final_at = sheet_of(row).total, happening.now
    db.session.flush()
    total = str(row.final_total)
    happening.say("sheet.final", whistle_no=whistle_no, department=department, total=total)


def _known_sheet(situation: tasks.Situation) -> Mapping[str, Any] | None:
    found = sheet(str(situation.whistle_no), str(situation.department))
    return found.as_facts() if found else None


def _total(effect: Effect) -> Any:
    found = sheet(str(effect.facts.get("whistle_no")), str(effect.facts.get("department")))
    return found.total if found else ""


def _decision(effect: Effect, happening: runtime.Happening) -> Any:
    found = sheet(str(effect.facts.get("whistle_no")), str(effect.facts.get("department")))
    return found.decided.get("decision") if found else None
