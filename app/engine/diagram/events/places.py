"""Which kinds of events may stand where."""

from collections.abc import Iterator
from typing import Any

from app.engine.diagram.events.compensation import RULES as COMPENSATION_RULES
from app.engine.diagram.events.kinds import RULES as KIND_RULES
from app.engine.diagram.events.messages import RULES as TASK_RULES
from app.engine.diagram.faults import Fault
from app.engine.diagram.outline import Area, Node
from app.engine.extensions import bpmn, local_name

NAMES = {
    "message": "消息",
    "timer": "定时器",
    "signal": "信号",
    "error": "错误",
    "escalation": "升级",
    "conditional": "条件",
    "link": "链接",
    "compensate": "补偿",
    "cancel": "取消",
    "terminate": "终止",
}
WATCHED = frozenset({"timer", "message", "signal", "conditional"})
PLACES = {
    "process": ("流程的开始事件", WATCHED),
    "scope": ("子流程的开始事件", frozenset[str]()),
    "event": ("事件子流程的开始事件", WATCHED | {"error", "escalation", "compensate"}),
    "endEvent": (
        "结束事件",
        {"error", "escalation", "terminate", "message", "signal", "compensate", "cancel"},
    ),
    "intermediateThrowEvent": (
        "中间抛出事件",
        {"escalation", "message", "signal", "link", "compensate"},
    ),
    "intermediateCatchEvent": ("中间捕获事件", WATCHED | {"link"}),
    "boundaryEvent": (
        "边界事件",
        WATCHED | {"error", "escalation", "compensate", "cancel"},
    ),
}
NEEDS_ONE = frozenset({"intermediateCatchEvent", "boundaryEvent", "event"})
MAY_CHOOSE = frozenset({"process", "event", "intermediateCatchEvent", "boundaryEvent"})
CHOICES = WATCHED | {"error", "escalation"}
AT_ONCE = frozenset(
    {"task", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask"}
)
RULES = {**KIND_RULES, **COMPENSATION_RULES}


def event_faults(area: Area, node: Node) -> Iterator[Fault]:
    """Yield what is wrong with an event, a message task or an event-based gateway."""
    if node.kind in TASK_RULES:
        yield from TASK_RULES[node.kind](area, node)
    place = _place(area, node)
    if place in PLACES:
        yield from _definition_faults(node, place)
        for event in node.events:
            yield from _kind_faults(area, node, event, place)


def _definition_faults(node: Node, place: str) -> Iterator[Fault]:
    kinds = {local_name(event).removesuffix("EventDefinition") for event in node.events}
    if len(node.events) > 1 and node.xml.get("parallelMultiple") == "true":
        yield Fault("all-events", "几个事件都要发生时，请用并行网关加几个捕获事件")
    elif len(node.events) > 1 and not (place in MAY_CHOOSE and kinds <= CHOICES):
        yield Fault("one-event-definition", "有几个事件定义；请拆成几个事件，各有一个定义")
    if node.xml.find(bpmn("eventDefinitionRef")) is not None:
        yield Fault("event-definition-ref", "引用的事件定义不存在；请把定义写在事件里")
    elif not node.events and place in NEEDS_ONE:
        yield Fault("one-event-definition", "没有指明是什么事件；请加上消息、定时等定义")


def _kind_faults(area: Area, node: Node, event: Any, place: str) -> Iterator[Fault]:
    kind = local_name(event).removesuffix("EventDefinition")
    name, allowed = PLACES[place]
    if kind in allowed:
        yield from RULES[kind](area, node, event)
    else:
        names = "、".join(NAMES[each] for each in NAMES if each in allowed) or "空白"
        reason = f"{name}不能是{NAMES.get(kind, kind)}事件；可以是：{names}"
        yield Fault("event-place", reason)


def event_doubts(area: Area, node: Node) -> Iterator[Fault]:
    """Yield what runs but is probably not meant."""
    place, kinds = _place(area, node), {local_name(event) for event in node.events}
    host = area.nodes.get(node.xml.get("attachedToRef"))
    if host is not None and host.kind in AT_ONCE and "compensateEventDefinition" not in kinds:
        yield Fault("boundary-never", "它所附的活动立即完成，这个边界事件不会发生")
    if place == "process" and "conditionalEventDefinition" in kinds:
        yield Fault("start-by-hand", "流程开始前没有变量可看，只能由人指定从这个条件事件开始")
    times = {local_name(child) for event in node.events for child in event}
    if "timeCycle" in times and place != "process" and not _may_repeat(place, node):
        yield Fault("cycle-once", "重复的定时器在这里只发生一次")
    if any(event.get("waitForCompletion") == "false" for event in node.events):
        yield Fault("waits-for-compensation", "补偿全部做完才继续，waitForCompletion 不起作用")


def _may_repeat(place: str, node: Node) -> bool:
    attribute = {"boundaryEvent": "cancelActivity", "event": "isInterrupting"}.get(place)
    return attribute is not None and node.xml.get(attribute) == "false"


def _place(area: Area, node: Node) -> str:
    if node.kind != "startEvent":
        return node.kind
    if area.kind == "process":
        return "process"
    return "event" if area.xml.get("triggeredByEvent") == "true" else "scope"
