"""Bringing nodes of the path to life again, each as a new token of the same element."""

from SpiffWorkflow.util.task import TaskState

from app.engine.elements.base import arrive
from app.engine.elements.completed import forget, recall
from app.engine.instance.footprints import scope_of, scope_spec
from app.engine.instance.nodes import LOOP, PENDING, SCOPE, Node
from app.engine.instance.tokens import WAIT, Frame, Instance, Token
from app.engine.instance.values import from_json
from app.engine.operations.rewinding import rewind
from app.engine.operations.undoing import Undoing, around, goes

Numbers = dict[int, int]


def undo(instance: Instance, undoing: Undoing) -> Token:
    """Carry a plan out; return the token of the task that is open again."""
    rewind(instance, undoing)
    numbers: Numbers = {}
    doomed, deaf = goes(instance, undoing), _deaf(instance, undoing)
    reborn = sorted([*undoing.opened, *undoing.revived], key=lambda n: len(around(instance, n)))
    for number in [*undoing.gone, undoing.target.number, *(node.number for node in reborn)]:
        instance.path.nodes.pop(number, None)
    _cancel(doomed)
    waiting = [node for node in reborn if node.kind == PENDING]
    for node in reborn:
        if node.kind != PENDING:
            _revive(instance, node, numbers)
    opened = _revive(instance, undoing.target, numbers)
    forget(instance.frames(), undoing.undone)
    _give_back(instance, undoing, waiting, numbers)
    for number in sorted(deaf):
        _listen(_frame(instance, numbers.get(number, number)))
    for node in undoing.revived:
        _end_empty(instance.subprocesses.get(numbers.get(node.number, 0)))
    return opened


def _cancel(doomed: list[Token]) -> None:
    for token in doomed:
        if token.id in token.workflow.tasks:
            token.cancel()


def _revive(instance: Instance, node: Node, numbers: Numbers) -> Token:
    token = _token(instance, node, numbers)
    token.data, token.internal_data = from_json(node.data), from_json(node.internal)
    numbers[node.number] = token.id
    if node.kind not in (SCOPE, LOOP):
        arrive(token, node.flow, node.parents)
        return token
    token.flow, token.origins = node.flow, node.parents
    _stand(token)
    if node.frame:
        frame = instance.open_frame(token, node.frame)
        frame.data = from_json(node.variables)
        work = token.internal_data.pop("work", None)
        frame.completed_work = recall(token.workflow, node.number) if work is None else work
    _move_inside(instance, node.number, token.id)
    return token


def _end_empty(frame: Frame | None) -> None:
    """End a scope that came back with nothing in it but what had already ended."""
    standing = list(frame.tasks.values()) if frame is not None else []
    if frame is not None and not any(token.task_spec.keeps_scope for token in standing):
        for token in standing:
            token.cancel()
        frame.finish()


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
    for node in instance.path.nodes.values():
        node.by = new if node.by == old else node.by


def _give_back(instance: Instance, undoing: Undoing, waiting: list[Node], numbers: Numbers) -> None:
    lost = [(node, node.flow, node.parents) for node in waiting]
    for join, flow, origins in [*lost, *undoing.given_back]:
        frame = _frame(instance, numbers.get(join.scope, join.scope))
        arrive(Token(frame, frame.spec.task_specs[join.spec]), flow, origins)


def _deaf(instance: Instance, undoing: Undoing) -> set[int]:
    """Return the scopes that begin anew, and those of which an event scope lets go."""
    nodes = [instance.path.nodes[n] for n in undoing.gone if n in instance.path.nodes]
    gone = {(node.scope, node.spec) for node in nodes}
    gone |= {(scope_of(token), token.task_spec.name) for token in goes(instance, undoing)}
    freed = {scope for scope, name in gone if name in _takers(instance, undoing, scope)}
    return freed | {node.number for node in [*undoing.opened, *undoing.revived] if node.frame}


def _takers(instance: Instance, undoing: Undoing, scope: int) -> set[str]:
    """Return the event sub-processes that take a scope over, if the scope itself stays."""
    spec = None if scope in undoing.gone else scope_spec(instance, scope)
    listeners = [spec.task_specs[name] for name in spec.listeners] if spec else []
    return {each.scope for each in listeners if each.is_interrupting}


def _listen(frame: Frame | Instance) -> None:
    """Let the event sub-processes listen again, unless one of them has taken the scope over."""
    standing = {token.task_spec.name for token in frame.tasks.values()}
    listeners = {name: frame.spec.task_specs[name] for name in frame.spec.listeners}
    if any(each.is_interrupting and each.scope in standing for each in listeners.values()):
        return
    for name, spec in listeners.items():
        if name not in standing:
            arrive(Token(frame, spec))
