"""What one command of the engine costs: late in a case, far round a loop, in a crowd, and stock.

Commands are pure, so one is measured by giving it again and again from the same state: load,
act, run to rest, dump and describe.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from app import engine
from bench import Row, nanoseconds, row
from bench.cases import diagrams, stock

CASE = UUID("018f0000-0000-7000-8000-000000000001")
NOW = datetime(2026, 7, 14, 0, 0, tzinfo=UTC)
LATE, THE_SAME = 1.5, 1.1
ROUND, ROUNDS, BLOCKS, CROWD, SOME = 10, 1_000, 10, 500, 50


class Host:
    """Answers nothing: these diagrams ask nothing."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *arguments: None


def run() -> list[Row]:
    line, loop = Played(diagrams.line(120)), Played(diagrams.loop())
    fifth, hundredth = line.until(5), line.until(100)
    early, far = loop.until(2 * ROUND), loop.until(2 * ROUNDS)
    inside = Played(diagrams.blocks(BLOCKS)).until(2 * BLOCKS - 1)
    crowd, some = Played(diagrams.crowd(CROWD)).until(1), Played(diagrams.crowd(SOME)).until(1)
    times = nanoseconds(fifth, hundredth, early, far, inside, crowd, some)
    return [*_against_fifth(times), *_whole_blocks(), *_against_stock()]


def _against_fifth(times: list[float]) -> list[Row]:
    """Return every figure beside the fifth completion, and those that have a limit of their own."""
    fifth, hundredth, early, far, inside, crowd, some = (time / 1_000 for time in times)
    base = row("completion 5", fifth, "µs")
    tenth, fifty = (
        row("loop round 10", early, "µs", to=base),
        row("one of 50 instances", some, "µs", to=base),
    )
    return [
        base,
        row("completion 100", hundredth, "µs", to=base, most=LATE),
        tenth,
        row("loop round 1,000", far, "µs", to=base),
        row("loop round 1,000 beside round 10", far, "µs", to=tenth, most=THE_SAME),
        row("in the 10th parallel block", inside, "µs", to=base),
        fifty,
        row("one of 500 instances", crowd, "µs", to=base),
        row("one of 500 instances beside one of 50", crowd, "µs", to=fifty, most=CROWD / SOME),
    ]


def _whole_blocks() -> list[Row]:
    one, ten = (Played(diagrams.blocks(number)) for number in (1, BLOCKS))
    small, large = nanoseconds(one.through, ten.through, rounds=11)
    least = row("a case of 1 parallel block", small / 1_000, "µs")
    name = f"a case of {BLOCKS} parallel blocks"
    return [least, row(name, large / 1_000, "µs", to=least, most=BLOCKS)]


def _against_stock() -> list[Row]:
    ours = Played(diagrams.departments()).until(diagrams.MIDDLE)
    theirs = stock.completion(diagrams.departments_for_stock(), diagrams.MIDDLE)
    cold, plain = nanoseconds(ours, theirs, rounds=21)
    base = row("load, complete and dump on stock SpiffWorkflow 3.2", plain / 1_000, "µs")
    return [base, row("load, complete and dump here", cold / 1_000, "µs", to=base, most=1.0)]


class Played:
    """A diagram whose first open task is completed again and again."""

    def __init__(self, sources: dict[str, bytes]) -> None:
        self.definition = engine.parse(sources, "root", {})

    def until(self, number: int) -> Callable[[], Any]:
        """Return the completion of that number, to be done as often as wanted."""
        step = self._start()
        for _ in range(number - 1):
            step = self._next(step)
        return lambda: self._next(step)

    def through(self) -> None:
        """Play a whole case."""
        step = self._start()
        while not step.ended:
            step = self._next(step)

    def _start(self) -> engine.Step:
        return engine.start(self.definition, CASE, {}, now=NOW, host=Host())

    def _next(self, step: engine.Step) -> engine.Step:
        token = next(islice(step.ready_tasks, 1)).token
        return engine.complete(self.definition, step.state, token, {}, now=NOW, host=Host())
