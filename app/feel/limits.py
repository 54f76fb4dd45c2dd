"""Budgets: a hostile expression ends with an error, not with a hung or swollen process.

All are counts of what was made or walked through, so an expression ends at the same place on
every machine. What a step can cost is bounded: whatever takes longer, or makes something
larger, the larger a value is, takes steps by its size.
"""

from collections.abc import Iterable
from typing import Any

from app.feel.errors import BudgetError
from app.feel.values import FLAT, Function

MAX_STEPS = 250_000
MAX_CALLS = 60
MAX_NESTING = 80
MAX_CHAIN = 200
MAX_SOURCE = 20_000
MAX_LIST = 100_000
MAX_TEXT = 100_000
MAX_TREE = 1_000_000
MAX_DEPTH = 64
MAX_PATTERN = 1_000
MAX_MATCHING = 2_000_000
SIZED = frozenset((str, list, dict))
_SMALL = 7
_VALUES_A_STEP = 8
_CHARACTERS_A_STEP = 64


class Budget:
    """Counts the steps and the call depth of one evaluation."""

    steps = MAX_STEPS
    calls = 0

    def spend(self, steps: int) -> None:
        """Take ``steps``; raise when nothing is left."""
        self.steps -= steps
        if self.steps < 0:
            raise BudgetError("计算步数超出上限")

    def enter(self, function: Function, given: Iterable[Any]) -> None:
        """Go one function call deeper; charge the call and the sizes of what is ``given``.

        Whoever comes back from the call takes one off ``calls``.
        """
        self.calls += 1
        self.steps -= function.steps
        if self.calls > MAX_CALLS or self.steps < 0:
            raise BudgetError("函数调用嵌套太深，或计算步数超出上限")
        for each in given:
            if type(each) in SIZED:
                self.pay_for(each)

    def pay_for(self, value: Any) -> None:
        """Charge the size of a string, or of a list or context with all that is in it."""
        if isinstance(value, str):
            text_size(len(value))
            self.spend(len(value) // _CHARACTERS_A_STEP)
        elif len(value) > _SMALL or not FLAT.issuperset(map(type, value)) or type(value) is dict:
            list_size(len(value))
            self.spend(size_of(value) // _VALUES_A_STEP)


def list_size(size: int) -> None:
    """Refuse a list that would hold more than the budget."""
    if size > MAX_LIST:
        raise BudgetError(f"列表超过 {MAX_LIST} 项")


def text_size(size: int) -> None:
    """Refuse a text that would hold more than the budget."""
    if size > MAX_TEXT:
        raise BudgetError(f"文本超过 {MAX_TEXT} 个字符")


def bounded(value: Any) -> Any:
    """Return a value that is safe to walk through; refuse one too large or too deep."""
    if type(value) is list or type(value) is dict:
        size_of(value)
    return value


def size_of(value: Any) -> int:
    """Count the values in a list or context, all the way down, long texts for more than one.

    A list may hold the same list twice, so few steps can build what takes years to write:
    refuse one too large or too deep.
    """
    level, size = [value], 0
    for _ in range(MAX_DEPTH + 1):
        texts = sum(len(each) for each in level if type(each) is str)
        size += len(level) + texts // _CHARACTERS_A_STEP
        level = _inner(level, MAX_TREE - size)
        if not level:
            return size
    raise BudgetError("值嵌套太深")


def _inner(values: list[Any], most: int) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if type(value) is list:
            found.extend(value)
        elif type(value) is dict:
            found.extend(value)
            found.extend(value.values())
        if len(found) > most:
            raise BudgetError("值太大")
    return found
