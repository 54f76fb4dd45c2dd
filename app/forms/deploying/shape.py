"""Whether a form file has the shape form-js gives it: types, required and allowed properties."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.forms.model import CONTAINERS, INPUTS

TYPES = (
    INPUTS
    | CONTAINERS
    | frozenset(
        [
            "button",
            "documentPreview",
            "html",
            "iframe",
            "image",
            "separator",
            "spacer",
            "table",
            "text",
        ]
    )
)
VERSIONS = range(1, 20)
PICKERS = frozenset({"checklist", "radio", "select", "taglist"})
SOURCED = frozenset({"table", "documentPreview"})
PATH = re.compile(r"\w+(\.\w+)*")
ONLY: dict[str, frozenset[str]] = {
    **dict.fromkeys(("disabled", "readonly", "validate", "key"), INPUTS),
    **dict.fromkeys(("values", "valuesKey", "valuesExpression"), PICKERS),
    **dict.fromkeys(("path", "showOutline", "verticalAlignment", "components"), CONTAINERS),
    **dict.fromkeys(
        [
            "isRepeating",
            "defaultRepetitions",
            "allowAddRemove",
            "disableCollapse",
            "nonCollapsedItems",
        ],
        frozenset({"dynamiclist"}),
    ),
    **dict.fromkeys(
        [
            "subtype",
            "dateLabel",
            "timeLabel",
            "use24h",
            "timeSerializingFormat",
            "timeInterval",
            "disallowPassedDates",
        ],
        frozenset({"datetime"}),
    ),
    **dict.fromkeys(("increment", "decimalDigits", "serializeToString"), frozenset({"number"})),
    **dict.fromkeys(("columns", "columnsExpression", "rowCount"), frozenset({"table"})),
    **dict.fromkeys(("source", "alt"), frozenset({"image"})),
    **dict.fromkeys(("accept", "multiple"), frozenset({"filepicker"})),
    "text": frozenset({"text"}),
    "label": INPUTS | CONTAINERS | SOURCED | {"button", "iframe"},
    "description": INPUTS - {"filepicker"},
    "defaultValue": INPUTS,
    "action": frozenset({"button"}),
    "searchable": frozenset({"select"}),
    "height": frozenset({"spacer", "iframe"}),
    "dataSource": SOURCED,
    "content": frozenset({"html"}),
    "maxHeight": frozenset({"documentPreview"}),
}
WORDED = frozenset({"textfield", "textarea"})
RULES_ONLY: dict[str, frozenset[str]] = {
    **dict.fromkeys(("min", "max"), frozenset({"number"})),
    **dict.fromkeys(("minLength", "maxLength"), WORDED),
    **dict.fromkeys(("validationType", "pattern", "patternErrorMessage"), frozenset({"textfield"})),
}
ADORNED = frozenset({"textfield", "number"})
NEEDED: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(INPUTS, ("key",)),
    **dict.fromkeys(SOURCED, ("dataSource",)),
    "expression": ("key", "expression", "computeOn"),
}
ENUMS = {
    "subtype": ("date", "time", "datetime"),
    "verticalAlignment": ("start", "center", "end"),
    "action": ("submit", "reset"),
    "timeSerializingFormat": ("utc_offset", "utc_normalized", "no_timezone"),
}


def _is_any(_: Any) -> bool:
    return True


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


KINDS: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("rowCount", "defaultRepetitions", "height", "maxHeight"), _is_number),
    **dict.fromkeys(("key", "path", "label", "id", "text", "valuesKey", "description"), _is_text),
    **dict.fromkeys(("components", "values", "columns"), _is_list),
    **dict.fromkeys(("validate", "properties", "conditional", "layout", "appearance"), _is_object),
}
DEFAULTS: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("textfield", "textarea", "datetime", "radio", "select"), _is_text),
    **dict.fromkeys(("checklist", "taglist"), _is_list),
    "checkbox": lambda value: isinstance(value, bool),
    "number": lambda value: _is_number(value) or _is_text(value),
}


def problems(form: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each way the file departs from a form-js form."""
    if form.get("type") != "default":
        yield "表单类型应为 default"
    if form.get("schemaVersion", 1) not in VERSIONS:
        yield f"不支持的 schemaVersion：{form['schemaVersion']}"
    for name in ("layout", "conditional", "properties"):
        if name in form:
            yield f"表单本身不能有属性 {name}"
    yield from _each(form["components"])


def _each(components: list[Any]) -> Iterator[str]:
    for number, found in enumerate(components, start=1):
        if not isinstance(found, dict) or found.get("type") not in TYPES:
            yield f"第 {number} 个组件的类型不认识"
            continue
        name = found.get("label") or found.get("key") or found.get("id") or found["type"]
        wrong = (*_wrong_kinds(found), *_misplaced(found), *_missing(found))
        yield from (f"{name}：{sentence}" for sentence in wrong)
        if isinstance(inner := found.get("components", []), list):
            yield from _each(inner)


def _wrong_kinds(found: dict[str, Any]) -> Iterator[str]:
    for name, is_right in KINDS.items():
        if name in found and not is_right(found[name]):
            yield f"属性 {name} 的值不对"
    for name, allowed in ENUMS.items():
        if name in found and found[name] not in allowed:
            yield f"属性 {name} 只能是 {'、'.join(allowed)}"
    yield from _misspelled(found)
    if "defaultValue" in found and not DEFAULTS.get(found["type"], _is_any)(found["defaultValue"]):
        yield "defaultValue 的类型不对"


def _misspelled(found: dict[str, Any]) -> Iterator[str]:
    for name in ("key", "path"):
        if isinstance(text := found.get(name), str) and text and not PATH.fullmatch(text):
            yield f"{name} 只能由字母、数字和下划线组成"
    if re.search(r"\s", str(found.get("valuesKey", ""))):
        yield "valuesKey 不能含空格"


def _misplaced(found: dict[str, Any]) -> Iterator[str]:
    kind = found["type"]
    yield from (f"{kind} 不能有属性 {name}" for name in found if kind not in ONLY.get(name, TYPES))
    rules = found.get("validate")
    for name in rules if isinstance(rules, dict) else ():
        if kind not in RULES_ONLY.get(name, TYPES):
            yield f"{kind} 不能有属性 validate.{name}"
    looks = found.get("appearance")
    if (
        isinstance(looks, dict)
        and kind not in ADORNED
        and looks.keys() & {"prefixAdorner", "suffixAdorner"}
    ):
        yield f"{kind} 不能有前后缀"
    for name in ("accept", "multiple"):
        if str(found.get(name, "")).startswith("="):
            yield f"属性 {name} 不能是表达式"
    if kind in PICKERS and "valuesKey" in found and "defaultValue" in found:
        yield "valuesKey 与 defaultValue 不能同时使用"


def _missing(found: dict[str, Any]) -> Iterator[str]:
    yield from (f"缺少属性 {name}" for name in NEEDED.get(found["type"], ()) if not found.get(name))
    if found["type"] == "table" and ("columns" in found) == ("columnsExpression" in found):
        yield "columns 与 columnsExpression 应有且只有一个"
    rules = found.get("validate")
    if isinstance(rules, dict) and "patternErrorMessage" in rules and "pattern" not in rules:
        yield "有 patternErrorMessage 就要有 pattern"
