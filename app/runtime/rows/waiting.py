"""Timers that run, messages and signals that are waited for."""

from collections.abc import Mapping
from typing import Any

from app.engine import Loop, Step, WaitingTimer
from app.engine import Subscription as Waiting
from app.runtime.handlers import Happening
from app.runtime.models import MESSAGE, ProcessInstance, Subscription, Timer
from app.runtime.rows.difference import difference, digest, iso, replace

ADD, ADDING = "add", "加派部门"


def offers(step: Step) -> list[Waiting]:
    """Return what a case offers: its message events, and calling in one more of several (加派)."""
    return [*step.subscriptions, *(_adding(loop) for loop in step.loops if loop.groups)]


def projected_timers(step: Step) -> dict[str, Any]:
    """Return what the timers' rows say."""
    return {str(timer.token): iso(timer.due_at) for timer in step.timers}


def projected_subscriptions(step: Step) -> dict[str, Any]:
    """Return what the subscriptions' rows say, as digests."""
    return {str(waiting.token): _digest(waiting) for waiting in offers(step)}


def write_timers(happening: Happening, before: Mapping[str, Any]) -> None:
    """Make the timers' rows equal to the step's."""
    now_waiting = {str(timer.token): timer for timer in happening.step.timers}
    gone, new = difference(before, now_waiting, lambda timer: iso(timer.due_at))
    replace(Timer, gone, [_timer_row(happening.instance, timer) for timer in new])


def write_subscriptions(happening: Happening, before: Mapping[str, Any]) -> None:
    """Make the subscriptions' rows equal to the step's; note those that are new."""
    now_waiting = {str(waiting.token): waiting for waiting in offers(happening.step)}
    gone, new = difference(before, now_waiting, _digest)
    replace(Subscription, gone, [_subscription_row(happening.instance, s) for s in new])
    happening.opened.extend(new)


def kind_of(waiting: Waiting) -> str:
    """Return whether a message or a signal is waited for."""
    return str(getattr(waiting, "kind", MESSAGE))


def _adding(loop: Loop) -> Waiting:
    return Waiting(
        token=loop.token,
        process_key=loop.process_key,
        element_id=loop.element_id,
        name=ADDING,
        message=ADD,
        key="",
        groups=loop.groups,
        form_key=loop.form_key,
        offered=True,
        facts=loop.facts,
        properties=loop.properties,
    )


def _timer_row(instance: ProcessInstance, timer: WaitingTimer) -> dict[str, Any]:
    return {
        "id": timer.token,
        "instance_id": instance.id,
        "process_key": timer.process_key,
        "element_id": timer.element_id,
        "due_at": timer.due_at,
        "attempts": 0,
    }


def _subscription_row(instance: ProcessInstance, waiting: Waiting) -> dict[str, Any]:
    return {
        "id": waiting.token,
        "kind": kind_of(waiting),
        "instance_id": instance.id,
        "case_id": instance.case_id,
        "process_key": waiting.process_key,
        "element_id": waiting.element_id,
        "name": waiting.name,
        "message": waiting.message,
        "key": str(waiting.key),
        "groups": waiting.groups,
        "form_key": waiting.form_key,
        "is_offered": waiting.offered,
        "department": waiting.facts.get("department"),
        "whistle_no": waiting.facts.get("whistle_no"),
    }


def _digest(waiting: Waiting) -> str:
    return digest([waiting.groups, waiting.offered, waiting.key, waiting.facts.get("department")])
