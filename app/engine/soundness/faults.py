"""What can go wrong in one scope, as its markings show."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.engine.soundness.game.net import Move
from app.engine.soundness.game.space import Space
from app.engine.soundness.words import RULES, Words

MOST = 20
"""Faults of one kind that a scope tells."""


@dataclass(frozen=True)
class Fault:
    """One fault with a way to it.

    ``counts``: the process is unsound by it. ``is_certain``: whatever the data say, no way leads
    to an end.
    """

    rule: str
    element: str
    reason: str
    path: tuple[str, ...]
    counts: bool = True
    is_certain: bool = False

    def after(self, way: list[str]) -> "Fault":
        """Return it as seen from outside, where ``way`` leads to the scope."""
        return replace(self, path=(*way, *self.path))


def accidents(space: Space, words: Words) -> Iterator[Fault]:
    """Yield where a second token comes to a place, and the ends reached twice."""
    told: set[str] = set()
    for place, (number, step) in sorted(space.accidents.items())[:MOST]:
        element = space.net.places[place]
        if element in told:
            continue
        told.add(element)
        is_end = element in space.net.ends
        ends = (element,) * 2 if is_end and place not in space.net.ended else ()
        path = (*space.path_to(number), *step.move.path, *ends)
        rule = "improper-completion" if is_end else "lack-of-synchronization"
        yield Fault(rule, element, RULES[rule], path)


def hangs(space: Space, loose: Space, words: Words) -> Iterator[Fault]:
    """Yield where nothing moves any more, and rounds that nothing leaves."""
    hopeless = space.hopeless
    blocked = hopeless.intersection(space.blocked)
    is_certain = 0 in hopeless or 0 in loose.hopeless
    yield from (replace(f, is_certain=is_certain) for f in deadlocks(space, blocked, words))
    rounds, among = hopeless - space.before(blocked), space
    if not hopeless and is_certain:
        rounds, among = {0}, loose
    if rounds:
        first = min(rounds)
        lap = among.lap_from(first)
        within = [each for each in lap if each not in space.net.ends]
        element = within[-1] if within else space.net.places[0]
        path = (*among.path_to(first), *lap)
        yield Fault("livelock", element, RULES["livelock"], path, is_certain=is_certain)


def deadlocks(space: Space, blocked: set[int], words: Words) -> Iterator[Fault]:
    """Yield a fault for each element at which a token waits in vain."""
    told: set[str] = set()
    for number in sorted(blocked):
        marks = space.markings[number][0]
        if marks & space.stuck:
            continue
        path = tuple(space.path_to(number))
        for element, reason in _waiting(space, marks, words):
            if element not in told and len(told) < MOST:
                told.add(element)
                yield Fault("deadlock", element, reason, path or (element,))


def _waiting(space: Space, marks: int, words: Words) -> Iterator[tuple[str, str]]:
    here = [p for p in range(len(space.net.places)) if marks >> p & 1 and p not in space.net.ended]
    joins = [m for m in space.net.moves if not m.clears and set(m.take) & set(here)]
    for move in joins:
        yield move.owner, words.waits(_missing(space, move, here))
    if not joins:
        yield space.net.places[here[0]], words.waits([])


def _missing(space: Space, move: Move, here: list[int]) -> list[str]:
    return [space.net.places[place] for place in move.take if place not in here]


def dead(space: Space, elements: list[str], words: Words) -> Iterator[Fault]:
    """Yield the elements that never happen, with a run that ends without them."""
    never = [element for element in elements if element not in space.first]
    ends = (n for n in range(len(space.markings)) if space.is_complete(n) or n in space.blocked)
    path = tuple(space.path_to(next(ends, 0)))
    for element in never[:MOST]:
        yield Fault("dead-element", element, RULES["dead-element"], path or (element,))
