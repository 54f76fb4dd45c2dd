"""Moves as bit masks, and what each does to a marking."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.engine.soundness.game.net import Move, Net

Marking = tuple[int, int]
"""The places that hold a token, and those among them that hold more than one, as bits."""


def mask(places: Iterable[int]) -> int:
    """Return places as bits."""
    bits = 0
    for place in places:
        bits |= 1 << place
    return bits


def places_of(bits: int) -> Iterator[int]:
    """Yield the places of a mask, the lowest first."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


@dataclass(frozen=True)
class Step:
    """A move ready to be played."""

    move: Move
    take: int
    give: int
    twice: int
    """Places that it gives two tokens or more."""
    needs: int
    forbids: int
    alive: int
    """Of these places one must be marked."""
    clears: bool
    ups: dict[int, int] = field(default_factory=dict)
    """For an inclusive join: each place it takes from, and where a token could still come from."""

    def taken(self, marks: int) -> int:
        """Return what it takes from a marking; -1 when it cannot happen there."""
        if marks & self.forbids or marks & self.needs != self.needs:
            return -1
        if self.alive and not marks & self.alive:
            return -1
        return self._merged(marks) if self.ups else self.take

    def _merged(self, marks: int) -> int:
        here = marks & self.take
        if not here:
            return -1
        empty = reached = 0
        for bit, up in self.ups.items():
            if bit & here:
                reached |= up
            else:
                empty |= up
        return -1 if marks & ~here & empty & ~reached else here

    def after(self, marks: int, many: int, taken: int) -> Iterator[tuple[int, int, int]]:
        """Yield what follows: marks, places with more than one token, and those just doubled."""
        if self.clears:
            yield self.give, self.twice, self.twice
            return
        doubtful = many & taken
        for left in _subsets(doubtful):
            rest = (marks & ~taken) | doubtful
            doubled = (rest & self.give) | self.twice
            yield rest | self.give, (many & ~taken) | left | doubled, doubled


def _subsets(bits: int) -> Iterator[int]:
    some = bits
    while True:
        yield some
        if not some:
            return
        some = (some - 1) & bits


def compiled(net: Net) -> list[Step]:
    """Return the steps of a net."""
    return [_step(net, move) for move in net.moves]


def _step(net: Net, move: Move) -> Step:
    take = mask(move.take)
    return Step(
        move=move,
        take=take,
        give=mask(move.give),
        twice=mask(place for place in move.give if move.give.count(place) > 1),
        needs=mask(move.read) | (0 if move.is_merge else take),
        forbids=mask(own_places(net, move)) if move.is_lone else 0,
        alive=mask(set(range(1, len(net.places))) - net.ended) if move.is_free else 0,
        clears=move.clears,
        ups=_ups(net, move) if move.is_merge else {},
    )


def own_places(net: Net, move: Move) -> set[int]:
    """Return the places only this move leads to: while they hold tokens, it doesn't come again."""
    forward = _edges(each for each in net.moves if each is not move)
    return (_reached(forward, move.give) - _reached(forward, [0])) | set(move.give)


def _ups(net: Net, join: Move) -> dict[int, int]:
    backward: dict[int, set[int]] = defaultdict(set)
    others = (move for move in net.moves if move.owner != join.owner)
    for source, targets in _edges(others).items():
        for target in targets:
            backward[target].add(source)
    return {1 << place: mask(_reached(backward, [place])) for place in join.take}


def _edges(moves: Iterable[Move]) -> dict[int, set[int]]:
    edges: dict[int, set[int]] = defaultdict(set)
    for move in moves:
        for source in (*move.take, *move.read, *([0] if move.is_free else [])):
            edges[source] |= set(move.give)
    return edges


def _reached(edges: dict[int, set[int]], starts: Iterable[int]) -> set[int]:
    seen: set[int] = set()
    todo = list(starts)
    while todo:
        place = todo.pop()
        if place not in seen:
            seen.add(place)
            todo += edges.get(place, ())
    return seen
