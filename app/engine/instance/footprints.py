"""What a token leaves behind on the path when it leaves, joins others or is interrupted."""

from collections.abc import Iterable, Iterator

from SpiffWorkflow.bpmn.specs.defaults import UserTask
from SpiffWorkflow.util.task import TaskState

from app.engine.instance.path import (
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

COMPLETED, INTERRUPTED, SKIPPED = "completed", "interrupted", "skipped"
ROUNDS = {"queue", "rest", "rounds"}
PASSING = ("given", "signed")
UNTAKEN = (TaskState.FUTURE, TaskState.WAITING)


def leave(token: Token) -> Origins:
    """Remember a token that is done with its element; return where those after it come from."""
    instance, kind = token.instance, _kind(token)
    if token.id in instance.path.nodes:
        return (token.id,)
    if kind == TASK or (kind in (SCOPE, LOOP) and instance.path.inside(token.id)):
        instance.path.add(_node(token, kind, COMPLETED), instance.everyone)
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
    firing.instance.path.add(node, firing.instance.everyone)
    return (firing.id,)


def interrupted(activity: Token, outcome: str = INTERRUPTED) -> Origins:
    """Remember an activity, before it is taken away, with everything in it as it stands.

    Return where what comes in its place comes from.
    """
    found = _standing(activity, 0)
    found[0].outcome = outcome
    path = activity.instance.path
    if not any(node.kind == TASK or path.inside(node.number) for node in found):
        return activity.origins
    for node in reversed(found):
        path.add(node, activity.instance.everyone)
    return (activity.id,)


def swept(by: Token, undone: int = 0) -> Origins:
    """Remember what ``by`` is about to take away from its scope; return where it then comes from.

    For an event sub-process that interrupts, and with ``undone`` (the number of the scope) for an
    end event that terminates: undoing that number brings everything back.
    """
    instance, origins = by.instance, [by.origins]
    for token in sorted(by.workflow.tasks.values(), key=lambda each: each.id):
        is_listening = not getattr(token.task_spec, "keeps_scope", True)
        if token is by or token.parent is not None or is_listening:
            continue
        for node in _standing(token, undone or by.id):
            instance.path.add(node, instance.everyone)
        origins.append((token.id,))
    return merged(origins)


def unneeded(loop: Token) -> None:
    """Remember the instances and the queue of a loop that is enough, before they are taken away."""
    if "queue" in loop.internal_data:
        loop.internal_data["rest"] = loop.internal_data.pop("queue")
    for child in loop.children:
        if "index" in child.internal_data:
            for node in _standing(child, loop.id):
                loop.instance.path.add(node, loop.instance.everyone)


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


def _standing(token: Token, by: int) -> list[Node]:
    """Return the nodes of a live token and of everything alive in it, the outer first."""
    node = _node(token, _kind(token), INTERRUPTED)
    node.by = by
    return [node, *(n for inner in _within(token) for n in _standing(inner, by or token.id))]


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
        internal=to_json({k: v for k, v in token.internal_data.items() if k not in PASSING}),
        frame=frame.spec.name if frame else "",
        variables=to_json(frame.data) if frame else {},
    )
