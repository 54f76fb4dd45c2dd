"""What a diagram says about an element: when it is due and what comes after it.

For people to read. Conditions are not computed: the names of the flows and events on the way
say under what circumstances each way is taken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.core.errors import InvalidError
from app.engine.diagram.dialect import read_diagram
from app.engine.diagram.document import judged
from app.engine.diagram.outline import Area, Node, areas
from app.engine.diagram.outline import entries as begins
from app.engine.diagram.support import SCOPES

MOST, FAR = 8, 500
Labels = tuple[tuple[str, str], ...]
Step = tuple[Node, str, Labels]
TASK, CALL, WAIT, END = "task", "call", "wait", "end"
STOPS = {
    "userTask": TASK,
    "callActivity": CALL,
    "receiveTask": WAIT,
    "intermediateCatchEvent": WAIT,
}


@dataclass(frozen=True)
class Way:
    """One way on: what it leads to, and what is said on it: pairs of a question and its answer.

    A gateway asks and its flow answers; what no gateway asks has an empty question. ``kind`` is
    ``task``, ``call``, ``wait`` or ``end``; ``name`` is empty where the author gave none.
    """

    labels: Labels
    element_id: str
    name: str
    kind: str


@dataclass(frozen=True)
class Ahead:
    """An element as drawn: the expression of its due date, and the ways on (eight at most)."""

    due: str | None
    ways: Sequence[Way]


def ahead(xml: bytes, element_id: str) -> Ahead | None:
    """Return what the diagram says about an element; None when it is not drawn there."""
    drawn = _Drawn(xml)
    place = drawn.places.get(element_id)
    if place is None:
        return None
    node = drawn.areas[place].nodes[element_id]
    ways = [] if node.kind == "endEvent" else list(islice(drawn.ways(node, place), MOST))
    return Ahead(node.extensions.of("taskSchedule", "dueDate"), ways)


@dataclass(frozen=True)
class Stop:
    """A named element in the order one reads a diagram: its sub-process's name, the ways on."""

    element_id: str
    name: str
    kind: str
    scope: str
    ways: Sequence[Way]


def reading(xml: bytes) -> list[Stop]:
    """Return the named work, waits, calls and ends of a diagram, along its flows, scope by scope.

    Gateways are left out: what they ask stands on the ways. Empty for what is no diagram.
    """
    try:
        drawn = _Drawn(xml)
    except InvalidError:
        return []
    return [stop for place in drawn.areas for stop in drawn.stops(place)]


class _Drawn:
    """The scopes of a diagram, and which of them each element lies in."""

    def __init__(self, xml: bytes) -> None:
        found = [area for process in judged(read_diagram(xml)) for area in areas(process)]
        self.areas: dict[str, Area] = {str(area.xml.get("id")): area for area in found}
        self.places = {name: key for key, area in self.areas.items() for name in area.nodes}

    def ways(self, node: Node, place: str) -> Iterator[Way]:
        """Yield where a token that leaves the node may come to rest next, as drawn."""
        been: set[tuple[str, Labels]] = set()
        todo = self._left(node, place, ())
        while todo:
            at, place, labels = todo.pop(0)
            if (at.id, labels) in been or len(been) > FAR:
                continue
            been.add((at.id, labels))
            kind = END if self._is_last(at, place) else STOPS.get(at.kind)
            if kind:
                yield Way(labels, at.id, str(at.xml.get("name") or ""), kind)
            else:
                todo[:0] = self._through(at, place, labels)

    def stops(self, place: str) -> Iterator[Stop]:
        """Yield what has a name in a scope, along its flows, then what no flow leads to."""
        area = self.areas[place]
        scope = str(area.xml.get("name") or "") if place in self.places else ""
        for name in _order(area, [each.id for each in area.entries]):
            node = area.nodes[name]
            title = str(node.xml.get("name") or "")
            if title and not node.is_gateway:
                ways = [] if node.kind == "endEvent" else list(islice(self.ways(node, place), MOST))
                yield Stop(name, title, node.kind, scope, ways)

    def _is_last(self, node: Node, place: str) -> bool:
        return node.kind == "endEvent" and place not in self.places

    def _through(self, node: Node, place: str, labels: Labels) -> list[Step]:
        """Return where a token goes from a node at which it does not rest."""
        if node.kind == "endEvent":
            return self._behind(node, place, labels)
        if node.kind not in SCOPES:
            return self._left(node, place, labels)
        first = [self.areas[node.id].nodes[each.id] for each in begins(node.xml)]
        return [(each, node.id, labels) for each in first]

    def _left(self, node: Node, place: str, labels: Labels) -> list[Step]:
        area = self.areas[place]
        drawn = [(flow, area.nodes.get(str(flow.get("targetRef")))) for flow in node.outgoing]
        found = [(to, place, _with(labels, _said(node, flow))) for flow, to in drawn if to]
        if node.link is None:
            return found
        caught = (each for each in area.after(node) if each.kind == "intermediateCatchEvent")
        return found + [step for each in caught for step in self._left(each, place, labels)]

    def _behind(self, end: Node, place: str, labels: Labels) -> list[Step]:
        """Go on behind the sub-process that ends here, by what its end throws if it throws."""
        around = self.places[place]
        scope = self.areas[around].nodes[place]
        caught = [on for on in scope.attached if _catches(on, end)]
        if not caught:
            return self._left(scope, around, labels)
        named = [(on, _with(labels, ("", str(on.xml.get("name") or "")))) for on in caught]
        return [step for on, said in named for step in self._left(on, around, said)]


def _order(area: Area, found: list[str]) -> list[str]:
    """Return the ids of a scope's nodes, nearest to its beginning first, the unreached last."""
    for name in found:
        after = (each.id for each in area.after(area.nodes[name]))
        found.extend(each for each in after if each not in found)
    return [*found, *(name for name in area.nodes if name not in found)]


def _catches(boundary: Node, end: Node) -> bool:
    """Tell whether an event on a sub-process catches what an end inside throws."""
    thrown = [event.tag for event in end.events]
    return any(event.tag in thrown for event in boundary.events)


def _said(node: Node, flow: Any) -> tuple[str, str]:
    return (str(node.xml.get("name") or "") if node.is_gateway else ""), str(flow.get("name") or "")


def _with(labels: Labels, said: tuple[str, str]) -> Labels:
    return (*labels, said) if said[1] else labels
