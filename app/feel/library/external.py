"""Functions registered from outside: ``work days``, ``limit``, ``leader of`` …"""

from collections.abc import Callable
from inspect import Parameter, signature
from types import FunctionType
from typing import Any

from app.feel.errors import FeelError
from app.feel.limits import bounded
from app.feel.values import Function, normalise

_POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
_FAILURES = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


def external(name: str, function: Callable[..., Any] | Function) -> Function:
    """Return what FEEL can call; ``start_at`` is named ``start at`` there."""
    if isinstance(function, Function):
        return function
    parameters = tuple(each.replace("_", " ") for each in _parameters(function))

    def apply(given: list[Any], keys: dict[str, Any] | None) -> Any:
        named = {key.replace(" ", "_"): value for key, value in (keys or {}).items()}
        arguments, options = bounded(given), bounded(named)
        try:
            return normalise(function(*arguments, **options))
        except _FAILURES as error:
            if not _fits(function, arguments, options):
                usage = f"{name}({', '.join(parameters)})"
                raise FeelError(f"函数 {name} 的参数不对", expected=usage) from error
            raise FeelError(f"函数 {name} 无法计算：{error}") from error

    return Function(name, parameters, apply)


def _parameters(function: Callable[..., Any]) -> list[str]:
    """Return the names of what may be given by position."""
    if type(function) is FunctionType:  # reading a signature takes longer than most calls
        return list(function.__code__.co_varnames[: function.__code__.co_argcount])
    given = signature(function).parameters.values()
    return [each.name for each in given if each.kind in _POSITIONAL]


def _fits(function: Callable[..., Any], given: list[Any], named: dict[str, Any]) -> bool:
    try:
        signature(function).bind(*given, **named)
    except TypeError:
        return False
    return True
