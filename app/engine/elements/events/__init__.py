"""Start, end, throwing, catching and boundary events."""

from app.engine.elements.events.catching import (
    AnyOf,
    BoundaryEvent,
    CatchEvent,
    Event,
    ReceiveTask,
    StartEvent,
    fire,
)
from app.engine.elements.events.choice import EventGateway
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
from app.engine.elements.events.routing import spread
from app.engine.elements.events.scopes import EventSubProcess, Listener
from app.engine.elements.events.starting import begin, is_ambiguous
from app.engine.elements.events.throwing import EndEvent, SendTask, ThrowEvent
from app.engine.elements.events.undoing import Revival, UndoAll

__all__ = [
    "AnyOf",
    "BoundaryEvent",
    "Cancel",
    "CatchEvent",
    "Compensation",
    "Condition",
    "Definition",
    "EndEvent",
    "Event",
    "EventGateway",
    "EventSubProcess",
    "Link",
    "Listener",
    "Message",
    "ReceiveTask",
    "Revival",
    "SendTask",
    "Signal",
    "Signpost",
    "StartEvent",
    "Terminate",
    "ThrowEvent",
    "UndoAll",
    "begin",
    "fire",
    "is_ambiguous",
    "spread",
]
