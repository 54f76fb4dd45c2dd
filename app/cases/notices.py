"""Service tasks that tell people: ``notify`` and ``cc``."""

from collections.abc import Callable, Mapping
from datetime import datetime
from string import Formatter
from typing import Any

from sqlalchemy import select

from app import identity, notifications, policies, runtime, sla
from app.cases import service
from app.cases.models import Case, Copy, Submission
from app.core.db import db
from app.engine import Effect

REQUESTER = "requester"
LEVELS = {"L1": "一级（2小时）", "L2": "二级（24小时）", "L3": "三级（7天）", "L4": "四级（15天）"}
_said_elsewhere: dict[str, Callable[[Effect, runtime.Happening], Any]] = {}
NAMES = {"handler_name": "handler", "department_name": "department", "street_name": "street"}


def say(name: str, provider: Callable[[Effect, runtime.Happening], Any]) -> None:
    """Let a feature above this one fill a placeholder of the notices' texts."""
    _said_elsewhere[name] = provider


def notify(effect: Effect, happening: runtime.Happening) -> None:
    """Tell groups, or the requester; inputs ``key``, ``to`` and what the text needs."""
    case = db.session.get_one(Case, happening.instance.case_id)
    values = text_values(effect, case, happening)
    groups = _groups(effect.inputs.get("to"))
    key = str(effect.inputs["key"])
    if REQUESTER in groups:
        notifications.tell_requester(key, values=values, case_id=case.id, now=happening.now)
    inside = [group for group in groups if group != REQUESTER]
    if inside:
        _tell(key, inside, values, case, happening.now)
    happening.say("notice.sent", key=key, to=groups)


def send_copy(effect: Effect, happening: runtime.Happening) -> None:
    """Send a copy with a read receipt; inputs ``to`` and ``key``."""
    notify(effect, happening)
    to = _groups(effect.inputs.get("to"))
    orgs = {identity.split_group(group)[0] for group in to if "/" in group}
    service.give_part(happening.instance.case_id, orgs)
    for group in to:
        db.session.add(
            Copy(
                case_id=happening.instance.case_id,
                group=group,
                notice_key=str(effect.inputs["key"]),
                sent_at=happening.now,
            )
        )
    db.session.flush()


def tell_added(happening: runtime.Happening) -> None:
    """Tell a department that was called in while the others report in (加派)."""
    called = happening.entries[0].details["department"]
    case = db.session.get_one(Case, happening.instance.case_id)
    for task in happening.step.ready_tasks:
        if task.facts.get("department") == called:
            inputs = {"key": "department_added", "to": task.groups}
            where = (task.token, task.process_key, task.element_id, task.name)
            effect = Effect(*where, type="notify", inputs=inputs, facts=task.facts)
            values = text_values(effect, case, happening)
            _tell("department_added", task.groups, values, case, happening.now)
            happening.say("notice.sent", key="department_added", to=task.groups)


def text_values(effect: Effect, case: Case, happening: runtime.Happening) -> dict[str, Any]:
    """Return a value for every placeholder of a notice's text that can be known."""
    text = notifications.texts().get(str(effect.inputs["key"]), "")
    known = {**_of_case(case), **effect.facts, **effect.inputs}
    wanted = [name for _, name, _, _ in Formatter().parse(text) if name]
    found = {name: _value(name, known, effect, happening) for name in wanted}
    return {name: value for name, value in found.items() if value is not None}


def _value(
    name: str, known: Mapping[str, Any], effect: Effect, happening: runtime.Happening
) -> Any:
    if known.get(name) is not None:
        return known[name]
    if name in _said_elsewhere:
        return _said_elsewhere[name](effect, happening)
    if name in NAMES:
        code = known.get(NAMES[name])
        return identity.organisation_name(str(code)) if code else None
    if name in COMPUTED:
        return COMPUTED[name](known, effect)
    return _limit(name, effect, happening)


def _last_said(known: Mapping[str, Any], key: str) -> Any:
    """Return what was last entered under a key: a fact of a reply, not of the process."""
    replies = select(Submission.values).where(Submission.case_id == known["case_id"])
    ordered = db.session.scalars(replies.order_by(Submission.at.desc(), Submission.id.desc()))
    return next((values[key] for values in ordered if values.get(key)), None)


def _departments(known: Mapping[str, Any], _effect: Effect) -> str:
    """Name the departments called: the caller of a whistle knows them from its replies alone."""
    called = known.get("departments") or _last_said(known, "departments") or []
    return "、".join(identity.organisation_name(str(each)) for each in called)


COMPUTED: Mapping[str, Callable[[Mapping[str, Any], Effect], Any]] = {
    "departments_names": _departments,
    "level_name": lambda known, _: LEVELS.get(str(known.get("level"))),
    "task": lambda _, effect: effect.name,
    "reason": lambda known, _: _last_said(known, "reject_reason"),
    "channel_hint": lambda known, _: _last_said(known, "channel_hint"),
}


def _limit(key: str, effect: Effect, happening: runtime.Happening) -> datetime | None:
    limits = policies.limits(happening.instance.parameters_version)
    calendar = policies.current_calendar()
    if key not in limits.rows:
        return None
    pauses = runtime.pauses_of(happening.instance.pauses)
    return sla.limit(limits, key, effect.facts, happening.now, calendar, pauses)


def _tell(
    key: str, groups: list[str], values: Mapping[str, Any], case: Case, now: datetime
) -> None:
    people = [person.id for person in identity.people_in(groups)]
    notifications.tell(key, groups=groups, user_ids=people, values=values, case_id=case.id, now=now)


def _of_case(case: Case) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "case_ref": case.reference,
        "matter_name": case.matter_name,
        "place": case.place_text,
        "order_due_at": case.order_due_at,
    }


def _groups(to: Any) -> list[str]:
    if to is None:
        return []
    return [str(to)] if isinstance(to, str) else [str(group) for group in to]
