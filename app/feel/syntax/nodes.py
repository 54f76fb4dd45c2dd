"""The tree of an expression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Anything that has a value; ``at`` is its position in the text."""

    at: int = 0


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value written out."""

    value: Any


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name to look up."""

    name: str


@dataclass(frozen=True, slots=True)
class Path(Node):
    """``base.field``."""

    base: Node
    field: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """``base[condition]``; ``names`` are those the condition may find in an element."""

    base: Node
    condition: Node
    names: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class Call(Node):
    """``function(arguments)``; ``keys`` are the parameter names of a named call."""

    function: Node
    arguments: tuple[Node, ...]
    keys: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Negate(Node):
    """``-operand``."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Arithmetic or comparison by ``operator``."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Junction(Node):
    """``and`` or ``or`` over any number of operands."""

    operator: str
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    """``value between low and high``."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In(Node):
    """``value in tests``."""

    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Test(Node):
    """An expression as a test; ``asks`` says that it speaks of ``?`` itself."""

    expression: Node
    asks: bool


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Unary tests of a table cell, applied to ``?``."""

    tests: tuple[Node, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """``< operand`` as a test or as an unbounded range."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """``[start..end]`` with either end open or closed."""

    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """``value instance of type``."""

    value: Node
    type: TypeRef


@dataclass(frozen=True, slots=True)
class TypeRef:
    """A type by name, with the types inside ``<…>``; ``keys`` name a context's entries."""

    name: str
    inner: tuple[TypeRef, ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class If(Node):
    """``if condition then yes else no``."""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Iterator:
    """``name in source`` or ``name in source..end``."""

    name: str
    source: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """``for iterators return body``; ``partial`` says that the body reads what is done so far."""

    iterators: tuple[Iterator, ...]
    body: Node
    weight: int
    partial: bool


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """``some`` or ``every`` iterator satisfies body."""

    every: bool
    iterators: tuple[Iterator, ...]
    body: Node
    weight: int


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """``function(parameters) body``."""

    parameters: tuple[tuple[str, TypeRef | None], ...]
    body: Node
    weight: int


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """``{key: value}``; later entries see earlier ones."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """``[items]``."""

    items: tuple[Node, ...]
