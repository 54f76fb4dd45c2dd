"""One diagram, two dialects: what only one engine can read is replaced by the same in both.

Every task becomes a user task, every gateway asks for one ``pick``, every loop has two rounds,
every timer a day, every message and signal a name, and a process begins when it is told to. What
remains is what is compared: flows, gateways, scopes and events.
"""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from lxml import etree

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
SHARED = frozenset({"message", "error", "escalation", "signal"})
NAMED = ("message", "signal")
TASKS = frozenset(
    {"task", "manualTask", "scriptTask", "serviceTask", "businessRuleTask", "sendTask"}
)
NOISE = frozenset(
    {
        "extensionElements", "documentation", "ioSpecification", "dataInputAssociation",
        "dataOutputAssociation", "dataObject", "dataObjectReference", "dataStoreReference",
        "laneSet", "association", "textAnnotation", "property", "script", "group", "operationRef",
        "correlationSubscription", "standardLoopCharacteristics", "category", "renderings",
        "potentialOwner", "humanPerformer",
    }
)  # fmt: skip
TIMES = {
    "timeDuration": "P1D",
    "timeDate": "2099-01-01T00:00:00+08:00",
    "timeCycle": "R3/P1D",
}
ROUNDS = 2


def processes(folder: Path) -> dict[str, Any]:
    """Return every process of the files of one folder, by key, as a document of its own."""
    found: dict[str, Any] = {}
    for path in sorted(folder.glob("*.bpmn*")):
        root = etree.parse(str(path), etree.XMLParser(remove_comments=True)).getroot()
        for process in root.iter(_bpmn("process")):
            found.setdefault(process.get("id"), _alone(root, process))
    return found


def ours(document: Any) -> bytes:
    """Return the diagram in this house's dialect."""
    root = deepcopy(document)
    for message in root.iter(_bpmn("message")):
        key = etree.SubElement(_extension(message), f"{{{ZEEBE}}}subscription")
        key.set("correlationKey", '="k"')
    for call in root.iter(_bpmn("callActivity")):
        mapping = etree.SubElement(_extension(call), f"{{{ZEEBE}}}ioMapping")
        etree.SubElement(mapping, f"{{{ZEEBE}}}input", source="=pick", target="pick")
    _write(root, "=pick = {}", "{}")
    return etree.tostring(root)


def theirs(document: Any) -> bytes:
    """Return the diagram in the dialect of stock SpiffWorkflow."""
    root = deepcopy(document)
    _write(root, "pick == {}", '"{}"')
    return etree.tostring(root)


def _alone(root: Any, process: Any) -> Any:
    document = etree.Element(_bpmn("definitions"), nsmap={None: MODEL, "zeebe": ZEEBE})
    document.set("targetNamespace", "suite")
    for shared in root.iterchildren(*(_bpmn(name) for name in sorted(SHARED))):
        document.append(deepcopy(shared))
    document.append(deepcopy(process))
    document[-1].set("isExecutable", "true")
    _plain(document)
    _choices(document)
    _events(document)
    return document


def _plain(document: Any) -> None:
    """Take away what is not compared, and what only one of the two understands."""
    for node in list(document.iter(*(_bpmn(name) for name in sorted(NOISE)))):
        if node.getparent() is not None:
            node.getparent().remove(node)
    for node in document.iter(*(_bpmn(name) for name in sorted(TASKS))):
        node.tag = _bpmn("userTask")
    for node in document.iter(_bpmn("multiInstanceLoopCharacteristics")):
        node[:] = []
        etree.SubElement(node, _bpmn("loopCardinality")).text = str(ROUNDS)
    for node in document.iter(etree.Element):
        for name in [name for name in node.attrib if name.startswith("{")]:
            del node.attrib[name]


def _choices(document: Any) -> None:
    """Give every way out of a choice a condition, and the last one to those that match nothing."""
    for gateway in document.iter(_bpmn("exclusiveGateway"), _bpmn("inclusiveGateway")):
        scope, key = gateway.getparent(), gateway.get("id")
        flows = scope.iterchildren(_bpmn("sequenceFlow"))
        ways = [flow for flow in flows if flow.get("sourceRef") == key]
        if len(ways) < 2:
            continue
        if not gateway.get("default"):
            gateway.set("default", ways[-1].get("id"))
        for flow in ways:
            flow[:] = []
            if flow.get("id") != gateway.get("default"):
                etree.SubElement(flow, _bpmn("conditionExpression"))


def _events(document: Any) -> None:
    """Name what events refer to; the process itself begins without one."""
    process = document.find(_bpmn("process"))
    for start in process.iterchildren(_bpmn("startEvent")):
        start[:] = []
    for kind in NAMED:
        known = {node.get("id") for node in document.iterchildren(_bpmn(kind))}
        for event in document.iter(_bpmn(f"{kind}EventDefinition")):
            if event.get(f"{kind}Ref") not in known:
                event.set(f"{kind}Ref", f"some_{kind}")
        some = etree.Element(_bpmn(kind), {"id": f"some_{kind}", "name": f"some_{kind}"})
        document.insert(0, some)
    for node in document.iterchildren(*(_bpmn(kind) for kind in NAMED)):
        node.set("name", node.get("name") or node.get("id"))


def _write(root: Any, condition: str, time: str) -> None:
    """Write conditions and times in one of the dialects."""
    for number, node in _conditions(root):
        node.attrib.clear()
        node.text = condition.format(number)
    for name, value in TIMES.items():
        for node in root.iter(_bpmn(name)):
            node.attrib.clear()
            node.text = time.format(value)


def _conditions(root: Any) -> Iterator[tuple[int, Any]]:
    """Yield each condition with its place among those of the same source."""
    counts: dict[str, int] = {}
    for flow in root.iter(_bpmn("sequenceFlow")):
        condition = flow.find(_bpmn("conditionExpression"))
        if condition is not None:
            number = counts.setdefault(flow.get("sourceRef"), 0)
            counts[flow.get("sourceRef")] = number + 1
            yield number, condition
    for condition in root.iter(_bpmn("condition")):
        yield 9, condition


def _extension(node: Any) -> Any:
    extension = etree.Element(_bpmn("extensionElements"))
    node.insert(0, extension)
    return extension


def _bpmn(name: str) -> str:
    return f"{{{MODEL}}}{name}"
