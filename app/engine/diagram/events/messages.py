"""Messages: the events and tasks that send or wait for them, and the gateway that waits."""

from collections.abc import Callable, Iterator

from app.engine.diagram.dialect import reference
from app.engine.diagram.expressions import expression_faults, text_faults
from app.engine.diagram.faults import Fault
from app.engine.diagram.outline import Area, Node
from app.engine.extensions import local_name, read_extensions

THROWING = frozenset({"endEvent", "intermediateThrowEvent", "sendTask"})
CHOICES = frozenset(
    f"{kind}EventDefinition" for kind in ("message", "timer", "signal", "conditional")
)


def catches(node: Node) -> bool:
    """Say whether the node waits for its event, instead of throwing it."""
    return node.kind not in THROWING


def static_faults(name: str | None, what: str) -> Iterator[Fault]:
    """Yield a name that would only be known while the process runs."""
    if name and name.startswith("="):
        yield Fault("static-name", f"{what}应为固定的文字，不能是表达式")


def message_faults(node: Node, wanted: str | None, needs_key: bool) -> Iterator[Fault]:
    """Yield what is wrong with a message and how the node waits for it."""
    if not catches(node) and node.extensions.of("taskDefinition", "type"):
        if wanted:
            yield Fault("sends-twice", "既指明了消息又指明了任务类型，请只留一个")
        return
    message = reference(node.xml.getroottree().getroot(), "message", wanted)
    if message is None or not (message.get("name") or "").strip():
        yield Fault("no-message", "没有指明消息，或消息没有名称；请选一个消息并填写名称")
        return
    yield from static_faults(message.get("name"), "消息的名称")
    key = read_extensions(message).of("subscription", "correlationKey")
    if key or needs_key:
        yield from expression_faults(key, f"消息“{message.get('name')}”的关联键")
    for name in ("from", "offer if"):
        yield from text_faults(node.extensions.properties.get(name), name)


def _send_task(area: Area, node: Node) -> Iterator[Fault]:
    yield from message_faults(node, node.xml.get("messageRef"), needs_key=False)


def _receive_task(area: Area, node: Node) -> Iterator[Fault]:
    yield from message_faults(node, node.xml.get("messageRef"), needs_key=True)
    if node.xml.get("instantiate") == "true" and node.incoming:
        yield Fault("instantiate", "开始流程的接收任务不能有入路")


def _event_gateway(area: Area, node: Node) -> Iterator[Fault]:
    if node.xml.get("eventGatewayType") == "Parallel":
        yield Fault("all-events", "全部事件都要发生时，请用并行网关加几个捕获事件")
    if node.xml.get("instantiate") == "true" and node.incoming:
        yield Fault("instantiate", "开始流程的事件网关不能有入路")
    for flow in node.outgoing:
        target = area.nodes.get(flow.get("targetRef"))
        if target is not None and not _is_choice(target):
            yield Fault(
                "event-gateway-target",
                "事件网关之后只能是消息、定时器、信号、条件的捕获事件，或不带边界事件的接收任务",
            )
        elif target is not None and len(target.incoming) > 1:
            yield Fault("event-gateway-alone", f"事件网关之后的 {target.id} 不能还有别的入路")


def _is_choice(target: Node) -> bool:
    if target.kind == "receiveTask":
        return not target.attached and target.loop is None
    kinds = {local_name(event) for event in target.events}
    return target.kind == "intermediateCatchEvent" and kinds <= CHOICES


RULES: dict[str, Callable[[Area, Node], Iterator[Fault]]] = {
    "sendTask": _send_task,
    "receiveTask": _receive_task,
    "eventBasedGateway": _event_gateway,
}
