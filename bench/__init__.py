"""What ``flask bench`` measures: each module has ``run()``, which returns rows.

A row is made by :func:`row`. All rows of a bench come from one run on one machine, so what the
design promises is a ``ratio`` between two of them, never a time.
"""

import time
from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
_TURN = 400_000


def row(
    name: str,
    value: float,
    unit: str,
    *,
    to: Row | None = None,
    most: float | None = None,
) -> Row:
    """Return one figure beside that of ``to``; ``most`` limits the ratio if there is one."""
    ratio = None if to is None else _short(value / to["value"])
    made: Row = {"name": name, "value": _short(value), "unit": unit}
    made |= {"ratio": ratio, "ratio_to": to and to["name"]}
    if most is not None:
        made |= {"most": most, "held": (value if ratio is None else ratio) <= most}
    return made


def nanoseconds(*calls: Callable[[], object], rounds: int = 251) -> list[float]:
    """Return the least processor time of each call: whatever disturbs one only ever adds.

    The calls take turns of the same length, so that all see the same machine.
    """
    numbers = [max(1, int(_TURN / _spent(call, 100) * 100)) for call in calls]
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, number, found in zip(calls, numbers, times, strict=True):
            found.append(_spent(call, number) / number)
    return [min(found) for found in times]


def _spent(call: Callable[[], object], number: int) -> int:
    started = time.process_time_ns()
    for _ in range(number):
        call()
    return time.process_time_ns() - started


def _short(figure: float) -> float:
    return float(f"{figure:.4g}")
