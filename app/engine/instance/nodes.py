"""A node of the path, and how it is written: one line of JSON, beginning with its place."""

from dataclasses import dataclass, field
from typing import Any

import orjson

TASK, SCOPE, LOOP, JOIN, PARKED, PENDING = "task", "scope", "loop", "join", "parked", "pending"
COMPLETED, INTERRUPTED, SKIPPED = "completed", "interrupted", "skipped"
Origins = tuple[int, ...]
NOTHING: tuple[Any, ...] = ({}, [], "", 0)
LENGTH = 18


@dataclass
class Node:
    """What is needed to open a token again; values are in JSON terms.

    ``scope`` is the number of the token that holds its scope (0: the process), ``under`` of its
    loop (0: none), ``by`` of what interrupted the things around it. ``consumed`` tells of a join
    which flows it took from, and where each token came from. ``acted`` says that somebody has
    completed something after it that is not remembered any more.
    """

    number: int
    spec: str
    kind: str
    scope: int = 0
    under: int = 0
    by: int = 0
    outcome: str = ""
    acted: int = 0
    entered: int = 0
    left: int = 0
    seat: int = 0
    flow: str = ""
    parents: Origins = ()
    data: dict[str, Any] = field(default_factory=dict)
    internal: dict[str, Any] = field(default_factory=dict)
    frame: str = ""
    variables: dict[str, Any] = field(default_factory=dict)
    consumed: list[tuple[str, Origins]] = field(default_factory=list)

    @property
    def place(self) -> tuple[int, str, int]:
        """Where visits are counted: an instance of a parallel loop has a seat of its own."""
        return self.under or self.scope, self.spec, self.seat

    @property
    def is_even(self) -> bool:
        """Say whether a join took tokens of one origin only, which tells nothing."""
        return self.kind == JOIN and len({origins for _, origins in self.consumed}) == 1

    @property
    def is_done(self) -> bool:
        """Say whether somebody has completed the task."""
        return self.kind == TASK and self.outcome in (COMPLETED, SKIPPED)


def line(node: Node) -> bytes:
    """Return the node as text; what is empty at the end is left out."""
    said: list[Any] = [*node.place, node.number, node.scope, node.kind, node.outcome, node.entered]
    said += [node.left, node.flow, [*node.parents], node.by, node.acted, node.data, node.internal]
    said += [node.frame, node.variables, node.consumed]
    while said[-1] in NOTHING:
        said.pop()
    return b"\n" + orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def beginning(*place: Any) -> bytes:
    """Return how the lines of a place begin, or those of all places in a scope or loop."""
    return b"\n" + orjson.dumps(place)[:-1] + b","


def read(text: bytes) -> Node:
    """Return the node of a line."""
    said = orjson.loads(text)
    said += [None] * (LENGTH - len(said))
    holder, spec, seat, number, scope, kind, outcome, entered, left, flow, parents, *rest = said
    by, acted, data, internal, frame, variables, consumed = rest
    return Node(
        number, spec, kind, scope, holder if holder != scope else 0, by or 0, outcome, acted or 0,
        entered, left, seat, flow or "", tuple(parents or ()), data or {}, internal or {},
        frame or "", variables or {}, [(way, tuple(each)) for way, each in consumed or ()],
    )  # fmt: skip
