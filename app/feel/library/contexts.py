"""Built-in functions on contexts."""

from typing import Any

from app.feel.library.registry import builtin


@builtin("get value(m: context, key: string)")
def get_value(context: dict[str, Any], key: str) -> Any:
    """Return one entry's value."""
    return context.get(key)


@builtin("get value(m: context, keys: list)")
def get_value_by_path(context: dict[str, Any], keys: list[Any]) -> Any:
    """Return the value at the end of a path of keys."""
    value: Any = context
    for key in keys:
        if type(value) is not dict or type(key) is not str:
            return None
        value = value.get(key)
    return value


@builtin("get entries(m: context)")
def get_entries(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the entries as contexts of ``key`` and ``value``."""
    return [{"key": key, "value": value} for key, value in context.items()]


@builtin("context(entries: list)")
def context(entries: list[Any]) -> dict[str, Any] | None:
    """Return a context made of such entries."""
    made: dict[str, Any] = {}
    for entry in entries:
        if type(entry) is not dict or not {"key", "value"} <= entry.keys():
            return None
        if type(entry["key"]) is not str or entry["key"] in made:
            return None
        made[entry["key"]] = entry["value"]
    return made


@builtin("context put(context: context, key: string, value: any)")
def context_put(base: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """Return the context with one entry set."""
    return {**base, key: value}


@builtin("context put(context: context, keys: list, value: any)")
def context_put_deep(base: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any] | None:
    """Return the context with the entry at the end of a path of keys set."""
    if not keys or any(type(key) is not str for key in keys):
        return None
    first, *rest = keys
    if not rest:
        return {**base, first: value}
    inner = base.get(first)
    if type(inner) is not dict:
        return None
    changed = context_put_deep(inner, rest, value)
    return None if changed is None else {**base, first: changed}


@builtin("context merge(contexts: list)")
def context_merge(contexts: list[Any]) -> dict[str, Any] | None:
    """Return one context of all entries, later ones winning."""
    if any(type(each) is not dict for each in contexts):
        return None
    return {key: value for each in contexts for key, value in each.items()}
