"""What each kind of event definition must say."""

from collections.abc import Callable, Iterator
from typing import Any

from app.engine.diagram.dialect import reference
from app.engine.diagram.events.messages import catches, message_faults, static_faults
from app.engine.diagram.expressions import expression_faults, time_faults
from app.engine.diagram.faults import Fault
from app.engine.diagram.outline import Area, Node
from app.engine.extensions import bpmn, local_name

Rule = Callable[[Area, Node, Any], Iterator[Fault]]
TIMES = ("timeDate", "timeDuration", "timeCycle")
CODES = {"error": ("错误", "errorCode"), "escalation": ("升级", "escalationCode")}


def _timer(area: Area, node: Node, event: Any) -> Iterator[Fault]:
    times = [child for child in event if local_name(child) in TIMES]
    if len(times) != 1:
        yield Fault("no-time", "定时器应有且只有一个时间：时刻、时长或重复间隔")
        return
    yield from time_faults(local_name(times[0]), (times[0].text or "").strip())


def _message(area: Area, node: Node, event: Any) -> Iterator[Fault]:
    needs_key = catches(node) and not (node.kind == "startEvent" and area.kind == "process")
    yield from message_faults(node, event.get("messageRef"), needs_key)


def _signal(area: Area, node: Node, event: Any) -> Iterator[Fault]:
    signal = reference(node.xml.getroottree().getroot(), "signal", event.get("signalRef"))
    if signal is None or not (signal.get("name") or "").strip():
        yield Fault("no-signal", "没有指明信号，或信号没有名称；请选一个信号并填写名称")
    else:
        yield from static_faults(signal.get("name"), "信号的名称")


def _signpost(kind: str) -> Rule:
    word, attribute = CODES[kind]

    def rule(area: Area, node: Node, event: Any) -> Iterator[Fault]:
        root, wanted = node.xml.getroottree().getroot(), event.get(f"{kind}Ref")
        found = reference(root, kind, wanted)
        if found is None and (wanted or not catches(node)):
            yield Fault(f"no-{kind}", f"没有指明{word}，或它不存在；请选一个{word}")
        if found is not None:
            yield from static_faults(found.get(attribute), f"{word}的代码")
        if kind == "error" and "false" in (
            node.xml.get("cancelActivity"),
            node.xml.get("isInterrupting"),
        ):
            yield Fault("error-interrupts", "捕获错误的事件必须中断；不中断请改用升级事件")

    return rule


def _conditional(area: Area, node: Node, event: Any) -> Iterator[Fault]:
    condition = event.find(bpmn("condition"))
    if condition is not None and condition.get("language"):
        yield Fault("only-feel", "条件只能用 FEEL")
    text = "" if condition is None else (condition.text or "").strip()
    yield from expression_faults(text, "条件")


def _link(area: Area, node: Node, event: Any) -> Iterator[Fault]:
    name = event.get("name")
    if not name:
        yield Fault("no-link", "链接没有名称；请给入口和出口取相同的名称")
        return
    targets = [
        other
        for other in area.nodes.values()
        if other.kind == "intermediateCatchEvent" and other.link == name
    ]
    if len(targets) != 1:
        yield Fault("link-target", f"链接“{name}”在同一范围内应有且只有一个出口")
    if (node.incoming if catches(node) else node.outgoing) or node.xml.get("attachedToRef"):
        yield Fault("link-flows", "链接的入口不能有出路，链接的出口不能有入路")


def _terminate(area: Area, node: Node, event: Any) -> Iterator[Fault]:
    yield from ()


RULES: dict[str, Rule] = {
    "timer": _timer,
    "message": _message,
    "signal": _signal,
    "error": _signpost("error"),
    "escalation": _signpost("escalation"),
    "conditional": _conditional,
    "link": _link,
    "terminate": _terminate,
}
