"""What comes from outside an instance: signals, and the events that start a process."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app import feel
from app.core.errors import InvalidError
from app.engine.definition import Definition
from app.engine.elements.events import (
    CatchEvent,
    Condition,
    Message,
    Signal,
    StartEvent,
    spread,
)
from app.engine.instance import durations
from app.engine.instance.tokens import Instance
from app.engine.instance.values import kept
from app.engine.operations.doing import command
from app.engine.run import run
from app.engine.step import Entry, Host, Step
from app.engine.timers import Timer, later

CYCLE = "cycle"


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


def first_start(kind: str, text: str, since: datetime) -> tuple[datetime, int]:
    """Return when a timer first starts a process, and how often (-1: for ever).

    ``kind`` and ``text`` are those of an ``Entry``; InvalidError for what is no time.
    """
    try:
        value = _worth(text, since)
        if kind == CYCLE:
            read = durations.cycle(value)
            return read.start or read.every.after(since), read.times
        if kind == "date":
            return durations.instant(value), 1
        return durations.duration(value).after(since), 1
    except (feel.FeelError, ValueError, OverflowError) as error:
        raise InvalidError(f"开始事件的时间无法计算：{text}") from error


def later_start(
    text: str, since: datetime, due: datetime, left: int, now: datetime
) -> tuple[datetime, int] | None:
    """Return a timer's first time after ``now`` and how often it is left; None for never.

    ``due`` has come, ``left`` times were left with it. Times missed meanwhile count as gone.
    """
    if left == 1:
        return None
    moment, left = later(durations.cycle(_worth(text, since)).every, due, left, now)
    return (moment, left) if left else None


def _worth(text: str, since: datetime) -> Any:
    if not text.startswith("="):
        return text
    return feel.evaluate(text[1:].strip(), {}, {"now": lambda: since})


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
