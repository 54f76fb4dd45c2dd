"""The extension elements of the dialect, read once into plain values."""

from dataclasses import dataclass, field
from typing import Any

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
Mapping = tuple[str, str]


@dataclass(frozen=True)
class Extensions:
    """What the modeler wrote into an element: mappings, properties and attributes by element."""

    inputs: list[Mapping] = field(default_factory=list)
    outputs: list[Mapping] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    elements: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, element: str, attribute: str) -> str | None:
        """Return one attribute of one extension element; empty counts as absent."""
        return self.elements.get(element, {}).get(attribute) or None


def bpmn(name: str) -> str:
    """Return the qualified name of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def zeebe(name: str) -> str:
    """Return the qualified name of an extension element."""
    return f"{{{ZEEBE}}}{name}"


def local_name(node: Any) -> str:
    """Return the name of an XML element without its namespace."""
    return str(node.tag).rpartition("}")[2]


def read_extensions(node: Any) -> Extensions:
    """Return the extension elements of a BPMN element."""
    by_name = {local_name(child): child for child in below(node) if is_ours(child)}
    return Extensions(
        inputs=_mappings(by_name.get("ioMapping"), "input"),
        outputs=_mappings(by_name.get("ioMapping"), "output"),
        properties=_pairs(by_name.get("properties"), "name"),
        headers=_pairs(by_name.get("taskHeaders"), "key"),
        elements={name: dict(child.attrib) for name, child in by_name.items()},
    )


def below(node: Any) -> list[Any]:
    """Return everything written as an extension of a BPMN element, ours or not."""
    return [child for part in node.findall(bpmn("extensionElements")) for child in part]


def is_ours(child: Any) -> bool:
    """Say whether an extension element belongs to the dialect."""
    return str(child.tag).startswith(f"{{{ZEEBE}}}")


def _mappings(node: Any, kind: str) -> list[Mapping]:
    if node is None:
        return []
    return [(line.get("source", ""), line.get("target", "")) for line in node.findall(zeebe(kind))]


def _pairs(node: Any, key: str) -> dict[str, str]:
    if node is None:
        return {}
    return {line.get(key, ""): line.get("value", "") for line in node}
