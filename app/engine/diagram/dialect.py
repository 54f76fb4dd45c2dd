"""BPMN XML read safely and brought into the one shape that the parser expects."""

from typing import Any

from lxml import etree

from app.engine.errors import InvalidDiagramError
from app.engine.extensions import bpmn
from app.engine.step import Problem

SAFELY: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
}


def read_diagram(xml: bytes) -> Any:
    """Return the root element; no entity is resolved and nothing is fetched.

    A sequence flow may come without an id, and SpiffWorkflow would drop it: it gets one from its
    place in the document and its ends.
    """
    try:
        root = etree.fromstring(xml, etree.XMLParser(**SAFELY))
    except etree.XMLSyntaxError as error:
        reason = f"不是有效的 XML：{error.msg}"
        raise InvalidDiagramError([Problem("", "", reason, rule="bad-xml")]) from error
    for number, flow in enumerate(root.iter(bpmn("sequenceFlow"))):
        if not flow.get("id"):
            flow.set("id", f"flow_{number}_{flow.get('sourceRef')}_{flow.get('targetRef')}")
    return root


def processes(root: Any) -> list[Any]:
    """Return the process elements of a diagram."""
    return list(root.iter(bpmn("process")))


def executable(root: Any) -> list[Any]:
    """Return the processes that are marked to run."""
    return [process for process in processes(root) if process.get("isExecutable") == "true"]


def reference(root: Any, kind: str, identifier: str | None) -> Any:
    """Return the message, error or escalation of that id, or None."""
    return next((node for node in root.iter(bpmn(kind)) if node.get("id") == identifier), None)
