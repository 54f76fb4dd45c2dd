"""Where a new instance begins."""

from app.engine.elements.base import enter
from app.engine.elements.events.catching import CatchEvent, StartEvent
from app.engine.elements.process import ProcessSpec
from app.engine.errors import UnknownEntryError
from app.engine.instance.tokens import FIRE, Instance


def begin(instance: Instance, entry: str | None) -> None:
    """Begin at the event of that element id, which has happened; None is the plain start.

    A process that only events start, and more than one, must be told which.
    """
    spec = instance.spec
    if entry is None:
        if is_ambiguous(spec):
            raise UnknownEntryError
        enter(instance)
        return
    if entry not in spec.ways:
        raise UnknownEntryError
    token = enter(instance, spec.task_specs[entry])
    if isinstance(token.task_spec, CatchEvent):
        token.internal_data["quiet"] = True
        token.phase = FIRE


def is_ambiguous(spec: ProcessSpec) -> bool:
    """Say whether only events start the process, and more than one."""
    return sum(isinstance(first, StartEvent) for first in spec.entries) > 1
