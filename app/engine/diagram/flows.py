"""Rules for sequence flows and what they connect."""

from collections.abc import Iterator
from typing import Any

from app.engine.diagram.expressions import expression_faults
from app.engine.diagram.faults import Fault
from app.engine.diagram.outline import Area, Node
from app.engine.diagram.support import ACTIVITIES
from app.engine.extensions import bpmn

_ENDS = ("sourceRef", "targetRef")
UNCONDITIONAL = frozenset({"parallelGateway", "eventBasedGateway"})
CHOOSING = frozenset({"exclusiveGateway", "inclusiveGateway"})


def flow_faults(area: Area, flow: Any) -> Iterator[Fault]:
    """Yield what is wrong with one flow."""
    source = area.nodes.get(flow.get("sourceRef"))
    target = area.nodes.get(flow.get("targetRef"))
    if source is None or target is None:
        if not area.strange:
            lost = [flow.get(end) or "（空）" for end in _ENDS if flow.get(end) not in area.nodes]
            reason = f"顺序流的两端应是同一范围内的元素，这个范围里没有：{'、'.join(lost)}"
            yield Fault("flow-ends", reason)
        return
    if source.kind == "endEvent" or target.kind in {"startEvent", "boundaryEvent"}:
        reason = "顺序流不能从结束事件出发，也不能指向开始事件或边界事件"
        yield Fault("flow-direction", reason)
    condition = flow.find(bpmn("conditionExpression"))
    if condition is None:
        return
    if source.kind in UNCONDITIONAL:
        reason = "这种网关的出路总是全走，条件不起作用；请去掉条件，或改用包容网关、排他网关"
        yield Fault("condition-place", reason)
    if "feel" not in (condition.get("language") or "feel").lower():
        yield Fault("only-feel", "条件只能用 FEEL；请改写为以 = 开头的 FEEL 表达式")
    yield from expression_faults((condition.text or "").strip(), "条件")


def connection_faults(area: Area, node: Node) -> Iterator[Fault]:
    """Yield what is wrong with how a node is connected."""
    if not node.outgoing and node.is_gateway and (len(node.incoming) < 2 or _is_choice(node)):
        yield Fault("no-outgoing", "网关没有出路；请连上顺序流，或删去网关")
    yield from _default_faults(node)
    yield from _join_faults(area, node)
    if node.kind == "boundaryEvent" and not area.strange:
        host = area.nodes.get(node.xml.get("attachedToRef"))
        if host is None or host.kind not in ACTIVITIES:
            yield Fault("boundary-host", "边界事件应附在同一范围内的一个活动上")


def _join_faults(area: Area, node: Node) -> Iterator[Fault]:
    if node.kind != "parallelGateway" or len(node.incoming) < 2:
        return
    for flow in node.incoming:
        if area.must_pass(node.id, flow.get("sourceRef")):
            reason = f"入路 {flow.get('id')} 要先经过这个网关自己，永远等不到；请先用排他网关汇合"
            yield Fault("join-waits-for-itself", reason)


def _default_faults(node: Node) -> Iterator[Fault]:
    default = node.xml.get("default")
    if default and default not in {flow.get("id") for flow in node.outgoing}:
        yield Fault("no-default", f"默认出路不存在：{default}；请改为这个元素的一条出路")
    if node.kind not in CHOOSING or len(node.outgoing) < 2:
        return
    for flow in node.outgoing:
        if flow.get("id") != default and flow.find(bpmn("conditionExpression")) is None:
            reason = f"出路没有条件，也不是默认出路：{flow.get('id')}；请写条件，或设为默认"
            yield Fault("no-condition", reason)


def connection_doubts(node: Node) -> Iterator[Fault]:
    """Yield what runs but is probably not meant."""
    if node.kind in CHOOSING and len(node.outgoing) > 1 and not node.xml.get("default"):
        yield Fault("may-stop", "网关没有默认出路，条件都不成立时流程会停在这里")
    elif _only_conditions(node):
        yield Fault("may-stop", "每条出路都有条件，条件都不成立时流程会停在这里；请设默认出路")
    is_last = node.kind == "endEvent" or node.stands_free or node.ends_elsewhere
    if not node.outgoing and not is_last:
        yield Fault("implicit-end", "没有出路，令牌会在这里消失")
    if node.kind == "userTask" and "assignmentDefinition" not in node.extensions.elements:
        yield Fault("nobody", "没有候选组，无人可以办理")


def _is_choice(node: Node) -> bool:
    return node.kind == "eventBasedGateway"


def _only_conditions(node: Node) -> bool:
    if node.is_gateway or not node.outgoing or node.xml.get("default"):
        return False
    return all(flow.find(bpmn("conditionExpression")) is not None for flow in node.outgoing)
