"""Which parts of a form can be seen, and what the computed fields say."""

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.forms.conditions.scope import Scope
from app.forms.model import Component
from app.forms.paths import AT, Fields, Values, place_of

ROUNDS = 6
Enter = Callable[[Values], Scope]


@dataclass(frozen=True)
class Place:
    """One component that can be seen where it stands: ``people-0-post``, and what it sees."""

    component: Component
    prefix: str
    scope: Scope

    @property
    def name(self) -> str:
        """Return what the component is called here: where its row stands, and its own name."""
        return self.prefix + self.component.name

    @property
    def value(self) -> Any:
        """Return what the field holds here."""
        return self.scope.values.get(self.component.key)


@dataclass(frozen=True)
class _Everything:
    def __contains__(self, name: object) -> bool:
        return True


def places(components: Fields, scope: Scope, prefix: str = "") -> Iterator[Place]:
    """Yield every component that can be seen, row by row, in the order shown."""
    for each in components:
        if scope.holds(each.hide):
            continue
        yield Place(each, prefix, scope)
        if each.is_rows:
            for index, row, inner in scope.rows(each):
                at = f"{prefix}{each.key}-{place_of(row, index)}-"
                yield from places(each.children, inner, at)
        else:
            yield from places(each.children, scope, prefix)


def settle(scope: Scope, values: Mapping[str, Any]) -> tuple[frozenset[str], Values]:
    """Return the names visible and the values that count, computed ones included.

    Hidden fields are dropped, which may hide or show others: repeated until nothing moves.
    """
    kept = _settled(scope, values, _Everything())
    seen: frozenset[str] = frozenset()
    for _ in range(ROUNDS):
        held = scope.holding(kept)
        now_seen = frozenset(place.name for place in places(scope.form.components, held))
        if now_seen == seen:
            break
        seen = now_seen
        kept = _settled(scope, values, seen)
    return seen, kept


def _settled(scope: Scope, values: Mapping[str, Any], seen: Container[str]) -> Values:
    fields = scope.form.fields
    kept = {key: said for key, said in values.items() if key in seen}
    kept = _within_rows(fields, kept, seen, "")
    hidden = (each for each in fields if each.key not in seen)
    forced = {each.key: rule for each in hidden if (rule := each.rule("when_hidden"))}
    kept |= {key: scope.value_or_none(rule) for key, rule in forced.items()}
    once = _computed(scope.holding, fields, kept, seen, "")
    return _computed(scope.holding, fields, once, seen, "")


def _within_rows(fields: Fields, level: Values, seen: Container[str], prefix: str) -> Values:
    rows = {field.key: field for field in fields if field.is_rows and level.get(field.key)}
    changed = {
        key: [
            _row(field, row, seen, f"{prefix}{key}-{place_of(row, index)}-")
            for index, row in enumerate(level[key])
        ]
        for key, field in rows.items()
    }
    return level | changed


def _row(rows: Component, row: Values, seen: Container[str], prefix: str) -> Values:
    """Return a row in which what its own conditions hide is null."""
    kept = {key: value if key == AT or prefix + key in seen else None for key, value in row.items()}
    return _within_rows(rows.fields, kept, seen, prefix)


def _computed(
    enter: Enter, fields: Fields, level: Values, seen: Container[str], prefix: str
) -> Values:
    kept = dict(level)
    for each in fields:
        if each.is_computed and each.expression and prefix + each.key in seen:
            kept[each.key] = enter(kept).value_or_none(each.expression)
        elif each.is_rows and kept.get(each.key) and _is_computing(each):
            kept[each.key] = list(_computed_rows(enter(kept), each, seen, prefix))
    return kept


def _computed_rows(
    around: Scope, rows: Component, seen: Container[str], prefix: str
) -> Iterator[Values]:
    for index, row in enumerate(around.values[rows.key]):
        at = f"{prefix}{rows.key}-{place_of(row, index)}-"
        enter = partial(around.within, rows, index=index)
        yield _computed(enter, rows.fields, row, seen, at)


def _is_computing(rows: Component) -> bool:
    return any(each.is_computed for each in rows.walk())
