"""How a built-in is declared: by the signature an author reads in the standard.

``@builtin("substring(string: string, start position: number, length?: number)")``: a ``?``
makes a parameter optional, ``...`` lets the last one repeat, ``|`` separates kinds. A value of
another kind, null among them, makes the result null; ``any`` takes everything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from app.feel.errors import FeelError
from app.feel.values import Function, kind

BUILTINS: dict[str, Function] = {}
_OVERLOADS: dict[str, list[_Overload]] = {}
_GROUPS = {
    "duration": ("days and time duration", "years and months duration"),
    "moment": ("date", "date and time"),
}
_MISFIT = object()
_Compute = TypeVar("_Compute", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class _Overload:
    names: tuple[str, ...]
    kinds: tuple[frozenset[str], ...]
    required: int
    repeats: bool
    compute: Callable[..., Any]

    def arrange(self, given: list[Any], keys: dict[str, Any] | None) -> list[Any] | None:
        """Return the arguments in order, or None when number or names do not fit."""
        if keys is not None:
            return self._named(keys)
        fits = self.required <= len(given) and (self.repeats or len(given) <= len(self.names))
        return given if fits else None

    def coerce(self, values: list[Any]) -> list[Any] | None:
        """Return the arguments as their kinds want them, or None when one does not fit."""
        last = len(self.kinds) - 1
        fitted = [_fit(each, self.kinds[min(at, last)]) for at, each in enumerate(values)]
        return None if any(each is _MISFIT for each in fitted) else fitted

    def _named(self, keys: dict[str, Any]) -> list[Any] | None:
        if not keys.keys() <= set(self.names):
            return None
        if any(name not in keys for name in self.names[: self.required]):
            return None
        last = max(self.names.index(name) for name in keys) + 1
        return [keys.get(name) for name in self.names[:last]]


def builtin(signature: str) -> Callable[[_Compute], _Compute]:
    """Register the decorated function under the name its signature begins with."""
    name, _, rest = signature.partition("(")
    parts = [part.strip() for part in rest.rstrip(")").split(",") if part.strip()]

    def register(compute: _Compute) -> _Compute:
        overloads = _OVERLOADS.setdefault(name, [])
        overloads.append(_overload(parts, compute))
        names = max((each.names for each in overloads), key=len)
        BUILTINS[name] = Function(name, names, _dispatcher(name, overloads))
        return compute

    return register


def _overload(parts: list[str], compute: Callable[..., Any]) -> _Overload:
    names, kinds, required = [], [], 0
    for part in parts:
        name, _, wanted = part.partition(":")
        names.append(name.rstrip("?.").strip())
        kinds.append(_kinds(wanted.strip()))
        required += not name.endswith("?")
    repeats = bool(parts) and parts[-1].partition(":")[0].endswith("...")
    return _Overload(tuple(names), tuple(kinds), required, repeats, compute)


def _kinds(wanted: str) -> frozenset[str]:
    found: set[str] = set()
    for each in wanted.split("|"):
        found.update(_GROUPS.get(each, (each,)))
    return frozenset(found)


def _fit(value: Any, kinds: frozenset[str]) -> Any:
    if "any" in kinds or kind(value) in kinds:
        return value
    if "list" in kinds and value is not None:
        return [value]
    if type(value) is list and len(value) == 1 and kind(value[0]) in kinds:
        return value[0]
    return _MISFIT


def _dispatcher(
    name: str, overloads: list[_Overload]
) -> Callable[[list[Any], dict[str, Any] | None], Any]:
    def apply(given: list[Any], keys: dict[str, Any] | None) -> Any:
        arranged = False
        for overload in overloads:
            values = overload.arrange(given, keys)
            if values is None:
                continue
            arranged = True
            fitted = overload.coerce(values)
            if fitted is not None:
                return _computed(overload.compute, fitted)
        if arranged:
            return None
        raise FeelError(f"函数 {name} 的参数不对", expected=_usage(name, overloads))

    return apply


def _computed(compute: Callable[..., Any], values: list[Any]) -> Any:
    try:
        value = compute(*values)
    except (ArithmeticError, ValueError):
        return None
    return Decimal(value) if type(value) is int else value


def _usage(name: str, overloads: list[_Overload]) -> str:
    return " 或 ".join(f"{name}({', '.join(overload.names)})" for overload in overloads)
