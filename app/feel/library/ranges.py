"""Built-in functions that compare points and ranges."""

from collections.abc import Callable
from typing import Any

from app.feel.comparison import both, equal, less
from app.feel.library.registry import builtin
from app.feel.values import Range

_Relation = Callable[[Range, Range], bool | None]


def _as_range(value: Any) -> Range:
    return value if type(value) is Range else Range(value, value, True, True)


def relation(name: str) -> Callable[[_Relation], _Relation]:
    """Register a relation between two ranges; a point counts as the range of itself."""

    def register(compute: _Relation) -> _Relation:
        def compare(left: Any, right: Any) -> bool | None:
            if left is None or right is None:
                return None
            return compute(_as_range(left), _as_range(right))

        for one, other in (
            ("point", "range"),
            ("range", "point"),
            ("range1", "range2"),
            ("point1", "point2"),
        ):
            builtin(f"{name}({one}: any, {other}: any)")(compare)
        return compute

    return register


@relation("before")
def before(left: Range, right: Range) -> bool | None:
    """Say whether the first ends before the second starts."""
    touching = not (left.end_included and right.start_included)
    apart = less(left.end, right.start)
    return True if apart else _known(apart, touching and equal(left.end, right.start))


@relation("after")
def after(left: Range, right: Range) -> bool | None:
    """Say whether the first starts after the second ends."""
    return before(right, left)


@relation("meets")
def meets(left: Range, right: Range) -> bool | None:
    """Say whether the first ends where the second starts."""
    return both(left.end_included and right.start_included, equal(left.end, right.start))


@relation("met by")
def met_by(left: Range, right: Range) -> bool | None:
    """Say whether the first starts where the second ends."""
    return meets(right, left)


@relation("overlaps")
def overlaps(left: Range, right: Range) -> bool | None:
    """Say whether the two share a point."""
    apart, behind = before(left, right), before(right, left)
    return None if apart is None or behind is None else not (apart or behind)


@relation("overlaps before")
def overlaps_before(left: Range, right: Range) -> bool | None:
    """Say whether the first starts earlier and ends within the second."""
    return both(
        both(_starts_first(left, right), overlaps(left, right)), _ends_no_later(left, right)
    )


@relation("overlaps after")
def overlaps_after(left: Range, right: Range) -> bool | None:
    """Say whether the first starts within the second and ends later."""
    return both(
        both(_starts_first(right, left), overlaps(left, right)), _ends_no_later(right, left)
    )


@relation("finishes")
def finishes(left: Range, right: Range) -> bool | None:
    """Say whether the first lies in the second and ends with it."""
    return both(_same_end(left, right), _starts_no_later(right, left))


@relation("finished by")
def finished_by(left: Range, right: Range) -> bool | None:
    """Say whether the second finishes the first."""
    return finishes(right, left)


@relation("includes")
def includes(left: Range, right: Range) -> bool | None:
    """Say whether the second lies in the first."""
    return both(_starts_no_later(left, right), _ends_no_later(right, left))


@relation("during")
def during(left: Range, right: Range) -> bool | None:
    """Say whether the first lies in the second."""
    return includes(right, left)


@relation("starts")
def starts(left: Range, right: Range) -> bool | None:
    """Say whether the first lies in the second and starts with it."""
    return both(_same_start(left, right), _ends_no_later(left, right))


@relation("started by")
def started_by(left: Range, right: Range) -> bool | None:
    """Say whether the second starts the first."""
    return starts(right, left)


@relation("coincides")
def coincides(left: Range, right: Range) -> bool | None:
    """Say whether the two are the same."""
    return both(_same_start(left, right), _same_end(left, right))


def _known(first: bool | None, second: bool | None) -> bool | None:
    return None if first is None else bool(second)


def _same_start(left: Range, right: Range) -> bool | None:
    return both(left.start_included == right.start_included, equal(left.start, right.start))


def _same_end(left: Range, right: Range) -> bool | None:
    return both(left.end_included == right.end_included, equal(left.end, right.end))


def _starts_first(left: Range, right: Range) -> bool | None:
    same = left.start_included and not right.start_included and equal(left.start, right.start)
    earlier = less(left.start, right.start)
    return True if earlier else _known(earlier, same)


def _starts_no_later(left: Range, right: Range) -> bool | None:
    first = _starts_first(left, right)
    return True if first else _known(first, _same_start(left, right))


def _ends_no_later(left: Range, right: Range) -> bool | None:
    earlier = less(left.end, right.end)
    if earlier:
        return True
    fits = right.end_included or not left.end_included
    return _known(earlier, fits and equal(left.end, right.end))
