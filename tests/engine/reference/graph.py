"""A process as a graph. The only variable is ``pick``, a number that every reply brings anew."""

from collections.abc import Iterator
from dataclasses import dataclass, field

PICKS = 4
Picks = frozenset[int]


@dataclass(frozen=True)
class Many:
    """Multi-instance: so many instances, at once or one after the other."""

    count: int
    one_by_one: bool = False


@dataclass(frozen=True)
class Again:
    """A standard loop: goes on while the pick is one of these, at most so many rounds."""

    picks: Picks
    at_most: int
    asks_first: bool = False


@dataclass(frozen=True)
class Boundary:
    """An event at the border of an activity: a message, or the error that leaves its scope."""

    id: str
    stops: bool = True
    kind: str = "message"


@dataclass(frozen=True)
class Node:
    """A node.

    Kinds: ``start end terminate error``, ``task message``, ``xor and or choice`` (event-based),
    ``scope call`` with what is inside, and ``listener``, an event sub-process.
    """

    id: str
    kind: str
    inner: "Graph | None" = None
    repeat: Many | Again | None = None
    boundaries: tuple[Boundary, ...] = ()
    stops: bool = True


@dataclass(frozen=True)
class Flow:
    """A flow; with ``picks`` it is taken when the pick is one of them, a default else."""

    source: str
    target: str
    picks: Picks | None = None
    is_default: bool = False

    @property
    def id(self) -> str:
        return f"f_{self.source}_{self.target}"


@dataclass
class Graph:
    """What is inside a process or scope; begins at the node ``start``."""

    start: str
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)

    def out(self, source: str) -> list[Flow]:
        """Return the flows that leave a node or boundary event."""
        return [flow for flow in self.flows if flow.source == source]

    def into(self, target: str) -> list[Flow]:
        """Return the flows that lead to a node."""
        return [flow for flow in self.flows if flow.target == target]

    def all(self) -> Iterator[tuple["Graph", Node]]:
        """Yield every node, those inside scopes too, with the graph it stands in."""
        for node in self.nodes.values():
            yield self, node
            if node.inner is not None:
                yield from node.inner.all()
