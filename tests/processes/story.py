"""A process played step by step at Shanghai wall time, with the shipped limits."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app import engine, sla
from tests.processes import files

CASE = UUID("018f0000-0000-7000-8000-000000000002")
CALENDAR = sla.Calendar(1, {})
TUESDAY = "2026-07-14 08:15"
ORDER = {
    "case_ref": "QH-2026-000123",
    "district": "qh",
    "street": "qh.wx",
    "level": "L1",
    "matter": "SW0101",
    "repeats_90d": 0,
    "catalogue_class": "紧急",
    "danger_to_life": True,
}


class Desk:
    """A host with the shipped limits, a plain calendar and the shipped organisations."""

    def limit(self, key: str, facts: Mapping[str, Any], created_at: datetime) -> datetime | None:
        return sla.limit(files.limits(), key, facts, created_at, CALENDAR)

    def anchor(self, key: str, facts: Mapping[str, Any], created_at: datetime) -> datetime | None:
        return sla.anchor(files.limits(), key, facts, created_at, CALENDAR)

    def work_days(self, start: datetime, n: Any) -> datetime:
        return sla.add_work_days(start, int(n), CALENDAR)

    def work_hours(self, start: datetime, n: Any) -> datetime:
        return sla.add_work_hours(start, n, CALENDAR)

    def lookup(self, name: str, args: list[Any]) -> Any:
        return files.organisations()[args[0]]


class Story:
    """One instance: what is open, what was told, what happened."""

    def __init__(self, key: str, at: str = TUESDAY, **variables: Any) -> None:
        self.definition, self.host, self.now = files.definition(key), Desk(), when(at)
        self.effects: list[engine.Effect] = []
        self._take(engine.start(self.definition, CASE, variables, now=self.now, host=self.host))

    @property
    def open(self) -> list[str]:
        """The open tasks, a department's with its code."""
        return sorted(_label(task) for task in self.step.ready_tasks)

    @property
    def offered(self) -> list[str]:
        """The messages a person could send now."""
        return sorted({s.element_id for s in self.step.subscriptions if s.offered and s.form_key})

    @property
    def told(self) -> list[str]:
        """The keys of the notices sent so far, one for each time somebody was told."""
        sent = [e for e in self.effects if e.type in ("notify", "cc")]
        return [str(effect.inputs["key"]) for effect in sent if effect.inputs["to"]]

    @property
    def opened(self) -> list[str]:
        """The processes of the linked cases asked for."""
        return [str(e.inputs["process"]) for e in self.effects if e.type == "open case"]

    @property
    def ended(self) -> str | None:
        """The end event, once nothing is left that could still happen."""
        step = self.step
        left = [*step.ready_tasks, *step.timers, *step.subscriptions, *step.incidents]
        return step.end_event if step.ended and not left else None

    def task(self, label: str) -> engine.ReadyTask:
        return next(task for task in self.step.ready_tasks if _label(task) == label)

    def due(self, label: str) -> str:
        """When the task is due, as wall time."""
        return shown(self.task(label).due_at)

    def do(self, label: str, **variables: Any) -> list[str]:
        return self.complete(self.task(label), variables)

    def complete(self, task: engine.ReadyTask, variables: Mapping[str, Any]) -> list[str]:
        return self._command(engine.complete, task.token, variables)

    def send(self, element_id: str, to: str = "", **payload: Any) -> list[str]:
        """Send a message, to the department named if several listen."""
        listening = [s for s in self.step.subscriptions if s.element_id == element_id]
        chosen = [s for s in listening if to in ("", s.facts.get("department"))]
        return self.deliver(chosen[0], payload)

    def deliver(self, to: engine.Subscription, payload: Mapping[str, Any]) -> list[str]:
        return self._command(engine.deliver, to.token, payload)

    def next_timer(self) -> list[str]:
        """Let the next timer's time come."""
        self.now = max(self.now, min(timer.due_at for timer in self.step.timers))
        return self._command(engine.wake)

    def at(self, text: str) -> list[str]:
        """Let the time come and every timer that is due by then, one instant after another."""
        goal = when(text)
        while any(timer.due_at <= goal for timer in self.step.timers):
            self.next_timer()
        self.now = goal
        return self._command(engine.wake)

    def add(self, element_id: str, element: Any) -> list[str]:
        token = next(loop.token for loop in self.step.loops if loop.element_id == element_id)
        return self._command(engine.add_instance, token, element)

    def variable(self, name: str) -> Any:
        """The variable in the innermost process that has it."""
        held = [scope.variables for scope in self.step.scopes if name in scope.variables]
        return held[-1][name] if held else self.step.variables[name]

    def _command(self, verb: Any, *arguments: Any) -> list[str]:
        state = self.step.state
        return self._take(verb(self.definition, state, *arguments, now=self.now, host=self.host))

    def _take(self, step: engine.Step) -> list[str]:
        self.step = step
        self.effects += step.effects
        assert not step.incidents, step.incidents
        assert not [t.problem for t in step.ready_tasks if t.problem]
        assert not [s.problem for s in step.subscriptions if s.problem]
        return self.open


def when(text: str) -> datetime:
    """Return the Shanghai wall time ``2026-07-14 08:15``."""
    return datetime.fromisoformat(text).replace(tzinfo=sla.SHANGHAI)


def shown(moment: datetime | None) -> str:
    """Show a moment as Shanghai wall time."""
    return moment.astimezone(sla.SHANGHAI).strftime("%m-%d %H:%M") if moment else ""


def _label(task: engine.ReadyTask) -> str:
    several = task.process_key in ("p_report_in", "p_whistle_assess")
    return f"{task.element_id} {task.facts['department']}" if several else task.element_id
