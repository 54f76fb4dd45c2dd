"""Compensation and cancel: who takes back what."""

from collections.abc import Callable, Iterator
from typing import Any

from app.engine.diagram.faults import Fault
from app.engine.diagram.outline import Area, Node
from app.engine.extensions import bpmn, local_name


def handler_of(boundary: Any) -> str | None:
    """Return the id of the activity an association leads to from a compensation event."""
    root = boundary.getroottree().getroot()
    for association in root.iter(bpmn("association")):
        if association.get("sourceRef") == boundary.get("id"):
            return str(association.get("targetRef"))
    return None


def _compensate(area: Area, node: Node, event: Any) -> Iterator[Fault]:
    if node.kind == "boundaryEvent":
        yield from _handler_faults(area, node)
    elif node.kind == "startEvent":
        around = local_name(area.xml.getparent())
        if around == "process":
            reason = "流程本身不会被补偿，补偿的事件子流程只能放在子流程里"
            yield Fault("compensation-scope", reason)
    elif event.get("activityRef"):
        yield from _target_faults(area, event.get("activityRef"))


def _handler_faults(area: Area, node: Node) -> Iterator[Fault]:
    handler = area.nodes.get(handler_of(node.xml) or "")
    if handler is None or handler.xml.get("isForCompensation") != "true":
        reason = "补偿边界事件应以关联线指向同一范围内一个用于补偿的活动"
        yield Fault("compensation-handler", reason)
    if node.outgoing:
        yield Fault("compensation-flows", "补偿边界事件没有出路，只有指向补偿活动的关联线")


def _target_faults(area: Area, wanted: str) -> Iterator[Fault]:
    """An event sub-process also takes back what was done in the scope around it."""
    scopes = [area.xml]
    while scopes[-1].get("triggeredByEvent") == "true":
        scopes.append(scopes[-1].getparent())
    found = next((child for scope in scopes for child in scope if child.get("id") == wanted), None)
    if found is None:
        yield Fault("compensation-target", f"要补偿的活动不在这个范围内：{wanted}")
    elif not _can_be_taken_back(found):
        yield Fault("compensation-target", f"要补偿的活动没有补偿：{wanted}")


def _can_be_taken_back(activity: Any) -> bool:
    if any(activity.iter(bpmn("compensateEventDefinition"))):
        return True
    boundaries = activity.getparent().iterchildren(bpmn("boundaryEvent"))
    return any(
        event.get("attachedToRef") == activity.get("id")
        and event.find(bpmn("compensateEventDefinition")) is not None
        for event in boundaries
    )


def _cancel(area: Area, node: Node, event: Any) -> Iterator[Fault]:
    if node.kind == "boundaryEvent":
        host = area.nodes.get(node.xml.get("attachedToRef"))
        if host is not None and host.kind != "transaction":
            yield Fault(
                "cancel-place", "取消边界事件只能附在事务上；中断其他活动请用消息、信号或错误"
            )
        return
    if area.kind != "transaction":
        yield Fault(
            "cancel-place", "取消结束事件只能放在事务里；请把子流程改为事务，或改用错误事件"
        )
    elif not _has_cancel_boundary(area.xml):
        yield Fault("cancel-boundary", "事务里有取消结束事件，事务上应有取消边界事件")
    elif any(local_name(child).endswith("LoopCharacteristics") for child in area.xml):
        yield Fault("cancel-in-loop", "循环的事务不能取消其中一个；请把事务放进循环的子流程")


def _has_cancel_boundary(transaction: Any) -> bool:
    return any(
        event.get("attachedToRef") == transaction.get("id")
        and event.find(bpmn("cancelEventDefinition")) is not None
        for event in transaction.getparent().iterchildren(bpmn("boundaryEvent"))
    )


RULES: dict[str, Callable[[Area, Node, Any], Iterator[Fault]]] = {
    "compensate": _compensate,
    "cancel": _cancel,
}
