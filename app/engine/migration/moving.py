"""Building the instance anew over the new definition, number by number."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.engine.elements.base import arrive
from app.engine.elements.events import EventGateway, Message
from app.engine.instance.state import load
from app.engine.instance.tokens import SIGN, WAIT, Frame, Instance, Token
from app.engine.migration.crossing import Crossing
from app.engine.migration.places import Place, places
from app.engine.migration.remembered import move_path, move_undo, move_work
from app.engine.step import Host


def moved(crossing: Crossing, state: bytes, now: datetime, host: Host) -> Instance:
    """Return the instance over the new definition; it may not have moved yet."""
    was = load(crossing.old, state, now, host)
    instance = Instance(crossing.new, was.hashed, now, host)
    instance.number, instance.marks = was.number, dict(was.marks)
    _fill(crossing, was, instance)
    for place in places(crossing, was):
        token = _put(place, instance)
        if "undo" in token.internal_data:
            token.internal_data["undo"] = move_undo(crossing, place.token, token)
        frame = was.subprocesses.get(token.id)
        if frame is not None:
            _fill(crossing, frame, instance.open_frame(token, place.element.spec))
    instance.marks = {n: m for n, m in instance.marks.items() if instance.numbered(n) is not None}
    move_path(crossing, was, instance)
    return instance


def begin_new(crossing: Crossing, state: bytes, instance: Instance) -> None:
    """Let events wait that the new definition has added to what runs."""
    was = load(crossing.old, state, instance.now, instance.host)
    for token in list(instance.tokens()):
        old = was.numbered(token.id)
        if old is not None and token.phase in (WAIT, SIGN):
            _listen(old.task_spec, token)
            _attach(crossing, old, token)
    frames: list[tuple[Any, Any]] = [(was, instance)]
    frames += [(was.subprocesses[n], frame) for n, frame in sorted(instance.subprocesses.items())]
    for before, frame in frames:
        known = _counterparts(crossing, before.spec, before.spec.listeners, frame.spec)
        for name in _beyond(frame.spec.listeners, known):
            arrive(Token(frame, frame.spec.task_specs[name]))


def _put(place: Place, instance: Instance) -> Token:
    old = place.token
    holder = old.workflow.holder.id if isinstance(old.workflow, Frame) else 0
    frame: Any = instance.subprocesses[holder] if holder else instance
    parent = frame.tasks.get(old.parent.id) if old.parent is not None else None
    token = Token(frame, place.element, parent, old.state, old.id)
    token.phase, token.at, token.flow, token.origins = old.phase, old.at, place.flow, old.origins
    token.data, token.internal_data = old.data, old.internal_data
    return token


def _fill(crossing: Crossing, old: Frame | Instance, new: Frame | Instance) -> None:
    new.data = old.data
    new.completed_work = move_work(crossing, old.completed_work, old.spec, new.spec)


def _listen(before: Any, token: Token) -> None:
    """Ask for another message if the event has another; a clock that runs stays."""
    event = getattr(token.task_spec, "event", None)
    if isinstance(event, Message) and event != before.event:
        token.task_spec.arm(token)


def _attach(crossing: Crossing, old: Token, token: Token) -> None:
    spec, scope = token.task_spec, token.workflow.spec
    before = old.workflow.spec
    known = _counterparts(crossing, before, old.task_spec.boundaries, scope)
    for name in _beyond(spec.boundaries, known):
        arrive(token.add(scope.task_specs[name]))
    if isinstance(spec, EventGateway):
        waits = {child.task_spec.name for child in token.children}
        for flow in spec.flows:
            if flow.target not in waits:
                event = token.add(scope.task_specs[flow.target])
                event.internal_data["quiet"] = True
                arrive(event, flow.id, token.origins)


def _counterparts(crossing: Crossing, old: Any, names: Iterable[str], new: Any) -> set[str]:
    found = (crossing.same(old.task_specs[name], new) for name in names)
    return {element.name for element in found if element is not None}


def _beyond(names: Iterable[str], known: set[str]) -> list[str]:
    return [name for name in names if name not in known]
