"""Budgets: a hostile expression ends with an error, not with a hung or swollen process.

All are counts of what was made or walked through, so an expression ends at the same place on
every machine. What a step can cost is bounded: whatever takes longer, or makes something
larger, the larger a value is, takes steps by its size.
"""

from collections.abc import Iterable
from typing import Any

from app.feel.errors import BudgetError
from app.feel.values import Function

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
        pay = self.pay_for_all if function.is_deep else self.pay_for
        self.calls += 1
        self.steps -= function.steps
        if self.calls > MAX_CALLS or self.steps < 0:
            raise BudgetError("函数调用嵌套太深，或计算步数超出上限")
        for each in given:
            if type(each) in SIZED:
                pay(each)

    def pay_for(self, value: Any) -> None:
        """Charge the size of a string, list or context."""
        if isinstance(value, str):
            text_size(len(value))
            self.spend(len(value) // _CHARACTERS_A_STEP)
        elif len(value) > _SMALL:
            list_size(len(value))
            self.spend(len(value) // _VALUES_A_STEP)

    def pay_for_all(self, value: Any) -> None:
        """Charge the size of a string, or of a list or context with all that is in it."""
        self.pay_for(value)
        if not isinstance(value, str):
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
        size += len(level)
        level, texts = _inside(level)
        size += texts // _CHARACTERS_A_STEP
        if size + len(level) > MAX_TREE:
            raise BudgetError("值太大")
        if not level:
            return size
    raise BudgetError("值嵌套太深")


def _inside(level: list[Any]) -> tuple[list[Any], int]:
    """Return what is in the lists and contexts of a level, and how long its texts are."""
    inner: list[Any] = []
    texts = 0
    for each in level:
        kind = type(each)
        if kind is str:
            texts += len(each)
        elif kind is list or kind is dict:
            inner += each
            if kind is dict:
                inner += each.values()
            if len(inner) > MAX_TREE:
                raise BudgetError("值太大")
    return inner, texts
