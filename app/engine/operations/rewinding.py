"""What a loop knows of its instances, put back to before those that are opened again or go."""

from typing import Any

from app.engine.elements.packing import packed
from app.engine.instance.footprints import scope_spec
from app.engine.instance.nodes import INTERRUPTED, Node
from app.engine.instance.tokens import Instance, Token
from app.engine.instance.values import from_json
from app.engine.operations.undoing import Undoing, goes

Knows = dict[str, Any]


def rewind(instance: Instance, undoing: Undoing) -> None:
    """Correct the counts, outputs and queue of every loop that a return reaches into."""
    reborn = [undoing.target, *undoing.opened, *undoing.revived]
    for number in sorted({node.under for node in reborn} - {0}):
        knows, spec, was_enough = _loop(instance, number)
        back = [node for node in reborn if node.under == number]
        gone = [node for node in _past(instance, undoing) if node.under == number]
        for node in [*back, *gone]:
            _forget(knows, node, was_enough)
        if knows.keys() & {"queue", "rest"}:
            _queue_again(knows, gone, _live(instance, undoing, number), spec)


def _loop(instance: Instance, number: int) -> tuple[Knows, Any, bool]:
    node = instance.path.nodes.get(number)
    if node is not None:
        spec = scope_spec(instance, node.scope).task_specs[node.spec]
        return node.internal, spec, node.outcome != INTERRUPTED
    token: Any = instance.numbered(number)
    return token.internal_data, token.task_spec, False


def _past(instance: Instance, undoing: Undoing) -> list[Node]:
    numbers = sorted(undoing.gone & instance.path.nodes.keys())
    return [instance.path.nodes[number] for number in numbers]


def _live(instance: Instance, undoing: Undoing, loop: int) -> list[Token]:
    under = [token for token in goes(instance, undoing) if token.parent is not None]
    return [t for t in under if t.parent.id == loop and "index" in t.internal_data]


def _forget(knows: Knows, node: Node, was_enough: bool) -> None:
    """Take back what an instance counted for when it ended."""
    if node.outcome != INTERRUPTED:
        knows.get("outputs", {}).pop(str(node.internal["index"]), None)
        if "rounds" in knows:
            knows["rounds"] -= 1
    elif was_enough:
        knows["gone"] -= 1


def _queue_again(knows: Knows, nodes: list[Node], live: list[Token], spec: Any) -> None:
    """Let the instances after the one gone back to, which go, wait again."""
    later = [(node.internal["index"], from_json(node.data)) for node in nodes]
    later += [(token.internal_data["index"], token.data) for token in live]
    later.sort(key=lambda pair: pair[0])
    knows["next"] -= len(later)
    items = [packed(data.get(spec.plan.element)) for _, data in later]
    knows["queue"] = [*items, *knows.pop("rest", []), *knows.get("queue", [])]
