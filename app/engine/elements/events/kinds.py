"""What an event waits for or throws, as plain values read from the diagram."""

from dataclasses import dataclass

from app.engine.timers import Timer


@dataclass(frozen=True)
class Message:
    """A message and the FEEL of the key that tells whose it is."""

    name: str
    key: str | None


@dataclass(frozen=True)
class Signal:
    """A signal: everything that listens for its name catches it."""

    name: str


@dataclass(frozen=True)
class Signpost:
    """An error or escalation; without a code it catches every one of its kind."""

    kind: str
    code: str | None


@dataclass(frozen=True)
class Condition:
    """A FEEL condition; the event happens when it becomes true."""

    text: str


@dataclass(frozen=True)
class Link:
    """The two halves of a long flow, joined by a name."""

    name: str


@dataclass(frozen=True)
class Compensation:
    """Takes back one completed activity, or all of the scope."""

    activity: str | None


@dataclass(frozen=True)
class Cancel:
    """Leaves a transaction: what was done in it is taken back first."""


@dataclass(frozen=True)
class Terminate:
    """Ends the scope around it, with everything in it."""


Definition = (
    Timer
    | Message
    | Signal
    | Signpost
    | Condition
    | Link
    | Compensation
    | Cancel
    | Terminate
    | None
)
