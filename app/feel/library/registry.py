"""How a built-in is declared: by the signature an author reads in the standard.

``@builtin("substring(string: string, start position: number, length?: number)")``: a ``?``
makes a parameter optional, ``...`` lets the last one repeat, ``|`` separates kinds. A value of
another kind, null among them, makes the result null; ``any`` takes everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from math import inf
from typing import Any, TypeVar

from app.feel.errors import FeelError
from app.feel.values import TYPES, Function

BUILTINS: dict[str, Function] = {}
_OVERLOADS: dict[str, list[_Overload]] = {}
_GROUPS = {
    **TYPES,
    "any": frozenset().union(*TYPES.values()),
    "duration": TYPES["days and time duration"] | TYPES["years and months duration"],
    "moment": TYPES["date"] | TYPES["date and time"],
}
_MISFIT = object()
_REMEMBERED = 64
_Compute = TypeVar("_Compute", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class _Overload:
    names: tuple[str, ...]
    types: tuple[frozenset[type], ...]
    required: int
    most: float
    compute: Callable[..., Any]

    def arranged(self, given: list[Any], keys: dict[str, Any] | None) -> list[Any] | None:
        """Return the arguments in order, or None when their number or names do not fit."""
        values = given if keys is None else self._in_order(keys)
        fits = values is not None and self.required <= len(values) <= self.most
        return values if fits else None

    def fitted(self, given: list[Any]) -> list[Any] | None:
        """Return the arguments as their types want them, or None when one does not fit."""
        fitted = list(map(_fit, given, self._wanted(len(given))))
        return None if _MISFIT in fitted else fitted

    def fits(self, types: tuple[type, ...]) -> bool:
        """Say whether arguments of these types fit as they are."""
        wanted = self._wanted(len(types))
        return all(each in among for each, among in zip(types, wanted, strict=False))

    def _wanted(self, count: int) -> tuple[frozenset[type], ...]:
        return self.types + self.types[-1:] * (count - len(self.types))

    def _in_order(self, keys: dict[str, Any]) -> list[Any] | None:
        if not keys.keys() <= set(self.names):
            return None
        if any(name not in keys for name in self.names[: self.required]):
            return None
        last = max(self.names.index(name) for name in keys) + 1
        return [keys.get(name) for name in self.names[:last]]


def builtin(
    signature: str, *, steps: int = 1, is_deep: bool = True
) -> Callable[[_Compute], _Compute]:
    """Register the decorated function under the name its signature begins with.

    A call is charged ``steps`` besides the sizes of its arguments and result; ``is_deep`` says
    that it may look at more than the items of a list or the entries of a context.
    """
    name, _, rest = signature.partition("(")
    parts = [part.strip() for part in rest.rstrip(")").split(",") if part.strip()]

    def register(compute: _Compute) -> _Compute:
        overloads = _OVERLOADS.setdefault(name, [])
        overloads.append(_overload(parts, compute))
        names = max((each.names for each in overloads), key=len)
        apply = _dispatcher(name, overloads)
        BUILTINS[name] = Function(name, names, apply, steps=steps, is_deep=is_deep)
        return compute

    return register


def _overload(parts: list[str], compute: Callable[..., Any]) -> _Overload:
    names, types, required = [], [], 0
    for part in parts:
        name, _, wanted = part.partition(":")
        names.append(name.rstrip("?.").strip())
        types.append(frozenset().union(*(_GROUPS[each] for each in wanted.strip().split("|"))))
        required += not name.endswith("?")
    repeats = bool(parts) and parts[-1].partition(":")[0].endswith("...")
    most = inf if repeats else len(names)
    return _Overload(tuple(names), tuple(types), required, most, compute)


def _fit(value: Any, types: frozenset[type]) -> Any:
    if type(value) in types:
        return value
    if list in types and value is not None:
        return [value]
    if type(value) is list and len(value) == 1 and type(value[0]) in types:
        return value[0]
    return _MISFIT


def _dispatcher(
    name: str, overloads: list[_Overload]
) -> Callable[[list[Any], dict[str, Any] | None], Any]:
    direct: dict[tuple[type, ...], Callable[..., Any]] = {}  # what fits as it is, by its types

    def apply(given: list[Any], keys: dict[str, Any] | None) -> Any:
        compute = direct.get(tuple(map(type, given))) if keys is None else None
        if compute is not None:
            return _computed(compute, given)
        taking = [(each, each.arranged(given, keys)) for each in overloads]
        fitting = [(each, values) for each, values in taking if values is not None]
        if not fitting:
            raise FeelError(f"函数 {name} 的参数不对", expected=_usage(name, overloads))
        types = tuple(map(type, given))
        if keys is None and len(direct) < _REMEMBERED and fitting[0][0].fits(types):
            direct[types] = fitting[0][0].compute
        return _first(fitting)

    return apply


def _first(candidates: list[tuple[_Overload, list[Any]]]) -> Any:
    for overload, values in candidates:
        fitted = overload.fitted(values)
        if fitted is not None:
            return _computed(overload.compute, fitted)
    return None


def _computed(compute: Callable[..., Any], values: list[Any]) -> Any:
    try:
        value = compute(*values)
    except (ArithmeticError, ValueError):
        return None
    return Decimal(value) if type(value) is int else value


def _usage(name: str, overloads: list[_Overload]) -> str:
    return " 或 ".join(f"{name}({', '.join(overload.names)})" for overload in overloads)
