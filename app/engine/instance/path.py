"""The path behind the live tokens: what can be opened again, and what came from what.

A *node* is left behind by a finished or interrupted user task, by a scope or loop with such
tasks in it, and by a join of branches of different origin. ``parents`` of a node and ``origins``
of a token are the numbers of the nearest nodes behind it. Whatever else passes a diagram leaves
nothing. Loops keep the last visits of an element; a node that goes hands its parents on to what
came from it, so every origin that was true stays true.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

VISITS, FIRINGS = 2, 20
TASK, SCOPE, LOOP, JOIN, PARKED, PENDING = "task", "scope", "loop", "join", "parked", "pending"
Origins = tuple[int, ...]


class Traveller(Protocol):
    """Something alive that came from somewhere."""

    origins: Origins


@dataclass
class Node:
    """What is needed to open a token again; values are in JSON terms.

    ``scope`` is the number of the token that holds its scope (0: the process), ``under`` of its
    loop (0: none), ``by`` of what interrupted the things around it. ``consumed`` tells of a join
    which flows it took from, and where each token came from.
    """

    number: int
    spec: str
    kind: str
    scope: int = 0
    under: int = 0
    by: int = 0
    outcome: str = ""
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


class Path:
    """The nodes of an instance by number, in the order in which they were left."""

    def __init__(self) -> None:
        self.nodes: dict[int, Node] = {}

    def inside(self, number: int) -> list[Node]:
        """Return what was left behind in a scope or loop, not deeper."""
        return [node for node in self.nodes.values() if number in (node.scope, node.under)]

    def all_inside(self, number: int) -> Iterator[Node]:
        """Yield what was left behind in a scope or loop, at any depth."""
        for node in self.inside(number):
            yield node
            yield from self.all_inside(node.number)

    def add(self, node: Node, live: Callable[[], Iterable[Traveller]]) -> None:
        """Remember a node; beyond the visits that are kept, the oldest one goes."""
        self.nodes[node.number] = node
        if node.kind in (PARKED, PENDING) or node.by:
            return
        same = [each.number for each in self.nodes.values() if each.place == node.place]
        limit = FIRINGS if node.kind == JOIN else VISITS
        if len(same) > limit:
            self.drop({same[0]}, live())

    def drop(self, numbers: set[int], live: Iterable[Traveller]) -> None:
        """Take nodes out with what is inside them; what came from them comes from before them."""
        gone = set(numbers)
        for number in numbers:
            gone |= {node.number for node in self.all_inside(number)}
        travellers = list(live)
        while gone:
            self._bridge(gone, travellers)
            self.nodes = {k: node for k, node in self.nodes.items() if k not in gone}
            gone = {node.number for node in self.nodes.values() if node.is_even}

    def _bridge(self, gone: set[int], travellers: Iterable[Traveller]) -> None:
        for traveller in travellers:
            traveller.origins = self._before(traveller.origins, gone)
        for node in self.nodes.values():
            node.parents = self._before(node.parents, gone)
            node.consumed = [(flow, self._before(each, gone)) for flow, each in node.consumed]

    def _before(self, origins: Origins, gone: set[int]) -> Origins:
        if gone.isdisjoint(origins):
            return origins
        found, todo, seen = set[int](), list(origins), set[int]()
        while todo:
            number = todo.pop()
            if number not in gone:
                found.add(number)
            elif number not in seen:
                seen.add(number)
                todo += self.nodes[number].parents
        return tuple(sorted(found))
