"""Make a net smaller without changing what can go wrong in it.

Three rules of Murata (1989), which keep liveness and safeness both ways. Places in series: a
token that can only move on by one plain step may be where it goes. Parallel places: of several
that always get and lose their tokens together one is enough. Parallel moves: of several that take
and give the same one is enough; it remembers what the others pass.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable

from app.engine.soundness.net import Move, Net


def fuse(net: Net) -> None:
    """Shrink a net."""
    Fusing(net).run()


class Fusing:
    """Shrinks one net in place, as long as something changes."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.moves = dict(enumerate(net.moves))
        self.givers: dict[int, set[int]] = defaultdict(set)
        self.takers: dict[int, set[int]] = defaultdict(set)
        self.fixed = {0, *net.ended}
        for number, move in self.moves.items():
            self._link(number, move)
            self.fixed |= {*move.read, *(move.give if move.is_lone else ())}
        self.places = set(range(len(net.places)))
        self.changed = set(self.moves)

    def run(self) -> None:
        """Apply the rules until none applies."""
        while self.places or self.changed:
            while self.places:
                self._serial(self.places.pop())
            changed, self.changed = self.changed & self.moves.keys(), set()
            for number in sorted(changed):
                self._parallel_places(number)
            near = {place for number in sorted(changed) for place in self.moves[number].take}
            for place in sorted(near):
                self._parallel_moves(place)
        self.net.moves = list(self.moves.values())

    def _serial(self, place: int) -> None:
        if place in self.fixed or len(self.takers[place]) != 1:
            return
        number = next(iter(self.takers[place]))
        move = self.moves[number]
        if not move.is_plain or len(move.take) != 1 or len(move.give) != 1:
            return
        if move.give[0] == place or move.give[0] in self.net.ended:
            return
        self._unlink(number)
        self._redirect(place, move)

    def _redirect(self, place: int, onward: Move) -> None:
        target = onward.give[0]
        givers = self.givers.pop(place, set())
        if sum(self.moves[giver].give.count(place) for giver in givers) > 1:
            self.net.places[target] = self.net.places[place]
        for giver in givers:
            self.moves[giver].pass_on(place, onward)
        self.givers[target] |= givers
        self._touch([target], givers)

    def _parallel_places(self, number: int) -> None:
        """Of the places that a move gives, keep one of those with the same givers and takers."""
        alike: dict[Hashable, list[int]] = defaultdict(list)
        give = self.moves[number].give
        for place in give:
            alike[frozenset(self.givers[place]), frozenset(self.takers[place])].append(place)
        for places in alike.values():
            if len(places) > 1 and self._may_fuse(places):
                self._forget(set(places[1:]), places[0])

    def _may_fuse(self, places: list[int]) -> bool:
        takers, givers = self.takers[places[0]], self.givers[places[0]]
        if not takers or len(set(places)) < len(places) or self.fixed.intersection(places):
            return False
        once = all(self.moves[n].gives_once(places) for n in givers)
        return once and all(self.moves[n].is_plain for n in takers)

    def _forget(self, places: set[int], kept: int) -> None:
        for number in self.givers[kept]:
            self.moves[number].give = [p for p in self.moves[number].give if p not in places]
        for number in self.takers[kept]:
            self.moves[number].take = [p for p in self.moves[number].take if p not in places]
        for place in places:
            del self.givers[place], self.takers[place]
        near = self.givers[kept] | self.takers[kept]
        self._touch([kept, *(p for number in near for p in self.moves[number].take)], near)

    def _parallel_moves(self, place: int) -> None:
        alike: dict[Hashable, list[int]] = defaultdict(list)
        for number in sorted(self.takers[place]):
            move = self.moves[number]
            if move.is_plain and move.take[0] == place:
                alike[tuple(sorted(move.take)), tuple(sorted(move.give))].append(number)
        for first, *others in alike.values():
            for other in others:
                self.moves[first].remember(self.moves[other])
                self._unlink(other)
            if others:
                self._touch(self.moves[first].take, [first])

    def _touch(self, places: Iterable[int], moves: Iterable[int]) -> None:
        self.places.update(places)
        self.changed.update(moves)

    def _link(self, number: int, move: Move) -> None:
        for place in move.give:
            self.givers[place].add(number)
        for place in move.take:
            self.takers[place].add(number)

    def _unlink(self, number: int) -> None:
        move = self.moves.pop(number)
        for place in move.give:
            self.givers[place].discard(number)
        for place in move.take:
            self.takers[place].discard(number)
