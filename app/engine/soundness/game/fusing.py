"""Make a net smaller without changing what can go wrong in it.

Three rules of Murata (1989), which keep liveness and safeness both ways. Places in series: a
token that can only move on by one plain step may be where it goes. Parallel places: of several
that always get and lose their tokens together one is enough. Parallel moves: of several that take
and give the same one is enough; it remembers what the others pass.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable

from app.engine.soundness.game.net import Move, Net


def fuse(net: Net) -> None:
    """Shrink a net."""
    Fusing(net).run()


class Fusing:
    """Shrinks one net in place, as long as something changes."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.moves = dict(enumerate(net.moves))
        self.gives = {number: Counter(move.give) for number, move in self.moves.items()}
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
        for number, move in self.moves.items():
            move.give = sorted(self.gives[number].elements())
        self.net.moves = list(self.moves.values())

    def _serial(self, place: int) -> None:
        if place in self.fixed or len(self.takers[place]) != 1:
            return
        number = next(iter(self.takers[place]))
        move = self.moves[number]
        if not move.is_plain or len(move.take) != 1 or self.gives[number].total() != 1:
            return
        target = next(iter(self.gives[number]))
        if target != place and target not in self.net.ended:
            self._unlink(number)
            self._redirect(place, target, move)

    def _redirect(self, place: int, target: int, onward: Move) -> None:
        givers = self.givers.pop(place, set())
        times = {giver: self.gives[giver].pop(place) for giver in sorted(givers)}
        if sum(times.values()) > 1:
            self.net.places[target] = self.net.places[place]
        for giver, count in times.items():
            self.moves[giver].go_on(onward, count)
            self.gives[giver][target] += count
        self.givers[target] |= givers
        self._touch([target], givers)

    def _parallel_places(self, number: int) -> None:
        """Of the places that a move gives, keep one of those with the same givers and takers."""
        alike: dict[Hashable, list[int]] = defaultdict(list)
        for place in sorted(self.gives[number]):
            alike[frozenset(self.givers[place]), frozenset(self.takers[place])].append(place)
        for places in alike.values():
            if len(places) > 1 and self._may_fuse(places):
                self._forget(set(places[1:]), places[0])

    def _may_fuse(self, places: list[int]) -> bool:
        takers, givers = self.takers[places[0]], self.givers[places[0]]
        is_free = self.fixed.isdisjoint(places)
        once = all(self.gives[n][place] == 1 for n in givers for place in places)
        return is_free and once and all(self.moves[n].is_plain for n in takers)

    def _forget(self, places: set[int], kept: int) -> None:
        for number in self.givers[kept]:
            for place in places:
                del self.gives[number][place]
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
                gives = frozenset(self.gives[number].items())
                alike[tuple(sorted(move.take)), gives].append(number)
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
        for place in self.gives[number]:
            self.givers[place].add(number)
        for place in move.take:
            self.takers[place].add(number)

    def _unlink(self, number: int) -> None:
        move = self.moves.pop(number)
        for place in self.gives[number]:
            self.givers[place].discard(number)
        for place in move.take:
            self.takers[place].discard(number)
