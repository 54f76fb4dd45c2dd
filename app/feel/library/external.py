"""Functions registered from outside: ``work days``, ``limit``, ``leader of`` …"""

from collections.abc import Callable
from inspect import Parameter, Signature, signature
from typing import Any

from app.feel.errors import FeelError
from app.feel.limits import bounded
from app.feel.values import Function, normalise

_POSITIONAL = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


def external(name: str, function: Callable[..., Any] | Function) -> Function:
    """Return what FEEL can call; ``start_at`` is named ``start at`` there."""
    if isinstance(function, Function):
        return function
    shape = signature(function)
    parameters = tuple(
        each.name.replace("_", " ")
        for each in shape.parameters.values()
        if each.kind in _POSITIONAL
    )

    def apply(given: list[Any], keys: dict[str, Any] | None) -> Any:
        named = {key.replace(" ", "_"): value for key, value in (keys or {}).items()}
        _check(name, shape, parameters, given, named)
        try:
            return normalise(function(*bounded(given), **bounded(named)))
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise FeelError(f"函数 {name} 无法计算：{error}") from error

    return Function(name, parameters, apply)


def _check(
    name: str,
    shape: Signature,
    parameters: tuple[str, ...],
    given: list[Any],
    named: dict[str, Any],
) -> None:
    try:
        shape.bind(*given, **named)
    except TypeError as error:
        raise FeelError(
            f"函数 {name} 的参数不对", expected=f"{name}({', '.join(parameters)})"
        ) from error
