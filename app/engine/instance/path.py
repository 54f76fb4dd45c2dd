"""The path behind the live tokens: what can be opened again, and what came from what.

A *node* is left behind by a finished or interrupted user task, by a scope or loop with such
tasks in it, and by a join of branches of different origin. ``parents`` of a node and ``origins``
of a token are the numbers of the nearest nodes behind it. Whatever else passes a diagram leaves
nothing. Loops keep the last visits of an element; a node that goes hands its parents on to what
came from it, so every origin that was true stays true.

Most commands only add to the path. So it is kept as text and read when somebody asks for more.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from app.engine.instance.nodes import JOIN, PARKED, PENDING, Node, Origins, beginning, line, read

VISITS, FIRINGS = 2, 20


class Traveller(Protocol):
    """Something alive that came from somewhere; ``behind`` is that, or where what it is in did."""

    origins: Origins

    @property
    def id(self) -> int:
        """Its number."""

    def behind(self) -> Origins:
        """Return the nearest nodes behind it."""


class Path:
    """The nodes of an instance by number, in the order in which they were left."""

    def __init__(self, text: bytes = b"") -> None:
        self._text = text
        self._nodes: dict[int, Node] | None = None

    @property
    def text(self) -> bytes:
        """The whole path, a line each."""
        if self._nodes is None:
            return self._text
        return b"".join(line(node) for node in self._nodes.values())

    @property
    def nodes(self) -> dict[int, Node]:
        """The nodes, to be read and changed."""
        if self._nodes is None:
            found = (read(each) for each in self._text.split(b"\n") if each)
            self._nodes = {node.number: node for node in found}
        return self._nodes

    def leads_into(self, number: int) -> bool:
        """Say whether anything was left behind in a scope or loop."""
        if self._nodes is None:
            return beginning(number) in self._text
        return bool(self.inside(number))

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
        is_counted = node.kind not in (PARKED, PENDING) and not node.by
        limit = FIRINGS if node.kind == JOIN else VISITS
        is_full = is_counted and self._visits(node) >= limit
        if self._nodes is None and not is_full:
            self._text += line(node)
        else:
            self.nodes[node.number] = node
        if is_full:
            same = (each.number for each in self.nodes.values() if each.place == node.place)
            self.drop({next(same)}, live())

    def forget_inside(self, number: int, live: Callable[[], Iterable[Traveller]]) -> None:
        """Drop what was left behind in something alive that is about to be taken away."""
        if self.leads_into(number):
            self.drop({node.number for node in self.inside(number)}, live())

    def drop(self, numbers: set[int], live: Iterable[Traveller]) -> None:
        """Take nodes out with what is inside them; what came from them comes from before them."""
        gone = set(numbers)
        for number in numbers:
            gone |= {node.number for node in self.all_inside(number)}
        travellers = list(live)
        while gone:
            self._pass_on(gone, travellers)
            self._bridge(gone, travellers)
            self._nodes = {k: node for k, node in self.nodes.items() if k not in gone}
            gone = {node.number for node in self._nodes.values() if node.is_even}

    def _visits(self, node: Node) -> int:
        if self._nodes is None:
            return self._text.count(beginning(*node.place))
        return sum(each.place == node.place for each in self._nodes.values())

    def _pass_on(self, gone: set[int], travellers: Iterable[Traveller]) -> None:
        """Let what stays know that somebody has completed something after it, now forgotten."""
        acted = [self.nodes[n] for n in gone if self.nodes[n].is_done or self.nodes[n].acted]
        around = set[int]()
        while acted:
            node = acted.pop()
            before, outside = self._before(node.parents, gone), node.under or node.scope
            if outside in gone:
                acted.append(self.nodes[outside])
            elif not before:
                around.add(outside)
            for number in before:
                self.nodes[number].acted = 1
        for number in around & self.nodes.keys():
            self.nodes[number].acted = 1
        for number in (n for each in travellers if each.id in around for n in each.behind()):
            self.nodes[number].acted = 1

    def _bridge(self, gone: set[int], travellers: Iterable[Traveller]) -> None:
        for traveller in travellers:
            traveller.origins = self._before(traveller.origins, gone)
        for node in self.nodes.values():
            node.parents = self._before(node.parents, gone)
            node.consumed = [(flow, self._before(each, gone)) for flow, each in node.consumed]

    def _before(self, origins: Origins, gone: set[int]) -> Origins:
        if gone.isdisjoint(origins):
            return origins
        found = set(origins)
        while passed := found & gone:
            found -= passed
            found.update(each for number in passed for each in self.nodes[number].parents)
        return tuple(sorted(found))
