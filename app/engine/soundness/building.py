"""From a scope to its token game."""

from collections.abc import Iterator, Mapping

from app.engine.soundness.game.net import Net, Throw
from app.engine.soundness.outline import SCOPES, Element, Scope
from app.engine.soundness.plan import Outcome, Plan
from app.engine.soundness.triggers import catches, is_interrupting, start_of, thrown_by
from app.engine.soundness.ways import beginnings, ways

FROM_WITHIN = frozenset({"error", "escalation", "cancel"})


def build(scope: Scope, outcomes: Mapping[str, Outcome]) -> Net:
    """Return the net of a scope; ``outcomes`` tells how the sub-processes in it may end."""
    plan = Plan(scope, outcomes)
    for way in beginnings(plan):
        plan.net.move(scope.id, [], [plan.begin], way)
    for element in plan.elements:
        _element(plan, element)
    for handler in plan.handlers:
        _handler(plan, handler)
    return plan.net


def _element(plan: Plan, element: Element) -> None:
    at = plan.at[element.id]
    if element.kind == "endEvent":
        _end(plan, element, at)
    elif element.kind in SCOPES:
        _sub_process(plan, element, at)
    else:
        _leave(plan, element, at)
    if element.trigger == "escalation" and element.kind in {"endEvent", "intermediateThrowEvent"}:
        _throw(plan, element, thrown_by(element), at, [])
    _boundaries(plan, element, at)


def _leave(plan: Plan, element: Element, at: int) -> None:
    before = [plan.on[flow.id] for flow in element.incoming] if element.is_join else [at]
    for way in ways(plan, element):
        move = plan.net.move(element.id, [element.id], before, way)
        move.is_merge = element.is_join and element.kind == "inclusiveGateway"


def _end(plan: Plan, element: Element, at: int) -> None:
    if element.trigger == "terminate":
        plan.net.move(element.id, [element.id], [at], []).clears = True
    elif element.trigger in {"error", "cancel"}:
        _throw(plan, element, thrown_by(element), at, [element.id])
    else:
        ended = plan.net.place(element.id)
        plan.net.ended.add(ended)
        plan.net.ends.add(element.id)
        plan.net.move(element.id, [element.id], [at], [ended])


def _sub_process(plan: Plan, element: Element, at: int) -> None:
    outcome = plan.outcome(element)
    if outcome.completes:
        _leave(plan, element, at)
    if outcome.hangs:
        stuck = plan.stuck_in(element)
        plan.net.move(element.id, [element.id], [at], [stuck])
        _boundaries(plan, element, stuck, without=FROM_WITHIN)
    for thrown in sorted(outcome.throws, key=str):
        if not any(catches(event, thrown) for event in element.attached):
            _throw(plan, element, thrown, at, [element.id])


def _boundaries(
    plan: Plan, element: Element, at: int, without: frozenset[str] = frozenset()
) -> None:
    for event in element.attached:
        if event.is_compensation or event.trigger in without:
            continue
        if is_interrupting(event):
            plan.net.move(event.id, [element.id], [at], [plan.at[event.id]])
        else:
            move = plan.net.move(event.id, [], [], [plan.at[event.id]])
            move.read, move.is_lone, move.host = [at], True, element.id


def _throw(plan: Plan, element: Element, thrown: Throw, at: int, path: list[str]) -> None:
    """A handler of the scope may catch it; else it leaves the scope."""
    listening = (each for each in plan.handlers if catches(start_of(each), thrown))
    handler = next(listening, None)
    if handler is not None:
        if is_interrupting(start_of(handler)):
            _interrupt(plan, handler, [at], path)
        return
    is_escalation = thrown[0] == "escalation"
    move = plan.net.move(element.id, path[:], [] if is_escalation else [at], [])
    move.thrown, move.clears = thrown, not is_escalation
    move.read = [at] if is_escalation else []


def _handler(plan: Plan, handler: Element) -> None:
    """An event sub-process may happen at any time, unless only a throw in its scope begins it."""
    begins = start_of(handler)
    if is_interrupting(begins):
        if begins.trigger not in FROM_WITHIN:
            _interrupt(plan, handler, [], [])
        return
    for give, thrown in _endings(plan, handler):
        if give or thrown:
            move = plan.net.move(handler.id, [handler.id], [], give)
            move.is_free, move.is_lone = True, bool(give)
            move.clears, move.thrown = thrown is not None, thrown


def _interrupt(plan: Plan, handler: Element, at: list[int], path: list[str]) -> None:
    for give, thrown in _endings(plan, handler):
        move = plan.net.move(handler.id, [*path, handler.id], at, give)
        move.clears, move.is_free, move.thrown = True, not at, thrown


def _endings(plan: Plan, handler: Element) -> Iterator[tuple[list[int], Throw | None]]:
    """How a handler may end; what it throws leaves the scope."""
    outcome = plan.outcome(handler)
    if outcome.completes:
        yield [], None
    if outcome.hangs:
        yield [plan.stuck_in(handler)], None
    for thrown in sorted(outcome.throws, key=str):
        if thrown[0] == "escalation":
            move = plan.net.move(handler.id, [handler.id], [], [])
            move.is_free, move.thrown = True, thrown
        else:
            yield [], thrown
