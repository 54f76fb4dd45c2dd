"""What a field offers and asks where it stands: its choices, whether it may be left or changed."""

from collections.abc import Mapping
from typing import Any

from app.forms.conditions.scope import Scope
from app.forms.conditions.settling import places
from app.forms.model import Component, Option
from app.forms.paths import look


def choices(field: Component, scope: Scope) -> tuple[Option, ...]:
    """Return the choices a field has of itself: written, computed, or a variable of the task."""
    if field.options_rule:
        return _listed(scope.value_or_none(field.options_rule))
    if field.options_key and isinstance(known := look(scope.context, field.options_key), list):
        return _listed(known)
    return field.options


def offered(field: Component, scope: Scope) -> frozenset[str]:
    """Return the choices whose condition holds or that have none."""
    conditions = field.offers
    values = (option.value for option in choices(field, scope))
    return frozenset(v for v in values if v not in conditions or scope.holds(conditions[v]))


def is_readonly(field: Component, scope: Scope) -> bool:
    """Tell whether the value is shown and cannot be changed now."""
    return field.looks.is_disabled or scope.holds(field.looks.readonly)


def is_needed(field: Component, scope: Scope) -> bool:
    """Tell whether the field must not be left empty."""
    if field.looks.is_fixed:
        return False
    has_least = int(field.properties.get("min_rows", 0)) > 0
    return has_least or field.limits.required or scope.holds(field.rule("required_if"))


def warnings(scope: Scope) -> dict[str, str]:
    """Return sentences that inform and do not stop anyone, by the name of the field."""
    return {
        place.name: place.component.properties["warn_message"]
        for place in places(scope.form.components, scope)
        if place.component.is_field and place.scope.holds(place.component.rule("warn"))
    }


def _listed(found: Any) -> tuple[Option, ...]:
    listed = found if isinstance(found, list) else []
    return tuple(option for each in listed if (option := _option(each)) is not None)


def _option(each: Any) -> Option | None:
    if isinstance(each, Mapping):
        value = each.get("value", each.get("label"))
        return None if value is None else Option(_said(value), str(each.get("label", value)))
    return None if each is None else Option(_said(each), _said(each))


def _said(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
