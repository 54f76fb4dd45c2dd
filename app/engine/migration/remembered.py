"""The path and the completed work of an instance, in terms of the new definition.

What has no counterpart is forgotten: one can't go back there, and it is not taken back.
"""

from dataclasses import replace
from typing import Any

from app.engine.elements.completed import Record
from app.engine.elements.events.undoing import reach
from app.engine.elements.process import ProcessSpec
from app.engine.instance.footprints import scope_spec
from app.engine.instance.nodes import JOIN, PARKED, PENDING, Node
from app.engine.instance.tokens import Instance, Token
from app.engine.migration.crossing import Crossing


def move_path(crossing: Crossing, was: Instance, instance: Instance) -> None:
    """Carry the path over; with a join or what stood inside a scope goes what depends on it."""
    lost: set[int] = set()
    for number, node in was.path.nodes.items():
        found = _node(crossing, was, instance, node)
        lost |= set() if found is not None else _with(was, node)
        instance.path.nodes[number] = found or replace(node)
    instance.path.drop(lost, instance.tokens())


def _node(crossing: Crossing, was: Instance, instance: Instance, node: Node) -> Node | None:
    before, scope = scope_spec(was, node.scope), _scope(crossing, was, instance, node.scope)
    element = crossing.same(before.task_specs[node.spec], scope) if scope is not None else None
    if scope is None or element is None:
        return None
    ways = {way: crossing.flow(way, before, scope, element) for way in _ways(node)}
    if node.kind in (JOIN, PENDING) and None in ways.values():
        return None
    internal = node.internal
    if "work" in internal:
        inner = crossing.old.specs[node.frame], crossing.new.specs[element.spec]
        internal = {**internal, "work": move_work(crossing, internal["work"], *inner)}
    return replace(
        node,
        spec=element.name,
        internal=internal,
        flow=ways.get(node.flow) or "",
        frame=element.spec if node.frame else "",
        consumed=[(ways[way] or "", origins) for way, origins in node.consumed],
    )


def _ways(node: Node) -> set[str]:
    return {way for way in (node.flow, *(way for way, _ in node.consumed)) if way}


def _scope(
    crossing: Crossing, was: Instance, instance: Instance, number: int
) -> ProcessSpec | None:
    """Return the new specification of a scope that runs or has run."""
    node = was.path.nodes.get(number)
    if node is None:
        running = instance.scope_held_by(number)
        return running.spec if running is not None else None
    around = _scope(crossing, was, instance, node.scope)
    if around is None:
        return None
    element = crossing.same(scope_spec(was, node.scope).task_specs[node.spec], around)
    return crossing.new.specs[element.spec] if element is not None else None


def _with(was: Instance, lost: Node) -> set[int]:
    """Return what can't be gone back to any more when a node is lost."""
    nodes = was.path.nodes.values()
    if lost.kind == JOIN:
        return {node.number for node in nodes if node.scope == lost.scope}
    if lost.kind in (PARKED, PENDING):
        return {node.number for node in nodes if lost.by in (node.by, node.number)}
    return {lost.number}


def move_work(
    crossing: Crossing, records: list[Record], old: ProcessSpec, new: ProcessSpec
) -> list[Record]:
    """Carry over what may be taken back, by what takes it back."""
    found: list[Record] = []
    for number, activity, handler, left, token in records:
        before = old.task_specs[handler]
        element = crossing.same(before, new)
        if element is not None:
            where = f"{old.process_key}/{activity}"
            target = crossing.mapping.get(where, where).rpartition("/")[2]
            inner = _left(crossing, left, before, element) if left is not None else None
            found.append([number, target, element.name, inner, token])
    return found


def move_undo(crossing: Crossing, old: Token, new: Token) -> list[Record]:
    """Carry over what a token is about to take back, scope by scope."""
    before, after = reach(old), reach(new)
    found: list[Record] = []
    for place, *record in old.internal_data["undo"]:
        moved = move_work(crossing, [record], before[place].spec, after[place].spec)
        found += [[place, *each] for each in moved]
    return found


def _left(crossing: Crossing, left: dict[str, Any], old: Any, new: Any) -> dict[str, Any]:
    scopes = crossing.old.specs[old.spec], crossing.new.specs[new.spec]
    return {**left, "done": move_work(crossing, left["done"], *scopes)}
