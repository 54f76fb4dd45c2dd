"""Let the clock of a case stand still, and go on: by hand, or when the time is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select, update

from app import forms, identity, notifications, policies, runtime
from app.cases import documents, queries
from app.cases.models import Case
from app.cases.pausing import rules
from app.cases.pausing.models import Pause
from app.cases.pausing.rules import Reason, Rules
from app.core.clock import spoken
from app.core.db import db
from app.core.errors import ConflictError, InvalidError, NotPermittedError
from app.engine import ReadyTask
from app.identity import SYSTEM, Actor
from app.runtime import ProcessInstance, UserTask

LONGEST, SHORTEST = 200, 4
PAUSED = "“{who}”已于 {when} 暂停计时，不用再做。"
RESUMED = "“{who}”已于 {when} 恢复计时，不用再做。"


class MayNotPauseError(NotPermittedError):
    """只有正在办理这个案件的人或督办人员才能暂停计时。"""


class NothingPausableError(ConflictError):
    """当前没有可以暂停的时限。"""


class TooLateToPauseError(ConflictError):
    """时限已过，不能再暂停计时。"""


@dataclass(frozen=True)
class Asked:
    """A pause as somebody asks for it."""

    reason: str
    words: str
    until: str
    proof_name: str = ""
    proof: BinaryIO | None = None


def pause(case_id: UUID, asked: Asked, *, actor: Actor, now: datetime) -> Pause:
    """Let the clocks of an order stand still until a day, for a reason the rules know."""
    case = queries.case(case_id, actor)
    runtime.lock(case_id)
    _require_going(case_id)
    allowed = rules_of(case)
    allowed.require_for(case.level, case.whistle_class)
    tasks = _pausable(case, allowed, actor, now)
    reason, words = _reason(case_id, asked, allowed), _words(asked.words)
    calendar = policies.calendar(case.instance.calendar_version)
    until = rules.until(asked.until, reason, now, calendar)
    kept = Pause(
        case_id=case_id,
        reason=reason.name,
        words=words,
        document_id=_proof(case_id, asked, reason, actor, now),
        by_id=actor.user_id,
        by_name=actor.name,
        paused_at=now,
        until=until,
    )
    db.session.add(kept)
    planned = runtime.Planned(until, reason.name, allowed.limits, allowed.dates)
    said = {"reason": reason.name, "words": words, "until": until.isoformat()}
    runtime.pause(case_id, planned, said=said, actor=actor, now=now)
    _tell("clock_paused", case, tasks, {"reason": reason.name, "until": until}, now)
    return kept


def resume_clock(case_id: UUID, *, actor: Actor, now: datetime) -> Pause:
    """Let the clocks go on before the pause is over."""
    case = queries.case(case_id, actor)
    instance = runtime.lock(case_id)
    tasks = _counted(case, rules_of(case), now)
    lasting = next((each for each in pauses_of(case_id) if each.resumed_at is None), None)
    is_own = lasting is not None and lasting.by_id == actor.user_id
    if not is_own and not may_pause(case, runtime.tasks_of(case_id), actor):
        raise MayNotPauseError
    return _go_on(case, instance, tasks, actor, now)


def resume_due(case_id: UUID, *, now: datetime) -> bool:
    """Let the clocks of a case go on, its pause being over; False when it is busy elsewhere."""
    instance = runtime.try_lock(case_id)
    if instance is None or instance.is_suspended:
        return False
    case = db.session.get_one(Case, case_id)
    if instance.is_ended:
        _close(case_id, SYSTEM, now)
    else:
        _go_on(case, instance, _counted(case, rules_of(case), now), SYSTEM, now)
    return True


def due_pauses(now: datetime, limit: int) -> list[UUID]:
    """Return cases whose pause is over, the longest over first."""
    over = Pause.resumed_at.is_(None), Pause.until <= now, runtime.going(Pause.case_id)
    chosen = select(Pause.case_id).where(*over).order_by(Pause.until)
    return list(db.session.scalars(chosen.limit(limit)))


def pauses_of(case_id: UUID) -> Sequence[Pause]:
    """Return every pause of a case, oldest first."""
    chosen = select(Pause).where(Pause.case_id == case_id).order_by(Pause.paused_at)
    return db.session.scalars(chosen).all()


def rules_of(case: Case) -> Rules:
    """Return the rules on pauses that a case runs under."""
    return rules.read(policies.parameters(case.instance.parameters_version))


def may_pause(case: Case, tasks: Sequence[UserTask], actor: Actor) -> bool:
    """Tell whether a person works on an open task, or supervises: roughly, for the page."""
    if case.is_closed or not rules_of(case).allow(case.level, case.whistle_class):
        return False
    mine = (task.is_open and _is_mine(task, actor) for task in tasks)
    return identity.may(actor, "case.pause") or any(mine)


def _require_going(case_id: UUID) -> None:
    lasting = next((each for each in pauses_of(case_id) if each.resumed_at is None), None)
    if lasting is not None:
        when = spoken(lasting.paused_at)
        raise runtime.PausedAlreadyError(PAUSED.format(who=lasting.by_name, when=when))


def _not_paused(case_id: UUID) -> runtime.NotPausedError:
    last = next((each for each in reversed(pauses_of(case_id)) if each.resumed_at), None)
    if last is None or last.resumed_at is None:
        return runtime.NotPausedError()
    return runtime.NotPausedError(RESUMED.format(who=last.resumed_by, when=spoken(last.resumed_at)))


def _go_on(
    case: Case, instance: ProcessInstance, tasks: list[ReadyTask], actor: Actor, now: datetime
) -> Pause:
    lasts = runtime.standing(instance)
    if lasts is None:
        raise _not_paused(case.id)
    kept = _close(case.id, actor, min(now, lasts["to"]))
    said = {"reason": kept.reason, "since": kept.paused_at.isoformat()}
    runtime.unpause(case.id, said=said, actor=actor, now=now)
    _tell("clock_resumed", case, tasks, {"reason": kept.reason}, now)
    return kept


def _close(case_id: UUID, actor: Actor, at: datetime) -> Pause:
    lasting = Pause.case_id == case_id, Pause.resumed_at.is_(None)
    ended = update(Pause).where(*lasting).values(resumed_at=at, resumed_by=actor.name)
    found = db.session.scalar(ended.returning(Pause))
    if found is None:
        raise runtime.NotPausedError
    return found


def _pausable(case: Case, allowed: Rules, actor: Actor, now: datetime) -> list[ReadyTask]:
    """Return the open tasks whose clock may stand still; refuse who holds none of them."""
    if case.is_closed:
        raise runtime.EndedError
    found = _counted(case, allowed, now)
    rows = {task.id: task for task in runtime.tasks_of(case.id) if task.is_open}
    mine = [task for task in found if task.token in rows and _is_mine(rows[task.token], actor)]
    if not mine and not identity.may(actor, "case.pause"):
        raise MayNotPauseError
    if not found:
        raise NothingPausableError
    if all(task.due_at is None or task.due_at <= now for task in found):
        raise TooLateToPauseError
    return found


def _counted(case: Case, allowed: Rules, now: datetime) -> list[ReadyTask]:
    return [task for task in runtime.look(case.id, now).ready_tasks if allowed.counts(task.counts)]


def _is_mine(task: UserTask, actor: Actor) -> bool:
    if task.assignee_id is not None:
        return task.assignee_id == actor.user_id
    return bool({*task.groups} & {*actor.groups})


def _reason(case_id: UUID, asked: Asked, allowed: Rules) -> Reason:
    reason = next((each for each in allowed.reasons if each.name == asked.reason), None)
    if reason is None:
        raise InvalidError(fields={"reason": "请选择暂停的原因。"})
    before = sum(each.reason == reason.name for each in pauses_of(case_id))
    if before >= reason.times:
        sentence = f"“{reason.name}”在一个案件里最多暂停 {reason.times} 次，已用完。"
        raise InvalidError(fields={"reason": sentence})
    if reason.needs_proof and not asked.proof_name:
        raise InvalidError(fields={"proof": f"“{reason.name}”须上传证明材料。"})
    return reason


def _words(words: str) -> str:
    words = " ".join(words.split())
    if not SHORTEST <= len(words) <= LONGEST:
        raise InvalidError(fields={"words": f"请写明情况，{SHORTEST} 到 {LONGEST} 个字。"})
    if forms.has_personal_data(words):
        raise InvalidError(fields={"words": "情况里不能写电话、证件号等个人信息。"})
    return words


def _proof(case_id: UUID, asked: Asked, reason: Reason, actor: Actor, now: datetime) -> UUID | None:
    if asked.proof is None or not asked.proof_name:
        return None
    try:
        kept = documents.upload(asked.proof_name, asked.proof, actor=actor, now=now)
    except documents.RefusedFileError as refused:
        raise InvalidError(fields={"proof": str(refused)}) from refused
    kept.case_id, kept.note = case_id, reason.name
    return kept.id


def _tell(
    key: str, case: Case, tasks: Sequence[ReadyTask], values: dict[str, object], now: datetime
) -> None:
    groups = list(dict.fromkeys(group for task in tasks for group in task.groups))
    people = [person.id for person in identity.people_in(groups, now)]
    told = {"case_ref": case.reference, "matter_name": case.matter_name, **values}
    notifications.tell(key, groups=groups, user_ids=people, values=told, case_id=case.id, now=now)
