"""Bounds that depend on what is typed or known: ``min: "=least"``."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from app.forms import sentences
from app.forms.conditions.scope import Scope
from app.forms.model import Component


def passed(field: Component, value: Any, scope: Scope) -> Iterator[str]:
    """Yield a sentence for each bound a value has passed; one that gives no number is none."""
    for name, rule in field.limits.ruled:
        bound = _number(scope.value_or_none(rule))
        if bound is not None and BEYOND[name](_size(name, value), bound):
            yield TOLD[name](bound)


def longest(field: Component, scope: Scope) -> int | None:
    """Return how many characters a text may have here, when its file says so."""
    rule = dict(field.limits.ruled).get("maxLength")
    bound = _number(scope.value_or_none(rule)) if rule else None
    return field.limits.max_length if bound is None else int(bound)


def _size(name: str, value: Any) -> Any:
    return len(str(value)) if name.endswith("Length") else value


def _number(found: Any) -> Decimal | None:
    is_number = isinstance(found, int | Decimal) and not isinstance(found, bool)
    return Decimal(found) if is_number else None


BEYOND: dict[str, Callable[[Any, Decimal], bool]] = {
    "min": lambda value, bound: value < bound,
    "minLength": lambda value, bound: value < bound,
    "max": lambda value, bound: value > bound,
    "maxLength": lambda value, bound: value > bound,
}
TOLD: dict[str, Callable[[Decimal], str]] = {
    "min": lambda bound: sentences.out_of_range(bound, None),
    "max": lambda bound: sentences.out_of_range(None, bound),
    "minLength": lambda bound: sentences.too_short(int(bound)),
    "maxLength": lambda bound: sentences.too_long(int(bound)),
}
