"""What the diagrams a case runs on call their elements."""

from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

from app import definitions
from app.web.shell.languages import label

SCOPES = frozenset({"callActivity", "subProcess", "adHocSubProcess", "transaction"})


class Drawn(NamedTuple):
    """A named element of a diagram."""

    name: str
    kind: str
    is_inner: bool = False
    """Whether it lies in a sub-process."""

    @property
    def is_scope(self) -> bool:
        """Tell whether others stand inside it."""
        return self.kind in SCOPES

    @property
    def is_passage(self) -> bool:
        """Tell whether a token only passes: what asks the way, and how a sub-process begins."""
        return self.kind.endswith("Gateway") or (self.is_inner and self.kind == "startEvent")


def element_name(set_id: str, process: str, element: str) -> str:
    """Return what a pinned diagram calls an element, else its id."""
    found = named(set_id, process).get(element)
    return label(found.name) if found else element


def process_name(set_id: str, key: str) -> str:
    """Return what a pinned diagram is called, else its key."""
    return element_name(set_id, key, key)


@lru_cache(maxsize=256)
def named(set_id: str, key: str) -> dict[str, Drawn]:
    """Return the named elements and processes of a pinned diagram, by id."""
    version = pinned_version(set_id, key)
    if version is None:
        return {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(definitions.at_version("bpmn", key, version).source, parser)
    return {
        element.get("id", ""): Drawn(
            element.get("name", ""), _kind(element), _kind(element.getparent()) in SCOPES
        )
        for element in root.iter(etree.Element)
        if element.get("id") and element.get("name")
    }


def pinned_version(set_id: str, key: str) -> int | None:
    """Return the version of a diagram in a set; None when the set has none."""
    return definitions.pinned(set_id).members.get(f"bpmn:{key}")


def _kind(element: Any) -> str:
    return "" if element is None else str(etree.QName(element).localname)
