"""What a command of the engine returns: plain frozen values, nothing of SpiffWorkflow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID


class Host(Protocol):
    """What the engine may ask while it runs; the caller answers with plain values and records."""

    def limit(self, key: str, facts: Mapping[str, Any], created_at: datetime) -> datetime | None:
        """Return when the limit ends, or None when it does not apply."""

    def anchor(self, key: str, facts: Mapping[str, Any], created_at: datetime) -> datetime | None:
        """Return where the clock of the limit started."""

    def work_days(self, start: datetime, n: Any) -> datetime:
        """Return the end of the n-th working day after ``start``."""

    def work_hours(self, start: datetime, n: Any) -> datetime:
        """Return ``start`` plus n working hours."""

    def lookup(self, name: str, args: list[Any]) -> Any:
        """Return what a further function of the diagrams says, such as ``org(code)``."""


@dataclass(frozen=True)
class Problem:
    """Something a diagram does wrong; only ``error`` keeps it from running.

    ``rule`` is the stable name of what was broken.
    """

    element_id: str
    name: str
    reason: str
    severity: str = "error"
    rule: str = "refused"

    def __str__(self) -> str:
        """Return one line for a person."""
        where = f"{self.name}（{self.element_id}）" if self.name else self.element_id
        return f"{where}：{self.reason}"


@dataclass(frozen=True)
class Signer:
    """Somebody asked to act ``before`` or ``after`` a user task, who has not done so yet."""

    token: UUID
    groups: list[str]
    when: str


@dataclass(frozen=True)
class ReadyTask:
    """A user task that waits for a person.

    ``signing`` is ``before`` or ``after`` when it is the task of a signer of another task of the
    same element; ``signers`` are those whom the task itself still waits for. ``counts`` is the
    limit, or the variable, that is its due date.
    """

    token: UUID
    process_key: str
    element_id: str
    name: str
    form_key: str | None
    groups: list[str]
    assignee: str | None
    due_at: datetime | None
    warn_at: datetime | None
    anchor_at: datetime
    priority: int
    created_at: datetime
    facts: dict[str, Any]
    properties: dict[str, str]
    problem: str | None = None
    signing: str | None = None
    signers: list[Signer] = field(default_factory=list)
    counts: str | None = None

    @property
    def is_held(self) -> bool:
        """Say whether others must sign before it can be completed."""
        return any(signer.when == "before" for signer in self.signers)


@dataclass(frozen=True)
class WaitingTimer:
    """A timer event that is armed."""

    token: UUID
    process_key: str
    element_id: str
    name: str
    due_at: datetime


@dataclass(frozen=True)
class Subscription:
    """A message or signal event that listens; offered with a form, it is an action of a case.

    ``message`` is the name of either, ``kind`` tells which; a signal has no key.
    """

    token: UUID
    process_key: str
    element_id: str
    name: str
    message: str
    key: str
    groups: list[str]
    form_key: str | None
    offered: bool
    facts: dict[str, Any]
    properties: dict[str, str]
    problem: str | None = None
    kind: str = "message"


@dataclass(frozen=True)
class Entry:
    """Where a process can start.

    ``kind`` is ``plain``, ``message``, ``signal``, ``condition``, or of a timer ``date``,
    ``duration`` or ``cycle``; ``text`` the name of the message or signal, the time or the FEEL.
    """

    element_id: str
    name: str
    kind: str
    text: str | None


@dataclass(frozen=True)
class Effect:
    """What a service task wants done in the same transaction."""

    token: UUID
    process_key: str
    element_id: str
    name: str
    type: str
    inputs: dict[str, Any]
    facts: dict[str, Any]


@dataclass(frozen=True)
class Failure:
    """A token that stands still because its element could not do its work."""

    token: UUID
    process_key: str
    element_id: str
    name: str
    expression: str | None
    reason: str


@dataclass(frozen=True)
class Visit:
    """A token entered, left or was cancelled at an element."""

    process_key: str
    element_id: str
    name: str
    token: UUID
    at: datetime
    kind: str


@dataclass(frozen=True)
class Scope:
    """A running process or embedded sub-process with its own variables."""

    process_key: str
    token: UUID | None
    variables: dict[str, Any]
    element_id: str | None = None
    parent: UUID | None = None


@dataclass(frozen=True)
class Loop:
    """A running multi-instance activity; ``groups`` may add instances to its token."""

    token: UUID
    process_key: str
    element_id: str
    name: str
    instances: list[UUID]
    groups: list[str]
    form_key: str | None
    facts: dict[str, Any]
    properties: dict[str, str]
    problem: str | None = None


@dataclass(frozen=True)
class Past:
    """A user task of the path that can be opened again.

    ``outcome`` is ``completed``, ``interrupted`` or ``skipped``.
    """

    token: UUID
    process_key: str
    element_id: str
    name: str
    entered_at: datetime
    left_at: datetime
    outcome: str


@dataclass(frozen=True)
class Going:
    """A live ``task``, ``timer`` or ``subscription`` that a return would take away."""

    token: UUID
    process_key: str
    element_id: str
    name: str
    kind: str


@dataclass(frozen=True)
class Return:
    """What a return to ``target`` would cancel, and the tokens of the tasks that stay open."""

    target: Past
    cancels: list[Going]
    keeps: list[UUID]


@dataclass(frozen=True)
class Step:
    """Everything a command changed and everything that now waits."""

    state: bytes
    ready_tasks: list[ReadyTask] = field(default_factory=list)
    timers: list[WaitingTimer] = field(default_factory=list)
    subscriptions: list[Subscription] = field(default_factory=list)
    loops: list[Loop] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    incidents: list[Failure] = field(default_factory=list)
    trail: list[Visit] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    ended: bool = False
    end_event: str | None = None
    end_name: str | None = None
