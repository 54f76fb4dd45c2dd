"""What comes from outside an instance: signals, and the events that start a process."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.engine.definition import Definition
from app.engine.elements.events import (
    CatchEvent,
    Condition,
    Message,
    Signal,
    StartEvent,
    spread,
)
from app.engine.instance.tokens import Instance
from app.engine.instance.values import kept
from app.engine.operations.doing import command
from app.engine.run import run
from app.engine.step import Entry, Host, Step
from app.engine.timers import Timer


def broadcast(
    definition: Definition,
    state: bytes,
    signal: str,
    payload: Mapping[str, Any],
    *,
    now: datetime,
    host: Host,
) -> Step:
    """Let everything in the instance that listens for the signal catch it, at once."""

    def receive(instance: Instance) -> None:
        run(instance)
        spread(instance, signal, kept(payload))

    return command(definition, state, receive, now, host)


def entries(definition: Definition) -> list[Entry]:
    """Return where an instance of the root process can be told to start, as drawn."""
    spec = definition.specs[definition.root]
    elements = [spec.task_specs[name] for name in spec.ways]
    return [
        Entry(element.bpmn_id, element.title, *_described(event))
        for element in elements
        for event in element.events
    ]


def _described(event: Any) -> tuple[str, str | None]:
    if isinstance(event, Timer):
        return event.kind, event.text
    if isinstance(event, Condition):
        return "condition", event.text
    if isinstance(event, Message | Signal):
        return type(event).__name__.lower(), event.name
    return "plain", None


def definition_messages(definition: Definition) -> list[str]:
    """Return the names of the messages that some process of the definition may wait for."""
    return _names(definition, Message)


def definition_signals(definition: Definition) -> list[str]:
    """Return the names of the signals that some process of the definition may wait for."""
    return _names(definition, Signal)


def _names(definition: Definition, kind: type[Message | Signal]) -> list[str]:
    nodes = (node for spec in definition.specs.values() for node in spec.task_specs.values())
    waiting = (node for node in nodes if isinstance(node, CatchEvent | StartEvent))
    events = (event for node in waiting for event in node.events)
    return sorted({event.name for event in events if isinstance(event, kind)})
