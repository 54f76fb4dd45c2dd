"""What supervisors, and sometimes caseworkers, do to a running instance by hand.

Who may do so is for the features above; each function needs a reason where a person must give one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from app import audit, engine, identity
from app.core.db import db
from app.core.errors import ConflictError, NotFoundError
from app.engine import Past
from app.identity import Actor
from app.runtime import fates
from app.runtime.commands.doing import Doing, NotOfferedError, do, not_offered
from app.runtime.locks import hold, lock
from app.runtime.models import Incident, ProcessInstance, UserTask
from app.runtime.queries import stored


class EndedError(ConflictError):
    """案件已经办结。"""


class NotSuspendedError(ConflictError):
    """案件没有挂起，不需要恢复。"""


class ActedOnError(ConflictError):
    """后面的环节已经有人办理，不能撤回；可以请办理人退回。"""


def running(instance_id: UUID) -> ProcessInstance:
    """Lock an instance that has not ended; EndedError otherwise."""
    instance = hold(instance_id)
    if instance.is_ended:
        raise EndedError(fates.of_case(instance_id, fates.ENDED))
    return instance


def returnable(instance_id: UUID, of: UUID | None = None) -> list[Past]:
    """Return the earlier tasks to go back to, or those its task ``of`` came from, newest first."""
    kept = stored(instance_id)
    return [] if kept.instance.is_ended else engine.returnable(kept.definition, kept.state, of)


def preview_return(instance_id: UUID, target: UUID) -> engine.Return:
    """Return what going back to an earlier task would cancel; NotOfferedError when it can't."""
    found = stored(instance_id)
    try:
        return engine.preview_return(found.definition, found.state, target)
    except (engine.NotReadyError, engine.NotWaitingError) as gone:
        raise NotOfferedError from gone


def may_withdraw(instance_id: UUID, target: UUID) -> bool:
    """Tell whether nobody has acted on what followed from an earlier task."""
    found = stored(instance_id)
    if found.instance.is_ended or found.instance.is_suspended:
        return False
    return engine.withdrawable(found.definition, found.state, target)


def return_to(
    instance_id: UUID, target: UUID, reason: str, *, actor: Actor, now: datetime
) -> ProcessInstance:
    """Go back to an earlier task (退回); what lies between is cancelled."""
    said = _said_of_past(running(instance_id), target) | {"reason": reason}
    return _go_back(instance_id, "return", target, "case.returned", said, actor, now)


def withdraw(
    instance_id: UUID, target: UUID, reason: str, *, actor: Actor, now: datetime
) -> ProcessInstance:
    """Take back a completed task (撤回); ActedOnError once somebody acted on what followed."""
    said = _said_of_past(running(instance_id), target) | {"reason": reason}
    if not may_withdraw(instance_id, target):
        raise ActedOnError(fates.of_case(instance_id, fates.ACTED_ON))
    return _go_back(instance_id, "withdraw", target, "task.withdrawn", said, actor, now)


def skip(
    instance_id: UUID, token: UUID, reason: str, *, actor: Actor, now: datetime
) -> ProcessInstance:
    """Let an open task or a failed element go on as if done, without results."""
    said = _said(token) | {"reason": reason}
    return _do(instance_id, "skip", token, "task.skipped", said, actor, now)


def add(
    instance_id: UUID, loop: UUID, element: Any, reason: str, *, actor: Actor, now: datetime
) -> ProcessInstance:
    """Add an instance to a running multi-instance activity (加签): one more department."""
    said = {"department": element, "reason": reason}
    more = {"payload": element}
    return _do(instance_id, "add", loop, "instance.added", said, actor, now, more)


def remove(
    instance_id: UUID, token: UUID, about: Any, reason: str, *, actor: Actor, now: datetime
) -> ProcessInstance:
    """Release an instance of a multi-instance activity (减签), with all that runs in it."""
    said = {"department": about, "reason": reason}
    return _do(instance_id, "remove", token, "instance.removed", said, actor, now)


def sign(
    task: UserTask, groups: list[str], when: str, reason: str, *, actor: Actor, now: datetime
) -> ProcessInstance:
    """Ask others to act ``before`` or ``after`` an open task (前加签, 后加签)."""
    said = _said(task.id) | {"groups": groups, "when": when, "reason": reason}
    more = {"groups": groups, "when": when}
    return _do(task.instance_id, "sign", task.id, "task.signers_added", said, actor, now, more)


def unsign(
    instance_id: UUID, signer: UUID, groups: list[str], reason: str, *, actor: Actor, now: datetime
) -> ProcessInstance:
    """Stop asking somebody who has not signed yet."""
    said = {"groups": groups, "reason": reason}
    return _do(instance_id, "unsign", signer, "task.signer_removed", said, actor, now)


def set_variable(
    instance_id: UUID,
    scope: UUID | None,
    name: str,
    value: Any,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> ProcessInstance:
    """Set a variable of a scope (None: the whole process); due dates and offers follow."""
    said = {"variable": name, "value": value, "reason": reason}
    payload = {"scope": str(scope) if scope else None, "name": name, "value": value}
    doing = Doing("set", payload, audit.Happening("variable.set", said))
    return _on(instance_id, doing, actor, now)


def suspend(instance_id: UUID, reason: str, *, actor: Actor, now: datetime) -> ProcessInstance:
    """Let an instance stand still: nobody acts in it, no timer fires, nothing becomes late."""
    if running(instance_id).is_suspended:
        raise ConflictError(fates.of_case(instance_id, fates.STANDS))
    doing = Doing("suspend", {}, audit.Happening("case.suspended", {"reason": reason}))
    return _on(instance_id, doing, actor, now)


def resume(instance_id: UUID, reason: str, *, actor: Actor, now: datetime) -> ProcessInstance:
    """Let a suspended instance go on; timers that came due meanwhile fire now."""
    if not running(instance_id).is_suspended:
        raise NotSuspendedError(fates.of_case(instance_id, fates.GOES_ON))
    doing = Doing("resume", {}, audit.Happening("case.resumed", {"reason": reason}))
    return _on(instance_id, doing, actor, now)


def cancel(instance_id: UUID, reason: str, *, actor: Actor, now: datetime) -> ProcessInstance:
    """End an instance at once, with a reason."""
    said = audit.Happening("case.cancelled", {"reason": reason})
    return _on(instance_id, Doing("cancel", {"reason": reason}, said), actor, now)


def retry(incident_id: UUID, *, actor: Actor, now: datetime) -> Incident:
    """Try again what failed; the incident stays open when it fails once more."""
    incident = db.session.get(Incident, incident_id)
    if incident is None:
        raise NotFoundError
    token, name = incident.token, incident.name
    instance = lock(incident.instance_id)
    db.session.refresh(incident)
    if incident.resolved_at is not None or token is None:
        raise ConflictError("这个异常已经处理。")
    said = audit.Happening("incident.retried", {"name": name})
    do(instance, Doing("retry", {"token": str(token)}, said), actor=actor, now=now)
    db.session.refresh(incident)
    if incident.resolved_at is None:
        incident.attempts += 1
        db.session.flush()
    return incident


def _do(
    instance_id: UUID,
    kind: str,
    token: UUID,
    action: str,
    said: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    more: Mapping[str, Any] | None = None,
) -> ProcessInstance:
    about = audit.Happening(action, {"token": str(token), **said})
    return _on(instance_id, Doing(kind, {"token": str(token), **(more or {})}, about), actor, now)


def _go_back(
    instance_id: UUID,
    kind: str,
    target: UUID,
    action: str,
    said: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> ProcessInstance:
    """Open an earlier task again, for whoever completed it if they may still do it.

    Nobody closes their account or ends their posts meanwhile.
    """
    before = set(running(instance_id).projected["tasks"])
    instance = _do(instance_id, kind, target, action, said, actor, now)
    earlier = db.session.get_one(UserTask, target)
    opened = [UUID(token) for token in instance.projected["tasks"] if token not in before]
    person = earlier.completed_for_id or earlier.completed_by_id
    able = {each.id for each in identity.people_in(earlier.groups, now)} & {person}
    for there in filter(lambda each: each.is_active, identity.staying(able)):
        is_it = UserTask.id.in_(opened), UserTask.element_id == earlier.element_id
        theirs = update(UserTask).where(*is_it, identity.has_post(there.id))
        db.session.execute(theirs.values(assignee_id=there.id))
    return instance


def _on(instance_id: UUID, doing: Doing, actor: Actor, now: datetime) -> ProcessInstance:
    instance = running(instance_id)
    do(instance, doing, actor=actor, now=now)
    return instance


def _said_of_past(instance: ProcessInstance, target: UUID) -> dict[str, Any]:
    for past in returnable(instance.id):
        if past.token == target:
            return {
                "process": past.process_key,
                "element": past.element_id,
                "name": past.name,
            }
    raise not_offered(instance.id)


def _said(token: UUID) -> dict[str, Any]:
    """Return what the audit says of an open task or of an incident's element."""
    task = db.session.get(UserTask, token)
    of_token = select(Incident).where(Incident.token == token).limit(1)
    found = task or db.session.scalar(of_token)
    if found is None:
        raise NotOfferedError
    return {
        "process": found.process_key,
        "element": found.element_id,
        "name": found.name,
        "department": task.department if task else None,
    }
