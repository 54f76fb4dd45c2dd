"""报到率: points for signing, arriving and staffing, from recorded times (PROCESSES P11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.cases import Submission
from app.core.values import from_json
from app.runtime import UserTask

SIGN, ARRIVE = "sign", "arrive"


@dataclass(frozen=True)
class Attendance:
    """What is known of a department's report-in, and the points it is worth."""

    points: int
    facts: Mapping[str, Any]


def attendance(
    tasks: Sequence[UserTask], replies: Sequence[Submission], weights: Mapping[str, Any]
) -> Attendance:
    """Return the points, 0 to 100, for the department's tasks and replies in one whistle."""
    signing = _first(tasks, SIGN)
    arriving = _first(tasks, ARRIVE)
    reply = _reply(replies, arriving)
    arrived_at = _arrived_at(reply, arriving)
    signed = _in_time(signing, signing.ended_at if signing else None)
    by_clock = signing is not None and signing.outcome != "completed"
    arrived = _arrival_points(arriving, arrived_at, weights)
    staffed = _is_staffed(reply, weights)
    earned = {
        "signed": int(weights["sign"]) if signed and not by_clock else 0,
        "arrived": arrived,
        "staffed": int(weights["staffing"]) if staffed else 0,
    }
    return Attendance(
        sum(earned.values()),
        {
            "points": earned,
            "signed_at": signing.ended_at if signing else None,
            "sign_due_at": signing.due_at if signing else None,
            "signed_by_system": by_clock,
            "arrived_at": arrived_at,
            "arrive_due_at": arriving.due_at if arriving else None,
            "people": len(_people(reply)),
            "people_required": weights["people_required"],
            "staffed": staffed,
        },
    )


def _first(tasks: Sequence[UserTask], element_id: str) -> UserTask | None:
    counted = [
        task
        for task in tasks
        if task.element_id == element_id
        and (task.outcome == "completed" or task.ended_by == "wake")
    ]
    return counted[0] if counted else None


def _reply(replies: Sequence[Submission], arriving: UserTask | None) -> Mapping[str, Any]:
    if arriving is None:
        return {}
    found = [reply.values for reply in replies if reply.task_id == arriving.id]
    return from_json(found[0]) if found else {}


def _arrived_at(reply: Mapping[str, Any], arriving: UserTask | None) -> datetime | None:
    said = reply.get("arrived_at")
    if isinstance(said, str):
        return datetime.fromisoformat(said)
    return said or (arriving.ended_at if arriving else None)


def _in_time(task: UserTask | None, at: datetime | None) -> bool:
    return task is not None and at is not None and (task.due_at is None or at <= task.due_at)


def _arrival_points(task: UserTask | None, at: datetime | None, weights: Mapping[str, Any]) -> int:
    if task is None or at is None:
        return 0
    if _in_time(task, at) or task.due_at is None:
        return int(weights["arrive"])
    allowed = (task.due_at - task.anchor_at) * weights["half_if_late_within"]
    return int(weights["arrive"]) // 2 if at - task.due_at <= allowed else 0


def _people(reply: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [person for person in reply.get("people") or [] if person.get("name")]


def _is_staffed(reply: Mapping[str, Any], weights: Mapping[str, Any]) -> bool:
    posted = [person for person in _people(reply) if person.get("post")]
    return len(posted) >= int(weights["people_required"])
