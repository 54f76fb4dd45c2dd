"""A decision requirement graph: what stands in a model and what each part requires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app.feel.compiler import Code, build
from app.feel.conformance import ItemType
from app.feel.dmn.boxed import Reader, result_type
from app.feel.dmn.types import component_names, item_types
from app.feel.dmn.xml import Element, child, children, id_of, local, logic, name_of, parse_model
from app.feel.errors import FeelError
from app.feel.syntax.nodes import Node, TypeRef

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
    """An input, a decision, a piece of knowledge or a service."""

    key: Key
    kind: str
    name: str
    type: TypeRef | None
    requires: tuple[tuple[str, Key], ...]
    wanted: tuple[str, ...] = ()
    mentioned: frozenset[str] = frozenset()
    code: Code | None = None
    labels: Mapping[Key, tuple[str, str]] = field(default_factory=dict)
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
        self._read(root)
        self.declared = frozenset(part.name for part in self.parts.values())

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

    def _read(self, root: Element) -> None:
        elements = [each for each in root.iterchildren("*") if local(each) in _KINDS]
        for element in elements:
            part = self._part(element)
            if part.key in self.parts:
                self.reader.problem(element, FeelError(f"重复的编号“{part.key.id}”"))
            self.parts[part.key] = part
        for element in elements:
            key = Key(self.namespace, id_of(element))
            self.parts[key] = self._with_code(self.parts[key], element)

    def _part(self, element: Element) -> Part:
        requires = tuple(
            (local(each), self._target(each))
            for each in element.iter("{*}*")
            if local(each) in _REQUIREMENTS and each.get("href")
        )
        key = Key(self.namespace, id_of(element))
        return Part(key, local(element), name_of(element), result_type(element), requires)

    def _target(self, element: Element) -> Key:
        namespace, _, target = (element.get("href") or "").rpartition("#")
        return Key(namespace or self.namespace, target)

    def _with_code(self, part: Part, element: Element) -> Part:
        self.reader.begin(element)
        for _, key in part.requires:
            if key not in self.parts:
                self.reader.problem(element, FeelError(f"找不到所需的“{key.id}”"))
        requires = tuple(each for each in part.requires if each[1] in self.parts)
        labels = {key: self.label(key) for _, key in requires}
        part = replace(part, requires=requires, labels=labels, types=self.types)
        if part.kind not in ("decision", "businessKnowledgeModel"):
            return part
        node = self._logic(part, element)
        code = None if node is None else build(node)
        wanted, mentioned = tuple(self.reader.wanted), frozenset(self.reader.mentioned)
        self.mentioned |= mentioned
        return replace(part, code=code, wanted=wanted, mentioned=mentioned)

    def _logic(self, part: Part, element: Element) -> Node | None:
        names = frozenset(prefix or name for prefix, name in part.labels.values())
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
