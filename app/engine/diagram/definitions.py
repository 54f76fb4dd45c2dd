"""Event definitions, read from a node."""

from collections.abc import Callable
from typing import Any

from app.engine.diagram.dialect import reference
from app.engine.elements.events import Definition, Message, Signpost, Terminate
from app.engine.extensions import bpmn, read_extensions
from app.engine.timers import Timer

TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


def event_definition(node: Any) -> Definition:
    """Return what the event waits for or throws; None for a plain one."""
    for name, read in READERS.items():
        found = node.find(bpmn(f"{name}EventDefinition"))
        if found is not None:
            return read(found)
    return None


def _timer(node: Any) -> Timer:
    child = next(part for part in node if part.tag in {bpmn(name) for name in TIMERS})
    return Timer(TIMERS[child.tag.rpartition("}")[2]], (child.text or "").strip())


def _message(node: Any) -> Message:
    message = reference(node.getroottree().getroot(), "message", node.get("messageRef"))
    key = read_extensions(message).of("subscription", "correlationKey")
    return Message(message.get("name") or message.get("id"), key)


def _error(node: Any) -> Signpost:
    return Signpost("error", _code(node, "error", "errorCode"))


def _escalation(node: Any) -> Signpost:
    return Signpost("escalation", _code(node, "escalation", "escalationCode"))


def _code(node: Any, kind: str, attribute: str) -> str | None:
    root = node.getroottree().getroot()
    found = reference(root, kind, node.get(f"{kind}Ref"))
    return None if found is None else found.get(attribute) or found.get("id")


def _terminate(node: Any) -> Terminate:
    return Terminate()


READERS: dict[str, Callable[[Any], Definition]] = {
    "timer": _timer,
    "message": _message,
    "error": _error,
    "escalation": _escalation,
    "terminate": _terminate,
}
