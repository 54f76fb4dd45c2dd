"""Rules for events and their definitions."""

from collections.abc import Callable, Iterator
from typing import Any

from app.engine.diagram.dialect import reference
from app.engine.diagram.expressions import expression_faults, text_faults, time_faults
from app.engine.diagram.faults import Fault
from app.engine.diagram.outline import Node
from app.engine.extensions import local_name, read_extensions

ALLOWED = {
    "startEvent": frozenset[str](),
    "endEvent": frozenset({"error", "escalation", "terminate"}),
    "intermediateThrowEvent": frozenset({"escalation"}),
    "intermediateCatchEvent": frozenset({"timer", "message"}),
    "boundaryEvent": frozenset({"timer", "message", "error", "escalation"}),
}
THROWING = frozenset({"endEvent", "intermediateThrowEvent"})
NEEDS_ONE = frozenset({"intermediateCatchEvent", "boundaryEvent"})


def event_faults(node: Node) -> Iterator[Fault]:
    """Yield what is wrong with an event."""
    if node.kind not in ALLOWED:
        return
    if len(node.events) > 1 or (not node.events and node.kind in NEEDS_ONE):
        yield Fault("one-event-definition", "应有且只有一个事件定义")
    for event in node.events:
        kind = local_name(event).removesuffix("EventDefinition")
        if kind in ALLOWED[node.kind]:
            yield from RULES[kind](node, event)
        else:
            yield Fault("event-place", f"此处不支持这种事件：{local_name(event)}")


def _timer(node: Node, event: Any) -> Iterator[Fault]:
    times = [child for child in event if local_name(child).startswith("time")]
    if len(times) != 1:
        yield Fault("no-time", "定时器应有且只有一个时间")
        return
    kind = local_name(times[0])
    if kind == "timeCycle" and node.xml.get("cancelActivity") != "false":
        yield Fault("cycle-place", "重复的定时器只能用在不中断的边界事件上")
    yield from time_faults(kind, (times[0].text or "").strip())


def _message(node: Node, event: Any) -> Iterator[Fault]:
    message = reference(node.xml.getroottree().getroot(), "message", event.get("messageRef"))
    if message is None or not message.get("name"):
        yield Fault("no-message", "没有指明消息，或消息没有名称")
        return
    key = read_extensions(message).of("subscription", "correlationKey")
    yield from expression_faults(key, f"消息“{message.get('name')}”的关联键")
    for name in ("from", "offer if"):
        yield from text_faults(node.extensions.properties.get(name), name)


def _signpost(kind: str) -> Callable[[Node, Any], Iterator[Fault]]:
    def rule(node: Node, event: Any) -> Iterator[Fault]:
        root, wanted = node.xml.getroottree().getroot(), event.get(f"{kind}Ref")
        if reference(root, kind, wanted) is None and (wanted or node.kind in THROWING):
            yield Fault(f"no-{kind}", f"没有指明 {kind}，或它不存在")
        if kind == "error" and node.xml.get("cancelActivity") == "false":
            yield Fault("error-interrupts", "捕获错误的边界事件必须中断")

    return rule


def _terminate(node: Node, event: Any) -> Iterator[Fault]:
    yield from ()


RULES: dict[str, Callable[[Node, Any], Iterator[Fault]]] = {
    "timer": _timer,
    "message": _message,
    "error": _signpost("error"),
    "escalation": _signpost("escalation"),
    "terminate": _terminate,
}
