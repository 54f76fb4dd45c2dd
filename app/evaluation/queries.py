"""Sheets as people see them: computed attendance, the street's scores, appeal and decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app import cases, identity, policies, runtime, tasks
from app.cases import Submission
from app.core.db import db
from app.core.values import from_json
from app.evaluation.models import Assessment
from app.identity import Actor
from app.runtime import UserTask
from app.tasks import TaskView

FORM, ANSWER, DECISION = "score_sheet", "answer_score", "decide_appeal"
JUDGED = ("cooperation", "expertise", "responsibility")
TENTH = Decimal("0.1")
ADJUSTED = "调整"


@dataclass(frozen=True)
class Sheet:
    """One department's sheet, with every score as it stands now."""

    row: Assessment
    scored: Mapping[str, Any]
    answered: Mapping[str, Any]
    decided: Mapping[str, Any]

    @property
    def scores(self) -> dict[str, Any]:
        """Return the four scores; a decided appeal replaces what it changed."""
        before = {"attendance": self.row.attendance, **{k: self.scored.get(k) for k in JUDGED}}
        if self.decided.get("decision") != ADJUSTED:
            return before
        changed = {k: self.decided[k] for k in before if self.decided.get(k) is not None}
        return before | changed

    @property
    def total(self) -> Decimal | None:
        """Return the weighted total, one decimal, half up; None until it is scored."""
        scores = self.scores
        if any(value is None for value in scores.values()):
            return None
        weights = policies.parameters(self.row.parameters_version)["assessment"]["weights"]
        parts = (Decimal(str(scores[k])) * Decimal(str(weights[k])) for k in scores)
        return sum(parts, Decimal(0)).quantize(TENTH, ROUND_HALF_UP)

    @property
    def is_final(self) -> bool:
        """Tell whether nothing can change it any more."""
        return self.row.final_at is not None

    def as_facts(self) -> dict[str, Any]:
        """Return what forms read of a sheet."""
        known = {key: _number(value) for key, value in self.scores.items()}
        return {**known, "total": self.total, "facts": _facts_table(self.row.facts)}


def sheet(whistle_no: str, department: str) -> Sheet | None:
    """Return a department's sheet for a whistle, if attendance was computed."""
    row = db.session.get(Assessment, (whistle_no, department))
    return sheet_of(row) if row else None


def sheet_of(row: Assessment) -> Sheet:
    """Return the sheet of a row."""
    return _sheet(row, cases.submissions(row.case_id))


def sheets(case_id: UUID, actor: Actor) -> list[Sheet]:
    """Return the sheets of a case this person may see: a department sees its own (DOMAIN 6)."""
    if not identity.may(actor, "assessment.read"):
        return []
    rows = db.session.scalars(
        select(Assessment)
        .join(cases.Case, cases.Case.id == Assessment.case_id)
        .where(Assessment.case_id == case_id, cases.visible_to(actor))
        .order_by(Assessment.whistle_no, Assessment.department)
    )
    replies = cases.submissions(case_id)
    seen = [row for row in rows if actor.level != "department" or row.department in actor.org_codes]
    return [_sheet(row, replies) for row in seen]


def batch(task_id: UUID, *, actor: Actor, now: datetime) -> list[TaskView]:
    """Return the open scoring tasks of the same whistle, so that one page carries them all."""
    first = runtime.task(task_id)
    same = [task for task in runtime.tasks_of(first.case_id) if _is_same(task, first)]
    return [tasks.view(task.id, actor=actor, now=now) for task in same if _is_whole(task, actor)]


def _is_whole(task: UserTask, actor: Actor) -> bool:
    return tasks.may_do(task, actor) and not task.is_delegated


def _is_same(task: UserTask, first: UserTask) -> bool:
    return (
        task.is_open and task.element_id == first.element_id and task.whistle_no == first.whistle_no
    )


def _sheet(row: Assessment, replies: Sequence[Submission]) -> Sheet:
    def last(form_key: str) -> Mapping[str, Any]:
        for reply in reversed(replies):
            same = (reply.whistle_no, reply.department) == (row.whistle_no, row.department)
            if same and reply.form_key == form_key:
                values: Mapping[str, Any] = from_json(reply.values)
                return values
        return {}

    return Sheet(row, last(FORM), last(ANSWER), last(DECISION))


def _number(value: Any) -> Any:
    return Decimal(str(value)) if value is not None else None


def _facts_table(facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    points: Mapping[str, int] = facts.get("points") or {}
    rows = (
        ("签收", "signed_at", "sign_due_at", "signed"),
        ("到场", "arrived_at", "arrive_due_at", "arrived"),
        ("人员", "people", "people_required", "staffed"),
    )
    return [
        {"item": item, "at": facts.get(at), "limit": facts.get(limit), "points": points.get(earned)}
        for item, at, limit, earned in rows
    ]
