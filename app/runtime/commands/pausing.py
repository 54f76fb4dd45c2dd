"""The clocks of an instance's limits stand still for a while, and go on (暂停计时).

From its beginning a pause counts as long as it is planned, so nothing becomes late in it; ended
earlier, it counts what it lasted. Dates in variables are moved likewise, with their timers.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app import audit, policies, sla
from app.core.errors import ConflictError
from app.engine import Step
from app.identity import Actor
from app.runtime.commands.doing import Doing, do
from app.runtime.commands.operations import running
from app.runtime.models import ProcessInstance
from app.runtime.queries import look

Kept = dict[str, Any]


class PausedAlreadyError(ConflictError):
    """这个案件已经在暂停计时。"""


class NotPausedError(ConflictError):
    """这个案件没有暂停计时，或者已经恢复。"""


@dataclass(frozen=True)
class Planned:
    """A pause before it begins.

    ``limits`` are those whose clocks stand still; ``dates`` the variables that hold the end of
    one, by name.
    """

    until: datetime
    reason: str
    limits: Collection[str]
    dates: Mapping[str, str]


def standing(instance: ProcessInstance) -> Kept | None:
    """Return the pause that lasts: ``from``, ``to``, ``reason``, ``limits``, ``names``."""
    last = instance.pauses[-1] if instance.pauses else None
    return last if last and last["open"] else None


def pause(
    instance_id: UUID, planned: Planned, *, said: Mapping[str, Any], actor: Actor, now: datetime
) -> ProcessInstance:
    """Let the clocks stand still; PausedAlreadyError when they do."""
    instance = running(instance_id)
    if standing(instance):
        raise PausedAlreadyError
    moved = _moved(instance, look(instance_id, now), planned, now)
    new = {
        "from": now,
        "to": planned.until,
        "open": True,
        "reason": planned.reason,
        "limits": sorted(planned.limits),
        "names": sorted(planned.dates),
        "moved": moved,
    }
    payload = {
        "pauses": [*(instance.pauses or []), new],
        "names": new["names"],
        "moves": [[old, later] for old, later, _ in moved],
    }
    doing = Doing("pause", payload, audit.Happening("clock.paused", said))
    do(instance, doing, actor=actor, now=now)
    return instance


def unpause(
    instance_id: UUID, *, said: Mapping[str, Any], actor: Actor, now: datetime
) -> ProcessInstance:
    """Let the clocks go on, at the latest as of the planned end; NotPausedError when they do."""
    instance = running(instance_id)
    found = standing(instance)
    if found is None:
        raise NotPausedError
    lasted = {**found, "to": min(now, found["to"]), "open": False}
    payload = {
        "pauses": [*(instance.pauses or [])[:-1], lasted],
        "names": found["names"],
        "moves": [[one[1], _back(instance, one, lasted)] for one in found["moved"]],
    }
    doing = Doing("unpause", payload, audit.Happening("clock.resumed", said))
    do(instance, doing, actor=actor, now=now)
    return instance


def _moved(
    instance: ProcessInstance, step: Step, planned: Planned, now: datetime
) -> list[tuple[datetime, datetime, str]]:
    """Return each date that a paused limit ends at, where it moves to, and its clock."""
    facts = {name: value for scope in step.scopes for name, value in scope.variables.items()}
    limits = policies.limits(instance.parameters_version)
    found: dict[datetime, tuple[datetime, datetime, str]] = {}
    for name, key in planned.dates.items():
        term = sla.term(limits, key, facts)
        clock = term.clock if term else sla.Clock.NATURAL_DAYS
        for due in (scope.variables.get(name) for scope in step.scopes):
            if isinstance(due, datetime) and due > now:
                move = due, _postponed(instance, due, now, planned.until, clock), clock.value
                found[due] = max(found.get(due, move), move)
    return list(found.values())


def _back(instance: ProcessInstance, moved: Collection[Any], lasted: Kept) -> datetime:
    due, _, clock = moved
    return _postponed(instance, due, lasted["from"], lasted["to"], sla.Clock(clock))


def _postponed(
    instance: ProcessInstance, due: datetime, start: datetime, end: datetime, clock: sla.Clock
) -> datetime:
    calendar = policies.calendar(instance.calendar_version)
    return sla.postponed(due, start, [sla.Pause(start, end)], clock, calendar)
