"""Commands: push whoever must act, answer a push."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from app import cases, identity, policies, runtime
from app.cases import Case
from app.core.clock import spoken
from app.core.db import db
from app.core.errors import NotFoundError
from app.identity import Actor
from app.runtime import UserTask
from app.tasks import policy, service, telling
from app.tasks.errors import AnsweredError
from app.tasks.urging.models import Urge
from app.tasks.urging.policy import URGE, require_rested, require_waiting, rules_of, worded


def urge(task_id: UUID, words: str, *, actor: Actor, now: datetime) -> Urge:
    """Push whoever must act on an open task, with words; supervisors reach the heads as well.

    Whoever waits for it may: who opened the case, who did an earlier step, who delegated it, and
    supervisors. A person pushes a task once in a while (``urging`` of the parameters, in worked
    time unless the case presses day and night), and nobody does while several pushes wait for an
    answer; the refusal says when one may again.
    """
    task, case = _open(task_id, actor)
    require_waiting(task, case, runtime.tasks_of(task.case_id), actor)
    service.require_going(task)
    line = worded(words, "请写明催办的话。")
    parameters = policies.current_parameters(now).body
    often = rules_of(case, parameters, policies.current_calendar())
    require_rested(_urges(task), often, actor, now)
    pushed = Urge(
        task_id=task.id, case_id=task.case_id, region_id=task.region_id, at=now,
        by_id=actor.user_id, by_name=actor.name, words=line,
    )  # fmt: skip
    db.session.add(pushed)
    db.session.flush()
    telling.record("task.urged", task, actor=actor, now=now, words=line)
    _tell(task, line, actor, now)
    return pushed


def answer(task_id: UUID, urge_id: UUID, words: str, *, actor: Actor, now: datetime) -> Urge:
    """Answer a push in one line, as whoever the task waits for; the person who pushed is told."""
    task, _ = runtime.lock_of_task(task_id, Case)
    if not (task.is_open and policy.is_owner(task, actor)):
        service.require_candidate(task, actor)
    line = worded(words, "请写明答复。")
    pushed = db.session.scalar(select(Urge).where(Urge.id == urge_id, Urge.task_id == task_id))
    if pushed is None:
        raise NotFoundError
    _settle(pushed, line, actor, now)
    telling.record("urge.answered", task, actor=actor, now=now, words=line, to=pushed.by_name)
    telling.tell("urge_answered", task, [pushed.by_id], now=now, by_name=actor.name, words=line)
    return pushed


def _settle(pushed: Urge, line: str, actor: Actor, now: datetime) -> None:
    unanswered = Urge.id == pushed.id, Urge.answered_at.is_(None)
    said = {
        "answer": line,
        "answered_at": now,
        "answered_by_id": actor.user_id,
        "answered_by_name": actor.name,
    }
    settled = update(Urge).where(*unanswered).values(said).returning(Urge.id)
    if db.session.scalar(settled) is None:
        db.session.refresh(pushed)
        when = spoken(pushed.answered_at or now)
        raise AnsweredError(f"“{pushed.answered_by_name}”已于 {when} 答复这次催办。")


def _open(task_id: UUID, actor: Actor) -> tuple[UserTask, Case]:
    task, case = runtime.lock_of_task(task_id, Case)
    cases.case(task.case_id, actor)
    return task, case


def _urges(task: UserTask) -> Sequence[Urge]:
    return db.session.scalars(select(Urge).where(Urge.task_id == task.id)).all()


def _tell(task: UserTask, words: str, actor: Actor, now: datetime) -> None:
    heads = telling.heads(task) if identity.may(actor, URGE) else []
    above = [person.id for person in identity.people_in(heads, now)]
    people = [*telling.audience(task, now), *above]
    telling.tell("urged", task, people, now=now, groups=[*task.groups, *heads], words=words)
