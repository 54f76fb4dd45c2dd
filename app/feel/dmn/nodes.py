"""What boxed expressions add to the tree of FEEL."""

from __future__ import annotations

from dataclasses import dataclass

from app.feel.errors import FeelError
from app.feel.syntax.nodes import Node, Tests, TypeRef


@dataclass(frozen=True, slots=True)
class Broken(Node):
    """A text that could not be read; evaluating it raises the error."""

    error: FeelError


@dataclass(frozen=True, slots=True)
class Guarded(Node):
    """An expression whose error becomes null, as the standard says."""

    node: Node


@dataclass(frozen=True, slots=True)
class Condition(Node):
    """A boxed condition: true, false or null, anything else is an error."""

    node: Node


@dataclass(frozen=True, slots=True)
class Typed(Node):
    """An expression whose value must be of a type."""

    node: Node
    type: TypeRef


@dataclass(frozen=True, slots=True)
class BoxedContext(Node):
    """Entries, and perhaps a result in place of the context itself."""

    entries: tuple[tuple[str, Node], ...]
    result: Node


@dataclass(frozen=True, slots=True)
class Input:
    """One input column: its expression, type and allowed values."""

    name: str
    value: Node
    type: TypeRef | None
    allowed: Tests | None


@dataclass(frozen=True, slots=True)
class Output:
    """One output column: its name, type, values in order of priority and default."""

    name: str
    type: TypeRef | None
    values: tuple[Node, ...]
    default: Node | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row."""

    cells: tuple[Node, ...]
    outputs: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Table(Node):
    """A decision table."""

    name: str
    policy: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]
