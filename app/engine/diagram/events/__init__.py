"""Rules for events: what may stand where, what each kind must say, and how scopes begin."""

from app.engine.diagram.events.places import event_doubts, event_faults
from app.engine.diagram.events.scopes import handler_faults, start_faults

__all__ = ["event_doubts", "event_faults", "handler_faults", "start_faults"]
