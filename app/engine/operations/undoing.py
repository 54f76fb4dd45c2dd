"""What goes when a task of the path is opened again: everything that came from it.

A token of another branch that a join consumed comes back to its flow, unless it goes itself;
what an interruption took away comes back when the interruption goes.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from app.engine.instance.footprints import scope_of
from app.engine.instance.nodes import JOIN, Node, Origins
from app.engine.instance.tokens import Instance, Token


@dataclass
class Undoing:
    """The plan of one return, before anything is changed.

    ``opened`` are finished scopes and loops around the target, the outer first; ``gone`` the
    numbers of nodes and live tokens that go; ``revived`` what an interruption had taken;
    ``given_back`` join, flow and origins of tokens that a join had consumed.
    """

    target: Node
    opened: list[Node]
    gone: set[int] = field(default_factory=set)
    revived: list[Node] = field(default_factory=list)
    given_back: list[tuple[Node, str, Origins]] = field(default_factory=list)

    @property
    def undone(self) -> set[int]:
        """The numbers from which nothing may come any more."""
        return {*self.gone, self.target.number, *(node.number for node in self.opened)}


def plan(instance: Instance, target: Node) -> Undoing:
    """Return what opening the target again means."""
    undoing = Undoing(target, around(instance, target))
    _spread(instance, undoing)
    undone, nodes = undoing.undone, instance.path.nodes
    kept = [nodes[k] for k in sorted(nodes) if k not in undone and not _is_in(nodes[k], undoing)]
    undoing.revived = [node for node in kept if _comes_back(instance, undoing, node)]
    for number in sorted(undoing.gone & nodes.keys()):
        join = nodes[number]
        if join.kind == JOIN and join.scope not in undoing.gone:
            undoing.given_back += [
                (join, *taken) for taken in join.consumed if undone.isdisjoint(taken[1])
            ]
    return undoing


def goes(instance: Instance, undoing: Undoing) -> list[Token]:
    """Return every live token that goes, with those in it, by number."""
    return [token for token in instance.tokens() if token.id in undoing.gone]


def around(instance: Instance, target: Node) -> list[Node]:
    """Return the finished scopes and loops around a node, the outer first."""
    found: list[Node] = []
    node: Node | None = target
    while node is not None:
        node = instance.path.nodes.get(node.under or node.scope)
        if node is not None:
            found.insert(0, node)
    return found


def _spread(instance: Instance, undoing: Undoing) -> None:
    after, within = _relations(instance)
    sources = undoing.undone
    todo = sorted(sources)
    while todo:
        number = todo.pop()
        inner = within[number] if number not in sources else ()
        for found in (*after[number], *inner):
            if found not in sources and found not in undoing.gone:
                undoing.gone.add(found)
                todo.append(found)


def _relations(instance: Instance) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Return what came from a number, and what is in it."""
    after, within = defaultdict[int, list[int]](list), defaultdict[int, list[int]](list)
    for node in instance.path.nodes.values():
        for parent in node.parents:
            after[parent].append(node.number)
        within[node.under or node.scope].append(node.number)
    for token in instance.tokens():
        for origin in token.origins:
            after[origin].append(token.id)
        within[token.parent.id if token.parent else scope_of(token)].append(token.id)
    return after, within


def _comes_back(instance: Instance, undoing: Undoing, node: Node) -> bool:
    """Say whether what took the node away is undone; an event scope opened again still stands."""
    if node.by not in undoing.undone:
        return False
    is_opened = any(scope.number == node.by for scope in undoing.opened)
    return not is_opened or any(node.by == outer.number for outer in around(instance, node))


def _is_in(node: Node, undoing: Undoing) -> bool:
    return node.scope in undoing.gone or node.under in undoing.gone
