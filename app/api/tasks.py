"""Tasks and actions: find, take, do."""

from typing import Any
from uuid import UUID

from app import cases, runtime, tasks
from app.api import shown
from app.api.asked import InboxQuery, Reason, Returning, Values
from app.api.door import Door, actor, answer_once, answered_once, now
from app.api.schemas import Done, Earlier, TaskLine, TaskPage, TaskShown
from app.core.db import transaction

bp = Door("tasks", "/tasks", "Tasks")
actions = Door("actions", "/actions", "Actions")


@bp.get("")
@bp.arguments(InboxQuery, location="query")
@bp.response(200, TaskPage)
def inbox(asked: dict[str, Any]) -> dict[str, Any]:
    """Return one's tasks: own, one's posts', those others must do first, done ones.

    ``started`` are the cases one opened, each with what it waits for.
    """
    wanted = tasks.Asked(**{"skip" if k == "offset" else k: v for k, v in asked.items()})
    page = tasks.inbox(actor(), wanted, now=now())
    rows = [line for row in page.rows for line in shown.rows(row, actor(), now())]
    return {**shown.turned(page), "tasks": rows}


@bp.get("/<uuid:task_id>")
@bp.response(200, TaskShown)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def show(task_id: UUID) -> dict[str, Any]:
    """Return a task with its form's fields, choices and first values."""
    return shown.task_view(tasks.view(task_id, actor=actor(), now=now()), actor(), now())


@bp.post("/<uuid:task_id>/claim")
@bp.response(200, TaskLine)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def claim(task_id: UUID) -> dict[str, Any]:
    """Take a task of one's posts for oneself."""
    with transaction():
        tasks.claim(task_id, actor=actor(), now=now())
    return _line(task_id)


@bp.post("/<uuid:task_id>/unclaim")
@bp.response(200, TaskLine)
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def unclaim(task_id: UUID) -> dict[str, Any]:
    """Give a task back to its posts."""
    with transaction():
        tasks.unclaim(task_id, actor=actor(), now=now())
    return _line(task_id)


@bp.post("/<uuid:task_id>/complete")
@answered_once
@bp.arguments(Values, required=False)
@bp.response(200, TaskLine)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def complete(values: dict[str, Any], task_id: UUID) -> dict[str, Any]:
    """Complete a task; the body is its form's values.

    With the same ``Idempotency-Key`` the same person gets the first answer again.
    """
    answer_once(
        lambda key: tasks.complete(task_id, values, one_time_key=key, actor=actor(), now=now())
    )
    return _line(task_id)


@bp.get("/<uuid:task_id>/earlier")
@bp.response(200, Earlier(many=True))
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def earlier(task_id: UUID) -> list[dict[str, Any]]:
    """Return the earlier tasks the case may go back to from this one, the newest first."""
    return [
        {
            "id": past.token,
            "element": past.element_id,
            "name": past.name,
            "left_at": past.left_at,
            "outcome": past.outcome,
        }
        for past in tasks.targets(task_id, actor=actor())
    ]


@bp.post("/<uuid:task_id>/return")
@bp.arguments(Returning)
@bp.response(200, TaskLine)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def return_to(asked: dict[str, Any], task_id: UUID) -> dict[str, Any]:
    """Return the case to an earlier task (``GET …/earlier``), with a reason."""
    with transaction():
        tasks.return_to(task_id, asked["to"], asked["reason"], actor=actor(), now=now())
    return _line(task_id)


@bp.post("/<uuid:task_id>/withdraw")
@bp.arguments(Reason)
@bp.response(200, TaskLine)
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def withdraw(asked: dict[str, Any], task_id: UUID) -> dict[str, Any]:
    """Take back one's own last step, with a reason, as long as nobody acted on it."""
    with transaction():
        tasks.withdraw(task_id, asked["reason"], actor=actor(), now=now())
    return _line(task_id)


@actions.post("/<uuid:action_id>")
@answered_once
@actions.arguments(Values, required=False)
@actions.response(200, Done)
@actions.alt_response(404, "NOT_FOUND")
@actions.alt_response(409, "CONFLICT")
def act(values: dict[str, Any], action_id: UUID) -> dict[str, Any]:
    """Do what the case offers; the body is the action's form.

    With the same ``Idempotency-Key`` the same person gets the first answer again.
    """
    reply = answer_once(
        lambda key: tasks.act(action_id, values, one_time_key=key, actor=actor(), now=now())
    )
    return {"id": reply.id, "action": reply.element_id, "at": reply.at, "by": reply.by_name}


def _line(task_id: UUID) -> dict[str, Any]:
    found = runtime.task(task_id)
    return shown.task(found, cases.case(found.case_id, actor()), actor(), now())
