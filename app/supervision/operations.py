"""What a supervisor or a process administrator does to a running case by hand.

Each needs a permission, a case the person sees and a reason, and stands in the case's record.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from app import audit, definitions, feel, identity, runtime, tasks
from app.cases import Case
from app.core.errors import InvalidError
from app.engine import Past, Problem, Scope
from app.identity import Actor
from app.runtime import Branch, Did, Message, Moment, Moved
from app.supervision import policy
from app.tasks import Preview


def suspend(case_id: UUID, reason: str, *, actor: Actor, now: datetime) -> Case:
    """Let a case stand still: nobody acts in it, no timer fires, nothing becomes late."""
    words, case = tasks.worded(reason), policy.case(case_id, actor, "case.suspend")
    runtime.suspend(case_id, words, actor=actor, now=now)
    return case


def resume(case_id: UUID, reason: str, *, actor: Actor, now: datetime) -> Case:
    """Let a suspended case go on; what came due meanwhile happens now."""
    words, case = tasks.worded(reason), policy.case(case_id, actor, "case.suspend")
    runtime.resume(case_id, words, actor=actor, now=now)
    return case


def terminate(case_id: UUID, reason: str, *, actor: Actor, now: datetime) -> Case:
    """End a case where it stands."""
    words, case = tasks.worded(reason), policy.case(case_id, actor, "case.terminate")
    runtime.cancel(case_id, words, actor=actor, now=now)
    return case


def returnable(case_id: UUID, *, actor: Actor) -> list[Past]:
    """Return the earlier tasks a case can go back to, the newest first."""
    policy.case(case_id, actor, "case.return")
    return runtime.returnable(case_id)


def preview_return(case_id: UUID, target: UUID, *, actor: Actor) -> Preview:
    """Return what going back would cancel, and whose tasks these are."""
    policy.case(case_id, actor, "case.return")
    return tasks.previewed(case_id, target)


def return_to(case_id: UUID, target: UUID, reason: str, *, actor: Actor, now: datetime) -> Case:
    """Return a case to an earlier task, whatever its diagram allows caseworkers."""
    words, case = tasks.worded(reason), policy.case(case_id, actor, "case.return")
    runtime.return_to(case_id, target, words, actor=actor, now=now)
    return case


def skip(case_id: UUID, token: UUID, reason: str, *, actor: Actor, now: datetime) -> Case:
    """Let an open task or a failed element go on as if done."""
    words, case = tasks.worded(reason), policy.case(case_id, actor, "task.skip")
    runtime.skip(case_id, token, words, actor=actor, now=now)
    return case


def branches(case_id: UUID, *, actor: Actor, now: datetime) -> list[Branch]:
    """Return the running instances of the case's multi-instance activities."""
    policy.case(case_id, actor, "branch.change")
    return runtime.branches(case_id, now)


def add_branch(
    case_id: UUID, loop: UUID, element: str, reason: str, *, actor: Actor, now: datetime
) -> Case:
    """Call one more in (加签), such as a department by its code."""
    words, case = tasks.worded(reason), policy.case(case_id, actor, "branch.change")
    if not element.strip():
        raise InvalidError(fields={"element": "请写明加派的单位。"})
    runtime.add(case_id, loop, element.strip(), words, actor=actor, now=now)
    return case


def remove_branch(case_id: UUID, token: UUID, reason: str, *, actor: Actor, now: datetime) -> Case:
    """Release one of several (减签), with all that runs in it."""
    words, case = tasks.worded(reason), policy.case(case_id, actor, "branch.change")
    running = {branch.token: branch.label for branch in runtime.branches(case_id, now)}
    if token not in running:
        raise runtime.NotOfferedError
    runtime.remove(case_id, token, running[token], words, actor=actor, now=now)
    return case


def variables(case_id: UUID, *, actor: Actor, now: datetime) -> list[Scope]:
    """Return every running scope of a case with its variables, the process itself first."""
    policy.case(case_id, actor, policy.READ)
    return runtime.look(case_id, now).scopes


def set_variable(
    case_id: UUID,
    scope: UUID | None,
    name: str,
    text: str,
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> Case:
    """Set a variable to what a FEEL expression says; due dates and offers follow."""
    words, case = tasks.worded(reason), policy.case(case_id, actor, "variable.set")
    wrong = variable_faults(name, text)
    if wrong:
        raise InvalidError(fields=wrong)
    value = feel.evaluate(text, {})
    runtime.set_variable(case_id, scope, name.strip(), value, words, actor=actor, now=now)
    return case


def variable_faults(name: str, text: str) -> dict[str, str]:
    """Return what is wrong with a variable's ``name`` and ``value``, each in a sentence."""
    wrong = {}
    if not name.strip().isidentifier():
        wrong["name"] = "请写变量名：字母、汉字、数字、下划线，不以数字开头。"
    try:
        feel.evaluate(text, {})
    except feel.FeelError as error:
        wrong["value"] = f"请写一个 FEEL 值，文字加引号：{error}"
    return wrong


def at(case_id: UUID, moment: datetime, *, actor: Actor) -> Moment:
    """Return a case as it stood at a moment, rebuilt from its commands."""
    policy.case(case_id, actor, policy.READ)
    return runtime.at(case_id, moment)


def case(case_id: UUID, *, actor: Actor) -> Case:
    """Return a case this person operates, or NotFoundError."""
    return policy.case(case_id, actor, policy.READ)


def history(case_id: UUID, *, actor: Actor) -> list[Did]:
    """Return every command of a case, the first first: the moments it can be looked at."""
    policy.case(case_id, actor, policy.READ)
    return runtime.history(case_id)


def newest(process_key: str, *, actor: Actor) -> str:
    """Return the set of newest versions of a process: where its cases can migrate to."""
    identity.require(actor, "case.migrate")
    return definitions.pin(process_key).id


def moved(process_key: str, *, actor: Actor) -> list[Moved]:
    """Return which cases of a process migrated, the last first."""
    identity.require(actor, "case.migrate")
    return runtime.moved(process_key)


def plan(old_set: str, new_set: str, *, actor: Actor) -> dict[str, str]:
    """Return which element becomes which, as far as the structure tells; to be corrected."""
    identity.require(actor, "case.migrate")
    return runtime.plan(old_set, new_set)


def faults(
    case_id: UUID, new_set: str, mapping: Mapping[str, str], *, actor: Actor
) -> list[Problem]:
    """Return why a case cannot migrate; empty when it can. Nothing is changed."""
    policy.case(case_id, actor, "case.migrate")
    return runtime.migration_faults(case_id, new_set, mapping)


def migrate(
    case_id: UUID,
    new_set: str,
    mapping: Mapping[str, str],
    reason: str,
    *,
    actor: Actor,
    now: datetime,
) -> Case:
    """Let a case go on under other versions of its definitions; its clocks keep running."""
    words, case = tasks.worded(reason), policy.case(case_id, actor, "case.migrate")
    runtime.migrate(case_id, new_set, mapping, words, actor=actor, now=now)
    return case


def unmigrate(case_id: UUID, reason: str, *, actor: Actor, now: datetime) -> Case:
    """Undo the last migration of a case."""
    words, case = tasks.worded(reason), policy.case(case_id, actor, "case.migrate")
    runtime.unmigrate(case_id, words, actor=actor, now=now)
    return case


def publish(
    name: str,
    key: str,
    payload: Mapping[str, Any],
    *,
    time_to_live: str | timedelta | None = None,
    one_time_key: str | None = None,
    actor: Actor,
    now: datetime,
) -> Message:
    """Send a message from outside; the same person and one-time key send it once."""
    identity.require(actor, "message.send")
    before = runtime.sent_before(actor.user_id, one_time_key)
    if before is not None:
        return before
    message = runtime.send(
        name,
        key,
        payload,
        sender=None,
        now=now,
        time_to_live=runtime.time_to_live(time_to_live),
        sender_id=actor.user_id,
        one_time_key=one_time_key,
    )
    said = {"message": name, "key": key}
    audit.record("message.sent", chain=f"message:{name}", actor=actor, at=now, details=said)
    return message
