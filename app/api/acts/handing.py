"""Hand tasks on and urge them: transfer, delegate, resolve, recall, take over, reassign, urge."""

from typing import Any
from uuid import UUID

from marshmallow import Schema
from marshmallow import fields as of
from marshmallow.validate import Length

from app import cases, runtime, supervision
from app.api import shown
from app.api.asked import Reason, require_storable
from app.api.door import Door, actor, now
from app.api.schemas import TaskLine
from app.core.db import transaction
from app.tasks import handing, urging
from app.tasks.urging import Urge

bp = Door("handing", "/tasks", "Tasks handed on and urged")


class To(Reason):
    """To whom a task goes, and why or what for."""

    to = of.UUID(load_default=None, allow_none=True)


class Somebody(Schema):
    """To whom a task goes."""

    to = of.UUID(required=True)


class Prepared(Schema):
    """What a helper filled in, by field, and a note for the owner."""

    values = of.Dict(keys=of.String(), load_default=dict)
    note = of.String(load_default="", validate=[Length(max=1000), require_storable])


class Words(Schema):
    """What is said with a push or in answer to one."""

    words = of.String(load_default="", validate=[Length(max=1000), require_storable])


class UrgeShown(Schema):
    """A push and its answer, if any."""

    id = of.UUID()
    task = of.UUID()
    by = of.String()
    words = of.String()
    at = of.DateTime()
    answer = of.String(allow_none=True)
    answered_by = of.String(allow_none=True)
    answered_at = of.DateTime(allow_none=True)


@bp.post("/<uuid:task_id>/transfer")
@bp.arguments(To)
@bp.response(200, TaskLine)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def transfer(asked: dict[str, Any], task_id: UUID) -> dict[str, Any]:
    """Hand a task for good to somebody of the organisations it belongs to, with a reason."""
    with transaction():
        handing.transfer(task_id, asked["to"], asked["reason"], actor=actor(), now=now())
    return _line(task_id)


@bp.post("/<uuid:task_id>/delegate")
@bp.arguments(To)
@bp.response(200, TaskLine)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def delegate(asked: dict[str, Any], task_id: UUID) -> dict[str, Any]:
    """Let somebody prepare a task that stays one's own; the reason says what is wanted."""
    with transaction():
        handing.delegate(task_id, asked["to"], asked["reason"], actor=actor(), now=now())
    return _line(task_id)


@bp.post("/<uuid:task_id>/resolve")
@bp.arguments(Prepared)
@bp.response(200, TaskLine)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def resolve(asked: dict[str, Any], task_id: UUID) -> dict[str, Any]:
    """Give a prepared task back to its owner; the values are kept as the owner's draft."""
    with transaction():
        handing.resolve(task_id, asked["values"], asked["note"], actor=actor(), now=now())
    return _line(task_id)


@bp.post("/<uuid:task_id>/recall")
@bp.response(200, TaskLine)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def recall(task_id: UUID) -> dict[str, Any]:
    """Take a delegated task back from whoever prepares it."""
    with transaction():
        handing.recall(task_id, actor=actor(), now=now())
    return _line(task_id)


@bp.post("/<uuid:task_id>/take-over")
@bp.arguments(Reason)
@bp.response(200, TaskLine)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def take_over(asked: dict[str, Any], task_id: UUID) -> dict[str, Any]:
    """Take a task from whoever holds it, as who stands above them, with a reason."""
    with transaction():
        handing.take_over(task_id, asked["reason"], actor=actor(), now=now())
    return _line(task_id)


@bp.post("/<uuid:task_id>/reassign")
@bp.arguments(Somebody)
@bp.response(200, TaskLine)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def reassign(asked: dict[str, Any], task_id: UUID) -> dict[str, Any]:
    """Give a task to another of its candidates, as a supervisor."""
    with transaction():
        supervision.reassign(task_id, asked["to"], actor=actor(), now=now())
    return _line(task_id)


@bp.post("/<uuid:task_id>/urge")
@bp.arguments(Words)
@bp.response(200, UrgeShown)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def urge(asked: dict[str, Any], task_id: UUID) -> dict[str, Any]:
    """Push whoever must act on a task one waits for; not too often."""
    with transaction():
        return _urge(urging.urge(task_id, asked["words"], actor=actor(), now=now()))


@bp.post("/<uuid:task_id>/urges/<uuid:urge_id>/answer")
@bp.arguments(Words)
@bp.response(200, UrgeShown)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def answer(asked: dict[str, Any], task_id: UUID, urge_id: UUID) -> dict[str, Any]:
    """Answer a push in one line, as whoever must act."""
    with transaction():
        pushed = urging.answer(task_id, urge_id, asked["words"], actor=actor(), now=now())
        return _urge(pushed)


def _urge(pushed: Urge) -> dict[str, Any]:
    return {
        "id": pushed.id,
        "task": pushed.task_id,
        "by": pushed.by_name,
        "words": pushed.words,
        "at": pushed.at,
        "answer": pushed.answer,
        "answered_by": pushed.answered_by_name,
        "answered_at": pushed.answered_at,
    }


def _line(task_id: UUID) -> dict[str, Any]:
    found = runtime.task(task_id)
    return shown.task(found, cases.case(found.case_id, actor()), actor(), now())
