"""The variables a diagram speaks of, read from its file."""

from collections.abc import Iterator

from lxml import etree

from app import definitions
from app.identity import Actor
from app.modeler.queries import shown

WRITTEN = ("target", "resultVariable", "outputCollection", "inputElement")


def names_of(key: str, actor: Actor) -> set[str]:
    """Return what a diagram's elements write and what its callers hand in, drafts included."""
    callers = [each.key for each in definitions.latest_all("bpmn") if key in each.parts["calls"]]
    names = set(_written(shown("bpmn", key, actor=actor).source))
    for caller in callers:
        names.update(_given(shown("bpmn", caller, actor=actor).source, key))
    return names - {""}


def _written(source: bytes) -> Iterator[str]:
    for element in _elements(source):
        if not (_local(element) == "input" and _called(element) is not None):
            yield from (element.get(each, "") for each in WRITTEN)


def _given(source: bytes, key: str) -> Iterator[str]:
    """Yield the names under which a process called ``key`` is given something."""
    for element in _elements(source):
        if _local(element) == "input" and _called(element) == key:
            yield element.get("target", "")


def _called(mapping: etree._Element) -> str | None:
    """Return the process that the element of a mapping calls, if it calls one."""
    around = next(mapping.iterancestors("{*}extensionElements"), None)
    call = None if around is None else around.find("{*}calledElement")
    return None if call is None else call.get("processId")


def _elements(source: bytes) -> Iterator[etree._Element]:
    """Yield every element; none of a draft that is no XML."""
    try:
        root = etree.fromstring(source, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return
    yield from root.iter("{*}*")


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname
