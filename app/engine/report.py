"""From an instance at rest to the ``Step`` that the caller reconciles with."""

from typing import Any

from app.engine import timers
from app.engine.elements.activities import UserTask
from app.engine.elements.events import CatchEvent, Message, Signal
from app.engine.elements.multi import MultiInstance
from app.engine.instance.durations import from_microseconds
from app.engine.instance.state import dump
from app.engine.instance.tokens import WAIT, Frame, Instance, Token
from app.engine.step import Failure, Scope, Step, WaitingTimer
from app.engine.tasks import loop, ready_task, subscription


def step(instance: Instance) -> Step:
    """Describe everything that waits now and everything that happened."""
    tokens = list(instance.tokens())
    waiting = [token for token in tokens if token.phase == WAIT]
    end = _end(instance) if instance.completed else None
    return Step(
        state=dump(instance),
        ready_tasks=[ready_task(t) for t in waiting if isinstance(t.task_spec, UserTask)],
        timers=[_timer(token) for token in timers.armed(instance)],
        subscriptions=[subscription(token) for token in waiting if listens(token)],
        loops=[loop(token) for token in waiting if isinstance(token.task_spec, MultiInstance)],
        effects=instance.effects,
        incidents=[_incident(token) for token in tokens if token.id in instance.marks],
        trail=instance.trail,
        scopes=[_scope(frame) for frame in instance.frames()],
        variables=dict(instance.data),
        ended=instance.completed,
        end_event=end.bpmn_id if end else None,
        end_name=end.title if end else None,
    )


def _end(instance: Instance) -> Any:
    """Return the end event of the process, which may stand in an event sub-process."""
    scopes = (instance.definition.specs[name] for name in sorted(instance.definition.specs))
    found = (scope.task_specs.get(instance.end_event) for scope in (instance.spec, *scopes))
    return next((element for element in found if element is not None), None)


def listens(token: Token) -> bool:
    """Say whether the token waits for a message or a signal."""
    spec = token.task_spec
    return isinstance(spec, CatchEvent) and isinstance(spec.event, Message | Signal)


def _timer(token: Token) -> WaitingTimer:
    return WaitingTimer(
        *token.instance.identity(token), from_microseconds(token.internal_data["due"])
    )


def _incident(token: Token) -> Failure:
    return Failure(*token.instance.identity(token), *token.instance.marks[token.id])


def _scope(frame: Frame | Instance) -> Scope:
    key, variables = frame.spec.process_key, dict(frame.data)
    if not isinstance(frame, Frame):
        return Scope(key, None, variables)
    above: Any = frame.parent_workflow
    parent = above.holder.uuid if isinstance(above, Frame) else None
    return Scope(key, frame.holder.uuid, variables, frame.holder.task_spec.bpmn_id, parent)
