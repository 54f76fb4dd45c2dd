"""Event definitions, read from a node."""

from collections.abc import Callable
from typing import Any

from app.engine.diagram.dialect import reference
from app.engine.elements.events.kinds import (
    Cancel,
    Compensation,
    Condition,
    Definition,
    Link,
    Message,
    Signal,
    Signpost,
    Terminate,
)
from app.engine.extensions import bpmn, local_name, read_extensions
from app.engine.timers import Timer

TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


def event_definitions(node: Any) -> list[Definition]:
    """Return everything the event waits for: any of them lets it happen.

    A send or receive task names its message itself.
    """
    if node.get("messageRef"):
        return [_message(node)]
    children = ((child, READERS.get(_kind(child))) for child in node)
    return [read(child) for child, read in children if read is not None]


def _kind(child: Any) -> str:
    name = local_name(child)
    return name.removesuffix("EventDefinition") if name.endswith("EventDefinition") else ""


def _timer(node: Any) -> Timer:
    child = next(part for part in node if part.tag in {bpmn(name) for name in TIMERS})
    return Timer(TIMERS[child.tag.rpartition("}")[2]], (child.text or "").strip())


def _message(node: Any) -> Definition:
    message = reference(node.getroottree().getroot(), "message", node.get("messageRef"))
    if message is None:
        return None
    key = read_extensions(message).of("subscription", "correlationKey")
    return Message(message.get("name") or message.get("id"), key)


def _signal(node: Any) -> Signal:
    signal = reference(node.getroottree().getroot(), "signal", node.get("signalRef"))
    return Signal(signal.get("name") or signal.get("id"))


def _error(node: Any) -> Signpost:
    return Signpost("error", _code(node, "error", "errorCode"))


def _escalation(node: Any) -> Signpost:
    return Signpost("escalation", _code(node, "escalation", "escalationCode"))


def _code(node: Any, kind: str, attribute: str) -> str | None:
    root = node.getroottree().getroot()
    found = reference(root, kind, node.get(f"{kind}Ref"))
    return None if found is None else found.get(attribute) or found.get("id")


def _condition(node: Any) -> Condition:
    return Condition((node.findtext(bpmn("condition")) or "").strip())


def _link(node: Any) -> Link:
    return Link(node.get("name") or "")


def _compensation(node: Any) -> Compensation:
    return Compensation(node.get("activityRef"))


READERS: dict[str, Callable[[Any], Definition]] = {
    "timer": _timer,
    "message": _message,
    "signal": _signal,
    "error": _error,
    "escalation": _escalation,
    "conditional": _condition,
    "link": _link,
    "compensate": _compensation,
    "cancel": lambda node: Cancel(),
    "terminate": lambda node: Terminate(),
}
