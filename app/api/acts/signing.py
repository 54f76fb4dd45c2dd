"""Ask others to sign and release them: sign, unsign, branches; skip a step as a supervisor."""

from typing import Any
from uuid import UUID

from marshmallow import Schema
from marshmallow import fields as of
from marshmallow.validate import Length, OneOf

from app import cases, runtime, supervision, tasks
from app.api import shown
from app.api.asked import Reason, require_storable
from app.api.door import Door, actor, now
from app.api.schemas import TaskLine
from app.core.db import transaction

bp = Door("signing", "/tasks", "Signatures asked for")
branches = Door("branches", "/cases", "Several at work at the same time")

MOST, WHEN = 20, ("before", "after")


class Signing(Reason):
    """Which posts are asked to sign, before or after one's own turn, and why."""

    groups = of.List(of.String(validate=[Length(max=80), require_storable]), load_default=list,
                     validate=Length(max=MOST))  # fmt: skip
    when = of.String(load_default="", validate=require_storable,
                     metadata={"enum": list(WHEN)})  # fmt: skip


class Signer(Schema):
    """A post that was asked to sign and has not signed yet."""

    id = of.UUID(attribute="token")
    groups = of.List(of.String())
    when = of.String(validate=OneOf(WHEN))


class BranchShown(Schema):
    """One of several that work at the same time, whom this person may release."""

    id = of.UUID(attribute="token")
    label = of.String(metadata={"description": "such as the code of a department"})
    name = of.String(attribute="loop.name")


@bp.get("/<uuid:task_id>/signers")
@bp.response(200, Signer(many=True))
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def signers(task_id: UUID) -> list[dict[str, Any]]:
    """Return who was asked to sign a task that waits for this person, and has not yet."""
    return list(tasks.view(task_id, actor=actor(), now=now()).task.signers)


@bp.post("/<uuid:task_id>/sign")
@bp.arguments(Signing)
@bp.response(200, TaskLine)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def sign(asked: dict[str, Any], task_id: UUID) -> dict[str, Any]:
    """Ask posts to sign ``before`` or ``after`` one does the task, with a reason."""
    with transaction():
        tasks.sign(
            task_id, asked["groups"], asked["when"], asked["reason"], actor=actor(), now=now()
        )
    return _line(task_id)


@bp.post("/<uuid:task_id>/sign/<uuid:signer>/remove")
@bp.arguments(Reason)
@bp.response(200, TaskLine)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def unsign(asked: dict[str, Any], task_id: UUID, signer: UUID) -> dict[str, Any]:
    """Ask a signer no more (``GET …/signers``), with a reason."""
    with transaction():
        tasks.unsign(task_id, signer, asked["reason"], actor=actor(), now=now())
    return _line(task_id)


@bp.post("/<uuid:task_id>/skip")
@bp.arguments(Reason)
@bp.response(200, TaskLine)
@bp.alt_response(403, "FORBIDDEN")
@bp.alt_response(404, "NOT_FOUND")
@bp.alt_response(409, "CONFLICT")
def skip(asked: dict[str, Any], task_id: UUID) -> dict[str, Any]:
    """Let the case go on as if the task were done, as a supervisor, with a reason."""
    with transaction():
        found = runtime.task(task_id)
        supervision.skip(found.case_id, task_id, asked["reason"], actor=actor(), now=now())
    return _line(task_id)


@branches.get("/<reference>/branches")
@branches.response(200, BranchShown(many=True))
@branches.alt_response(404, "NOT_FOUND")
def running(reference: str) -> list[runtime.Branch]:
    """Return those at work at the same time whom this person may release."""
    found = cases.by_reference(reference, actor())
    return tasks.branches(found.id, actor=actor(), now=now())


@branches.post("/<reference>/branches/<uuid:branch>/release")
@branches.arguments(Reason)
@branches.response(204)
@branches.alt_response(404, "NOT_FOUND")
@branches.alt_response(409, "CONFLICT")
def release(asked: dict[str, Any], reference: str, branch: UUID) -> None:
    """Release one of them, with a reason; all its open tasks are cancelled."""
    found = cases.by_reference(reference, actor())
    with transaction():
        tasks.release(found.id, branch, asked["reason"], actor=actor(), now=now())


def _line(task_id: UUID) -> dict[str, Any]:
    found = runtime.task(task_id)
    return shown.task(found, cases.case(found.case_id, actor()), actor(), now())
