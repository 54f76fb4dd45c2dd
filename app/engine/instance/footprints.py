"""What a token leaves behind on the path when it leaves, joins others or is interrupted."""

from collections.abc import Iterable, Iterator
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import UserTask
from SpiffWorkflow.util.task import TaskState

from app.engine.instance.nodes import (
    COMPLETED,
    INTERRUPTED,
    JOIN,
    LOOP,
    PARKED,
    PENDING,
    SCOPE,
    TASK,
    Node,
    Origins,
)
from app.engine.instance.tokens import GONE, Frame, Instance, Token
from app.engine.instance.values import to_json

ROUNDS = {"queue", "rest", "rounds"}
PASSING = ("given", "signed")
Standing = tuple[Token, Node]
UNTAKEN = (TaskState.FUTURE, TaskState.WAITING)


def leave(token: Token) -> Origins:
    """Remember a token that is done with its element; return where those after it come from."""
    if token.is_remembered:
        return (token.id,)
    kind = _kind(token)
    if kind == TASK or (kind in (SCOPE, LOOP) and _is_told(token)):
        _remember([(token, _node(token, kind, COMPLETED))])
        return (token.id,)
    return token.origins


def joined(firing: Token, consumed: Iterable[Token]) -> Origins:
    """Remember which tokens a join consumes; return where its own token comes from."""
    taken = [(token.flow, token.origins) for token in consumed]
    node = Node(
        firing.id, firing.task_spec.name, JOIN, scope_of(firing), left=firing.instance.instant,
        parents=merged(origins for _, origins in taken), consumed=sorted(taken),
    )  # fmt: skip
    if node.is_even:
        return node.parents
    firing.instance.path.add(node, firing.instance.tokens)
    return (firing.id,)


def interrupted(activity: Token, outcome: str = INTERRUPTED) -> Origins:
    """Remember an activity, before it is taken away, with everything in it as it stands.

    Return where what comes in its place comes from.
    """
    found = _standing(activity, 0)
    found[0][1].outcome = outcome
    if not any(node.kind == TASK or _is_told(each) for each, node in found):
        return activity.origins
    _remember(reversed(found))
    return (activity.id,)


def swept(by: Token, undone: int = 0) -> Origins:
    """Remember what ``by`` is about to take away from its scope; return where it then comes from.

    For an event sub-process that interrupts, and with ``undone`` (the number of the scope) for an
    end event that terminates: undoing that number brings everything back.
    """
    origins = [by.origins]
    for token in sorted(by.workflow.tasks.values(), key=lambda each: each.id):
        is_listening = not getattr(token.task_spec, "keeps_scope", True)
        if token is by or token.parent is not None or is_listening:
            continue
        _remember(_standing(token, undone or by.id))
        by.internal_data["took"] = True
        origins.append((token.id,))
    return merged(origins if undone else [*origins, _done_beside(by)])


def _done_beside(by: Token) -> Origins:
    """Return what was done in a scope before it is taken over: opened again, it has it back."""
    number, nodes = scope_of(by), by.instance.path.nodes.values()
    return tuple(node.number for node in nodes if node.scope == number and not node.under)


def unneeded(loop: Token) -> None:
    """Remember the instances and the queue of a loop that is enough, before they are taken away."""
    if "queue" in loop.internal_data:
        loop.internal_data["rest"] = loop.internal_data.pop("queue")
    for child in loop.children:
        if "index" in child.internal_data:
            _remember(_standing(child, loop.id))


def follows(loop: Token) -> Origins:
    """Return where the next instance of a loop comes from: one after another, from the last."""
    if not loop.internal_data.keys() & ROUNDS:
        return ()
    before = [node.number for node in loop.instance.path.inside(loop.id) if node.under == loop.id]
    return tuple(before[-1:])


def merged(origins: Iterable[Origins]) -> Origins:
    """Return all of several origins."""
    return tuple(sorted({number for each in origins for number in each}))


def scope_of(token: Token) -> int:
    """Return the number of the token that holds the scope of this one; 0 is the process."""
    return token.workflow.holder.id if isinstance(token.workflow, Frame) else 0


def _is_told(token: Token) -> bool:
    """Say whether anything was left behind in a scope or loop, or taken away by it."""
    return "took" in token.internal_data or token.instance.path.leads_into(token.id)


def _remember(found: Iterable[Standing]) -> None:
    for token, node in found:
        token.is_remembered = True
        token.instance.path.add(node, token.instance.tokens)


def scope_spec(instance: Instance, number: int) -> Any:
    """Return the specification of the scope that a token of that number holds or held."""
    if number in instance.path.nodes:
        return instance.definition.specs[instance.path.nodes[number].frame]
    return instance.subprocesses[number].spec if number else instance.spec


def _standing(token: Token, by: int) -> list[Standing]:
    """Return a live token and everything alive in it with its node, the outer first."""
    node = _node(token, _kind(token), INTERRUPTED)
    node.by = by
    inside = (each for inner in _within(token) for each in _standing(inner, by or token.id))
    return [(token, node), *inside]


def _within(token: Token) -> Iterator[Token]:
    """Yield what runs in a token, but not an end event that has thrown: it has had its say."""
    yield from (child for child in token.children if "index" in child.internal_data)
    frame = token.instance.subprocesses.get(token.id)
    for each in list(frame.tasks.values()) if frame else ():
        if each.parent is None and each.phase != GONE:
            yield each


def _kind(token: Token) -> str:
    if token.id in token.instance.subprocesses:
        return SCOPE
    if hasattr(token.task_spec, "instance_spec"):
        return LOOP
    if isinstance(token.task_spec, UserTask):
        return TASK
    return PENDING if token.state in UNTAKEN else PARKED


def _seat(token: Token) -> int:
    """Return which instance of a parallel loop it is; one after another they share a seat."""
    if "index" not in token.internal_data or token.parent.internal_data.keys() & ROUNDS:
        return 0
    return int(token.internal_data["index"])


def _node(token: Token, kind: str, outcome: str) -> Node:
    instance: Instance = token.instance
    frame = instance.subprocesses.get(token.id)
    is_plain = kind == TASK and "index" not in token.internal_data
    internal = {k: v for k, v in token.internal_data.items() if k not in PASSING}
    if frame is not None and outcome != COMPLETED:
        internal["work"] = frame.completed_work
    return Node(
        number=token.id,
        spec=token.task_spec.name,
        kind=kind,
        scope=scope_of(token),
        under=token.parent.id if token.parent else 0,
        outcome=outcome,
        entered=token.at,
        left=instance.instant,
        seat=_seat(token),
        flow=token.flow,
        parents=token.origins,
        data=to_json({} if is_plain else token.internal_data.get("given", token.data)),
        internal=to_json(internal),
        frame=frame.spec.name if frame else "",
        variables=to_json(frame.data) if frame else {},
    )
