"""A decision requirement graph: what stands in a model and what each part requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from app.feel.compiler import Code, build
from app.feel.conformance import ANY, ItemType, plain_types
from app.feel.dmn.boxed import Reader, result_type
from app.feel.dmn.types import component_names, item_types
from app.feel.dmn.xml import Element, child, children, id_of, local, logic, name_of, parse_model
from app.feel.errors import FeelError
from app.feel.syntax.nodes import Node, TypeRef
from app.feel.values import READY

_REQUIREMENTS = (
    "requiredInput",
    "requiredDecision",
    "requiredKnowledge",
    "outputDecision",
    "inputDecision",
    "inputData",
)
_KINDS = ("inputData", "decision", "businessKnowledgeModel", "decisionService")


class Key(NamedTuple):
    """What identifies an element across models."""

    namespace: str
    id: str


@dataclass(frozen=True, slots=True)
class Part:
    """An input, a decision, a piece of knowledge or a service.

    ``needs`` are what its texts may name, each with prefix and name; ``ambient`` what they name
    beyond the model; ``plain`` the Python types whose values may come as they are.
    """

    key: Key
    kind: str
    name: str
    type: TypeRef | None
    requires: tuple[tuple[str, Key], ...]
    wanted: tuple[str, ...] = ()
    code: Code | None = None
    needs: tuple[tuple[Key, str, str], ...] = ()
    ambient: frozenset[str] = frozenset()
    plain: frozenset[Any] = frozenset()
    types: Mapping[str, ItemType] = field(default_factory=dict)

    def required(self, *roles: str) -> list[Key]:
        """Return what is required in one of these roles."""
        return [key for role, key in self.requires if role in roles]


class Model:
    """All parts of a model and of those it imports."""

    def __init__(
        self,
        xml: bytes,
        sources: Mapping[str, bytes],
        *,
        lenient: bool,
        above: tuple[str, ...] = (),
    ) -> None:
        """Read ``xml``; ``sources`` holds the models it may import, by namespace."""
        self.root = root = parse_model(xml)
        self.namespace = root.get("namespace") or ""
        self.lenient = lenient
        self.parts: dict[Key, Part] = {}
        self.aliases: dict[str, str] = {}
        self.types: dict[str, ItemType] = item_types(root)
        self.mentioned: set[str] = set()
        self.fields = component_names(root)
        for imported in children(root, "import"):
            self._import(imported, sources, (*above, self.namespace))
        self.reader = Reader(self.fields, frozenset(self.types), lenient=lenient)
        elements = [each for each in root.iterchildren("*") if local(each) in _KINDS]
        for element in elements:
            self._declare(element)
        self.declared = frozenset(part.name for part in self.parts.values())
        for element in elements:
            key = Key(self.namespace, id_of(element))
            self.parts[key] = self._with_code(self.parts[key], element)

    def own(self) -> Iterator[Part]:
        """Yield the parts of this model alone."""
        return (part for key, part in self.parts.items() if key.namespace == self.namespace)

    def label(self, key: Key) -> tuple[str, str]:
        """Return the prefix and name under which the texts of this model know a part."""
        return self.aliases.get(key.namespace, ""), self.parts[key].name

    def _import(
        self, element: Element, sources: Mapping[str, bytes], above: tuple[str, ...]
    ) -> None:
        namespace, alias = element.get("namespace") or "", name_of(element)
        if namespace in above or namespace not in sources:
            return
        model = Model(sources[namespace], sources, lenient=self.lenient, above=above)
        self.parts.update(model.parts)
        self.mentioned |= model.mentioned
        self.aliases[namespace] = alias
        self.types.update(_renamed(model.types, alias))
        self.fields |= model.fields

    def _declare(self, element: Element) -> None:
        part = self._part(element)
        if part.key in self.parts:
            self.reader.problem(element, FeelError(f"重复的编号“{part.key.id}”"))
        self.parts[part.key] = part

    def _part(self, element: Element) -> Part:
        requires = tuple(
            (local(each), self._target(each))
            for each in element.iter("{*}*")
            if local(each) in _REQUIREMENTS and each.get("href")
        )
        key = Key(self.namespace, id_of(element))
        wanted = result_type(element)
        part = Part(key, local(element), name_of(element), wanted, requires)
        return replace(part, plain=plain_types(wanted or ANY) & READY)

    def _target(self, element: Element) -> Key:
        namespace, _, target = (element.get("href") or "").rpartition("#")
        return Key(namespace or self.namespace, target)

    def _with_code(self, part: Part, element: Element) -> Part:
        self.reader.begin(element)
        for _, key in part.requires:
            if key not in self.parts:
                self.reader.problem(element, FeelError(f"找不到所需的“{key.id}”"))
        requires = tuple(each for each in part.requires if each[1] in self.parts)
        part = replace(part, requires=requires, types=self.types)
        drawn = part.required("requiredInput", "requiredDecision", "requiredKnowledge")
        part = replace(part, needs=tuple((key, *self.label(key)) for key in drawn))
        if part.kind not in ("decision", "businessKnowledgeModel"):
            return part
        node = self._logic(part, element)
        code = None if node is None else build(node)
        self.mentioned |= self.reader.mentioned
        ambient = frozenset(self.reader.mentioned - self.declared)
        return replace(part, code=code, wanted=tuple(self.reader.wanted), ambient=ambient)

    def _logic(self, part: Part, element: Element) -> Node | None:
        names = frozenset(prefix or name for _, prefix, name in part.needs)
        if part.kind == "decision":
            found = logic(element)
            return None if found is None else self.reader.expression(found, names)
        found = child(element, "encapsulatedLogic")
        return None if found is None else self.reader.function(found, names)


def _renamed(types: Mapping[str, ItemType], alias: str) -> dict[str, ItemType]:
    """Return imported types under the name of the import."""
    prefix = f"{alias}." if alias else ""

    def moved(item: ItemType) -> ItemType:
        base = item.base
        if base.name in types:
            base = replace(base, name=prefix + base.name)
        parts = item.components
        return replace(
            item,
            base=base,
            components=parts and {name: moved(part) for name, part in parts.items()},
        )

    return {prefix + name: moved(item) for name, item in types.items()}
