"""What a rule finds: its name and a sentence."""

from typing import Any, NamedTuple

from app.engine.step import Problem


class Fault(NamedTuple):
    """A rule that is broken, by its stable name, and what a person should read about it."""

    rule: str
    reason: str


def problem(node: Any, fault: Fault, severity: str = "error") -> Problem:
    """Return the fault at an element of the diagram."""
    identifier, name = node.get("id") or "", node.get("name") or ""
    return Problem(identifier, name, fault.reason, severity, fault.rule)
