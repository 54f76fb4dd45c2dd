"""Make a net smaller without changing what can go wrong in it.

Two rules of Murata (1989), which keep liveness and safeness both ways. Places in series: a token
that can only move on by one plain step may be where it goes. Parallel places: of two that always
get and lose their tokens together one is enough.
"""

from collections import defaultdict

from app.engine.soundness.net import Move, Net


class Fusing:
    """Shrinks one net in place."""

    def __init__(self, net: Net) -> None:
        self.net = net
        self.moves = dict(enumerate(net.moves))
        self.givers: dict[int, set[int]] = defaultdict(set)
        self.takers: dict[int, set[int]] = defaultdict(set)
        self.fixed = {0, *net.ended}
        for number, move in self.moves.items():
            self._enter(number, move)
            self.fixed |= {*move.read, *(move.give if move.is_lone else ())}

    def run(self) -> None:
        """Apply both rules until neither applies."""
        todo = set(range(len(self.net.places)))
        while todo:
            place = todo.pop()
            todo |= self._serial(place) or self._parallel(place)
        self.net.moves = list(self.moves.values())

    def _serial(self, place: int) -> set[int]:
        if place in self.fixed or len(self.takers[place]) != 1:
            return set()
        number = next(iter(self.takers[place]))
        move = self.moves[number]
        if not move.is_plain or len(move.take) != 1 or len(move.give) != 1:
            return set()
        target = move.give[0]
        if target == place or target in self.net.ended:
            return set()
        self._drop(number)
        return self._redirect(place, target, move.path)

    def _redirect(self, place: int, target: int, path: list[str]) -> set[int]:
        if sum(self.moves[giver].give.count(place) for giver in self.givers[place]) > 1:
            self.net.places[target] = self.net.places[place]
        for giver in list(self.givers[place]):
            move = self.moves[giver]
            times = move.give.count(place)
            move.give = [target if each == place else each for each in move.give]
            move.path = [*move.path, *path * times]
            self.givers[target].add(giver)
        self.givers[place].clear()
        near = {p for n in self.givers[target] for p in (*self.moves[n].take, *self.moves[n].give)}
        return {target, *near}

    def _parallel(self, place: int) -> set[int]:
        if place in self.fixed or not self.takers[place] or not self.givers[place]:
            return set()
        giver = self.moves[next(iter(self.givers[place]))]
        for other in set(giver.give) - self.fixed - {place}:
            if self._together(place, other):
                return self._forget(other, place)
        return set()

    def _together(self, place: int, other: int) -> bool:
        if self.givers[place] != self.givers[other] or self.takers[place] != self.takers[other]:
            return False
        if any(
            self.moves[n].give.count(p) != 1 for n in self.givers[place] for p in (place, other)
        ):
            return False
        return all(self.moves[n].is_plain for n in self.takers[place])

    def _forget(self, place: int, kept: int) -> set[int]:
        for number in self.givers[place]:
            self.moves[number].give.remove(place)
        for number in self.takers[place]:
            self.moves[number].take.remove(place)
        self.givers[place].clear()
        self.takers[place].clear()
        near = self.givers[kept] | self.takers[kept]
        return {kept, *(place for number in near for place in self.moves[number].take)}

    def _enter(self, number: int, move: Move) -> None:
        for place in move.give:
            self.givers[place].add(number)
        for place in move.take:
            self.takers[place].add(number)

    def _drop(self, number: int) -> None:
        move = self.moves.pop(number)
        for place in move.give:
            self.givers[place].discard(number)
        for place in move.take:
            self.takers[place].discard(number)


def fuse(net: Net) -> None:
    """Shrink a net."""
    Fusing(net).run()
