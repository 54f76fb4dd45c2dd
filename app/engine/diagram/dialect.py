"""BPMN XML read safely and brought into the one shape that the parser expects."""

from copy import deepcopy
from typing import Any

from lxml import etree

from app.engine.errors import InvalidDiagramError
from app.engine.extensions import bpmn, zeebe
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
    place in the document and its ends. A call that names its process as BPMN does, and not as the
    dialect, gets an extension element that says the same. An event that refers to a definition
    shared by several gets a copy of its own.
    """
    try:
        root = etree.fromstring(xml, etree.XMLParser(**SAFELY))
    except etree.XMLSyntaxError as error:
        reason = f"不是有效的 XML，错在第 {error.lineno or 1} 行"
        raise InvalidDiagramError([Problem("", "", reason, rule="bad-xml")]) from error
    if root.getroottree().docinfo.doctype:
        reason = "流程图不能带 DTD；请删去 <!DOCTYPE …>"
        raise InvalidDiagramError([Problem("", "", reason, rule="bad-xml")])
    for number, flow in enumerate(root.iter(bpmn("sequenceFlow"))):
        if not flow.get("id"):
            flow.set("id", f"flow_{number}_{flow.get('sourceRef')}_{flow.get('targetRef')}")
    for call in root.iter(bpmn("callActivity")):
        _name_call(call)
    shared = {child.get("id"): child for child in root if _defines_event(child)}
    for ref in list(root.iter(bpmn("eventDefinitionRef"))):
        _share(ref, shared.get((ref.text or "").strip().rpartition(":")[2]))
    return root


def _name_call(call: Any) -> None:
    called = (call.get("calledElement") or "").rpartition(":")[2]
    if called and call.find(f"{bpmn('extensionElements')}/{zeebe('calledElement')}") is None:
        around = call.find(bpmn("extensionElements"))
        if around is None:
            around = etree.SubElement(call, bpmn("extensionElements"))
        etree.SubElement(around, zeebe("calledElement"), processId=called)


def _defines_event(child: Any) -> bool:
    return str(child.tag).endswith("EventDefinition")


def _share(ref: Any, definition: Any) -> None:
    if definition is not None:
        own = deepcopy(definition)
        own.attrib.pop("id", None)
        ref.getparent().replace(ref, own)


def processes(root: Any) -> list[Any]:
    """Return the process elements of a diagram."""
    return list(root.iter(bpmn("process")))


def executable(root: Any) -> list[Any]:
    """Return the processes that are marked to run."""
    return [process for process in processes(root) if process.get("isExecutable") == "true"]


def reference(root: Any, kind: str, identifier: str | None) -> Any:
    """Return the message, signal, error or escalation of that id, or None."""
    wanted = (identifier or "").rpartition(":")[2]
    return next(
        (node for node in root.iter(bpmn(kind)) if wanted and node.get("id") == wanted), None
    )
