"""Every marking a net can come to, breadth first, within a budget."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from app.engine.soundness.game.net import Aside, Net, Throw
from app.engine.soundness.game.steps import Marking, Step, compiled, mask, places_of

BEYOND = -1
"""Stands for what lies behind a marking that was not looked at."""


@dataclass
class Budget:
    """How many checks a file may still cost, and how large a net may be.

    ``moves`` counts before a net is shrunk; ``weight`` what is looked up for each of its moves.
    """

    checks: int = 600_000
    markings: int = 30_000
    moves: int = 4_000
    weight: int = 500_000

    def part(self) -> "Budget":
        """Return a small part of it, for a second look."""
        return Budget(min(self.checks, 60_000), min(self.markings, 2_000), self.moves, self.weight)

    def spend(self, checks: int) -> bool:
        """Take something; False when there is nothing left."""
        self.checks -= checks
        return self.checks > 0


@dataclass
class Space:
    """The markings found, and how one leads to another.

    A second token on a place ends the look-out there (it is an ``accident``), unless
    ``is_loose``: then one token and more than one are told apart, and no more.
    """

    net: Net
    budget: Budget
    is_loose: bool = False
    markings: list[Marking] = field(default_factory=list)
    numbers: dict[Marking, int] = field(default_factory=dict)
    came: list[tuple[int, Step | None]] = field(default_factory=list)
    leads: list[dict[int, Step]] = field(default_factory=list)
    first: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    """For each element that can happen: after which marking it first does, on which path."""
    played: set[int] = field(default_factory=set)
    thrown: set[Throw] = field(default_factory=set)
    completes: bool = False
    """The scope can come to its end without throwing."""
    accidents: dict[int, tuple[int, Step]] = field(default_factory=dict)
    """For each place: where a second token first came to it."""
    blocked: list[int] = field(default_factory=list)
    """Markings from which nothing goes on but an interruption."""
    is_whole: bool = True

    def explore(self) -> "Space":
        """Find every marking; ``is_whole`` tells whether the budget was enough."""
        self.is_whole = self.net.weight <= self.budget.weight
        self.steps = compiled(self.net) if self.is_whole else []
        self.ended = mask(self.net.ended)
        self.stuck = mask(self.net.stuck)
        self.final = [step for step in self.steps if self._is_final(step)]
        self.looked_at = 0
        self._number((1, 0), BEYOND, None)
        while self.is_whole and self.looked_at < len(self.markings):
            if not self.is_complete(self.looked_at):
                self._expand(self.looked_at)
            self.looked_at += 1
        for aside in reversed(self.net.asides):
            self._beside(aside)
        return self

    def _beside(self, aside: Aside) -> None:
        if aside.host in self.first:
            number, path = self.first[aside.host]
            before = path[: path.index(aside.host)]
            for element, way in aside.ways.items():
                self.first.setdefault(element, (number, [*before, *way]))

    @property
    def is_sound(self) -> bool:
        """Say whether nothing can go wrong and every move can be played."""
        is_clean = self.is_whole and not self.accidents and not self.hopeless
        return is_clean and len(self.played) == len(self.steps)

    @property
    def is_cut(self) -> bool:
        """Say whether something lies behind a second token."""
        return any(BEYOND in leads for leads in self.leads)

    def is_complete(self, number: int) -> bool:
        """Say whether the scope has ended in this marking."""
        return not self.markings[number][0] & ~self.ended

    def _is_final(self, step: Step) -> bool:
        """A token that can only reach its end may do so at once: nothing else depends on it."""
        move = step.move
        if len(move.take) != 1 or not move.is_plain or not {*move.give} <= self.net.ended:
            return False
        place = move.take[0]
        users = sum(place in (*each.take, *each.read) for each in self.net.moves)
        return self.net.places[place] == move.owner and users == 1

    def _expand(self, number: int) -> None:
        marks, many = self.markings[number]
        goes_on = False
        first = next((step for step in self.final if step.take & marks), None)
        for step in [first] if first else self.steps:
            taken = step.taken(marks)
            if taken < 0:
                continue
            goes_on = goes_on or bool(step.take & ~self.stuck)
            self._note(number, step)
            if step.move.thrown is not None:
                self.thrown.add(step.move.thrown)
            self._play(number, step, marks, many, taken)
        if not goes_on:
            self.blocked.append(number)
        enough = self.budget.spend(len(self.steps)) and len(self.markings) < self.budget.markings
        self.is_whole = self.is_whole and enough

    def _note(self, number: int, step: Step) -> None:
        if id(step) in self.played:
            return
        self.played.add(id(step))
        for path in step.move.paths():
            for element in path:
                self.first.setdefault(element, (number, path))

    def _play(self, number: int, step: Step, marks: int, many: int, taken: int) -> None:
        for reached, multiple, doubled in step.after(marks, many, taken):
            for place in places_of(doubled):
                self.accidents.setdefault(place, (number, step))
            if self.is_loose:
                self._lead(number, step, (reached, multiple & ~self.ended))
            elif doubled & ~self.ended:
                self.leads[number][BEYOND] = step
            else:
                self._lead(number, step, (reached, 0))

    def _lead(self, number: int, step: Step, marking: Marking) -> None:
        found = self.numbers.get(marking)
        if found is None:
            found = self._number(marking, number, step)
        self.leads[number].setdefault(found, step)
        if step.move.thrown is None and self.is_complete(found):
            self.completes = True

    def _number(self, marking: Marking, before: int, step: Step | None) -> int:
        self.numbers[marking] = len(self.markings)
        self.markings.append(marking)
        self.came.append((before, step))
        self.leads.append({})
        return len(self.markings) - 1

    @cached_property
    def hopeless(self) -> set[int]:
        """The markings from which the end can never be reached."""
        everywhere = range(len(self.markings))
        ends = {n for n in everywhere if self.is_complete(n) or BEYOND in self.leads[n]}
        return set(everywhere) - self.before(ends | set(everywhere[self.looked_at :]))

    def before(self, ends: set[int]) -> set[int]:
        """Return the markings that can lead to one of ``ends``, and those."""
        backward: dict[int, list[int]] = defaultdict(list)
        for number, leads in enumerate(self.leads):
            for target in leads:
                backward[target].append(number)
        seen, todo = set(ends), list(ends)
        while todo:
            for source in backward[todo.pop()]:
                if source not in seen:
                    seen.add(source)
                    todo.append(source)
        return seen

    def path_to(self, number: int) -> list[str]:
        """Return the elements that happen on a shortest way to a marking."""
        steps: list[Step] = []
        before, step = self.came[number]
        while step is not None:
            steps.append(step)
            before, step = self.came[before]
        return [element for step in reversed(steps) for element in step.move.path]

    def way_to(self, element: str) -> list[str]:
        """Return the elements up to the first time that one happens; none if it never does."""
        if element not in self.first:
            return []
        number, path = self.first[element]
        return [*self.path_to(number), *path[: path.index(element) + 1]]

    def lap_from(self, number: int) -> list[str]:
        """Return what happens from a hopeless marking until one comes again or nothing moves."""
        seen: set[int] = set()
        path: list[str] = []
        while number not in seen and self.leads[number]:
            seen.add(number)
            number, step = min(self.leads[number].items(), key=lambda pair: pair[0])
            path += step.move.path
        return path
