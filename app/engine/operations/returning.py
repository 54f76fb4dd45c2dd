"""Going back: to any task of the path (退回), or over one's own last step (撤回).

Variables are not rolled back: they are what was known when the work was done, and the way on may
set them again. Effects that were carried out stay carried out.
"""

from datetime import UTC, datetime
from uuid import UUID

from app.engine.definition import Definition
from app.engine.elements.activities import UserTask
from app.engine.errors import NotWaitingError
from app.engine.instance.durations import from_microseconds
from app.engine.instance.footprints import scope_spec
from app.engine.instance.nodes import TASK, Node
from app.engine.instance.state import load
from app.engine.instance.tokens import WAIT, Instance, Token
from app.engine.operations.doing import NOBODY, command
from app.engine.operations.reopening import undo
from app.engine.operations.undoing import Undoing, around, goes, plan
from app.engine.report import listens
from app.engine.run import run
from app.engine.step import Going, Host, Past, Return, Step


def returnable(definition: Definition, state: bytes, of: UUID | None = None) -> list[Past]:
    """Return the tasks that can be opened again, the last left first.

    Loops keep the last two visits of an element; an instance that has ended offers nothing. For
    whoever holds the task ``of`` these are the tasks it came from, none beside it.
    """
    instance = _still(definition, state)
    nodes = [n for n in reversed(instance.path.nodes.values()) if _is_offered(instance, n)]
    return [_past(instance, n) for n in nodes if of is None or _led_to(instance, n, of)]


def preview_return(definition: Definition, state: bytes, target: UUID) -> Return:
    """Return what ``return_to`` would cancel now; NotWaitingError when it cannot go there."""
    instance = _still(definition, state)
    node = _node(instance, target)
    going = goes(instance, plan(instance, node))
    return Return(
        _past(instance, node),
        [Going(*instance.identity(t), kind) for t in going for kind in [_kind(t)] if kind],
        [t.uuid for t in instance.tokens() if t not in going and _kind(t) == "task"],
    )


def return_to(
    definition: Definition, state: bytes, target: UUID, *, now: datetime, host: Host
) -> Step:
    """Open a task of the path again, as a new token; what came from it is cancelled.

    Other branches stay as they are. Timers that are due come first; NotWaitingError when the
    target is (then) none of ``returnable``.
    """

    def back(instance: Instance) -> None:
        run(instance)
        undo(instance, plan(instance, _node(instance, target)))

    return command(definition, state, back, now, host)


def withdrawable(definition: Definition, state: bytes, target: UUID) -> bool:
    """Say whether nothing that came from the task has been completed by anybody."""
    instance = _still(definition, state)
    node = instance.path.nodes.get(instance.number_of(target))
    if node is None or not _is_offered(instance, node):
        return False
    return not _is_acted_on(instance, plan(instance, node))


def _is_acted_on(instance: Instance, undoing: Undoing) -> bool:
    nodes = [instance.path.nodes[n] for n in undoing.gone if n in instance.path.nodes]
    done = any(node.acted for node in (undoing.target, *undoing.opened))
    done = done or any(node.is_done or node.acted for node in nodes)
    return done or any("signed" in token.internal_data for token in goes(instance, undoing))


def _still(definition: Definition, state: bytes) -> Instance:
    return load(definition, state, datetime.fromtimestamp(0, UTC), NOBODY)


def _node(instance: Instance, target: UUID) -> Node:
    node = instance.path.nodes.get(instance.number_of(target))
    if node is None or not _is_offered(instance, node):
        raise NotWaitingError
    return node


def _is_offered(instance: Instance, node: Node) -> bool:
    """What took completed work back is opened again only while somebody waits for it."""
    keepers = (each.internal.get("keeper") for each in (node, *around(instance, node)))
    waiting = (number is None or instance.numbered(number) is not None for number in keepers)
    return node.kind == TASK and all(waiting)


def _led_to(instance: Instance, node: Node, task: UUID) -> bool:
    return any(token.uuid == task for token in goes(instance, plan(instance, node)))


def _past(instance: Instance, node: Node) -> Past:
    spec = scope_spec(instance, node.scope).task_specs[node.spec]
    return Past(
        instance.uuid_of(node.number),
        spec.process_key,
        spec.bpmn_id,
        spec.title,
        from_microseconds(node.entered),
        from_microseconds(node.left),
        node.outcome,
    )


def _kind(token: Token) -> str:
    if isinstance(token.task_spec, UserTask):
        return "task" if token.phase == WAIT else ""
    if "due" in token.internal_data:
        return "timer"
    return "subscription" if token.phase == WAIT and listens(token) else ""
