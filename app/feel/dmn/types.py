"""Item definitions: the types a model declares."""

from collections.abc import Callable, Mapping
from typing import Any

from app.feel.conformance import ANY, ItemType
from app.feel.dmn.xml import Element, child, children, name_of, text_of
from app.feel.errors import FeelError
from app.feel.expression import compiled
from app.feel.syntax.names import Scope
from app.feel.syntax.nodes import TypeRef
from app.feel.syntax.types import TYPE_NAMES


def type_ref(text: str | None) -> TypeRef | None:
    """Return the type an attribute names; None where it names none."""
    name = " ".join((text or "").split()).removeprefix("feel:")
    return TypeRef(name) if name and name != "Any" else None


def item_types(root: Element) -> dict[str, ItemType]:
    """Return the types a model declares by name."""
    return {name_of(item): _item(item) for item in children(root, "itemDefinition")}


def component_names(root: Element) -> frozenset[str]:
    """Return all component names of a model: how its fields are spelled."""
    return frozenset(name_of(each) for each in root.iter("{*}itemComponent"))


def unknown_types(root: Element, types: Mapping[str, ItemType]) -> list[tuple[Element, str]]:
    """Return the elements that name a type nobody declared."""
    known = Scope(TYPE_NAMES).own | set(types)
    found = []
    for element in root.iter("{*}*"):
        wanted = type_ref(element.get("typeRef"))
        if wanted is not None and wanted.name not in known:
            found.append((element, wanted.name))
    return found


def _item(item: Element) -> ItemType:
    components = {name_of(part): _item(part) for part in children(item, "itemComponent")}
    return ItemType(
        base=_base(item),
        components=components or None,
        is_list=item.get("isCollection") == "true",
        allows=_constraint(text_of(child(item, "allowedValues"))),
        allows_all=_constraint(text_of(child(item, "typeConstraint"))),
    )


def _base(item: Element) -> TypeRef:
    function = child(item, "functionItem")
    if function is None:
        return type_ref(text_of(item, "typeRef")) or ANY
    inner = [type_ref(each.get("typeRef")) or ANY for each in children(function, "parameters")]
    return TypeRef("function", (*inner, type_ref(function.get("outputTypeRef")) or ANY))


def _constraint(text: str) -> Callable[[Any], bool] | None:
    if not text:
        return None

    def allows(value: Any) -> bool:
        try:
            return compiled(text, is_test=True).evaluate({"?": value}) is True
        except FeelError:
            return False

    return allows
