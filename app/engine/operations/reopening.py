"""Bringing nodes of the path to life again, each as a new token of the same element."""

from SpiffWorkflow.util.task import TaskState

from app.engine.elements.base import arrive
from app.engine.instance.path import LOOP, PENDING, SCOPE, Node
from app.engine.instance.tokens import WAIT, Frame, Instance, Token
from app.engine.operations.rewinding import rewind
from app.engine.operations.undoing import Undoing, goes

Numbers = dict[int, int]


def undo(instance: Instance, undoing: Undoing) -> Token:
    """Carry a plan out; return the token of the task that is open again."""
    rewind(instance, undoing)
    numbers: Numbers = {}
    doomed = goes(instance, undoing)
    reborn = [*undoing.opened, *undoing.revived]
    for number in [*undoing.gone, undoing.target.number, *(node.number for node in reborn)]:
        instance.path.nodes.pop(number, None)
    for token in doomed:
        if token.id in token.workflow.tasks:
            token.cancel()
    waiting = [node for node in reborn if node.kind == PENDING]
    for node in sorted(reborn, key=lambda each: each.number):
        if node.kind != PENDING:
            _revive(instance, node, numbers)
    opened = _revive(instance, undoing.target, numbers)
    _give_back(instance, undoing, waiting, numbers)
    for number in sorted(_deaf(undoing)):
        _listen(_frame(instance, numbers.get(number, number)))
    return opened


def _revive(instance: Instance, node: Node, numbers: Numbers) -> Token:
    token = _token(instance, node, numbers)
    token.data, token.internal_data = dict(node.data), dict(node.internal)
    numbers[node.number] = token.id
    if node.kind not in (SCOPE, LOOP):
        arrive(token, node.flow, node.parents)
        return token
    token.flow, token.origins = node.flow, node.parents
    _stand(token)
    if node.frame:
        instance.open_frame(token, node.frame).data = dict(node.variables)
    _move_inside(instance, node.number, token.id)
    return token


def _token(instance: Instance, node: Node, numbers: Numbers) -> Token:
    frame = _frame(instance, numbers.get(node.scope, node.scope))
    under = frame.tasks.get(numbers.get(node.under, node.under))
    return Token(frame, frame.spec.task_specs[node.spec], under)


def _frame(instance: Instance, number: int) -> Frame | Instance:
    frame: Frame | Instance = instance.subprocesses[number] if number else instance
    return frame


def _stand(token: Token) -> None:
    """Let a scope or loop wait again for what is in it; its boundary events start anew."""
    spec = token.task_spec
    token.phase = WAIT
    token._set_state(TaskState.STARTED)
    spec.note(token, "entered")
    for name in spec.boundaries:
        arrive(token.add(token.workflow.spec.task_specs[name]))


def _move_inside(instance: Instance, old: int, new: int) -> None:
    for node in instance.path.inside(old):
        node.scope = new if node.scope == old else node.scope
        node.under = new if node.under == old else node.under


def _give_back(instance: Instance, undoing: Undoing, waiting: list[Node], numbers: Numbers) -> None:
    lost = [(node, node.flow, node.parents) for node in waiting]
    for join, flow, origins in [*lost, *undoing.given_back]:
        frame = _frame(instance, numbers.get(join.scope, join.scope))
        arrive(Token(frame, frame.spec.task_specs[join.spec]), flow, origins)


def _deaf(undoing: Undoing) -> set[int]:
    """Return the scopes whose event sub-processes no longer listen."""
    reborn = [*undoing.opened, *undoing.revived]
    swept = {n.scope for n in [undoing.target, *undoing.revived] if n.by in undoing.gone}
    return swept | {node.number for node in reborn if node.frame}


def _listen(frame: Frame | Instance) -> None:
    listening = {token.task_spec.name for token in frame.tasks.values()}
    for name in frame.spec.listeners:
        if name not in listening:
            arrive(Token(frame, frame.spec.task_specs[name]))
