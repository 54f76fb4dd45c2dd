"""Read a form-js file into a ``Form``."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.core.errors import InvalidError
from app.forms.looks import looks
from app.forms.model import CONTAINERS, INPUTS, WORD, Component, Form, Limits, Option

BOUNDS = ("min", "max", "minLength", "maxLength")


class UnreadableFormError(InvalidError):
    """表单文件无法读取。"""


def decode(source: bytes | str) -> dict[str, Any]:
    """Return the JSON object of a form file; raises UnreadableFormError."""
    try:
        found = json.loads(source)
    except (ValueError, RecursionError) as error:
        raise UnreadableFormError from error
    if not isinstance(found, dict) or not isinstance(found.get("components"), list):
        raise UnreadableFormError
    return found


def load(source: bytes | str) -> Form:
    """Return the form of a checked file (``problems`` finds what is wrong with others)."""
    data = decode(source)
    components = _inside(data["components"], "", "")
    fields = tuple(_fields(components))
    return Form(str(data.get("id", "")), components, fields, _live(components))


def _inside(given: Sequence[Mapping[str, Any]], path: str, at: str) -> tuple[Component, ...]:
    return tuple(_component(each, path, f"{at}_{n}") for n, each in enumerate(given, start=1))


def _component(data: Mapping[str, Any], path: str, at: str) -> Component:
    """Return one component with everything inside it.

    ``path`` is where the groups around it put its value; ``at`` names one without an id.
    """
    kind = str(data.get("type", ""))
    whole = ".".join(step for step in (path, _key(data)) if step)
    is_rows, is_field = kind == "dynamiclist", kind in INPUTS or kind == "dynamiclist"
    children = _inside(data.get("components", ()), "" if is_rows else whole, at)
    found = _own(data)
    return replace(
        found,
        type=kind,
        id=str(data.get("id") or (whole if is_field else "") or kind + at),
        key=whole if is_field else "",
        children=children,
        fields=tuple(_fields(children)) if is_rows else (),
    )


def _own(data: Mapping[str, Any]) -> Component:
    properties = {str(k): str(v) for k, v in _properties(data).items()}
    return Component(
        type="",
        id="",
        label=str(data.get("label") or data.get("dateLabel") or data.get("text") or ""),
        help=str(data.get("description") or properties.get("help", "")),
        hide=_feel((data.get("conditional") or {}).get("hide")),
        limits=_limits(data),
        options=tuple(_option(each) for each in data.get("values") or ()),
        options_key=data.get("valuesKey"),
        options_rule=_feel(data.get("valuesExpression")),
        default=data.get("defaultValue"),
        expression=_feel(data.get("expression") or data.get("dataSource")),
        subtype=str(data.get("subtype") or "date"),
        columns=tuple(Option(str(c["key"]), str(c["label"])) for c in data.get("columns", ())),
        columns_rule=_feel(data.get("columnsExpression")),
        row=str((data.get("layout") or {}).get("row") or ""),
        accept=str(data.get("accept", "")),
        looks=looks(data),
        properties=MappingProxyType(properties),
    )


def expressions(found: Component) -> Iterator[str]:
    """Yield every FEEL expression a component is governed by, except prefill."""
    rules = ("required_if", "warn", "when_hidden")
    yield from _shaping(found)
    yield from (text for text in map(found.rule, rules) if text)
    yield from (check.expression for check in found.checks)
    yield from found.offers.values()


def _shaping(found: Component) -> Iterator[str]:
    feel = (found.hide, found.expression, found.options_rule, found.columns_rule)
    yield from (text for text in (*feel, found.looks.readonly) if text)
    yield from (text for _, text in found.limits.ruled)


def asked(found: Component) -> Iterator[str]:
    """Yield every text of a component in which expressions stand, ``prefill`` aside."""
    yield from expressions(found)
    yield from (text for text in told(found) if "{{" in text or text.startswith("="))


def told(found: Component) -> Iterator[str]:
    """Yield every text of a component that may hold expressions."""
    texts = (found.looks.text, found.looks.source, found.looks.alt, found.label, found.help)
    yield from (text for text in (*texts, found.looks.prefix, found.looks.suffix) if text)


def _key(data: Mapping[str, Any]) -> str:
    return str(data.get("path" if data.get("type") in CONTAINERS else "key") or "")


def _feel(text: object) -> str | None:
    if isinstance(text, bool):
        return str(text).lower()
    return text.removeprefix("=").strip() or None if isinstance(text, str) else None


def _limits(data: Mapping[str, Any]) -> Limits:
    rules = data.get("validate") or {}
    return Limits(
        required=rules.get("required") is True,
        min_length=_whole(rules.get("minLength")),
        max_length=_whole(rules.get("maxLength")),
        minimum=_number(rules.get("min")),
        maximum=_number(rules.get("max")),
        step=_number(data.get("increment")),
        pattern=rules.get("pattern"),
        pattern_message=str(rules.get("patternErrorMessage") or "格式不对"),
        format=str(rules.get("validationType") or ""),
        digits=_whole(data.get("decimalDigits")),
        as_text=data.get("serializeToString") is True,
        not_passed=data.get("disallowPassedDates") is True,
        minutes=_whole(data.get("timeInterval")),
        written=str(data.get("timeSerializingFormat") or ""),
        ruled=tuple(_ruled(rules)),
        several=data.get("multiple", False) is not False or "max_files" in _properties(data),
    )


def _option(given: Mapping[str, Any]) -> Option:
    value = given.get("value", given.get("label", ""))
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return Option(text, str(given.get("label", value)))


def _properties(data: Mapping[str, Any]) -> Mapping[str, Any]:
    return data.get("properties") or {}


def _ruled(rules: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in BOUNDS:
        if str(rules.get(name, "")).startswith("="):
            yield name, _feel(rules[name]) or "null"


def _whole(value: object) -> int | None:
    return None if value in (None, "") or str(value).startswith("=") else int(str(value))


def _number(value: object) -> Decimal | None:
    return None if value in (None, "") or str(value).startswith("=") else Decimal(str(value))


def _fields(components: tuple[Component, ...]) -> Iterator[Component]:
    for found in components:
        if found.is_field:
            yield found
        else:
            yield from _fields(found.children)


def _live(components: tuple[Component, ...]) -> frozenset[str]:
    every = [each for found in components for each in found.walk()]
    governing = (text for each in every for text in (*_governing(each),))
    words = {word for text in governing for word in WORD.findall(text)}
    live = [each for each in every if each.rule("live") == "true" or _is_named(each, words)]
    return frozenset(inner.key for each in live for inner in each.walk() if inner.key)


def _is_named(found: Component, words: set[str]) -> bool:
    return bool(found.key) and words.issuperset(found.key.split("."))


def _governing(found: Component) -> Iterator[str]:
    rules = ("warn", "required_if", "show", "reason")
    yield from _shaping(found)
    yield from (text for text in map(found.rule, rules) if text)
    yield from found.offers.values()
    yield from (text for text in told(found) if "{{" in text or text.startswith("="))
