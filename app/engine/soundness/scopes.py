"""One scope after the other, the inner first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.engine.soundness.building import build
from app.engine.soundness.faults import Fault, accidents, dead, deadlocks, hangs
from app.engine.soundness.game.asides import set_aside
from app.engine.soundness.game.fusing import fuse
from app.engine.soundness.game.space import Budget, Space
from app.engine.soundness.outline import SCOPES, Scope, read_scope
from app.engine.soundness.plan import Outcome
from app.engine.soundness.words import Words


@dataclass(frozen=True)
class Report:
    """What one scope gives: how it ends, what makes it hang, its other faults.

    ``undecided`` are the scopes that could not be judged; ``markings`` counts what was looked at.
    """

    outcome: Outcome
    hangs: list[Fault]
    faults: list[Fault]
    undecided: list[str]
    markings: int


def report(scope: Scope, words: Words, budget: Budget) -> Report:
    """Play a scope and everything in it."""
    kinds = (each for each in scope.elements.values() if each.kind in SCOPES)
    inner = {each.id: report(read_scope(each.xml), words, budget) for each in kinds}
    net = build(scope, {key: each.outcome for key, each in inner.items()})
    is_large = len(net.moves) > budget.moves
    if is_large or scope.unclear or not scope.elements:
        return _unread(scope, inner, is_large)
    fuse(net)
    if net.weight <= budget.weight and set_aside(net, budget):
        fuse(net)
    space = Space(net, budget).explore()
    loose = Space(net, budget.part(), is_loose=True).explore() if space.is_cut else space
    hanging = [*hangs(space, loose, words), *_passed_on(space, inner)]
    faults = [*accidents(space, words), *_rescued(space, inner, words)]
    faults += [f.after(space.way_to(key)) for key, each in inner.items() for f in each.faults]
    faults += dead(loose, _silent(scope, hanging), words) if net.is_whole and loose.is_whole else []
    undecided = [*_undecided(inner), *([] if net.is_whole and space.is_whole else [scope.id])]
    markings = len(space.markings) + sum(each.markings for each in inner.values())
    return Report(_outcome(loose, hanging), hanging, faults, undecided, markings)


def _unread(scope: Scope, inner: Mapping[str, Report], is_large: bool) -> Report:
    """An empty scope is over at once; one with something unknown in it may end as well as not."""
    is_open = is_large or scope.unclear
    faults = [fault for each in inner.values() for fault in each.faults]
    undecided = [*_undecided(inner), *([scope.id] if is_open else [])]
    return Report(Outcome(), [], faults, undecided, 0)


def _undecided(inner: Mapping[str, Report]) -> list[str]:
    return [scope for each in inner.values() for scope in each.undecided]


def _outcome(space: Space, hanging: list[Fault]) -> Outcome:
    completes = space.completes or not space.is_whole
    return Outcome(completes, bool(hanging), frozenset(space.thrown))


def _passed_on(space: Space, inner: Mapping[str, Report]) -> Iterator[Fault]:
    """What makes a sub-process hang makes the scope hang, unless something takes it away."""
    certain = 0 in space.hopeless
    for key in _stuck(space, space.hopeless):
        way = space.way_to(key)
        yield from (replace(f.after(way), is_certain=certain) for f in inner[key].hangs)


def _rescued(space: Space, inner: Mapping[str, Report], words: Words) -> Iterator[Fault]:
    """Tokens that wait in vain until something interrupts them: allowed, but hardly meant."""
    hopeless = space.hopeless
    found = list(deadlocks(space, set(space.blocked) - hopeless, words))
    for key in set(space.net.stuck.values()) - _stuck(space, hopeless):
        found += (f.after(space.way_to(key)) for f in inner[key].hangs if f.rule == "deadlock")
    for fault in found:
        yield replace(fault, reason=words.rescued(fault.reason), counts=False, is_certain=False)


def _stuck(space: Space, among: set[int]) -> set[str]:
    marks = [space.markings[number][0] for number in among.intersection(space.blocked)]
    stuck = space.net.stuck.items()
    return {key for place, key in stuck if any(each >> place & 1 for each in marks)}


def _silent(scope: Scope, hanging: list[Fault]) -> list[str]:
    """The elements that must happen, but for those already told of."""
    told = {fault.element for fault in hanging}
    elements = (e for e in scope.elements.values() if not (e.is_handler or e.is_compensation))
    return [each.id for each in elements if each.id not in told]
