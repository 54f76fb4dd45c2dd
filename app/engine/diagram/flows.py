"""Rules for sequence flows and what they connect."""

from collections.abc import Iterator
from typing import Any

from app.engine.diagram.expressions import expression_faults
from app.engine.diagram.outline import Area, Node
from app.engine.extensions import below, bpmn, is_ours, local_name

WAITING = frozenset({"userTask", "callActivity", "subProcess"})


def flow_faults(area: Area, flow: Any) -> Iterator[str]:
    """Yield what is wrong with one flow."""
    source = area.nodes.get(flow.get("sourceRef"))
    target = area.nodes.get(flow.get("targetRef"))
    if source is None or target is None:
        if not area.strange:
            yield "顺序流的两端应是同一范围内的元素"
        return
    if source.kind == "endEvent" or target.kind in {"startEvent", "boundaryEvent"}:
        yield "顺序流不能从结束事件出发，也不能指向开始事件或边界事件"
    condition = flow.find(bpmn("conditionExpression"))
    if condition is None:
        return
    if source.kind != "exclusiveGateway":
        yield "只有排他网关的出路可以有条件"
    if condition.get("language"):
        yield "条件只能用 FEEL"
    yield from expression_faults((condition.text or "").strip(), "条件")


def connection_faults(area: Area, node: Node) -> Iterator[str]:
    """Yield what is wrong with how a node is connected."""
    if len(node.outgoing) > 1 and not node.is_gateway:
        yield "只有网关可以有多条出路"
    if not node.outgoing and node.is_gateway:
        yield "网关没有出路"
    yield from _default_faults(node)
    yield from _join_faults(area, node)
    if node.kind == "boundaryEvent":
        host = area.nodes.get(node.xml.get("attachedToRef"))
        if host is None or host.kind not in WAITING:
            yield "边界事件只能附在用户任务、调用活动或子流程上"


def _join_faults(area: Area, node: Node) -> Iterator[str]:
    if node.kind != "parallelGateway" or len(node.incoming) < 2:
        return
    before = area.reached(without=node.id)
    for flow in node.incoming:
        if flow.get("sourceRef") not in before:
            yield f"入路 {flow.get('id')} 要先经过这个网关自己，永远等不到"


def _default_faults(node: Node) -> Iterator[str]:
    default = node.xml.get("default")
    if default and default not in {flow.get("id") for flow in node.outgoing}:
        yield f"默认出路不存在：{default}"
    if node.kind != "exclusiveGateway" or len(node.outgoing) < 2:
        return
    for flow in node.outgoing:
        if flow.get("id") != default and flow.find(bpmn("conditionExpression")) is None:
            yield f"出路没有条件，也不是默认出路：{flow.get('id')}"


def connection_doubts(node: Node) -> Iterator[str]:
    """Yield what runs but is probably not meant."""
    if node.kind == "exclusiveGateway" and len(node.outgoing) > 1 and not node.xml.get("default"):
        yield "排他网关没有默认出路，条件都不成立时流程会停在这里"
    foreign = [local_name(child) for child in below(node.xml) if not is_ours(child)]
    if foreign:
        yield f"其他工具的扩展元素不起作用：{'、'.join(foreign)}"
    if not node.outgoing and not node.is_gateway and node.kind != "endEvent":
        yield "没有出路，流程会在这里结束"
    if node.kind == "userTask" and "assignmentDefinition" not in node.extensions.elements:
        yield "没有候选组，无人可以办理"
