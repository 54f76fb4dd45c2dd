"""Which element of the new definition an element of the old one becomes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.engine.definition import Definition
from app.engine.elements.process import ProcessSpec


@dataclass(frozen=True)
class Crossing:
    """Two definitions, and a mapping of ``process key/element id`` from the old to the new.

    What the mapping does not name keeps its name; what it maps to nothing has no place there.
    """

    old: Definition
    new: Definition
    mapping: Mapping[str, str]

    def target(self, element: Any) -> str:
        """Return the place of an old element in the new definition; empty when it has none."""
        return self.mapping.get(place(element), place(element))

    def element(self, element: Any, scope: ProcessSpec) -> Any | None:
        """Return what an old element becomes in a scope of the new definition, or None."""
        process_key, _, element_id = self.target(element).rpartition("/")
        if process_key != scope.process_key:
            return None
        name = element.name
        if name.startswith(element.bpmn_id):
            name = element_id + name.removeprefix(element.bpmn_id)
        return scope.task_specs.get(name)

    def same(self, element: Any, scope: ProcessSpec) -> Any | None:
        """Return what an old element becomes, if that is of its kind."""
        found = self.element(element, scope)
        return found if found is not None and kind(found) == kind(element) else None

    def flow(self, flow_id: str, old: ProcessSpec, new: ProcessSpec, target: Any) -> str | None:
        """Return the flow into ``target`` that an old one becomes: by its id, or by its ends."""
        if flow_id in target.incoming:
            return flow_id
        elements = old.task_specs.values()
        sources = [each for each in elements if any(flow.id == flow_id for flow in each.flows)]
        found = [element for each in sources if (element := self.element(each, new)) is not None]
        ways = (flow for element in found for flow in element.flows)
        return next((flow.id for flow in ways if flow.target == target.name), None)


def place(element: Any) -> str:
    """Return the process key and element id of an element as one text."""
    return f"{element.process_key}/{element.bpmn_id}"


def kind(element: Any) -> tuple[str, str]:
    """Return of which kind an element is, with the kind of its event."""
    event = getattr(element, "event", None)
    return type(element).__name__, type(event).__name__ if event is not None else ""


def drawn(definition: Definition) -> Iterator[tuple[ProcessSpec, Any]]:
    """Yield every element that is on a diagram, once, with its scope."""
    for scope in definition.specs.values():
        for element in scope.task_specs.values():
            if element.name == element.bpmn_id and element.keeps_scope:
                yield scope, element
