"""Where scopes begin: start events, event sub-processes and handlers of compensation."""

from collections.abc import Iterator

from app.engine.diagram.events.compensation import handler_of
from app.engine.diagram.faults import Fault
from app.engine.diagram.outline import Area, Node
from app.engine.extensions import bpmn


def start_faults(area: Area) -> Iterator[Fault]:
    """Yield what is wrong with how a scope begins."""
    if area.xml.get("triggeredByEvent") == "true":
        if len(area.starts) != 1:
            yield Fault("one-start", "事件子流程应有且只有一个开始事件，说明它由什么触发")
    elif area.kind != "process" and len(area.starts) > 1:
        yield Fault("one-start", "子流程只能有一个开始事件；请合并，或改用事件子流程")


def handler_faults(area: Area, node: Node) -> Iterator[Fault]:
    """Yield what is wrong with an event sub-process or a handler of compensation."""
    is_handler = node.xml.get("isForCompensation") == "true"
    if node.stands_free and (node.incoming or node.outgoing):
        yield Fault("stands-free", "事件子流程和用于补偿的活动没有顺序流")
    if is_handler and not _is_associated(node):
        yield Fault("no-compensation-event", "用于补偿的活动没有和补偿边界事件关联；请画关联线")
    if node.is_event_subprocess:
        if node.kind != "subProcess" or is_handler:
            yield Fault("event-subprocess-kind", "事件子流程不能是事务、即席子流程或补偿活动")
        if node.attached:
            yield Fault("boundary-host", "事件子流程不能有边界事件；请附在里面的活动上")
        if node.loop is not None or node.rounds is not None:
            yield Fault("event-subprocess-loop", "事件子流程不能循环，请在里面循环")
        yield from _only_one_compensation(area, node)


def _is_associated(node: Node) -> bool:
    around = node.xml.getparent().iterchildren(bpmn("boundaryEvent"))
    return any(handler_of(event) == node.id for event in around)


def _only_one_compensation(area: Area, node: Node) -> Iterator[Fault]:
    if not compensates(node):
        return
    others = [each for each in area.nodes.values() if each.is_event_subprocess]
    if sum(compensates(each) for each in others) > 1:
        yield Fault("one-compensation", "一个范围只能有一个补偿的事件子流程")


def compensates(node: Node) -> bool:
    """Say whether an event sub-process begins when the scope around it is taken back."""
    return any(
        start.find(bpmn("compensateEventDefinition")) is not None
        for start in node.xml.iterchildren(bpmn("startEvent"))
    )
