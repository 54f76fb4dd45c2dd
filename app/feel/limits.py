"""Budgets: a hostile expression ends with an error, not with a hung process."""

from typing import Any

from app.feel.errors import BudgetError

MAX_STEPS = 500_000
MAX_CALLS = 60
MAX_NESTING = 80
MAX_SOURCE = 50_000
MAX_LIST = 100_000
MAX_TEXT = 1_000_000
MAX_TREE = 1_000_000
MAX_DEPTH = 64
SIZED = frozenset((str, list))
FREE = 7
_ITEMS_A_STEP = 8
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

    def enter(self, given: list[Any]) -> None:
        """Go one function call deeper; charge the sizes of what is ``given`` to it."""
        self.calls += 1
        self.steps -= 1
        if self.calls > MAX_CALLS:
            raise BudgetError("函数调用嵌套太深")
        for each in given:
            if type(each) in SIZED and len(each) > FREE:
                self.pay_for(each)

    def leave(self) -> None:
        """Come back from a function call."""
        self.calls -= 1

    def pay_for(self, value: object) -> None:
        """Charge the size of a new string or list."""
        if isinstance(value, str):
            text_size(len(value))
            self.spend(len(value) // _CHARACTERS_A_STEP)
        elif isinstance(value, list):
            list_size(len(value))
            self.spend(len(value) // _ITEMS_A_STEP)


def list_size(size: int) -> None:
    """Refuse a list that would hold more than the budget."""
    if size > MAX_LIST:
        raise BudgetError(f"列表超过 {MAX_LIST} 项")


def text_size(size: int) -> None:
    """Refuse a text that would hold more than the budget."""
    if size > MAX_TEXT:
        raise BudgetError(f"文本超过 {MAX_TEXT} 个字符")


def bounded(value: Any) -> Any:
    """Return a value that is safe to walk through; refuse one too large or too deep.

    A list may hold the same list twice, so few steps can build what takes years to write.
    """
    if type(value) is not list and type(value) is not dict:
        return value
    level, size, depth = _inner([value]), 0, 0
    while level:
        size, depth = size + len(level), depth + 1
        if size > MAX_TREE or depth > MAX_DEPTH:
            raise BudgetError("值太大或嵌套太深")
        level = _inner(level)
    return value


def _inner(values: list[Any]) -> list[Any]:
    found: list[Any] = []
    for value in values:
        if type(value) is list:
            found.extend(value)
        elif type(value) is dict:
            found.extend(value.values())
        if len(found) > MAX_TREE:
            raise BudgetError("值太大或嵌套太深")
    return found
